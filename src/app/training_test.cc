#include "app/training.h"

#include "app/accounts.h"
#include "app/proofs.h"
#include "crypto/random.h"
#include "gate/break_glass.h"
#include "notice/compile.h"
#include "support/house.h"

namespace almoner::app {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// The charity's notice, but that nothing is opened before somebody is trained; `too`: and what else
// the rule says.
std::string Strict(std::string_view too = "") {
  std::string text(NoticeText("example"));
  const std::string_view was = "evidence: records, clause: HL-21";
  const std::size_t at = text.find(was);
  EXPECT_NE(at, std::string::npos);
  return text.replace(at, was.size(),
                      "evidence: before-access, " + std::string(too) + "clause: HL-21");
}

// What the notice asks is done again every 12 months.
TEST(TrainingEveryYear, CountsAYearWhateverTheCertificateSaysAndNobodyOpensAnythingAfterIt) {
  TempDir folder;
  crypto::SystemRandom random;
  FakeClock clock{"2026-11-22T10:00:00Z"};
  const FirstAccount account{Personal(std::string("Ada Banks")), Personal(std::string("ada")),
                             Personal(std::string("ada")), SecretBytes::CopyOf("a password")};
  ASSERT_THAT(App::Create({.home = folder / "home", .keys = folder / "keys"},
                          Strict("every: 12 months, "), account, random, clock),
              IsOk());
  auto opened = App::Open(folder / "home", random, clock);
  ASSERT_THAT(opened, IsOk());
  App& app = **opened;
  const StaffId ada = *app.store().Read([&](store::ReadTx& tx) {
    return staff::FindByOsUser(tx, app.keys(), Personal(std::string("ada")));
  });
  const StaffId nia = AddStaff(app, ada,
                               {Personal(std::string("Nia Bell")), Personal(std::string("nia")),
                                Personal(std::string("nia"))},
                               nullptr, {"support-worker"})
                          .value();
  EXPECT_THAT(*OwnTrainingDue(app, nia), SizeIs(1)) << "without it she opens nothing";
  const auto record = [&](std::string_view done, std::optional<Date> until) {
    return RecordTraining(app, ada,
                          {.id = EventId::New(random),
                           .staff = nia,
                           .rule = "training",
                           .done = *ParseDate(done),
                           .until = until,
                           .by = Personal(std::string("The harbour college")),
                           .recorded_by = ada});
  };
  const auto adds = [&] {
    vault::Content content;
    content.source = "self";
    content.fields.push_back({"name", Personal(std::string("Ana Kovač"))});
    return app.gate().AddPerson({.actor = nia, .purpose = "support"},
                                {"service-user", "contact-details", std::move(content)});
  };
  const auto until = [&] { return ToText(*ReadTraining(app, ada, nia)->asked[0].until); };
  ASSERT_THAT(record("2026-11-20", std::nullopt), IsOk());
  EXPECT_EQ(until(), "2027-11-20");
  ASSERT_THAT(record("2026-11-20", *ParseDate("2031-11-20")), IsOk());
  EXPECT_EQ(until(), "2027-11-20") << "the certificate is good for five years, the notice says one";
  EXPECT_THAT(*OwnTrainingDue(app, nia), IsEmpty());
  Allowed(adds());
  clock.Set("2027-10-22T10:00:00Z");
  EXPECT_THAT(*OwnTrainingDue(app, nia), SizeIs(1)) << "beforehand";
  EXPECT_EQ(FindTrainingDue(app)->soon, 1);
  clock.Set("2027-11-20T10:00:00Z");
  Allowed(adds());
  clock.Set("2027-11-21T10:00:00Z");
  EXPECT_THAT(adds(), RefusedBy(gate::Rule::kRole));
  ASSERT_THAT(record("2027-11-21", *ParseDate("2028-01-31")), IsOk());
  EXPECT_EQ(until(), "2028-01-31") << "what ends sooner ends sooner";
  Allowed(adds());
}

// What is no period, or of no training, stops the notice with a place.
TEST(TrainingEveryYear, IsAPeriodAndOfTrainingAlone) {
  const auto compiled = [](std::string text) {
    return notice::CompileWhole(text, *law::LoadBases(std::nullopt));
  };
  EXPECT_THAT(compiled(Strict("every: 1 year, ")), IsOk());
  EXPECT_THAT(compiled(Strict("every: sometimes, ")), FailsWith(Code::kInvalid));
  EXPECT_THAT(compiled(Strict("every: 0 days, ")), FailsWith(Code::kInvalid));
  std::string other = Strict("every: 1 year, ");
  const std::string_view was = "kind: training, evidence: before-access";
  const std::size_t at = other.find(was);
  ASSERT_NE(at, std::string::npos);
  other.replace(at, was.size(), "kind: discipline, evidence: none");
  EXPECT_THAT(compiled(other), FailsWith(Code::kInvalid));
}

class TrainingTest : public testing::TestWithParam<Engine> {
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
                            Strict(), account, random_, clock_),
                IsOk());
    auto opened = App::Open(folder_ / "home", random_, clock_);
    ASSERT_THAT(opened, IsOk());
    app_ = *std::move(opened);
    ada_ = *app_->store().Read([&](store::ReadTx& tx) {
      return staff::FindByOsUser(tx, app_->keys(), Personal(std::string("ada")));
    });
    nia_ = AddStaff(*app_, ada_,
                    {Personal(std::string("Nia Bell")), Personal(std::string("nia")),
                     Personal(std::string("nia"))},
                    nullptr, {"support-worker"})
               .value();
  }

  // It counts for a year, as the college says.
  staff::Training Training(const StaffId& staff, std::string_view done) {
    const Date day = *ParseDate(done);
    return {.id = EventId::New(random_),
            .staff = staff,
            .rule = "training",
            .done = day,
            .until = day + std::chrono::years(1),
            .by = Personal(std::string("The harbour college")),
            .recorded_by = ada_};
  }
  Result<EntryId> Record(const StaffId& staff, std::string_view done) {
    return RecordTraining(*app_, ada_, Training(staff, done));
  }
  gate::Outcome<gate::Gate::Added> AddsSomebody() {
    vault::Content content;
    content.source = "self";
    content.fields.push_back({"name", Personal(std::string("Ana Kovač"))});
    return app_->gate().AddPerson({.actor = nia_, .purpose = "support"},
                                  {"service-user", "contact-details", std::move(content)});
  }

  TempDir folder_;
  crypto::SystemRandom random_;
  FakeClock clock_{"2026-11-22T10:00:00Z"};
  std::unique_ptr<TestDatabase> database_;
  std::unique_ptr<App> app_;
  StaffId ada_ = StaffId::New(random_);
  StaffId nia_ = ada_;
};
INSTANTIATE_ENGINES(TrainingTest);

