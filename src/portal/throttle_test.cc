#include "portal/throttle.h"

#include <gtest/gtest.h>

#include "support/fakes.h"

namespace almoner::web::portal {
namespace {

class ThrottleTest : public testing::Test {
 protected:
  std::optional<std::chrono::seconds> Try(const std::string& address) {
    const Personal<std::string> client(address);
    auto waits = throttle_.Waits(client, clock_.Now());
    if (!waits) throttle_.Count(client, clock_.Now());
    return waits;
  }
  FakeClock clock_{"2026-11-21T09:30:00Z"};
  FixedRandom random_;
  Throttle throttle_{{.address = 2, .network = 3, .all = 4, .window = std::chrono::minutes(10)},
                     random_};
};

TEST_F(ThrottleTest, OneAddressRestsUntilTheWindowIsOver) {
  EXPECT_FALSE(Try("192.0.2.1"));
  clock_.Advance(std::chrono::minutes(4));
  EXPECT_FALSE(Try("192.0.2.1"));
  EXPECT_EQ(Try("192.0.2.1"), std::chrono::seconds(360));
  EXPECT_FALSE(Try("192.0.2.2")) << "another is not held up";
  clock_.Advance(std::chrono::minutes(6));
  EXPECT_FALSE(Try("192.0.2.1"));
}

TEST_F(ThrottleTest, ANetworkHasNoMoreThanItsShareHoweverManyAddresses) {
  for (const char* address : {"192.0.2.1", "192.0.2.2", "192.0.2.3"}) EXPECT_FALSE(Try(address));
  EXPECT_EQ(Try("192.0.2.4"), std::chrono::seconds(600));
  EXPECT_FALSE(Try("198.51.100.1")) << "another network is not held up";
}

TEST_F(ThrottleTest, OfVersionSixANetworkIsAFortyEight) {
  for (const char* address : {"2001:db8:1:1::1", "2001:db8:1:2::1", "2001:db8:1:3::1"})
    EXPECT_FALSE(Try(address));
  EXPECT_TRUE(Try("2001:db8:1:4::1"));
  EXPECT_FALSE(Try("2001:db8:2::1"));
}

TEST_F(ThrottleTest, WhenAllTogetherAreTooManyEverybodyWaitsAndNobodyIsRefused) {
  for (const char* address : {"192.0.2.1", "192.0.2.2", "198.51.100.1", "198.51.100.2"})
    EXPECT_FALSE(Try(address));
  EXPECT_EQ(Try("203.0.113.5"), std::chrono::seconds(60)) << "one who has done nothing yet";
  clock_.Advance(std::chrono::seconds(20));
  EXPECT_EQ(Try("203.0.113.5"), std::chrono::seconds(40))
      << "coming again is not counted against it";
  clock_.Advance(std::chrono::seconds(40));
  EXPECT_FALSE(Try("203.0.113.5"));
  EXPECT_EQ(Try("203.0.113.6"), std::chrono::seconds(60)) << "one turn for each wait of a network";
}

TEST_F(ThrottleTest, AnAddressThatIsMappedIsTheSameAndOthersAreNot) {
  EXPECT_FALSE(Try("192.0.2.1"));
  EXPECT_FALSE(Try("::ffff:192.0.2.1"));
  EXPECT_TRUE(Try("192.0.2.1"));
  EXPECT_FALSE(Try("::ffff:198.51.100.1"));
}

TEST_F(ThrottleTest, WhatIsNoAddressIsCountedByItself) {
  EXPECT_FALSE(Try("ana@home.example"));
  EXPECT_FALSE(Try("ana@home.example"));
  EXPECT_TRUE(Try("ana@home.example"));
  EXPECT_FALSE(Try("bo@home.example"));
}

TEST_F(ThrottleTest, AHouseholdHasManyAddressesOfVersionSix) {
  EXPECT_FALSE(Try("2001:db8:1:2::1"));
  EXPECT_FALSE(Try("2001:db8:1:2:ffff::9"));
  EXPECT_TRUE(Try("2001:db8:1:2:3:4:5:6"));
  EXPECT_FALSE(Try("2001:db8:1:3::1"));
}

TEST_F(ThrottleTest, AClockThatGoesBackHoldsNobodyUpForLong) {
  EXPECT_FALSE(Try("192.0.2.1"));
  EXPECT_FALSE(Try("192.0.2.1"));
  clock_.Set("2026-11-20T09:30:00Z");
  EXPECT_FALSE(Try("192.0.2.1"));
}

}  // namespace
}  // namespace almoner::web::portal
