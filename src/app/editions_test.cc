// A home from one version of its notice to the next, and what its promises show.
#include "app/editions.h"

#include "app/accounts.h"
#include "app/promises.h"
#include "crypto/random.h"
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
    const auto nia = AddStaff(*app_, ada_,
                              {Personal(std::string("Nia Bell")), Personal(std::string("nia")),
                               Personal(std::string("nia"))},
                              nullptr, {"support-worker"});
    ASSERT_THAT(nia, IsOk());
    nia_ = *nia;
    clock_.Advance(std::chrono::hours(1));
  }

  static std::string Text() { return ReadText("notices/example.yaml"); }
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
  EXPECT_THAT(find("HL-15").queries.back().result.words, HasSubstr("log is whole"));
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

TEST(ProofsTest, EveryProofThatAShippedNoticeNamesExists) {
  const std::vector<Proof> known = AllProofs();
  for (const auto& entry : std::filesystem::directory_iterator("notices")) {
    if (entry.path().extension() != ".yaml") continue;
    const notice::Notice notice = CompileNotice(ReadText(entry.path()));
    for (const notice::Clause& clause : notice.clauses)
      for (const std::string& id : clause.kept_by)
        EXPECT_NE(std::ranges::find(known, std::string_view(id), &Proof::id), known.end())
            << entry.path() << " " << clause.id << ": " << id;
  }
}

}  // namespace
}  // namespace almoner::app
