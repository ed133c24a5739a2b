#include "base/list.h"

#include <gmock/gmock.h>

namespace almoner {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(ListTest, WhatIsJoinedIsSplitAgain) {
  EXPECT_EQ(JoinList({}), "");
  EXPECT_EQ(JoinList({"people:read"}), "people:read");
  EXPECT_EQ(JoinList({"people:read", "audit:read"}), "people:read,audit:read");
  EXPECT_THAT(SplitList(""), IsEmpty());
  EXPECT_THAT(SplitList("people:read"), ElementsAre("people:read"));
  EXPECT_THAT(SplitList("people:read,audit:read"), ElementsAre("people:read", "audit:read"));
}

TEST(ListTest, WhatWasChangedFromOutsideIsSplitAsFarAsItGoes) {
  EXPECT_THAT(SplitList(",a,,b,"), ElementsAre("", "a", "", "b"));
}

}  // namespace
}  // namespace almoner
