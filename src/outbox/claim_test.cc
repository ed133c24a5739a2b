#include "outbox/claim.h"

#include <algorithm>
#include <mutex>
#include <thread>

#include "outbox/test_outbox.h"
#include "support/failing_store.h"

namespace almoner::outbox {
namespace {

using testing::AnyOf;

class ClaimTest : public OutboxTest {
 protected:
  Status Returned(const LetterId& id, std::string_view status) {
    return Amend([&](const keys::Change& change) { return Bounce(change, id, status); });
  }
  Status Again(const LetterId& id) {
    return Amend([&](const keys::Change& change) { return Retry(change, id); });
  }
  void Clean() { EXPECT_THAT(Tidy(store(), clock_.Now()), IsOk()); }
  template <class... Params>
  void Tamper(Literal sql, const Params&... params) {
    const auto changed = store().Write([&](store::Tx& tx) { return tx.Execute(sql, params...); });
    EXPECT_THAT(changed, IsOkAndHolds(testing::Gt(0)));
  }
};
INSTANTIATE_ENGINES(ClaimTest);

TEST_P(ClaimTest, OnlyOneHasALetterUntilTheLeaseIsOver) {
  Queued();
  const auto first = Next();
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(Next(), std::nullopt);
  clock_.Advance(kLease);
  const auto second = Next();
  ASSERT_TRUE(second.has_value());
  EXPECT_EQ(second->id, first->id);
  EXPECT_THAT(Ended(*first, State::kSent, "taken"), FailsWith(Code::kConflict));
  EXPECT_THAT(Back(*first), FailsWith(Code::kConflict));
  EXPECT_THAT(Ended(*second, State::kSent, "taken"), IsOk());
  EXPECT_EQ(Next(), std::nullopt);
}

TEST_P(ClaimTest, WhoseClockIsALittleBehindTakesNoLetterThatAnotherHas) {
  Queued();
  ASSERT_TRUE(Next().has_value());
  const auto claimed = Claim(store(), *keys_, clock_.Now() - minutes(2));
  ASSERT_THAT(claimed, IsOk());
  EXPECT_FALSE(claimed->has_value());
}

TEST_P(ClaimTest, AfterSendingOnlyTheFactIsLeft) {
  const LetterId id = Queued();
  clock_.Advance(minutes(1));
  ASSERT_THAT(Ended(*Next(), State::kSent, "taken"), IsOk());
  const Fact fact = FactOf(id);
  EXPECT_EQ(fact.state, State::kSent);
  EXPECT_EQ(fact.kind, "sign-in-code");
  EXPECT_EQ(fact.outcome, "taken");
  EXPECT_EQ(fact.ended, clock_.Now());
  EXPECT_EQ(fact.tries, 1);
  EXPECT_FALSE(fact.whole);
  EXPECT_EQ(Rows("SELECT COUNT(*) FROM letter WHERE sealed IS NOT NULL") + KeysLeft(), 0);
}

TEST_P(ClaimTest, WaitsLongerAfterEachTryAndGivesUpAfterTwoDays) {
  const LetterId id = Queued();
  const Time begun = clock_.Now();
  std::vector<std::int64_t> waits;
  while (true) {
    const auto letter = Next();
    ASSERT_TRUE(letter.has_value()) << waits.size();
    const Attempt attempt{.state = State::kQueued, .outcome = "reply 450"};
    const State state = After(*letter, attempt, clock_.Now());
    if (state != State::kQueued) {
      EXPECT_EQ(state, State::kGivenUp);
      ASSERT_THAT(Ended(*letter, state, attempt.outcome), IsOk());
      break;
    }
    ASSERT_THAT(Back(*letter), IsOk());
    const Time due = *FactOf(id).due;
    waits.push_back(std::chrono::duration_cast<minutes>(due - clock_.Now()).count());
    clock_.Advance(due - clock_.Now() - std::chrono::seconds(1));
    EXPECT_EQ(Next(), std::nullopt) << "not before its time";
    clock_.Advance(std::chrono::seconds(1));
  }
  ASSERT_GE(waits.size(), 6U);
  EXPECT_THAT(std::vector<std::int64_t>(waits.begin(), waits.begin() + 6),
              testing::ElementsAre(1, 5, 15, 60, 240, 240));
  EXPECT_LE(clock_.Now() - begun, kTriedFor);
  EXPECT_GT(clock_.Now() - begun, kTriedFor - hours(4));
  EXPECT_EQ(FactOf(id).state, State::kGivenUp);
  EXPECT_EQ(Next(), std::nullopt);
}

TEST_P(ClaimTest, ACodeThatIsOverIsNotSent) {
  Letter letter = CodeFor();
  letter.until = clock_.Now() + minutes(10);
  const LetterId id = Queued(letter);
  const auto claimed = Next();
  ASSERT_TRUE(claimed.has_value());
  const Attempt later{.state = State::kQueued, .outcome = "unreachable"};
  EXPECT_EQ(After(*claimed, later, clock_.Now()), State::kQueued);
  EXPECT_EQ(After(*claimed, later, clock_.Now() + minutes(9)), State::kExpired);
  ASSERT_THAT(Back(*claimed), IsOk());
  clock_.Advance(minutes(10));
  Clean();
  EXPECT_EQ(Next(), std::nullopt);
  EXPECT_EQ(FactOf(id).state, State::kExpired);
  EXPECT_THAT(Again(id), FailsWith(Code::kConflict));
}

TEST_P(ClaimTest, OneThatIsBeingSentDoesNotExpireUnderItsSender) {
  Letter letter = CodeFor();
  letter.until = clock_.Now() + minutes(1);
  Queued(letter);
  const auto claimed = Next();
  ASSERT_TRUE(claimed.has_value());
  clock_.Advance(minutes(2));
  Clean();
  EXPECT_THAT(Ended(*claimed, State::kSent, "taken"), IsOk());
}

// A clock that was ahead and was set back must not leave letters lying for as long.
TEST_P(ClaimTest, AClockThatIsSetBackHoldsNothingUp) {
  const LetterId id = Queued();
  clock_.Advance(hours(24 * 2));
  ASSERT_THAT(Back(*Next()), IsOk());
  ASSERT_TRUE(Next() == std::nullopt);
  clock_.Advance(-hours(24 * 2));
  const auto again = Next();
  ASSERT_TRUE(again.has_value()) << "due in two days, as it seems";
  EXPECT_EQ(again->id, id);
  clock_.Advance(-hours(1));
  EXPECT_TRUE(Next().has_value()) << "leased for an hour, as it seems";
}

// Also when the clock was wrong: what it was about is done anew.
TEST_P(ClaimTest, TheWordsOfALetterThatIsOverAreGoneAtOnce) {
  const LetterId id = Queued();
  EXPECT_EQ(KeysLeft(), 1);
  clock_.Advance(hours(24 * 5));
  Clean();
  EXPECT_EQ(FactOf(id).state, State::kExpired);
  EXPECT_FALSE(FactOf(id).whole);
  EXPECT_EQ(KeysLeft(), 0);
  clock_.Advance(-hours(24 * 5));
  EXPECT_THAT(Again(id), FailsWith(Code::kConflict));
}

TEST_P(ClaimTest, OneThatExpiresInTheCouriersHandsLosesItsWordsToo) {
  const LetterId id = Queued();
  const auto claimed = Next();
  ASSERT_TRUE(claimed.has_value());
  ASSERT_THAT(Ended(*claimed, State::kExpired, "expired"), IsOk());
  EXPECT_FALSE(FactOf(id).whole);
  EXPECT_EQ(KeysLeft(), 0);
}

TEST_P(ClaimTest, WhatBouncedLosesItsWordsWhenWhatItSaysIsOver) {
  const LetterId id = Queued();
  ASSERT_THAT(Ended(*Next(), State::kBounced, "reply 550"), IsOk());
  Clean();
  EXPECT_TRUE(FactOf(id).whole) << "it can be sent again until then";
  clock_.Advance(hours(24 * 3));
  Clean();
  EXPECT_FALSE(FactOf(id).whole);
  EXPECT_EQ(FactOf(id).state, State::kBounced);
}

TEST_P(ClaimTest, RefusedForGoodItCanBeSentAgainForAWeek) {
  Letter letter = CodeFor();
  letter.until = clock_.Now() + hours(24 * 30);
  letter.about = SubjectId::New(random_);
  const LetterId id = Queued(letter);
  ASSERT_THAT(Ended(*Next(), State::kBounced, "reply 550"), IsOk());
  EXPECT_EQ(Next(), std::nullopt);
  EXPECT_TRUE(FactOf(id).whole);
  ASSERT_THAT(Again(id), IsOk());
  EXPECT_THAT(Again(id), FailsWith(Code::kConflict)) << "it waits already";
  const auto claimed = Next();
  ASSERT_TRUE(claimed.has_value());
  EXPECT_EQ(claimed->tries, 1);
  ASSERT_THAT(Ended(*claimed, State::kBounced, "reply 550"), IsOk());
  clock_.Advance(kWindow);
  Clean();
  EXPECT_FALSE(FactOf(id).whole);
  EXPECT_EQ(FactOf(id).state, State::kBounced);
  EXPECT_EQ(KeysLeft(), 0);
  EXPECT_EQ(Rows("SELECT COUNT(*) FROM letter WHERE subject IS NOT NULL"), 0);
  EXPECT_THAT(Again(id), FailsWith(Code::kConflict));
  clock_.Advance(kRemembered);
  Clean();
  EXPECT_EQ(Rows("SELECT COUNT(*) FROM letter"), 0);
  EXPECT_THAT(Again(id), FailsWith(Code::kNotFound));
}

TEST_P(ClaimTest, WhatComesBackMarksTheLetter) {
  const LetterId id = Queued();
  EXPECT_THAT(Returned(id, "5.1.1"), FailsWith(Code::kNotFound)) << "it was never sent";
  ASSERT_THAT(Ended(*Next(), State::kSent, "taken"), IsOk());
  clock_.Advance(hours(1));
  ASSERT_THAT(Returned(id, "5.1.1"), IsOk());
  EXPECT_EQ(FactOf(id).state, State::kBounced);
  EXPECT_EQ(FactOf(id).outcome, "status 5.1.1");
  EXPECT_EQ(FactOf(id).ended, clock_.Now());
  ASSERT_THAT(Returned(id, "4.0.0"), IsOk()) << "a second notification says nothing new";
  EXPECT_EQ(FactOf(id).outcome, "status 5.1.1");
  EXPECT_THAT(Again(id), FailsWith(Code::kConflict)) << "its words went when it was sent";
  EXPECT_THAT(Returned(LetterId::New(random_), ""), FailsWith(Code::kNotFound));
}

TEST_P(ClaimTest, ARestoredOutboxSendsNothingByItself) {
  const LetterId id = Queued();
  const auto claimed = Next();
  ASSERT_THAT(store().Write([&](store::Tx& tx) { return Quarantine(tx, clock_.Now()); }), IsOk());
  clock_.Advance(kLease);
  EXPECT_EQ(Next(), std::nullopt);
  EXPECT_EQ(FactOf(id).state, State::kQuarantined);
  EXPECT_THAT(Ended(*claimed, State::kSent, "taken"), FailsWith(Code::kConflict));
  ASSERT_THAT(Again(id), IsOk());
  EXPECT_TRUE(Next().has_value()) << "somebody has looked at it";
}

TEST_P(ClaimTest, WhatDoesNotOpenIsGivenUpAndHoldsUpNothing) {
  const LetterId other = Queued();
  clock_.Advance(minutes(1));
  const LetterId good = Queued();
  Tamper("UPDATE letter SET kind = 'other-kind' WHERE id = $1", other);
  EXPECT_THAT(Claim(store(), *keys_, clock_.Now()), FailsWith(Code::kCorrupt));
  EXPECT_EQ(FactOf(other).outcome, "unreadable");
  const auto next = Next();
  ASSERT_TRUE(next.has_value());
  EXPECT_EQ(next->id, good);
  const LetterId keyless = Queued();
  Tamper("DELETE FROM wrapped_key WHERE owner = $1", keyless);
  EXPECT_THAT(Claim(store(), *keys_, clock_.Now()), FailsWith(Code::kCorrupt));
  EXPECT_EQ(FactOf(keyless).state, State::kGivenUp);
}

TEST_P(ClaimTest, AnAddressFromAnotherLetterDoesNotOpenHere) {
  const LetterId mine = Queued(CodeFor("bo@home.example"));
  const LetterId other = Queued();
  Tamper("UPDATE letter SET sealed = (SELECT sealed FROM letter WHERE id = $1) WHERE id = $2", mine,
         other);
  EXPECT_THAT(Claim(store(), *keys_, clock_.Now()), AnyOf(IsOk(), FailsWith(Code::kCorrupt)));
  EXPECT_THAT(Claim(store(), *keys_, clock_.Now()), AnyOf(IsOk(), FailsWith(Code::kCorrupt)));
  EXPECT_EQ(FactOf(other).outcome, "unreadable");
  EXPECT_EQ(FactOf(mine).outcome, "");
}

TEST_P(ClaimTest, AFaultAtAnyStepOfEndingItLeavesItLeased) {
  const LetterId id = Queued();
  const auto claimed = Next();
  ASSERT_TRUE(claimed.has_value());
  Status last;
  FailEachStep(
      store(),
      [&](store::Store& failing) {
        last = AmendIn(failing, [&](const keys::Change& change) {
          return End(change, *claimed, State::kSent, "taken");
        });
      },
      [&](int step) {
        EXPECT_THAT(last, FailsWith(Code::kUnavailable)) << step;
        EXPECT_EQ(FactOf(id).state, State::kQueued) << step;
        EXPECT_TRUE(FactOf(id).whole) << step;
        EXPECT_EQ(KeysLeft(), 1) << step;
        EXPECT_EQ(Next(), std::nullopt) << step;
      });
  EXPECT_THAT(last, IsOk());
  EXPECT_EQ(FactOf(id).state, State::kSent);
}

TEST_P(ClaimTest, AFaultAtAnyStepOfTakingItLosesNothing) {
  const LetterId id = Queued();
  FailEachStep(
      store(),
      [&](store::Store& failing) {
        static_cast<void>(Claim(failing, *keys_, clock_.Now()));
        clock_.Advance(kLease);
      },
      [&](int step) { EXPECT_EQ(FactOf(id).state, State::kQueued) << step; });
  EXPECT_TRUE(Next().has_value());
}

// Several processes at one outbox: each letter is one's.
TEST_P(ClaimTest, ManyTakersTakeEachLetterOnce) {
  constexpr int kLetters = 24;
  for (int i = 0; i < kLetters; ++i) Queued();
  std::mutex mutex;
  std::vector<LetterId> taken;
  std::vector<std::jthread> takers;
  for (int taker = 0; taker < 4; ++taker)
    takers.emplace_back([&] {
      while (true) {
        const auto claimed = Claim(store(), *keys_, clock_.Now());
        if (!claimed && claimed.error().code == Code::kUnavailable) continue;
        if (!claimed && claimed.error().code == Code::kConflict) continue;
        if (!claimed || !*claimed) return;
        const std::lock_guard lock(mutex);
        taken.push_back((*claimed)->id);
      }
    });
  takers.clear();
  EXPECT_EQ(taken.size(), static_cast<std::size_t>(kLetters));
  std::ranges::sort(taken);
  EXPECT_EQ(std::ranges::adjacent_find(taken), taken.end());
}

}  // namespace
}  // namespace almoner::outbox
