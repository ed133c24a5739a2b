#include "outbox/ways.h"

#include "outbox/test_outbox.h"

namespace almoner::outbox {
namespace {

class WaysTest : public OutboxTest {
 protected:
  void Say(const SubjectId& subject, Way way, bool allowed) {
    EXPECT_THAT(
        Amend([&](const keys::Change& change) { return Choose(change, subject, way, allowed); }),
        IsOk());
  }
  std::string Said(const SubjectId& subject) {
    const auto chosen =
        store().Read([&](store::ReadTx& tx) { return ChosenBy(tx, *keys_, subject); });
    EXPECT_THAT(chosen, IsOk());
    std::string text;
    for (const Chosen& one : chosen.value())
      text += std::string(Name(one.way)) + (one.allowed ? " yes;" : " no;");
    return text;
  }
  Letter To(const SubjectId& subject) {
    Letter letter = CodeFor();
    letter.about = subject;
    return letter;
  }
  const SubjectId ana_ = SubjectId::New(random_);
  const SubjectId bo_ = SubjectId::New(random_);
};
INSTANTIATE_ENGINES(WaysTest);

TEST_P(WaysTest, WhatWasSaidLastOfEachWayCounts) {
  EXPECT_EQ(Said(ana_), "");
  Say(ana_, Way::kPhone, false);
  Say(ana_, Way::kPost, true);
  Say(ana_, Way::kPost, false);
  EXPECT_EQ(Said(ana_), "post no;phone no;");
  Say(ana_, Way::kPhone, true);
  EXPECT_EQ(Said(ana_), "post no;phone yes;");
  EXPECT_EQ(Said(bo_), "");
}

TEST_P(WaysTest, WhoWantsNoEmailGetsNoneAndItSaysWhy) {
  Say(ana_, Way::kEmail, false);
  const LetterId id = Queued(To(ana_));
  EXPECT_EQ(Next(), std::nullopt);
  EXPECT_EQ(FactOf(id).state, State::kDeclined);
  EXPECT_EQ(FactOf(id).outcome, "wants no e-mail");
  EXPECT_FALSE(FactOf(id).whole);
  EXPECT_EQ(KeysLeft(), 0) << "nothing of its words is kept";
  EXPECT_THAT(Amend([&](const keys::Change& change) { return Retry(change, id); }),
              FailsWith(Code::kConflict));
  Say(ana_, Way::kEmail, true);
  Queued(To(ana_));
  EXPECT_TRUE(Next().has_value());
}

TEST_P(WaysTest, WhatTheyAskedForComesAllTheSame) {
  Say(ana_, Way::kEmail, false);
  Letter letter = To(ana_);
  letter.asked = true;
  Queued(letter);
  EXPECT_TRUE(Next().has_value());
  Queued(To(bo_));
  EXPECT_TRUE(Next().has_value()) << "another's no is not theirs";
}

TEST_P(WaysTest, OfTwoThatAreOneANoOfEitherCounts) {
  Say(ana_, Way::kEmail, false);
  Say(ana_, Way::kPost, true);
  Say(bo_, Way::kEmail, true);
  Say(bo_, Way::kPost, false);
  EXPECT_THAT(Amend([&](const keys::Change& change) { return FollowWays(change, ana_, bo_); }),
              IsOk());
  EXPECT_EQ(Said(ana_), "");
  EXPECT_EQ(Said(bo_), "post no;email no;");
}

TEST_P(WaysTest, ItGoesWithThePerson) {
  Say(ana_, Way::kText, false);
  EXPECT_THAT(Amend([&](const keys::Change& change) { return Forget(change, ana_); }), IsOk());
  EXPECT_EQ(Rows("SELECT COUNT(*) FROM contact_way"), 0);
}

TEST_P(WaysTest, ARowFromOutsideDecidesNothing) {
  Say(ana_, Way::kEmail, false);
  EXPECT_THAT(store().Read([&](store::ReadTx& tx) { return CheckWays(tx, *keys_); }), IsOk());
  EXPECT_THAT(store().Write([](store::Tx& tx) -> Status {
    TRY(tx.Execute("UPDATE contact_way SET allowed = 1"));
    return {};
  }),
              IsOk());
  EXPECT_THAT(store().Read([&](store::ReadTx& tx) { return CheckWays(tx, *keys_); }),
              FailsWith(Code::kCorrupt));
  const auto ready = Prepare(*keys_, To(ana_));
  ASSERT_THAT(ready, IsOk());
  EXPECT_THAT(Amend([&](const keys::Change& change) { return Queue(change, *ready); }),
              FailsWith(Code::kCorrupt));
}

}  // namespace
}  // namespace almoner::outbox
