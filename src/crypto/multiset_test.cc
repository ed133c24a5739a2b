#include "crypto/multiset.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "crypto/random.h"

namespace almoner::crypto {
namespace {

bool Same(const std::vector<std::string>& first, const std::vector<std::string>& second) {
  SystemRandom random;
  MultisetDifference difference(random);
  for (const std::string& text : first) difference.AddToFirst(AsBytes(text));
  for (const std::string& text : second) difference.AddToSecond(AsBytes(text));
  return difference.none();
}

TEST(MultisetDifference, IsNoneForTheSameInAnyOrder) {
  EXPECT_TRUE(Same({}, {}));
  EXPECT_TRUE(Same({"a", "b", "b", ""}, {"b", "", "a", "b"}));
}

TEST(MultisetDifference, SeesWhatIsMoreLessOtherOrTwice) {
  EXPECT_FALSE(Same({"a"}, {}));
  EXPECT_FALSE(Same({}, {"a"}));
  EXPECT_FALSE(Same({""}, {}));
  EXPECT_FALSE(Same({"a", "b"}, {"a", "c"}));
  EXPECT_FALSE(Same({"a", "b"}, {"ab", ""}));
  EXPECT_FALSE(Same({"a", "a"}, {"a"}));
  EXPECT_FALSE(Same({"a", "a"}, {}));
  EXPECT_FALSE(Same({"a", "b", "b"}, {"a", "a", "b"}));
}

}  // namespace
}  // namespace almoner::crypto
