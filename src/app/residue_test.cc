#include "app/residue.h"

#include <algorithm>

#include "app/accounts.h"
#include "app/residue_match.h"
#include "crypto/random.h"
#include "gate/break_glass.h"
#include "support/house.h"

namespace almoner::app {
namespace {

using testing::Contains;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

TEST(Mention, FindsANameInAnyOrderCaseAndAccentAndANumberHoweverItIsSpaced) {
  const Mention mention({"Ana Kovač", "01632 960001", "999 000 0018"});
  for (const char* const text : {"KOVAC, Ana rang", "Ana's neighbour Kovač", "ring 01632960001",
                                 "+44 (0)1632 960001? no: "
                                 "+44 1632 960001",
                                 "NHS 9990000018"})
    EXPECT_TRUE(mention.In(text)) << text;
  for (const char* const text :
       {"", "Ana rang", "Kovač rang", "01632 960002", "Ana went home and much later on came Kovač"})
    EXPECT_FALSE(mention.In(text)) << text;
  std::string long_text;
  for (int i = 0; i < 2000; ++i) long_text += "word ";
  EXPECT_TRUE(mention.In(long_text + "Ana Kovač"));
  EXPECT_TRUE(Mention({"Ana"}).In("Ana rang")) << "one word alone, where that is what is asked";
  EXPECT_TRUE(Mention({""}).empty());
}

class ResidueTest : public testing::TestWithParam<Engine> {
 protected:
  void SetUp() override {
    std::string store = "sqlite";
    if (GetParam() == Engine::kPostgres) {
      database_ = std::make_unique<TestDatabase>(GetParam());
      store = database_->dsn();
    }
    const FirstAccount account{Personal(std::string("Ada Banks")), Personal(std::string("ada")),
                               Personal(std::string("ada")), SecretBytes::CopyOf("a password")};
    ASSERT_THAT(App::Create({.home = folder_ / "home", .keys = folder_ / "keys", .store = store},
                            NoticeText("example"), account, random_, clock_),
                IsOk());
    auto opened = App::Open(folder_ / "home", random_, clock_);
    ASSERT_THAT(opened, IsOk());
    app_ = *std::move(opened);
    ada_ = *app_->store().Read([&](store::ReadTx& tx) {
      return staff::FindByOsUser(tx, app_->keys(), Personal(std::string("ada")));
    });
    worker_ = AddStaff(*app_, ada_,
                       {Personal(std::string("Nia Bell")), Personal(std::string("nia")),
                        Personal(std::string("nia"))},
                       nullptr, {"support-worker"})
                  .value();
  }

  SubjectId Person(const std::string& name, const std::string& phone) {
    vault::Content content;
    content.source = "self";
    content.fields.push_back({"name", Personal(name)});
    content.fields.push_back({"phone", Personal(phone)});
    return Allowed(app_->gate().AddPerson({.actor = worker_, .purpose = "support"},
                                          {"service-user", "contact-details", std::move(content)}))
        .subject;
  }
  void Note(const SubjectId& person, const std::string& text) {
    vault::Content content;
    content.source = "self";
    content.fields.push_back({"text", Personal(text)});
    Allowed(app_->gate().AddRecord(
        {.actor = worker_, .purpose = "support"},
        {"support-notes", std::move(content), {{person, vault::Part::kAbout}}}));
  }
  void Forget(const SubjectId& person) {
    const auto items = app_->store().Read([&](store::ReadTx& tx) {
      return retention::Review(tx, app_->keys(), app_->notice(), person, clock_.Now());
    });
    std::vector<RecordId> records;
    for (const retention::Item& item : items.value()) records.push_back(item.record);
    EXPECT_TRUE(Allowed(retention::Erase(app_->gate(), {.subject = person,
                                                        .actor = ada_,
                                                        .purpose = "law.rights",
                                                        .records = std::move(records)}))
                    .person);
  }
  static Sought Ana(const std::optional<SubjectId>& id) {
    Sought sought{.subject = id, .identifiers = {}};
    sought.identifiers.push_back({"name", Personal(std::string("Ana Kovač"))});
    sought.identifiers.push_back({"phone", Personal(std::string("01632 960001"))});
    return sought;
  }
  gate::Outcome<Residue> Find(const StaffId& actor, const Sought& sought) {
    return FindResidue(*app_, actor, sought, [](std::int64_t) {});
  }

