#include "app/watched_store.h"

#include <gmock/gmock.h>

#include <latch>
#include <thread>

#include "support/matchers.h"
#include "support/stores.h"

namespace almoner::app {
namespace {

using std::chrono::hours;
using Steady = WatchedStore::Steady;

TEST(WatchedStore, NobodyWaitsWhereNobodyWrites) {
  const WatchedStore store(NewStore(Engine::kSqlite));
  EXPECT_EQ(store.StuckFor(Steady::now() + hours(1)), Steady::duration::zero());
  EXPECT_EQ(StuckFor(store), Steady::duration::zero());
}

TEST(WatchedStore, AWriterThatHangsIsSeenUntilItIsDone) {
  WatchedStore store(NewStore(Engine::kSqlite));
  std::latch inside(1);
  std::latch release(1);
  std::jthread writer([&] {
    EXPECT_THAT(store.Write([&](store::Tx&) -> Status {
      inside.count_down();
      release.wait();
      return {};
    }),
                IsOk());
  });
  inside.wait();
  EXPECT_GT(store.StuckFor(Steady::now() + hours(1)), std::chrono::minutes(59));
  EXPECT_THAT(store.Read([](store::ReadTx& tx) { return tx.One("SELECT 1"); }), IsOk())
      << "reading goes on";
  release.count_down();
  writer.join();
  EXPECT_EQ(store.StuckFor(Steady::now() + hours(1)), Steady::duration::zero());
}

TEST(WatchedStore, AWriterThatFailsWaitsNoLonger) {
  WatchedStore store(NewStore(Engine::kSqlite));
  EXPECT_THAT(store.Write([](store::Tx&) -> Status {
    return Fail(Code::kConflict, "This was made to fail by a test.");
  }),
              FailsWith(Code::kConflict));
  EXPECT_EQ(store.StuckFor(Steady::now() + hours(1)), Steady::duration::zero());
}

}  // namespace
}  // namespace almoner::app
