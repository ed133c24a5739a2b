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
  Throttle throttle_{{.address = 2, .all = 4, .window = std::chrono::minutes(10)}, random_};
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

TEST_F(ThrottleTest, AllTogetherAreBoundedToo) {
  for (const char* address : {"192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"})
    EXPECT_FALSE(Try(address));
  EXPECT_TRUE(Try("192.0.2.5"));
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
