#include "notice/period.h"

#include <gtest/gtest.h>

#include <tuple>

namespace almoner::notice {
namespace {

std::optional<std::tuple<int, int, int>> Read(std::string_view text) {
  const auto period = ParsePeriod(text);
  if (!period) return std::nullopt;
  return std::tuple(period->years, period->months, period->days);
}

TEST(PeriodTest, YearsMonthsAndDaysAreReadInThatOrder) {
  EXPECT_EQ(Read("8 years"), std::tuple(8, 0, 0));
  EXPECT_EQ(Read("1 year"), std::tuple(1, 0, 0));
  EXPECT_EQ(Read("18 months"), std::tuple(0, 18, 0));
  EXPECT_EQ(Read("30 days"), std::tuple(0, 0, 30));
  EXPECT_EQ(Read("0 days"), std::tuple(0, 0, 0));
  EXPECT_EQ(Read("3 years 6 months"), std::tuple(3, 6, 0));
  EXPECT_EQ(Read("1 year 1 month 1 day"), std::tuple(1, 1, 1));
  EXPECT_EQ(Read("200 years"), std::tuple(200, 0, 0));
}

TEST(PeriodTest, WhatSaysTwoThingsOrNothingIsRefused) {
  for (const std::string_view text :
       {"", " ", "8", "years", "eight years", "8years", "8 years 8 years", "6 months 3 years",
        "8 years and a day", "-1 years", "+1 years", "8.5 years", "8  years", " 8 years", "8 Years",
        "8 weeks", "8 years,"})
    EXPECT_EQ(Read(text), std::nullopt) << "'" << text << "'";
}

TEST(PeriodTest, ADayThatDoesNotExistBecomesTheLastOfItsMonth) {
  const auto after = [](std::string_view day, std::string_view period) {
    return almoner::ToText(After(*ParseDate(day), *ParsePeriod(period)));
  };
  EXPECT_EQ(after("2026-11-20", "1 year"), "2027-11-20");
  EXPECT_EQ(after("2028-02-29", "1 year"), "2029-02-28");
  EXPECT_EQ(after("2026-08-31", "6 months"), "2027-02-28");
  EXPECT_EQ(after("2026-08-31", "6 months 2 days"), "2027-03-02");
}

TEST(PeriodTest, NothingIsKeptOverTwoHundredYears) {
  for (const std::string_view text :
       {"201 years", "2401 months", "73001 days", "99999999999999999999 days"})
    EXPECT_EQ(Read(text), std::nullopt) << text;
}

}  // namespace
}  // namespace almoner::notice
