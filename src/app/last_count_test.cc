#include "app/last_count.h"

#include <gmock/gmock.h>

#include <thread>

#include "app/tallies.h"
#include "rights/request.h"
#include "support/world.h"

namespace almoner::app {
namespace {

using testing::Contains;
using testing::Each;
using testing::Field;
using testing::IsEmpty;
using testing::Not;
using testing::NotNull;
using testing::SizeIs;

class LastCountTest : public testing::Test {
 protected:
  App& app() { return world_.app(); }
  const notice::Notice& notice() { return app().notice(); }
  void BreakAPromise() {
    World::Allowed(rights::Open(world_.app().rights(), world_.officer(),
                                {.right = law::Right::kAccess,
                                 .subject = world_.person(),
                                 .received = *ParseDate("2026-10-10"),
                                 .channel = "letter",
                                 .words = Personal(std::string("Please."))}));
  }

  World world_;
};

TEST_F(LastCountTest, ACountHasTheTimeAtWhichItBeganAndWhatEachProofFound) {
  EXPECT_EQ(app().last_count().Of(notice()), nullptr) << "nothing is made up at the start";
  EXPECT_TRUE(CountIsDue(app()));
  const Time begun = world_.clock().Now();
  const auto count = World::Must(CountNow(app()));
  EXPECT_EQ(count->begun, begun);
  EXPECT_EQ(app().last_count().Of(notice()), count);
  EXPECT_FALSE(app().last_count().Counting());
  EXPECT_FALSE(CountIsDue(app()));
  const auto promises = Promises(notice(), count->results);
  const auto now = World::Must(Promises(app()));
  ASSERT_EQ(promises.size(), now.size());
  for (std::size_t i = 0; i < now.size(); ++i) EXPECT_EQ(promises[i].kept, now[i].kept);
  EXPECT_THAT(promises, Not(Contains(Field(&Promise::kept, Kept::kNotCounted))));
}

TEST_F(LastCountTest, WhatIsNotCountedIsNeitherKeptNorBroken) {
  for (const Promise& promise : Promises(notice(), {}))
    EXPECT_TRUE(promise.queries.empty() || promise.kept == Kept::kNotCounted ||
                promise.kept == Kept::kNotKept)
        << promise.clause;
}

TEST_F(LastCountTest, ItIsCountedAgainAfterADayAndWhenAskedAndNotBefore) {
  World::Must(CountNow(app()));
  world_.clock().Advance(CountingThread::kOldest - std::chrono::minutes(1));
  EXPECT_FALSE(CountIsDue(app()));
  world_.clock().Advance(std::chrono::minutes(1));
  EXPECT_TRUE(CountIsDue(app()));
  World::Must(CountNow(app()));
  EXPECT_FALSE(CountIsDue(app()));
  app().last_count().Ask();
  EXPECT_TRUE(CountIsDue(app()));
  World::Must(CountNow(app()));
  EXPECT_FALSE(CountIsDue(app()));
}

TEST_F(LastCountTest, ACountOfAnotherVersionIsNotShownForThisOne) {
  World::Must(CountNow(app()));
  notice::Notice other = notice();
  other.hash = std::string(64, '0');
  EXPECT_EQ(app().last_count().Of(other), nullptr);
}

TEST_F(LastCountTest, ACountThatBreaksOffLeavesTheOneBeforeAndIsTriedAgainLater) {
  const auto before = World::Must(CountNow(app()));
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THAT(CountNow(app(), stop.get_token()), FailsWith(Code::kUnavailable));
  EXPECT_EQ(app().last_count().Of(notice()), before);
  EXPECT_EQ(app().last_count().BrokeOff(), world_.clock().Now());
  EXPECT_FALSE(app().last_count().Counting());
  world_.clock().Advance(CountingThread::kOldest);
  EXPECT_TRUE(CountIsDue(app()));
  World::Must(CountNow(app()));
  EXPECT_FALSE(app().last_count().BrokeOff());
}

TEST_F(LastCountTest, TheNightsCountIsTheLastOneAndWhatItFoundBrokenIsNamedWithItsClauses) {
  World::Must(CountPromises(app()));
  EXPECT_THAT(BrokenOf(notice(), *app().last_count().Of(notice())), IsEmpty());
  BreakAPromise();
  World::Must(CountPromises(app()));  // today has its tally, and is counted all the same
  const auto broken = BrokenOf(notice(), *app().last_count().Of(notice()));
  EXPECT_THAT(broken,
              Contains(Field(&Broken::asks, "Was every request answered within its time?")));
  EXPECT_THAT(broken, Each(Field(&Broken::clauses, Not(IsEmpty()))));
}

TEST_F(LastCountTest, TheThreadCountsAtItsStartAndWhenAsked) {
  const CountingThread thread(app(), std::chrono::milliseconds(5));
  const auto counted_after = [&](const std::shared_ptr<const Count>& before) {
    for (;;) {  // the test's own time limit ends it
      const auto count = app().last_count().Of(notice());
      if (count && count != before) return count;
      std::this_thread::yield();
    }
  };
  const auto first = counted_after(nullptr);
  app().last_count().Ask();
  const auto second = counted_after(first);
  EXPECT_NE(first, second);
}

TEST_F(LastCountTest, WhoeverComesWhileTheFirstCountIsMadeGetsThatOne) {
  std::vector<std::shared_ptr<const Count>> got(4);
  {
    std::vector<std::jthread> all;
    for (auto& one : got) all.emplace_back([&] { one = World::Must(CountedOrNow(app())); });
  }
  EXPECT_THAT(got, Each(NotNull()));
  EXPECT_THAT(got, Each(got.front()));
}

}  // namespace
}  // namespace almoner::app
