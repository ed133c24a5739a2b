#include "law/clock.h"

#include <boost/json.hpp>

#include "base/json.h"
#include "law/clock_test_vectors.h"
#include "law/test_support.h"
#include "support/matchers.h"

namespace almoner::law {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Optional;

Matter Access(std::string_view received) {
  return {.right = Right::kAccess, .nation = Nation::kEnglandAndWales, .received = On(received)};
}
Matter Asked(std::string_view received, std::string_view ask, std::string_view reply = "") {
  Matter matter = Access(received);
  matter.pauses.push_back({.ask = On(ask), .reply = Maybe(reply)});
  return matter;
}
Due MustCompute(const Matter& matter) {
  auto due = Compute(BuiltIn(), matter);
  EXPECT_THAT(due, IsOk());
  return due.value_or(Due());
}

class WorkedDeadline : public ::testing::TestWithParam<DueVector> {};

TEST_P(WorkedDeadline, ComesOut) {
  const DueVector& vector = GetParam();
  Matter matter = Access(vector.received);
  matter.nation = *ParseNation(vector.nation);
  matter.id_received = Maybe(vector.id_received);
  matter.fee_paid = Maybe(vector.fee_paid);
  matter.extended = vector.extended;
  if (!vector.ask.empty())
    matter.pauses.push_back({.ask = On(vector.ask), .reply = On(vector.reply)});
  ASSERT_OK_AND(const Due due, Compute(BuiltIn(), matter));
  EXPECT_EQ(due.raw, On(vector.raw)) << vector.why;
  EXPECT_EQ(due.due, On(vector.due)) << vector.why;
  EXPECT_EQ(due.conservative_due,
            On(vector.conservative.empty() ? vector.due : vector.conservative));
  if (!vector.notice_due.empty()) {
    EXPECT_EQ(due.extension_notice_due, On(vector.notice_due));
  }
}
INSTANTIATE_TEST_SUITE_P(All, WorkedDeadline, ::testing::ValuesIn(kDueVectors),
                         [](const auto& vector) { return std::string(vector.param.id); });

TEST(ClockTest, AComplaintIsAcknowledgedWithinThirtyDaysOfWhichTheNextIsTheFirst) {
  for (const ComplaintVector& vector : kComplaintVectors) {
    const Due due = MustCompute({.right = Right::kComplaint,
                                 .nation = *ParseNation(vector.nation),
                                 .received = On(vector.received)});
    EXPECT_EQ(due.due, On(vector.due)) << vector.received << " " << vector.nation;
    EXPECT_EQ(due.extension_notice_due, std::nullopt);
  }
}

TEST(ClockTest, ABreachIsReportedWithin72PlainHours) {
  for (const BreachVector& vector : kBreachVectors) {
    const Time deadline = BreachDeadline(BuiltIn(), *Time::Parse(vector.aware));
    EXPECT_EQ(deadline.text(), vector.deadline);
    EXPECT_EQ(LondonText(deadline), vector.london);
  }
}

TEST(ClockTest, AHealthProfessionalsOpinionMayBeReliedOnForSixMonths) {
  const auto age = [](std::string_view obtained, std::string_view relied_on) {
    return CheckOpinion(BuiltIn(), On(obtained), On(relied_on));
  };
  EXPECT_EQ(age("2026-05-22", "2026-11-21"), OpinionAge::kInDate);
  EXPECT_EQ(age("2026-05-21", "2026-11-21"), OpinionAge::kOutOfDate);
  EXPECT_EQ(age("2026-11-21", "2026-11-21"), OpinionAge::kInDate);
  EXPECT_EQ(age("2026-11-22", "2026-11-21"), OpinionAge::kOutOfDate) << "not given yet";
  EXPECT_EQ(age("2026-03-01", "2026-08-31"), OpinionAge::kInDate);
  EXPECT_EQ(age("2026-02-28", "2026-08-31"), OpinionAge::kOutOfDate) << "no 31 February";
}

TEST(ClockTest, EveryRightButTheComplaintHasOneMonth) {
  for (std::size_t i = 0; i < kRights; ++i) {
    const Matter matter{.right = static_cast<Right>(i), .received = On("2026-09-03")};
    EXPECT_EQ(MustCompute(matter).due, On("2026-10-05")) << Name(matter.right);
  }
}

TEST(ClockTest, TheLatestOfIdentityAuthorityAndFeeStartsTheClock) {
  Matter matter = Access("2026-03-10");
  matter.id_received = On("2026-03-25");
  matter.authority_received = On("2026-04-02");
  matter.fee_paid = On("2026-03-30");
  const Due due = MustCompute(matter);
  EXPECT_EQ(due.start, On("2026-04-02"));
  EXPECT_EQ(due.due, On("2026-05-05"));
  EXPECT_THAT(due.steps, Contains(HasSubstr("2 April 2026, the day the proof of authority came")));
}

TEST(ClockTest, IdentityThatCameBeforeTheRequestChangesNothing) {
  Matter matter = Access("2026-03-10");
  matter.id_received = On("2026-03-01");
  EXPECT_EQ(MustCompute(matter).start, On("2026-03-10"));
}

TEST(ClockTest, AnExtensionIsCountedFromTheStartAndNotFromTheFirstMonthsEnd) {
  Matter matter = Access("2026-01-31");
  matter.extended = true;
  EXPECT_EQ(MustCompute(matter).due, On("2026-04-30"));  // chained by way of 28 February: 28 April
}

TEST(ClockTest, TheLetterOfExtensionMayGoOutOnItsLastDayAndNoLater) {
  Matter matter = Access("2026-02-03");
  matter.extended = true;
  matter.extension_letter = On("2026-03-03");
  EXPECT_EQ(MustCompute(matter).due, On("2026-05-05"));
  matter.extension_letter = On("2026-03-04");
  const auto late = Compute(BuiltIn(), matter);
  EXPECT_THAT(late, FailsWith(Code::kInvalid));
  EXPECT_THAT(late.error().Text(),
              AllOf(HasSubstr("too late"), HasSubstr("2026-03-04"), HasSubstr("2026-03-03")));
}

TEST(ClockTest, APauseInTheFirstMonthGivesTheLetterMoreTimeAndALaterOneDoesNot) {
  Matter matter = Asked("2026-02-02", "2026-02-10", "2026-02-14");
  matter.extended = true;
  EXPECT_EQ(MustCompute(matter).extension_notice_due, On("2026-03-09"));  // Saturday 7 March
  matter.pauses = {{.ask = On("2026-03-20"), .reply = On("2026-03-24")}};
  const Due due = MustCompute(matter);
  EXPECT_EQ(due.extension_notice_due, On("2026-03-02"));
  EXPECT_EQ(due.due, On("2026-05-07"));
}

TEST(ClockTest, PausesThatOverlapAreCountedOnce) {
  Matter overlapping = Asked("2027-02-15", "2027-02-20", "2027-02-25");
  overlapping.pauses.push_back({.ask = On("2027-02-23"), .reply = On("2027-02-27")});
  const Due one = MustCompute(Asked("2027-02-15", "2027-02-20", "2027-02-27"));
  const Due two = MustCompute(overlapping);
  EXPECT_EQ(two.due, one.due);
  EXPECT_EQ(two.conservative_due, one.conservative_due);
}

TEST(ClockTest, PausesThatMeetWithoutSharingADayStayTwo) {
  Matter matter = Asked("2027-02-15", "2027-02-20", "2027-02-23");
  matter.pauses.push_back({.ask = On("2027-02-24"), .reply = On("2027-02-27")});
  const Due due = MustCompute(matter);
  EXPECT_EQ(due.due, On("2027-03-23"));
  EXPECT_EQ(due.conservative_due, On("2027-03-22")) << "two days less is a Sunday";
  EXPECT_EQ(due.raw, On("2027-03-23"));
}

TEST(ClockTest, APauseThatWasOverBeforeTheClockStartedCountsForNothing) {
  Matter matter = Asked("2026-06-01", "2026-06-02", "2026-06-05");
  matter.id_received = On("2026-06-10");
  const Due due = MustCompute(matter);
  EXPECT_EQ(due.due, On("2026-07-10"));
  EXPECT_EQ(due.conservative_due, On("2026-07-10"));
}

TEST(ClockTest, WhileAReplyIsAwaitedThereIsNoLastDayButDaysLeft) {
  const Due due = MustCompute(Asked("2026-06-01", "2026-06-03"));
  EXPECT_EQ(due.raw, std::nullopt);
  EXPECT_EQ(due.due, std::nullopt);
  EXPECT_EQ(due.conservative_due, std::nullopt);
  EXPECT_EQ(due.extension_notice_due, std::nullopt);
  EXPECT_THAT(due.days_left,
              Optional(29));  // replied the same day: 2 July (P04), 29 days after 3 June
  EXPECT_THAT(due.steps, Contains(HasSubstr("29 days would be left")));
}

TEST(ClockTest, DaysLeftAreTheSameWheneverTheReplyComes) {
  Matter matter = Asked("2026-06-01", "2026-06-08");
  matter.pauses.push_back({.ask = On("2026-06-02"), .reply = On("2026-06-04")});
  const std::optional<int> left = MustCompute(matter).days_left;
  ASSERT_NE(left, std::nullopt);
  for (int wait = 0; wait < 400; ++wait) {
    const sys_days reply = sys_days(On("2026-06-08")) + std::chrono::days(wait);
    matter.pauses.front().reply = Date(reply);
    EXPECT_EQ(sys_days(MustCompute(matter).raw.value()), reply + std::chrono::days(*left));
  }
}

TEST(ClockTest, AQuestionAskedOnTheLastDayLeavesOneDayAndOneOnTheRolledDayNone) {
  EXPECT_THAT(MustCompute(Asked("2026-09-01", "2026-10-01")).days_left, Optional(1));
  EXPECT_THAT(MustCompute(Asked("2026-09-03", "2026-10-05")).days_left, Optional(0));
}

TEST(ClockTest, AnOpenQuestionInTheSecondMonthOfAnExtensionKeepsTheLettersDate) {
  Matter matter = Asked("2026-02-02", "2026-03-20");
  matter.extended = true;
  const Due due = MustCompute(matter);
  EXPECT_EQ(due.extension_notice_due, On("2026-03-02"));
  EXPECT_EQ(due.due, std::nullopt);
}

TEST(ClockTest, ThePromiseOfFewerDaysStandsBesideTheLawAndNeverRolls) {
  Matter matter = Access("2026-09-03");
  matter.promised_days = 30;
  const Due due = MustCompute(matter);
  EXPECT_EQ(due.promised_due, On("2026-10-03")) << "a Saturday, while the law waits until Monday";
  EXPECT_EQ(due.due, On("2026-10-05"));
}

TEST(ClockTest, APromiseThatEndsNoSoonerThanTheLawIsSaidToChangeNothing) {
  Matter matter = Access("2027-02-01");  // due on 1 March, the 28th day
  matter.promised_days = 30;
  EXPECT_EQ(MustCompute(matter).promised_due, std::nullopt);
  EXPECT_THAT(MustCompute(matter).steps,
              Contains(HasSubstr("the law's limit is no later and stands")));
  matter.promised_days = 28;
  EXPECT_EQ(MustCompute(matter).promised_due, std::nullopt);
  matter.promised_days = 27;
  EXPECT_EQ(MustCompute(matter).promised_due, On("2027-02-28"));
}

TEST(ClockTest, APromiseRunsFromReceiptEvenWhileTheLawsClockStands) {
  Matter matter = Asked("2026-06-01", "2026-06-03");
  matter.promised_days = 30;
  EXPECT_EQ(MustCompute(matter).promised_due, On("2026-07-01"));
}

// What is refused: a matter, and words that its error must have.
struct Refused {
  std::string_view why;
  Matter matter;
  std::string_view says;
};

std::vector<Refused> RefusedMatters() {
  const auto with = [](Matter matter, auto change) { return change(matter), matter; };
  const Matter access = Access("2026-09-03");
  std::vector<Refused> all = {
      {"reply before question", Asked("2026-09-03", "2026-09-10", "2026-09-09"),
       "before its question"},
      {"question after the last day", Asked("2026-09-03", "2026-10-06", "2026-10-07"),
       "2026-10-05"},
      {"open question after the last day", Asked("2026-09-03", "2026-10-06"), "after the last day"},
      {"no such receipt", {.received = Date()}, "does not exist"},
      {"no such reply",
       with(Asked("2026-09-03", "2026-09-04"),
            [](Matter& m) { m.pauses[0].reply = On("2026-09-30").year() / 9 / 31; }),
       "does not exist"},
      {"no such fee", with(access, [](Matter& m) { m.fee_paid = Date(); }), "does not exist"},
      {"letter without extension",
       with(access, [](Matter& m) { m.extension_letter = On("2026-09-04"); }), "not extended"},
      {"letter before the request",
       with(access,
            [](Matter& m) {
              m.extended = true;
              m.extension_letter = On("2026-09-02");
            }),
       "before the request"},
      {"promise of no days", with(access, [](Matter& m) { m.promised_days = 0; }), "days 0"},
      {"promise of ages", with(access, [](Matter& m) { m.promised_days = 3661; }), "between 1 and"},
      {"complaint extended",
       {.right = Right::kComplaint, .received = On("2026-09-03"), .extended = true},
       "no extension"},
      {"complaint waiting for identity",
       {.right = Right::kComplaint, .received = On("2026-09-03"), .id_received = On("2026-09-04")},
       "runs from receipt"},
      {"beyond the table", Access("2028-12-15"), "last date covered 2028-12-31"},
      {"before the table", Access("2020-12-15"), "first date covered 2024-01-01"},
  };
  for (std::size_t i = 1; i < kRights; ++i) {
    Matter matter = Asked("2026-09-03", "2026-09-10", "2026-09-12");
    matter.right = static_cast<Right>(i);
    all.push_back({Name(matter.right), matter, "Article 12A(5)"});
  }
  return all;
}

TEST(ClockTest, AMatterThatContradictsItselfOrTheLawIsRefusedWithTheReason) {
  for (const Refused& refused : RefusedMatters()) {
    const auto due = Compute(BuiltIn(), refused.matter);
    ASSERT_THAT(due, FailsWith(Code::kInvalid)) << refused.why;
    EXPECT_THAT(due.error().Text(), HasSubstr(refused.says)) << refused.why;
  }
}

TEST(ClockTest, ASecondQuestionMayComeUpToTheLastDayThatTheFirstOneMoved) {
  Matter matter = Asked("2026-09-01", "2026-09-10", "2026-09-19");  // due on 12 October
  matter.pauses.push_back({.ask = On("2026-10-12"), .reply = On("2026-10-12")});
  EXPECT_THAT(Compute(BuiltIn(), matter), IsOk());
  matter.pauses.back() = {.ask = On("2026-10-13"), .reply = On("2026-10-13")};
  EXPECT_THAT(Compute(BuiltIn(), matter), FailsWith(Code::kInvalid));
}

TEST(ClockTest, TheStepsSayTheReasonForEachDateInOrder) {
  Matter matter = Access("2026-12-01");
  matter.nation = Nation::kScotland;
  EXPECT_THAT(
      MustCompute(matter).steps,
      ElementsAre(
          "The clock starts on 1 December 2026, the day it was received.",
          "1 month from then ends on 1 January 2027 (Articles 12(3) and 12A UK GDPR).",
          "1 January 2027 is a bank holiday in Scotland (New Year's Day), so the next working "
          "day is the last: 5 January 2027 (Article 4A UK GDPR).",
          "More time can be taken only by a letter with reasons that goes out by 5 January "
          "2027 (Article 12A(4) UK GDPR)."));
}

TEST(ClockTest, TheStepsOfAPauseSayWhichDaysDoNotCountAndWhichDayToWorkTo) {
  EXPECT_THAT(
      MustCompute(Asked("2027-02-15", "2027-02-20", "2027-02-27")).steps,
      AllOf(Contains(HasSubstr("8 days of waiting for the person's reply, from 20 February 2027 "
                               "to 27 February 2027, do not count")),
            Contains(HasSubstr("the last day is 23 March 2027")),
            Contains(HasSubstr("Work to 22 March 2027"))));
}

TEST(DueJsonTest, SaysEveryDateOnOneLineInAFixedOrder) {
  Matter matter = Access("2026-12-01");
  matter.nation = Nation::kScotland;
  Due due = MustCompute(matter);
  due.steps = {"one", "two"};
  EXPECT_EQ(DueJson(matter, due),
            R"({"schema":"almoner.law.due/1","right":"access","nation":"scotland",)"
            R"("received":"2026-12-01","start":"2026-12-01","raw":"2027-01-01","due":"2027-01-05",)"
            R"("conservative_due":"2027-01-05","extension_notice_due":"2027-01-05",)"
            R"("promised_due":null,"steps":["one","two"]})");
}

TEST(DueJsonTest, SaysDaysLeftAndNullsWhileAReplyIsAwaited) {
  const Matter matter = Asked("2026-06-01", "2026-06-03");
  const std::string json = DueJson(matter, MustCompute(matter));
  EXPECT_THAT(json, HasSubstr(R"("raw":null,"due":null,"conservative_due":null,)"));
  EXPECT_THAT(json, HasSubstr(R"("days_left":29,"steps":[)"));
  EXPECT_THAT(ParseJson(json), IsOk());
  EXPECT_THAT(json, Not(HasSubstr("\n")));
}

}  // namespace
}  // namespace almoner::law
