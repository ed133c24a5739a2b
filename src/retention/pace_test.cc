#include "retention/pace.h"

#include "support/house.h"

namespace almoner::retention {
namespace {

class PaceTest : public HouseTest {
 protected:
  // What somebody does meanwhile, a moment after it began.
  void SomebodyWrites() {
    house.clock().Advance(std::chrono::milliseconds(1));
    EXPECT_THAT(house.Amend([](const keys::Change&) { return Status(); }), IsOk());
  }
};
INSTANTIATE_ENGINES(PaceTest);

TEST_P(PaceTest, ItTakesMuchAtOnceWhileNobodyElseWritesAndFewOtherwise) {
  Pace pace(house.gate().context());
  const auto alone = [&] {
    pace.Begin();
    SomebodyWrites();  // we
    return pace.End();
  };
  const auto grows = [&] {
    while (pace.most() < Pace::kMost) {
      const std::size_t before = pace.most();
      ASSERT_THAT(alone(), IsOk());
      ASSERT_GT(pace.most(), before);
    }
  };
  EXPECT_EQ(pace.most(), Pace::kFirst) << "nobody knows yet";
  grows();
  EXPECT_FALSE(pace.others());
  pace.Begin();
  SomebodyWrites();
  SomebodyWrites();
  ASSERT_THAT(pace.End(), IsOk());
  EXPECT_TRUE(pace.others());
  EXPECT_EQ(pace.most(), Pace::kFew);
  ASSERT_THAT(alone(), IsOk());
  EXPECT_EQ(pace.most(), Pace::kFew) << "not yet: they may be between two readings";
  house.clock().Advance(Pace::kQuiet);
  grows();
  EXPECT_FALSE(pace.others());
}

TEST_P(PaceTest, WhoeverWroteWhileItRestedIsMetToo) {
  Pace pace(house.gate().context());
  SomebodyWrites();
  pace.Begin();
  SomebodyWrites();
  ASSERT_THAT(pace.End(), IsOk());
  EXPECT_TRUE(pace.others());
}

TEST_P(PaceTest, SeveralEntriesOfItsOwnAreNobodyElses) {
  Pace pace(house.gate().context());
  pace.Begin();
  SomebodyWrites();
  SomebodyWrites();
  ASSERT_THAT(pace.End(2), IsOk());
  EXPECT_FALSE(pace.others());
}

}  // namespace
}  // namespace almoner::retention
