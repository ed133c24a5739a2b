#include "base/time.h"

#include "support/fakes.h"
#include "support/matchers.h"

namespace almoner {
namespace {

Time At(std::string_view text) { return *Time::Parse(text); }

// Text, and microseconds since 1970 computed apart (GNU date).
constexpr std::pair<std::string_view, std::int64_t> kInstants[] = {
    {"1970-01-01T00:00:00Z", 0},
    {"1970-01-01T00:00:00.000001Z", 1},
    {"1969-12-31T23:59:59.999999Z", -1},
    {"1969-12-31T00:00:00Z", -86'400'000'000},
    {"2000-02-29T12:34:56Z", 951'827'696'000'000},
    {"2026-12-24T16:00:00Z", 1'798'128'000'000'000},
    {"2026-12-24T16:00:00.25Z", 1'798'128'000'250'000},
    {"1900-03-01T00:00:00Z", -2'203'891'200'000'000},
};

TEST(TimeTest, ReadsInstantsAsMicroseconds) {
  for (const auto& [text, micros] : kInstants)
    EXPECT_THAT(Time::Parse(text), IsOkAndHolds(Time::FromMicros(micros))) << text;
}

TEST(TimeTest, WritesAFractionOnlyWhereThereIsOne) {
  EXPECT_EQ(Time::FromMicros(0).text(), "1970-01-01T00:00:00Z");
  EXPECT_EQ(Time::FromMicros(1).text(), "1970-01-01T00:00:00.000001Z");
  EXPECT_EQ(Time::FromMicros(-1).text(), "1969-12-31T23:59:59.999999Z");
  EXPECT_EQ(Time::FromMicros(-1).seconds_text(), "1969-12-31T23:59:59Z");
  EXPECT_EQ(At("2026-12-24T16:00:00.25Z").text(), "2026-12-24T16:00:00.250000Z");
}

TEST(TimeTest, WhatItWritesItReads) {
  for (const auto& [text, micros] : kInstants)
    EXPECT_EQ(At(Time::FromMicros(micros).text()).micros(), micros) << text;
}

TEST(TimeTest, ReadsOffsetsSmallLettersAndUpToNineDigitsOfAFraction) {
  EXPECT_EQ(At("2026-06-01T12:00:00+01:00").text(), "2026-06-01T11:00:00Z");
  EXPECT_EQ(At("2026-01-01T00:30:00-05:30").text(), "2026-01-01T06:00:00Z");
  EXPECT_EQ(At("2026-01-01T00:00:00+23:59").text(), "2025-12-31T00:01:00Z");
  EXPECT_EQ(At("2026-01-01t00:00:00z").text(), "2026-01-01T00:00:00Z");
  EXPECT_EQ(At("2026-01-01T00:00:00.123456789Z").text(), "2026-01-01T00:00:00.123456Z");
  EXPECT_EQ(At("2026-01-01T00:00:00.9Z").micros() % 1'000'000, 900'000);
}

TEST(TimeTest, WhatIsNotATimeIsRefused) {
  for (const std::string_view bad : {"",
                                     "2026-12-24",
                                     "2026-12-24T16:00Z",
                                     "2026-12-24 16:00:00Z",
                                     "2026-12-24T16:00:00",
                                     "2026-12-24T16:00:00+0100",
                                     "2026-12-24T16:00:00+01",
                                     "2026-12-24T16:00:00+24:00",
                                     "2026-12-24T16:00:00+01:60",
                                     "2026-12-24T24:00:00Z",
                                     "2026-12-24T16:60:00Z",
                                     "2026-12-24T16:00:60Z",
                                     "2026-02-29T00:00:00Z",
                                     "2026-13-01T00:00:00Z",
                                     "2026-00-01T00:00:00Z",
                                     "2026-12-00T00:00:00Z",
                                     "2026-12-24T16:00:00.Z",
                                     "2026-12-24T16:00:00.1234567890Z",
                                     "2026-12-24T16:00:00,5Z",
                                     "2026-12-24T16:00:00ZZ",
                                     " 2026-12-24T16:00:00Z",
                                     "2026-12-24T16:00:00Z ",
                                     "26-12-24T16:00:00Z",
                                     "2026-1-1T16:00:00Z",
                                     "+026-12-24T16:00:00Z",
                                     "2026-12-24T-1:00:00Z",
                                     "2026/12/24T16:00:00Z",
                                     "2026-12-24T16.00.00Z"})
    EXPECT_THAT(Time::Parse(bad), FailsWith(Code::kInvalid)) << bad;
}

TEST(TimeTest, AddsSubtractsAndCompares) {
  const Time time = At("2026-12-31T23:59:59Z");
  EXPECT_EQ((time + std::chrono::seconds(1)).text(), "2027-01-01T00:00:00Z");
  EXPECT_EQ((time - std::chrono::hours(24)).text(), "2026-12-30T23:59:59Z");
  EXPECT_EQ(time - At("2026-12-31T23:59:58Z"), std::chrono::seconds(1));
  EXPECT_LT(At("2026-12-31T23:59:58Z"), time);
}

TEST(DateTest, ReadsAndWritesDaysThatExist) {
  for (const std::string_view text :
       {"2026-12-24", "2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31"}) {
    ASSERT_OK_AND(const Date date, ParseDate(text));
    EXPECT_EQ(ToText(date), text);
  }
  EXPECT_EQ(ToWords(*ParseDate("2026-12-04")), "4 December 2026");
  EXPECT_EQ(Time::FromUtcDate(*ParseDate("2026-12-04")).text(), "2026-12-04T00:00:00Z");
}

TEST(DateTest, WhatIsNotADayIsRefused) {
  for (const std::string_view bad :
       {"", "2026-12-32", "2026-02-29", "2100-02-29", "2026-13-01", "2026-00-10", "2026-01-00",
        "2026-1-01", "2026-01-1", "20260101", "2026/01/01", "01-01-2026", "2026-01-01 ",
        " 2026-01-01", "2026-01-01T", "2026-01-0x", "-026-01-01"})
    EXPECT_THAT(ParseDate(bad), FailsWith(Code::kInvalid)) << bad;
}

// The instants around each change of London's clocks, as tzdata has them: the last Sundays of March
// and October at 01:00 UTC since 1996; summer time all year from 1968 to 1971; double summer time
// in 1945.
struct LondonVector {
  std::string_view utc;
  std::string_view london;
};
constexpr LondonVector kLondon[] = {
    {"2026-03-29T00:59:59Z", "2026-03-29T00:59:59+00:00"},
    {"2026-03-29T01:00:00Z", "2026-03-29T02:00:00+01:00"},
    {"2026-10-25T00:59:59Z", "2026-10-25T01:59:59+01:00"},
    {"2026-10-25T01:00:00Z", "2026-10-25T01:00:00+00:00"},
    {"2027-03-28T01:00:00Z", "2027-03-28T02:00:00+01:00"},
    {"2027-10-31T00:59:59Z", "2027-10-31T01:59:59+01:00"},
    {"2027-10-31T01:00:00Z", "2027-10-31T01:00:00+00:00"},
    {"2026-06-30T23:30:00Z", "2026-07-01T00:30:00+01:00"},
    {"2026-12-31T23:59:59Z", "2026-12-31T23:59:59+00:00"},
    {"1970-01-01T00:00:00Z", "1970-01-01T01:00:00+01:00"},
    {"1945-06-01T12:00:00Z", "1945-06-01T14:00:00+02:00"},
};

TEST(LondonTest, ShowsTheOffsetOfTheDay) {
  for (const LondonVector& vector : kLondon) EXPECT_EQ(LondonText(At(vector.utc)), vector.london);
}

TEST(LondonTest, TheDateIsTheOneOnLondonsClocks) {
  for (const LondonVector& vector : kLondon)
    EXPECT_EQ(ToText(LondonDate(At(vector.utc))), vector.london.substr(0, 10)) << vector.utc;
}

TEST(LondonTest, TheDateChangesAtMidnightThereAndNotInGreenwich) {
  EXPECT_EQ(ToText(LondonDate(At("2026-06-30T22:59:59.999999Z"))), "2026-06-30");
  EXPECT_EQ(ToText(LondonDate(At("2026-06-30T23:00:00Z"))), "2026-07-01");
  EXPECT_EQ(ToText(LondonDate(At("2026-11-30T23:59:59.999999Z"))), "2026-11-30");
  EXPECT_EQ(ToText(LondonDate(At("2026-12-01T00:00:00Z"))), "2026-12-01");
}

TEST(ClockTest, AFakeClockMovesOnlyWhenTold) {
  FakeClock clock("2026-12-24T16:00:00Z");
  EXPECT_EQ(clock.Now().text(), "2026-12-24T16:00:00Z");
  clock.Advance(std::chrono::hours(72));
  EXPECT_EQ(clock.Now().text(), "2026-12-27T16:00:00Z");
}

TEST(ClockTest, TheSystemsClockDoesNotRunBackwardsOverAnInstant) {
  const SystemClock clock;
  const Time first = clock.Now();
  EXPECT_GT(first, At("2024-01-01T00:00:00Z"));
}

}  // namespace
}  // namespace almoner