TEST_P(TrainingTest, NobodyOpensAnythingBeforeTheirTrainingIsOnRecordOrOnceItIsOver) {
  const auto before = AddsSomebody();
  ASSERT_THAT(before, IsOk());
  ASSERT_FALSE(before->has_value());
  EXPECT_EQ(before->error().rule, gate::Rule::kRole);
  EXPECT_THAT(before->error().words.what, HasSubstr("training is not on record"));
  EXPECT_THAT(before->error().words.why, HasSubstr("HL-21"));
  ASSERT_THAT(Record(nia_, "2026-11-20"), IsOk());
  const SubjectId ana = Allowed(AddsSomebody()).subject;
  clock_.Set("2027-11-20T10:00:00Z");  // the last day on which it counts
  Allowed(app_->gate().Open({.actor = nia_, .purpose = "support", .subjects = {ana}}));
  clock_.Set("2027-11-21T10:00:00Z");
  EXPECT_THAT(app_->gate().Open({.actor = nia_, .purpose = "support", .subjects = {ana}}),
              RefusedBy(gate::Rule::kRole));
  // In an emergency nobody asks.
  Allowed(app_->gate().Open({.actor = nia_,
                             .purpose = "law.emergency",
                             .subjects = {ana},
                             .break_glass = gate::BreakGlass::kEmergency}));
}

