// A home from one version of its notice to the next, and what its promises show.
#include "app/editions.h"

#include "app/accounts.h"
#include "app/promises.h"
#include "app/staffing.h"
#include "app/training.h"
#include "crypto/random.h"
#include "notice/proof_ids.h"
#include "support/house.h"

namespace almoner::app {
namespace {

using testing::HasSubstr;

class EditionsTest : public testing::Test {
 protected:
  void SetUp() override {
    const FirstAccount account{Personal(std::string("Ada Banks")), Personal(std::string("ada")),
                               Personal(std::string("ada")), SecretBytes::CopyOf("a password")};
    ASSERT_THAT(App::Create({.home = folder_ / "home", .keys = folder_ / "keys"}, Text(), account,
                            random_, clock_),
                IsOk());
    auto opened = App::Open(folder_ / "home", random_, clock_);
    ASSERT_THAT(opened, IsOk());
    app_ = *std::move(opened);
    ada_ = *app_->store().Read([&](store::ReadTx& tx) {
      return staff::FindByOsUser(tx, app_->keys(), Personal(std::string("ada")));
    });
    const auto nia = AddStaff(*app_, std::nullopt,
                              {Personal(std::string("Nia Bell")), Personal(std::string("nia")),
                               Personal(std::string("nia"))},
                              nullptr, {"support-worker"});
    ASSERT_THAT(nia, IsOk());
    nia_ = *nia;
    clock_.Advance(std::chrono::hours(1));
  }

  static std::string Text() { return NoticeText("example"); }
  static std::string Later() {
    std::string text = Text();
    text.replace(text.find("2026-11"), 7, "2027-01");
    return text;
  }
  void Reopen() {
    app_.reset();
    auto opened = App::Open(folder_ / "home", random_, clock_);
    ASSERT_THAT(opened, IsOk());
    app_ = *std::move(opened);
  }

