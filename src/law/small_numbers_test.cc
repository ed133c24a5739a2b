#include "law/small_numbers.h"

#include "law/test_support.h"
#include "support/matchers.h"

namespace almoner::law {
namespace {

using ::testing::ElementsAre;
using ::testing::Optional;

const std::optional<std::int64_t> kHidden = std::nullopt;

std::string File(std::string_view rules) {
  return "schema: almoner.law.small-numbers/1\nsource: a test\nas-of: 2026-11-22\nconfidence: "
         "high\n" +
         std::string(rules);
}

SmallNumbers Built() { return *LoadSmallNumbers(); }
SmallNumbers Of(std::string_view rules) { return *SmallNumbers::Parse(File(rules)); }

TEST(SmallNumbersTest, ShowsCountsAsTheRuleOfHospitalEpisodeStatistics) {
  const SmallNumbers rule = Built();
  EXPECT_THAT(rule.Shown(0), Optional(0));
  for (std::int64_t count = 1; count <= 7; ++count) EXPECT_EQ(rule.Shown(count), kHidden) << count;
  EXPECT_THAT(rule.Shown(8), Optional(10));
  EXPECT_THAT(rule.Shown(12), Optional(10));
  EXPECT_THAT(rule.Shown(13), Optional(15));
  EXPECT_THAT(rule.Shown(17), Optional(15));
  EXPECT_THAT(rule.Shown(18), Optional(20));
  EXPECT_THAT(rule.Shown(1'000'000'000'003), Optional(1'000'000'000'005));
}

TEST(SmallNumbersTest, TotalsAreRoundedOnTheirOwnSoNothingFollowsFromThem) {
  const SmallNumbers rule = Built();
  EXPECT_THAT(rule.ShownParts({3, 12, 12}), ElementsAre(kHidden, Optional(10), Optional(10)));
  EXPECT_THAT(rule.ShownTotal(27), Optional(25));
  EXPECT_EQ(rule.ShownTotal(7), kHidden);
}

TEST(SmallNumbersTest, WhereTotalsAreExactASecondPartIsHidden) {
  const SmallNumbers rule = Of("suppress-to: 7\nround-to: 1\ntotals: exact\n");
  EXPECT_THAT(rule.ShownTotal(27), Optional(27));
  EXPECT_EQ(rule.ShownTotal(3), kHidden);
  EXPECT_THAT(rule.ShownParts({3, 14, 10, 0}),
              ElementsAre(kHidden, Optional(14), kHidden, Optional(0)));
  EXPECT_THAT(rule.ShownParts({3, 4, 20}), ElementsAre(kHidden, kHidden, Optional(20)));
  EXPECT_THAT(rule.ShownParts({20, 30}), ElementsAre(Optional(20), Optional(30)));
  EXPECT_THAT(rule.ShownParts({3, 0}), ElementsAre(kHidden, Optional(0))) << "there is no other";
  EXPECT_THAT(rule.ShownParts({}), ElementsAre());
}

TEST(SmallNumbersTest, PerCentAreOfTheFiguresThatAreShown) {
  EXPECT_THAT(Percent(10, 25), Optional(40));
  EXPECT_THAT(Percent(15, 10), Optional(100));
  EXPECT_THAT(Percent(0, 25), Optional(0));
  EXPECT_EQ(Percent(kHidden, 25), kHidden);
  EXPECT_EQ(Percent(10, kHidden), kHidden);
  EXPECT_EQ(Percent(0, 0), kHidden);
}

TEST(SmallNumbersTest, AStricterRuleIsAFile) {
  const SmallNumbers rule = Of("suppress-to: 9\nround-to: 10\ntotals: rounded\n");
  EXPECT_EQ(rule.Shown(9), kHidden);
  EXPECT_THAT(rule.Shown(14), Optional(10));
  EXPECT_THAT(rule.Shown(15), Optional(20));
}

TEST(SmallNumbersTest, ARuleThatCannotBeIsRefused) {
  for (const char* const rules :
       {"suppress-to: 0\nround-to: 5\ntotals: rounded\n",
        "suppress-to: 7\nround-to: 0\ntotals: rounded\n",
        "suppress-to: -7\nround-to: 5\ntotals: rounded\n",
        "suppress-to: many\nround-to: 5\ntotals: rounded\n",
        "suppress-to: 7\nround-to: 5\ntotals: about\n", "suppress-to: 7\nround-to: 5\n",
        "round-to: 5\n", "suppress-to: 7\nround-to: 5\ntotals: rounded\nmore: 1\n"})
    EXPECT_THAT(SmallNumbers::Parse(File(rules)), FailsWith(Code::kInvalid)) << rules;
}

}  // namespace
}  // namespace almoner::law
