#include "retention/pace.h"

#include <thread>

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
  EXPECT_EQ(pace.most(), Pace::kMost);
  pace.Begin();
  SomebodyWrites();  // we
  ASSERT_THAT(pace.End(), IsOk());
  EXPECT_FALSE(pace.others());
  pace.Begin();
  SomebodyWrites();
  SomebodyWrites();
  ASSERT_THAT(pace.End(), IsOk());
  EXPECT_EQ(pace.most(), Pace::kFew);
  pace.Begin();
  SomebodyWrites();
  ASSERT_THAT(pace.End(), IsOk());
  EXPECT_EQ(pace.most(), Pace::kFew) << "not yet: they may be between two readings";
  std::this_thread::sleep_for(Pace::kQuiet);
  for (std::size_t most = Pace::kFew; most < Pace::kMost;) {
    pace.Begin();
    SomebodyWrites();
    ASSERT_THAT(pace.End(), IsOk());
    EXPECT_GT(pace.most(), most);
    most = pace.most();
  }
  EXPECT_FALSE(pace.others());
}

}  // namespace
}  // namespace almoner::retention
