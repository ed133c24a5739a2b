#include "identity/throttle.h"

#include <gmock/gmock.h>

#include <map>
#include <vector>

#include "support/matchers.h"

namespace almoner::identity {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::Eq;
using testing::Optional;

const Time kNow = *Time::Parse("2026-11-23T09:00:00Z");

Failures Ago(std::uint32_t count, microseconds ago = seconds(0)) {
  return {.count = count, .last = kNow - ago};
}
Throttle Try() { return {.may_try = MayTry::kNow}; }
Throttle Wait(microseconds longer) { return {.may_try = MayTry::kWait, .until = kNow + longer}; }
Throttle OtherWay(microseconds longer) {
  return {.may_try = MayTry::kOtherWay, .until = kNow + longer};
}

struct Row {
  std::string_view situation;
  Attempts attempts;
  Throttle decision;
};

TEST(ThrottleTest, DecidesAsInTheTable) {
  const Row rows[] = {
      {"nobody has failed", {}, Try()},
      {"five are free", {.here = Ago(5)}, Try()},
      {"the sixth waits a second", {.here = Ago(6)}, Wait(seconds(1))},
      {"which has passed", {.here = Ago(6, seconds(1))}, Try()},
      {"the ninth waits eight", {.here = Ago(9)}, Wait(seconds(8))},
      {"of which five have passed", {.here = Ago(9, seconds(5))}, Wait(seconds(3))},
      {"the tenth is the last of the day", {.here = Ago(10, hours(1))}, OtherWay(hours(23))},
      {"and far beyond it", {.here = Ago(4'000'000'000)}, OtherWay(hours(24))},
      {"until the day has passed", {.here = Ago(10, hours(24))}, Try()},
      {"a place may fail for many accounts", {.place = Ago(50)}, Try()},
      {"then it waits", {.place = Ago(53)}, Wait(seconds(4))},
      {"a minute at most", {.place = Ago(4'000'000'000)}, Wait(minutes(1))},
      {"the longer wait counts", {.here = Ago(6), .place = Ago(53)}, Wait(seconds(4))},
      {"also the other way round", {.here = Ago(9), .place = Ago(51)}, Wait(seconds(8))},
      {"other places do not matter", {.places = kMostPlaces - 1}, Try()},
      {"but too many do",
       {.places = kMostPlaces},
       {.may_try = MayTry::kOtherWay, .until = std::nullopt}},
      {"a known device has its own count",
       {.device = Ago(0), .here = Ago(10), .place = Ago(1000), .places = 1000},
       Try()},
      {"five of its own are free", {.device = Ago(5)}, Try()},
      {"its sixth waits a second", {.device = Ago(6)}, Wait(seconds(1))},
      {"and later ones up to a quarter of an hour", {.device = Ago(29)}, Wait(minutes(15))},
      {"its thirtieth is the last of the day", {.device = Ago(30)}, OtherWay(hours(24))},
      {"which is forgotten too", {.device = Ago(30, hours(24))}, Try()},
      {"a clock that was put back", {.here = Ago(6, -hours(5))}, Wait(seconds(1))},
  };
  for (const Row& row : rows)
    EXPECT_EQ(ThrottleOf(row.attempts, kNow), row.decision) << row.situation;
}

// What a caller keeps of one account, in the plainest way.
class World {
 public:
  // Whether the guess was tried; it is wrong.
  bool Guess(int place, bool known_device) {
    if (ThrottleOf(At(place, known_device), now).may_try != MayTry::kNow) return false;
    ++tried;
    if (known_device) return device_ = WithOneMore(device_, now), true;
    here_[place] = WithOneMore(here_[place], now);
    place_[place] = WithOneMore(place_[place], now);
    return true;
  }
  [[nodiscard]] Attempts At(int place, bool known_device) const {
    Attempts attempts;
    if (known_device) attempts.device = device_;
    if (here_.contains(place)) attempts.here = here_.at(place);
    if (place_.contains(place)) attempts.place = place_.at(place);
    for (const auto& [other, failures] : here_)
      if (other != place && now - failures.last < kForgotten) ++attempts.places;
    return attempts;
  }

  Time now = kNow;
  int tried = 0;

 private:
  Failures device_;
  std::map<int, Failures> here_, place_;
};

TEST(ThrottleTest, OnePlaceNeverLocksTheOwnerOutElsewhere) {
  World world;
  for (int guess = 0; guess < 20'000; ++guess, world.now = world.now + seconds(20))
    world.Guess(1, false);
  EXPECT_GT(world.tried, 30);
  EXPECT_EQ(ThrottleOf(world.At(2, false), world.now), Try());
  EXPECT_EQ(ThrottleOf(world.At(1, true), world.now), Try());
}

TEST(ThrottleTest, ABotnetNeverLocksAKnownDeviceOutAndTriesAtMostAHundredADay) {
  World world;
  for (int guess = 0; guess < 86'000; ++guess, world.now = world.now + seconds(1))
    world.Guess(guess % 1000, false);
  EXPECT_LE(world.tried, 100);
  EXPECT_EQ(ThrottleOf(world.At(7, true), world.now), Try());
}

TEST(ThrottleTest, ACountBeginsAnewAfterADay) {
  EXPECT_EQ(WithOneMore({}, kNow).count, 1U);
  EXPECT_EQ(WithOneMore(Ago(7, hours(23)), kNow).count, 8U);
  EXPECT_EQ(WithOneMore(Ago(7, hours(24)), kNow).count, 1U);
  EXPECT_EQ(WithOneMore(Ago(UINT32_MAX), kNow).count, UINT32_MAX);
  EXPECT_EQ(WithOneMore(Ago(7, hours(1)), kNow).last, kNow);
}

TEST(PlaceTest, IsAnIpv4AddressOrAPrefixOf64Bits) {
  const Bytes v4 = *FromHex("cb007107"), mapped = *FromHex("00000000000000000000ffffcb007107");
  const Bytes one = *FromHex("20010db8000100020000000000000001");
  const Bytes same = *FromHex("20010db800010002ffffffffffffffff");
  const Bytes next = *FromHex("20010db8000100030000000000000001");
  ASSERT_OK_AND(const Place place, Place::Of(v4));
  EXPECT_EQ(ToHex(place.bytes()), "cb007107");
  EXPECT_EQ(Place::Of(mapped).value(), place);
  EXPECT_EQ(Place::Of(one).value(), Place::Of(same).value());
  EXPECT_NE(Place::Of(one).value(), Place::Of(next).value());
  EXPECT_EQ(ToHex(Place::Of(one).value().bytes()), "20010db800010002");
  for (const std::size_t bad : {0U, 3U, 5U, 8U, 15U, 17U})
    EXPECT_THAT(Place::Of(Bytes(bad)), FailsWith(Code::kInvalid));
}

}  // namespace
}  // namespace almoner::identity