  TempDir folder_;
  crypto::SystemRandom random_;
  FakeClock clock_{"2026-11-22T10:00:00Z"};
  std::unique_ptr<TestDatabase> database_;
  std::unique_ptr<App> app_;
  StaffId ada_ = StaffId::New(random_);
  StaffId worker_ = ada_;
};
INSTANTIATE_ENGINES(ResidueTest);

TEST_P(ResidueTest, EveryMentionThatRemainsIsFoundWithItsReason) {
  const SubjectId ana = Person("Ana Kovač", "01632 960001");
  const SubjectId ben = Person("Ben Adeyemi", "01632 960002");
  Note(ben, "His neighbour Ana Kovač helps.");
  const RequestId request = Allowed(
      rights::Open(app_->rights(), ada_,
                   {law::Right::kErasure, ana, LondonDate(clock_.Now()), "letter",
                    Personal(std::string("Please delete what you have about me. Ana Kovač"))}));
  Allowed(rights::Close(app_->rights(), ada_, *rights::Load(app_->rights(), request), "withdrawn"));
  Forget(ana);
  const Residue found = Allowed(Find(ada_, Ana(ana)));
  EXPECT_TRUE(found.explained());
  EXPECT_GT(found.looked_at, 0);
  ASSERT_THAT(found.remnants, SizeIs(3));
  EXPECT_THAT(found.remnants, Contains(Field(&Remnant::where, "record")));
  EXPECT_THAT(found.remnants, Contains(Field(&Remnant::where, "suppression")));
  const auto file = std::ranges::find(found.remnants, "accountability file", &Remnant::where);
  ASSERT_NE(file, found.remnants.end());
  EXPECT_EQ(file->id, request.text());
  EXPECT_THAT(file->reason, HasSubstr("R12"));
  EXPECT_THAT(file->reason, HasSubstr("2029-11-22"));
}

TEST_P(ResidueTest, SomebodyWhoNeverWasHereLeavesNothing) {
  Person("Ben Adeyemi", "01632 960002");
  EXPECT_THAT(Allowed(Find(ada_, Ana(std::nullopt))).remnants, IsEmpty());
}

TEST_P(ResidueTest, ARowThatStillBearsTheIdHasNoReason) {
  const SubjectId ana = Person("Ana Kovač", "01632 960001");
  Forget(ana);
  EXPECT_TRUE(Allowed(Find(ada_, Ana(ana))).explained());
  ASSERT_THAT(app_->store().Write([&](store::Tx& tx) {
    return tx.ExecuteOne(
        "INSERT INTO trail (subject, entry, at, action, outcome, purpose, role) VALUES ($1, $1, 1, "
        "'record.read', 'allowed', 'support', '')",
        ana);
  }),
              IsOk());
  const Residue found = Allowed(Find(ada_, {.subject = ana, .identifiers = {}}));
  EXPECT_FALSE(found.explained());
  ASSERT_THAT(found.remnants, SizeIs(1));
  EXPECT_EQ(found.remnants.front().where, "table trail");
}

TEST_P(ResidueTest, ALookIsRecordedForEachPersonAndNeedsTheDuty) {
  const SubjectId ben = Person("Ben Adeyemi", "01632 960002");
  EXPECT_THAT(Find(worker_, Ana(std::nullopt)), RefusedBy(gate::Rule::kRole));
  Allowed(Find(ada_, Ana(std::nullopt)));
  const auto looks = app_->store().Read([&](store::ReadTx& tx) -> Result<std::int64_t> {
    return TRY(tx.One(
                   "SELECT COUNT(*) FROM trail WHERE subject = $1 AND action = 'record.read' AND "
                   "purpose = 'law.rights'",
                   ben))
        .Int(0);
  });
  EXPECT_THAT(looks, IsOkAndHolds(1));
}

TEST_P(ResidueTest, ARecordThatIsClosedToWhoeverLooksIsSaidNotToHaveBeenLookedAt) {
  const SubjectId ben = Person("Ben Adeyemi", "01632 960002");
  Person("Cy Dunn", "01632 960003");
  ASSERT_THAT(Administer(*app_, ada_, "staff.record-closed",
                         [&](const keys::Change& change) {
                           return staff::CloseRecord(change, ada_, ben, staff::Closed::kRelative);
                         }),
              IsOk());
  const Residue found = Allowed(Find(ada_, Ana(std::nullopt)));
  EXPECT_FALSE(found.explained());
  ASSERT_THAT(found.remnants, SizeIs(1));
  EXPECT_EQ(found.remnants.front().id, ben.text());
}

TEST_P(ResidueTest, BadInputLooksAtNothing) {
  const SubjectId ben = Person("Ben Adeyemi", "01632 960002");
  EXPECT_THAT(Find(ada_, {}), FailsWith(Code::kInvalid));
  EXPECT_THAT(Find(ada_, Ana(ben)), FailsWith(Code::kConflict)) << "they are not erased";
}

// A table that comes with an id of people in it has to be looked through as well.
TEST_P(ResidueTest, EveryColumnThatHoldsIdsOfPeopleIsLookedThrough) {
  if (GetParam() != Engine::kSqlite) return;
  const auto columns = app_->store().Read([&](store::ReadTx& tx) {
    return tx.Query(
        "SELECT m.name, p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type "
        "= "
        "'table' AND (p.name LIKE '%subject%' OR p.name IN ('target', 'owner', 'merged_into')) "
        "ORDER BY 1, 2");
  });
  ASSERT_THAT(columns, IsOk());
  const std::vector<IdColumn> known = IdColumns();
  for (const store::Row& row : *columns)
    EXPECT_TRUE(std::ranges::any_of(known,
                                    [&](const IdColumn& column) {
                                      return column.table == row.Text(0).value() &&
                                             column.column == row.Text(1).value();
                                    }))
        << row.Text(0).value() << "." << row.Text(1).value();
  EXPECT_EQ(columns->size() + 1, known.size()) << "and subject.id";
}

}  // namespace
}  // namespace almoner::app
