#include "http/worker_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>

namespace almoner::http {
namespace {

using Turn = WorkerPool::Turn;

TEST(WorkerPool, RunsEveryJobItTookBeforeItEnds) {
  std::atomic<int> served = 0;
  {
    WorkerPool pool(4, 1000);
    for (int i = 0; i < 500; ++i) pool.Post([&](Turn turn) { served += turn == Turn::kServed; });
  }
  EXPECT_EQ(served, 500);
}

TEST(WorkerPool, ShedsAtOnceWhatFindsTheQueueFull) {
  std::latch busy(2);
  std::latch release(1);
  std::atomic<int> served = 0;
  int shed = 0;
  WorkerPool pool(2, 3);
  for (int i = 0; i < 2; ++i)
    pool.Post([&](Turn) {
      busy.count_down();
      release.wait();
    });
  busy.wait();
  const auto count = [&](Turn turn) { turn == Turn::kServed ? void(++served) : void(++shed); };
  for (int i = 0; i < 5; ++i) pool.Post(count);
  EXPECT_EQ(shed, 2);
  EXPECT_EQ(pool.waiting(), 3U);
  release.count_down();
  pool.Join();
  EXPECT_EQ(served, 3);
  EXPECT_EQ(pool.waiting(), 0U);
}

TEST(WorkerPool, TakesAsManyJobsAsItHasIdleWorkersWithoutAnyQueue) {
  std::latch done(3);
  int shed = 0;
  WorkerPool pool(3, 0);
  std::latch release(1);
  for (int i = 0; i < 4; ++i)
    pool.Post([&](Turn turn) {
      if (turn == Turn::kShed) {
        ++shed;
        return;
      }
      release.wait();
      done.count_down();
    });
  EXPECT_EQ(shed, 1);
  release.count_down();
  done.wait();
}

}  // namespace
}  // namespace almoner::http