TEST_P(TrainingTest, WhoWasTrainedInWhatWhenAndByWhomStandsInTheRegisterAndWhatIsWantingIsShown) {
  EXPECT_EQ(FindTrainingDue(*app_)->wanting, 2);
  ASSERT_THAT(Record(nia_, "2025-12-10"), IsOk());
  const Trained nia = *ReadTraining(*app_, ada_, nia_);
  ASSERT_THAT(nia.done, SizeIs(1));
  EXPECT_EQ(nia.done[0].by.Expose(), "The harbour college");
  EXPECT_EQ(nia.done[0].recorded_by, ada_);
  ASSERT_THAT(nia.asked, SizeIs(1));
  EXPECT_TRUE(nia.asked[0].current);
  EXPECT_EQ(ToText(*nia.asked[0].until), "2026-12-10");
  const TrainingDue due = *FindTrainingDue(*app_);
  EXPECT_EQ(due.wanting, 1) << "hers who looks after the accounts";
  EXPECT_EQ(due.soon, 1) << "within thirty days";
  EXPECT_EQ(due.people, 2);
  EXPECT_EQ(Prove(*app_, "training-current")->words,
            "1 of 2 trainings that are asked of staff missing or over.");
  ASSERT_THAT(Record(ada_, "2026-11-01"), IsOk());
  EXPECT_EQ(Prove(*app_, "training-current")->shown, Shown::kKept);
  EXPECT_THAT(*ListTraining(*app_, ada_), SizeIs(2));
}

TEST_P(TrainingTest, AShorterCertificateCountsAndTheLongestOfSeveral) {
  staff::Training shorter = Training(nia_, "2026-11-01");
  shorter.until = *ParseDate("2027-01-31");
  ASSERT_THAT(RecordTraining(*app_, ada_, shorter), IsOk());
  EXPECT_EQ(ToText(*ReadTraining(*app_, ada_, nia_)->asked[0].until), "2027-01-31");
  ASSERT_THAT(Record(nia_, "2026-10-15"), IsOk());
  EXPECT_EQ(ToText(*ReadTraining(*app_, ada_, nia_)->asked[0].until), "2027-10-15");
}

TEST_P(TrainingTest, WhatIsNoTrainingOfTheNoticesOrIsToComeIsRefused) {
  staff::Training unknown = Training(nia_, "2026-11-01");
  unknown.rule = "juggling";
  EXPECT_THAT(RecordTraining(*app_, ada_, unknown), FailsWith(Code::kInvalid));
  EXPECT_THAT(Record(nia_, "2026-11-23"), FailsWith(Code::kInvalid));
  staff::Training backwards = Training(nia_, "2026-11-01");
  backwards.until = *ParseDate("2026-10-31");
  EXPECT_THAT(RecordTraining(*app_, ada_, backwards), FailsWith(Code::kInvalid));
  staff::Training nobody = Training(nia_, "2026-11-01");
  nobody.by = Personal(std::string());
  EXPECT_THAT(RecordTraining(*app_, ada_, nobody), FailsWith(Code::kInvalid));
  EXPECT_THAT(Record(StaffId::New(random_), "2026-11-01"), FailsWith(Code::kNotFound));
  EXPECT_THAT(ReadTraining(*app_, ada_, nia_)->done, IsEmpty());
}

TEST_P(TrainingTest, WhatWasEnteredWronglyIsTakenBackAndLetsNobodyIn) {
  ASSERT_THAT(Record(nia_, "2026-11-20"), IsOk());
  const EventId id = ReadTraining(*app_, ada_, nia_)->done[0].id;
  EXPECT_THAT(TakeTrainingBack(*app_, ada_, ada_, id), FailsWith(Code::kNotFound));
  ASSERT_THAT(TakeTrainingBack(*app_, ada_, nia_, id), IsOk());
  EXPECT_THAT(AddsSomebody(), RefusedBy(gate::Rule::kRole));
  EXPECT_THAT(TakeTrainingBack(*app_, ada_, nia_, id), FailsWith(Code::kNotFound));
}

TEST_P(TrainingTest, ARowThatWasChangedFromOutsideLetsNobodyIn) {
  ASSERT_THAT(Record(nia_, "2025-01-10"), IsOk());
  ASSERT_THAT(app_->store().Write([&](store::Tx& tx) -> Status {
    TRY(tx.Execute("UPDATE staff_training SET done = done + 500"));
    return {};
  }),
              IsOk());
  EXPECT_THAT(AddsSomebody(), FailsWith(Code::kCorrupt));
}

}  // namespace
}  // namespace almoner::app
