#include "web/stall_watch.h"

#include <gmock/gmock.h>

namespace almoner::web {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// What the watch is told, and how often it has looked.
struct Disk {
  std::atomic<int> stuck_seconds = 0;
  std::atomic<int> looks = 0;
  std::function<StallWatch::Duration()> asked() {
    return [this] {
      ++looks;
      return StallWatch::Duration(seconds(stuck_seconds));
    };
  }
  // Until it has looked some times more.
  void Wait(int times = 20) const {
    for (const int until = looks + times; looks < until;) std::this_thread::yield();
  }
};

std::size_t Count(std::string_view text, std::string_view words) {
  std::size_t count = 0;
  for (std::size_t at = text.find(words); at != std::string_view::npos;
       at = text.find(words, at + 1))
    ++count;
  return count;
}

TEST(StallWatch, ADiskThatHangsIsSaidOnceAndOnceThatItIsOver) {
  Disk disk;
  testing::internal::CaptureStderr();
  {
    const StallWatch watch(disk.asked(), milliseconds(1));
    disk.Wait();
    EXPECT_FALSE(watch.stalled());
    for (int i = 0; i < 2; ++i) {
      disk.stuck_seconds = 2;
      disk.Wait();
      disk.stuck_seconds = 30;
      disk.Wait();
      EXPECT_TRUE(watch.stalled());
      disk.stuck_seconds = 0;
      disk.Wait();
      EXPECT_FALSE(watch.stalled());
    }
    EXPECT_EQ(watch.stalls(), 2U);
  }
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_EQ(Count(log, "The disk has taken nothing"), 2U);
  EXPECT_EQ(Count(log, "The disk takes what is written again"), 2U);
}

TEST(StallWatch, ASlowDiskIsNoneThatHangs) {
  Disk disk;
  disk.stuck_seconds = 1;
  testing::internal::CaptureStderr();
  {
    const StallWatch watch(disk.asked(), milliseconds(1));
    disk.Wait();
    EXPECT_EQ(watch.stalls(), 0U);
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace almoner::web
