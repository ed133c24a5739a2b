#include "law/calendar.h"

#include "law/test_support.h"
#include "support/matchers.h"

namespace almoner::law {
namespace {

using ::testing::HasSubstr;
using ::testing::Optional;

constexpr Nation kAll[] = {Nation::kEnglandAndWales, Nation::kScotland, Nation::kNorthernIreland};

TEST(CalendarTest, EveryDayOfTheTableAgreesWithTheRulesOfTheAct) {
  const Calendar& calendar = BuiltIn().calendar();
  for (const Nation nation : kAll) {
    for (sys_days day = calendar.covers_from(nation); day <= sys_days(calendar.covers_to(nation));
         day += std::chrono::days(1)) {
      const Date date(day);
      const auto holidays = HolidaysByRule(nation, static_cast<int>(date.year()));
      const bool open = std::chrono::weekday(day).iso_encoding() <= 5 &&
                        !std::ranges::binary_search(holidays, date) && !IsProclaimed(nation, date);
      ASSERT_OK_AND(const auto closed, calendar.ClosedBecause(date, nation));
      EXPECT_EQ(!closed, open) << ToText(date) << " " << Name(nation);
    }
  }
}

TEST(CalendarTest, TheTableCoversTheFourYearsItClaims) {
  const Calendar& calendar = BuiltIn().calendar();
  EXPECT_EQ(ToText(calendar.covers_from(Nation::kEnglandAndWales)), "2024-01-01");
  EXPECT_EQ(ToText(calendar.covers_from(Nation::kScotland)), "2025-01-01");
  for (const Nation nation : kAll) EXPECT_EQ(ToText(calendar.covers_to(nation)), "2028-12-31");
}

TEST(CalendarTest, AClosedDaySaysWhyAndAWorkingDaySaysNothing) {
  const Calendar& calendar = BuiltIn().calendar();
  const auto why = [&](std::string_view day, Nation nation) {
    return *calendar.ClosedBecause(On(day), nation);
  };
  EXPECT_THAT(why("2026-12-26", Nation::kScotland), Optional(std::string("a Saturday")));
  EXPECT_THAT(why("2026-12-27", Nation::kScotland), Optional(std::string("a Sunday")));
  EXPECT_THAT(why("2026-12-28", Nation::kScotland),
              Optional(std::string("a bank holiday in Scotland (Boxing Day, substitute day)")));
  EXPECT_EQ(why("2026-12-29", Nation::kScotland), std::nullopt);
}

TEST(CalendarTest, RollingMovesOnlyDaysThatAreClosed) {
  const Calendar& calendar = BuiltIn().calendar();
  EXPECT_THAT(calendar.RollForward(On("2026-12-24"), kAll[0]), IsOkAndHolds(On("2026-12-24")));
  EXPECT_THAT(calendar.RollForward(On("2026-12-25"), kAll[0]), IsOkAndHolds(On("2026-12-29")));
  EXPECT_THAT(calendar.RollForward(On("2027-01-01"), kAll[1]), IsOkAndHolds(On("2027-01-05")));
}

TEST(CalendarTest, ADateBeyondTheTableIsAnErrorThatNamesTheLastDayCovered) {
  const auto beyond = BuiltIn().RollForward(On("2029-01-02"), Nation::kScotland);
  EXPECT_THAT(beyond, FailsWith(Code::kInvalid));
  EXPECT_THAT(beyond.error().Text(), HasSubstr("last date covered 2028-12-31"));
  EXPECT_THAT(BuiltIn().RollForward(On("2024-12-31"), Nation::kScotland),
              FailsWith(Code::kInvalid));
}

TEST(CalendarTest, RollingOffTheEndOfTheTableIsAnErrorAndNotAGuess) {
  EXPECT_THAT(BuiltIn().RollForward(On("2028-12-29"), kAll[0]), IsOk());
  EXPECT_THAT(BuiltIn().RollForward(On("2028-12-30"), kAll[0]), FailsWith(Code::kInvalid));
}

TEST(TermsTest, EveryNationAndRightIsReadBackFromItsName) {
  for (const Nation nation : kAll) EXPECT_THAT(ParseNation(Name(nation)), IsOkAndHolds(nation));
  for (std::size_t i = 0; i < kRights; ++i) {
    const auto right = static_cast<Right>(i);
    EXPECT_THAT(ParseRight(Name(right)), IsOkAndHolds(right));
  }
  EXPECT_EQ(Name(Right::kAutomatedDecision), "automated-decision");
  EXPECT_EQ(Name(Nation::kNorthernIreland), "northern-ireland");
}

TEST(TermsTest, OtherWordsAreRefusedWithTheOnesThatExist) {
  for (const std::string_view word : {"", "Scotland", "england", "wales", "scotland "})
    EXPECT_THAT(ParseNation(word), FailsWith(Code::kInvalid)) << word;
  for (const std::string_view word : {"", "Access", "sar", "erase", "automated decision"})
    EXPECT_THAT(ParseRight(word), FailsWith(Code::kInvalid)) << word;
  EXPECT_THAT(ParseRight("sar").error().Text(), HasSubstr("access, rectification"));
}

}  // namespace
}  // namespace almoner::law
