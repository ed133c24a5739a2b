#include "hooks/retry.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <vector>

#include "support/fakes.h"

namespace almoner::hooks {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr Time kNow = Time::FromMicros(1'790'000'000'000'000);

class Filled : public Random {
 public:
  explicit Filled(std::uint8_t byte) : byte_(byte) {}
  void Fill(std::span<std::uint8_t> out) override { std::ranges::fill(out, byte_); }

 private:
  std::uint8_t byte_;
};

TEST(NextAttemptTest, FollowsTheScheduleOfTheStandard) {
  Filled none(0);
  std::vector<seconds> delays;
  for (int made = 1; const auto next = NextAttempt(kNow, made, {}, none); ++made)
    delays.push_back(std::chrono::duration_cast<seconds>(*next - kNow));
  EXPECT_THAT(delays, testing::ElementsAre(seconds(5), minutes(5), minutes(30), hours(2), hours(5),
                                           hours(10), hours(14), hours(20), hours(24)));
}

TEST(NextAttemptTest, IsLaterByChanceButNeverByMoreThanAFifth) {
  Filled most(255);
  FixedRandom random(7);
  for (int made = 1; made < kMostAttempts; ++made) {
    Filled none(0);
    const microseconds least = *NextAttempt(kNow, made, {}, none) - kNow;
    const microseconds latest = *NextAttempt(kNow, made, {}, most) - kNow;
    EXPECT_GT(latest, least * 119 / 100) << made;
    EXPECT_LE(latest, least * 6 / 5) << made;
    for (int i = 0; i < 100; ++i) {
      const microseconds drawn = *NextAttempt(kNow, made, {}, random) - kNow;
      EXPECT_GE(drawn, least);
      EXPECT_LE(drawn, latest);
    }
  }
}

TEST(NextAttemptTest, HeedsWhatTheAnswerAsksForADayAtMost) {
  Filled none(0);
  const auto after = [&](int made, seconds asked) {
    return *NextAttempt(kNow, made, asked, none) - kNow;
  };
  EXPECT_EQ(after(1, minutes(10)), minutes(10));
  EXPECT_EQ(after(3, seconds(1)), minutes(30));
  EXPECT_EQ(after(1, seconds(-5)), seconds(5));
  EXPECT_EQ(after(1, hours(24 * 365)), hours(24));
}

TEST(NextAttemptTest, EndsAfterTheTenth) {
  Filled none(0);
  EXPECT_TRUE(NextAttempt(kNow, 9, {}, none));
  EXPECT_FALSE(NextAttempt(kNow, 10, {}, none));
  EXPECT_FALSE(NextAttempt(kNow, 11, hours(1), none));
}

TEST(FateTest, IsWhatTheStandardMakesOfAStatus) {
  for (const int status : {200, 201, 202, 204, 299}) EXPECT_EQ(FateOf(status), Fate::kTaken);
  EXPECT_EQ(FateOf(410), Fate::kGone);
  for (const int status : {100, 301, 400, 401, 404, 429, 500, 502, 503, 504})
    EXPECT_EQ(FateOf(status), Fate::kLater) << status;
}

}  // namespace
}  // namespace almoner::hooks