  TempDir folder_;
  crypto::SystemRandom random_;
  FakeClock clock_{"2026-11-22T10:00:00Z"};
  std::unique_ptr<App> app_;
  StaffId ada_ = StaffId::New(random_);
  StaffId nia_ = ada_;
};

TEST_F(EditionsTest, ALaterVersionIsAddedSignedByTwoAndDecidesAlsoAfterARestart) {
  const auto added = AddVersion(*app_, ada_, Later());
  ASSERT_THAT(added, IsOk());
  EXPECT_EQ(added->unlawful + added->missing + added->quality, 0);
  EXPECT_THAT(PublishVersion(*app_, ada_, "2027-01"), FailsWith(Code::kRefused));
  ASSERT_THAT(SignVersion(*app_, ada_, "2027-01", "officer", ""), IsOk());
  EXPECT_THAT(SignVersion(*app_, ada_, "2027-01", "trustees", ""), FailsWith(Code::kRefused))
      << "nobody signs twice";
  ASSERT_THAT(SignVersion(*app_, nia_, "2027-01", "trustees", "minute 12 of 3 January"), IsOk());
  EXPECT_EQ(app_->notice().version, "2026-11");
  const auto published = PublishVersion(*app_, ada_, "2027-01");
  ASSERT_THAT(published, IsOk());
  EXPECT_EQ(app_->notice().version, "2027-01");
  EXPECT_EQ(app_->gate().context().notice.version, "2027-01");
  EXPECT_EQ(app_->gate().context().history.size(), 1U);
  Reopen();
  EXPECT_EQ(app_->notice().version, "2027-01");
  const auto editions = Editions(*app_);
  ASSERT_THAT(editions, IsOk());
  ASSERT_EQ(editions->size(), 2U);
  EXPECT_EQ(editions->at(0).standing.state, versions::State::kSuperseded);
  EXPECT_EQ(editions->at(1).standing.state, versions::State::kInForce);
  ASSERT_TRUE(editions->at(1).review);
  EXPECT_EQ(editions->at(1).review->due, *ParseDate("2027-11-01"));
}

TEST_F(EditionsTest, AStepThatBelongsToARoleIsSignedByNobodyElse) {
  ASSERT_THAT(AddVersion(*app_, ada_, Later()), IsOk());
  EXPECT_THAT(SignVersion(*app_, nia_, "2027-01", "officer", ""), FailsWith(Code::kRefused));
  EXPECT_THAT(SignVersion(*app_, nia_, "2027-01", "queen", ""), FailsWith(Code::kNotFound));
  EXPECT_THAT(SignVersion(*app_, nia_, "2030", "officer", ""), FailsWith(Code::kNotFound));
}

TEST_F(EditionsTest, WhoeverCouldUseTheOthersAccountDoesNotSignForBoth) {
  ASSERT_THAT(AddVersion(*app_, ada_, Later()), IsOk());
  ASSERT_THAT(SignVersion(*app_, ada_, "2027-01", "officer", ""), IsOk());
  ASSERT_THAT(ResetPassword(*app_, ada_, nia_), IsOk());
  EXPECT_THAT(SignVersion(*app_, nia_, "2027-01", "trustees", ""), FailsWith(Code::kRefused));
  clock_.Advance(std::chrono::days(7));
  EXPECT_THAT(SignVersion(*app_, nia_, "2027-01", "trustees", ""), IsOk());
}

// The draft keeps the step and unties it from the role that it is for.
TEST_F(EditionsTest, ADraftDoesNotChooseWhoApprovesIt) {
  std::string text = Later();
  const std::string_view tie = ", role: data-protection-officer}";
  text.replace(text.find(tie), tie.size(), "}");
  ASSERT_THAT(AddVersion(*app_, ada_, text), IsOk());
  EXPECT_THAT(SignVersion(*app_, nia_, "2027-01", "officer", ""), FailsWith(Code::kRefused));
  EXPECT_THAT(SignVersion(*app_, ada_, "2027-01", "officer", ""), IsOk());
}

TEST_F(EditionsTest, PeopleOnFileDoNotFallOutOfTheNotice) {
  vault::Content content;
  content.source = "self";
  content.fields.push_back({"name", Personal(std::string("Ana Kovač"))});
  Allowed(app_->gate().AddPerson({.actor = nia_, .purpose = "support"},
                                 {"service-user", "contact-details", std::move(content)}));
  std::string text = Later();
  for (std::size_t at = text.find("service-user"); at != std::string::npos;
       at = text.find("service-user", at))
    text.replace(at, 12, "client");
  // Where it is the audience of the document the word stays.
  text.replace(text.find("audience: [public, client"), 25, "audience: [public, service-user");
  ASSERT_THAT(AddVersion(*app_, ada_, text), IsOk());
  ASSERT_THAT(SignVersion(*app_, ada_, "2027-01", "officer", ""), IsOk());
  ASSERT_THAT(SignVersion(*app_, nia_, "2027-01", "trustees", ""), IsOk());
  EXPECT_THAT(PublishVersion(*app_, ada_, "2027-01"), FailsWith(Code::kRefused));
}

TEST_F(EditionsTest, ANameThatTwoVersionsHaveIsNotSigned) {
  ASSERT_THAT(AddVersion(*app_, ada_, Later()), IsOk());
  const auto second = AddVersion(*app_, ada_, Later() + "# another\n");
  ASSERT_THAT(second, IsOk());
  EXPECT_THAT(SignVersion(*app_, ada_, "2027-01", "officer", ""), FailsWith(Code::kConflict));
  EXPECT_THAT(SignVersion(*app_, ada_, second->hash.substr(0, 12), "officer", ""), IsOk());
}

// Somebody still asks the door of the version before: that is noticed inside a transaction, and the
// home reads which one is in force only outside of one.
TEST_F(EditionsTest, ADoorOfAnOlderVersionMakesNobodyReadInsideATransaction) {
  gate::Gate& old = app_->gate();
  ASSERT_THAT(AddVersion(*app_, ada_, Later()), IsOk());
  ASSERT_THAT(SignVersion(*app_, ada_, "2027-01", "officer", ""), IsOk());
  ASSERT_THAT(SignVersion(*app_, nia_, "2027-01", "trustees", ""), IsOk());
  ASSERT_THAT(PublishVersion(*app_, ada_, "2027-01"), IsOk());
  EXPECT_THAT(old.Act({.actor = ada_, .purpose = "law.rights"}, "test.acted",
                      [](const gate::Change&) -> Status { return {}; }),
              FailsWith(Code::kConflict));
  EXPECT_THAT(Administer(*app_, ada_, "test.administered",
                         [&](const keys::Change&) -> Status {
                           return app_->notice().version == "2027-01"
                                      ? Status()
                                      : Fail(Code::kConflict, "Another notice.");
                         }),
              IsOk());
}

TEST_F(EditionsTest, WhatDoesNotCompileOrIsHereAlreadyIsNotAdded) {
  EXPECT_THAT(AddVersion(*app_, ada_, "almoner: notice/1"), FailsWith(Code::kInvalid));
  EXPECT_THAT(AddVersion(*app_, ada_, Text()), FailsWith(Code::kConflict));
}

TEST_F(EditionsTest, AReviewMovesTheNextOne) {
  clock_.Set("2027-11-05T09:00:00Z");
  auto proof = Prove(*app_, "reviews-held");
  ASSERT_THAT(proof, IsOk());
  EXPECT_EQ(proof->shown, Shown::kBroken);
  ASSERT_THAT(RecordReview(*app_, ada_, "No change is needed."), IsOk());
  proof = Prove(*app_, "reviews-held");
  ASSERT_THAT(proof, IsOk());
  EXPECT_EQ(proof->shown, Shown::kKept) << proof->words;
}

TEST_F(EditionsTest, EveryProofThatAShippedNoticeNamesRunsAndSaysWhatItFound) {
  for (const Proof& proof : AllProofs()) {
    const auto result = Prove(*app_, proof.id);
    ASSERT_THAT(result, IsOk()) << proof.id;
    EXPECT_FALSE(result->words.empty()) << proof.id;
  }
  EXPECT_THAT(Prove(*app_, "no-such-proof"), FailsWith(Code::kNotFound));
}

TEST_F(EditionsTest, APromiseSaysWhatKeepsItAndWhatDoesNot) {
  const auto promises = Promises(*app_);
  ASSERT_THAT(promises, IsOk());
  const auto find = [&](std::string_view clause) -> const Promise& {
    return *std::ranges::find(*promises, clause, &Promise::clause);
  };
  EXPECT_EQ(promises->size(), app_->notice().clauses.size());
  EXPECT_EQ(find("HL-10").kept, Kept::kEnforced) << "the door decides by it";
  EXPECT_EQ(find("HL-13").kept, Kept::kConfigured);
  EXPECT_EQ(find("HL-9").kept, Kept::kNotKept) << "nothing counts anybody yet";
  EXPECT_EQ(find("HL-15").kept, Kept::kProved) << "the log is whole";
  EXPECT_THAT(find("HL-15").queries.back().result->words, HasSubstr("log is whole"));
}

TEST_F(EditionsTest, APromiseThatRecordsShowBrokenIsNotKept) {
  ASSERT_THAT(app_->store().Write([&](store::Tx& tx) -> Status {
    TRY(
        tx.Execute("INSERT INTO break_glass (id, staff, subject, ground, at, outcome, digest) "
                   "VALUES ($1, $1, $1, 'emergency', 1, '', $1)",
                   ada_));
    return {};
  }),
              IsOk());
  const auto promises = Promises(*app_);
  ASSERT_THAT(promises, IsOk());
  const auto health = std::ranges::find(*promises, "HL-3", &Promise::clause);
  EXPECT_EQ(health->kept, Kept::kNotKept);
}

// Each of the five organisations' notices: a home under it opens, somebody who may writes down a
// person and reads it back, a purpose of somebody else's is refused, and its promises are counted.
class ShippedNoticeTest : public testing::TestWithParam<std::string> {};

TEST_P(ShippedNoticeTest, RunsAHome) {
  TempDir folder;
  crypto::SystemRandom random;
  FakeClock clock{"2026-11-22T10:00:00Z"};
  const FirstAccount account{Personal(std::string("Ada Banks")), Personal(std::string("ada")),
                             Personal(std::string("ada")), SecretBytes::CopyOf("a password")};
  ASSERT_THAT(App::Create({.home = folder / "home", .keys = folder / "keys"},
                          NoticeText(GetParam()), account, random, clock),
              IsOk());
  auto opened = App::Open(folder / "home", random, clock);
  ASSERT_THAT(opened, IsOk());
  App& app = **opened;
  const notice::Notice& notice = app.notice();
  const auto names = [&](std::size_t category) {
    return std::ranges::any_of(notice.categories[category].fields, [](const notice::Field& field) {
      return field.kind == notice::FieldKind::kName;
    });
  };
  int written = 0;
  for (const notice::Activity& activity : notice.activities) {
    if (activity.imposed || activity.consent || !activity.barred.empty()) continue;
    for (std::size_t c = 0; c < notice.categories.size(); ++c) {
      if (!activity.writes[c] || !activity.reads[c] || !names(c)) continue;
      const notice::Field& field = *std::ranges::find(
          notice.categories[c].fields, notice::FieldKind::kName, &notice::Field::kind);
      const auto role = notice.roles[activity.roles._Find_first()].id;
      const auto actor =
          AddStaff(app, std::nullopt,
                   {Personal(role + std::to_string(written)),
                    Personal(activity.id + std::to_string(written)), Personal(std::string())},
                   nullptr, {role});
      ASSERT_THAT(actor, IsOk());
      ASSERT_THAT(TrainEverybody(app, *actor, "The harbour college"), IsOk());
      vault::Content content;
      content.source = "self";
      content.fields.push_back({field.id, Personal(std::string("Ana Kova\u010d"))});
      const auto added = app.gate().AddPerson(
          {.actor = *actor, .purpose = activity.id},
          {notice.subjects[activity.subjects._Find_first()].id, notice.categories[c].id, content});
      const auto person = Allowed(added).subject;
      EXPECT_THAT(app.gate().Open({.actor = *actor,
                                   .purpose = activity.id,
                                   .subjects = {person},
                                   .categories = {notice.categories[c].id}}),
                  IsOk())
          << activity.id;
      EXPECT_THAT(
          app.gate().Open({.actor = *actor, .purpose = "not-in-the-notice", .subjects = {person}}),
          RefusedBy(gate::Rule::kPurpose));
      ++written;
      break;
    }
  }
  EXPECT_GE(written, 1);
  const auto promises = Promises(app);
  ASSERT_THAT(promises, IsOk());
  EXPECT_EQ(promises->size(), notice.clauses.size());
  EXPECT_GE(std::ranges::count(*promises, Kept::kEnforced, &Promise::kept), 10);
}
INSTANTIATE_TEST_SUITE_P(Five, ShippedNoticeTest,
                         testing::Values("aptcoo", "customer-data-protection",
                                         "anglian-community-enterprise",
                                         "stronger-together-thurrock",
                                         "halifax-opportunities-trust"),
                         [](const auto& of) {
                           std::string name = of.param;
                           std::erase(name, '-');
                           return name;
                         });

// Rows that should not be: put in by hand, since the program writes none such.
struct Breakage {
  std::string_view proof;
  Literal sql;
};
const Breakage kBreakages[] = {
    {"roles-assigned",
     "INSERT INTO staff_role (staff, role, since, digest) SELECT id, 'no-such-role', 1, "
     "CAST('d1' AS BLOB) FROM staff LIMIT 1"},
    {"break-glass-reviewed",
     "INSERT INTO break_glass (id, staff, subject, ground, at, outcome, digest) SELECT id, id, id, "
     "'emergency', 1, '', CAST('d2' AS BLOB) FROM staff LIMIT 1"},
    {"consents-worded",
     "INSERT INTO consent_event (id, subject, seq, consent, wording, event, at, means, evidence, "
     "digest) SELECT id, id, 9, 'newsletter', '', 'given', 1, 'paper', id, CAST('d3' AS BLOB) FROM "
     "staff LIMIT 1"},
    {"withdrawals-honoured",
     "INSERT INTO consent_event (id, subject, seq, consent, wording, event, at, means, evidence, "
     "digest) SELECT id, CAST('somebody' AS BLOB), 9, 'newsletter', '1', 'withdrawn', 1, 'paper', "
     "id, CAST('d4' AS BLOB) FROM staff LIMIT 1"},
    {"objections-honoured",
     "INSERT INTO standing (id, subject, kind, scope, ground, since, digest) SELECT id, "
     "CAST('somebody' AS BLOB), 'objection', 'newsletter', '', 1, CAST('d5' AS BLOB) FROM staff "
     "LIMIT 1"},
    {"restrictions-honoured",
     "INSERT INTO standing (id, subject, kind, scope, ground, since, digest) SELECT id, "
     "CAST('somebody' AS BLOB), 'restriction', '', '', 1, CAST('d6' AS BLOB) FROM staff LIMIT 1"},
    {"decisions-logged",
     "INSERT INTO trail (subject, entry, at, action, outcome, purpose, role) SELECT id, id, 1, "
     "'record.read', 'allowed', 'support', '' FROM staff LIMIT 1"},
    {"records-sealed",
     "INSERT INTO record (id, version, category, purpose, recorded_at, digest, body) SELECT id, 1, "
     "'support-notes', 'support', 1, CAST('d8' AS BLOB), id FROM staff LIMIT 1"},
    {"identity-before-disclosure",
     "INSERT INTO file_event (file, seq, kind, at, body, digest) SELECT id, 1, 'delivered', 1, id, "
     "CAST('d9' AS BLOB) FROM staff LIMIT 1"},
    {"packs-approved",
     "INSERT INTO file_event (file, seq, kind, at, body, digest) SELECT id, 1, 'delivered', 1, id, "
     "CAST('da' AS BLOB) FROM staff LIMIT 1"},
    {"erasures-certified",
     "INSERT INTO file_event (file, seq, kind, at, body, digest) SELECT id, 1, 'carried-out', 1, "
     "id, CAST('db' AS BLOB) FROM staff LIMIT 1"},
    {"holds-reviewed",
     "INSERT INTO hold (id, subject, kind, category, file, since, review, digest) SELECT id, id, "
     "'crime', '', id, 1, '2020-01-01', CAST('dd' AS BLOB) FROM staff LIMIT 1"},
    {"version-shown",
     "INSERT INTO subject (id, kind, created, digest) SELECT id, 'service-user', 1, CAST('dc' AS "
     "BLOB) FROM staff LIMIT 1"},
    {"log-whole", "UPDATE notice_event SET note = 'another' WHERE kind = 'in-force'"}};

class BreakageTest : public EditionsTest, public testing::WithParamInterface<Breakage> {};

TEST_P(BreakageTest, IsSeenByTheProof) {
  const Breakage& breakage = GetParam();
  const auto before = Prove(*app_, breakage.proof);
  ASSERT_THAT(before, IsOk());
  EXPECT_NE(before->shown, Shown::kBroken) << before->words;
  ASSERT_THAT(app_->store().Write([&](store::Tx& tx) -> Status {
    // A use of that person's data later on, which a withdrawal, objection or restriction forbids.
    TRY(
        tx.Execute("INSERT INTO trail (subject, entry, at, action, outcome, purpose, role) SELECT "
                   "CAST('somebody' AS BLOB), id, 2, 'record.read', 'allowed', 'newsletter', '' "
                   "FROM audit_entry LIMIT 1"));
    TRY(tx.Execute(breakage.sql));
    return {};
  }),
              IsOk());
  const auto after = Prove(*app_, breakage.proof);
  ASSERT_THAT(after, IsOk());
  EXPECT_EQ(after->shown, Shown::kBroken) << after->words;
}
INSTANTIATE_TEST_SUITE_P(Each, BreakageTest, testing::ValuesIn(kBreakages), [](const auto& of) {
  std::string name(of.param.proof);
  std::erase(name, '-');
  return name;
});

TEST_F(EditionsTest, LatenessIsSeenByTheProofs) {
  const auto shown = [&](std::string_view proof) {
    const auto result = Prove(*app_, proof);
    EXPECT_THAT(result, IsOk());
    return result->shown;
  };
  vault::Content content;
  content.source = "self";
  content.fields.push_back({"name", Personal(std::string("Ana Kovač"))});
  const SubjectId ana =
      Allowed(app_->gate().AddPerson({.actor = nia_, .purpose = "support"},
                                     {"service-user", "contact-details", std::move(content)}))
          .subject;
  for (const law::Right right : {law::Right::kAccess, law::Right::kComplaint})
    Allowed(rights::Open(app_->rights(), ada_,
                         {.right = right,
                          .subject = ana,
                          .received = *ParseDate("2026-11-22"),
                          .channel = "letter",
                          .words = Personal(std::string("Please."))}));
  for (const std::string_view proof :
       {"requests-in-time", "complaints-acknowledged", "retention-on-time"})
    EXPECT_EQ(shown(proof), Shown::kKept) << proof;
  clock_.Set("2027-02-01T09:00:00Z");
  EXPECT_EQ(shown("requests-in-time"), Shown::kBroken);
  EXPECT_EQ(shown("complaints-acknowledged"), Shown::kBroken);
  EXPECT_EQ(shown("retention-on-time"), Shown::kKept);
  clock_.Set("2035-02-01T09:00:00Z");
  EXPECT_EQ(shown("retention-on-time"), Shown::kKept) << "held by the requests that are open";
  for (const rights::State& state : Allowed(rights::List(app_->rights(), ada_)))
    Allowed(rights::Close(app_->rights(), ada_, state, "withdrawn"));
  EXPECT_EQ(shown("retention-on-time"), Shown::kBroken);
}

TEST_F(EditionsTest, AVersionWithoutAChangeOnRecordIsSeen) {
  const auto changes = [&] {
    const auto result = Prove(*app_, "changes-recorded");
    EXPECT_THAT(result, IsOk());
    return result->shown;
  };
  EXPECT_EQ(changes(), Shown::kKept);
  ASSERT_THAT(AddVersion(*app_, ada_, Later()), IsOk());
  EXPECT_EQ(changes(), Shown::kBroken);
  EXPECT_EQ(Prove(*app_, "version-approved")->shown, Shown::kBroken)
      << "nobody has signed the first";
}

TEST(ProofsTest, AreThoseThatANoticeMayName) {
  std::vector<std::string_view> ids;
  for (const Proof& proof : AllProofs()) ids.push_back(proof.id);
  EXPECT_THAT(ids, testing::UnorderedElementsAreArray(notice::kProofIds));
}

}  // namespace
}  // namespace almoner::app
