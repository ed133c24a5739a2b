#include "rights/conduct.h"

#include "rights/grounds.h"
#include "rights/report.h"
#include "rights/test_requests.h"

namespace almoner::rights {
namespace {

using law::Right;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::Not;

const Personal<std::string> kWords(std::string("Because it is so."));

class ConductTest : public RightsTest {
 protected:
  ConductTest() : ana(house.Person("Ana Kovač")) {}
  law::Due ClockOf(const RequestId& request) {
    const auto due = Clock(context(), Now(request));
    EXPECT_THAT(due, IsOk());
    return *due;
  }
  Date Day(std::string_view text) { return *ParseDate(text); }

  const SubjectId ana;
};
INSTANTIATE_ENGINES(ConductTest);

TEST_P(ConductTest, TheClockWaitsForProofOfIdentityThatWasDoubted) {
  const RequestId request = Opened(Right::kAccess, ana);
  EXPECT_THAT(
      AskIdentity(context(), house.officer, Now(request), Personal(std::string(" ")), "a letter"),
      FailsWith(Code::kInvalid));
  almoner::Allowed(AskIdentity(context(), house.officer, Now(request), kWords, "a utility bill"));
  EXPECT_FALSE(ClockOf(request).due);
  EXPECT_FALSE(ClockOf(request).promised_due);
  EXPECT_THAT(ClockOf(request).steps, ElementsAre(HasSubstr("has not begun")));
  EXPECT_THAT(AskIdentity(context(), house.officer, Now(request), kWords, "another"),
              FailsWith(Code::kConflict));
  house.clock().Set("2026-11-16T09:00:00Z");
  almoner::Allowed(ConfirmIdentity(context(), house.officer, Now(request), "seen at the desk"));
  EXPECT_EQ(ClockOf(request).start, Day("2026-11-16"));
  EXPECT_EQ(ClockOf(request).due, Day("2026-12-16"));
}

TEST_P(ConductTest, WhatIsRecordedLaterCountsFromTheDayOnWhichItCame) {
  const RequestId request = Opened(Right::kAccess, ana);
  house.clock().Set("2026-11-04T09:00:00Z");
  almoner::Allowed(AskIdentity(context(), house.officer, Now(request), kWords, "a utility bill"));
  house.clock().Set("2026-11-16T09:00:00Z");
  for (const char* const wrong : {"2026-11-03", "2026-11-17"})
    EXPECT_THAT(ConfirmIdentity(context(), house.officer, Now(request), "seen", Day(wrong)),
                FailsWith(Code::kInvalid));
  almoner::Allowed(
      ConfirmIdentity(context(), house.officer, Now(request), "seen", Day("2026-11-12")));
  EXPECT_EQ(ClockOf(request).start, Day("2026-11-12"));
  almoner::Allowed(AskFurther(context(), house.officer, Now(request), kWords));
  house.clock().Set("2026-11-25T09:00:00Z");
  EXPECT_THAT(Answered(context(), house.officer, Now(request), kWords, Day("2026-11-15")),
              FailsWith(Code::kInvalid));
  almoner::Allowed(Answered(context(), house.officer, Now(request), kWords, Day("2026-11-18")));
  EXPECT_EQ(Now(request).questions.back().reply, Day("2026-11-18"));
  almoner::Allowed(AskAuthority(context(), house.officer, Now(request),
                                {.kind = "attorney", .scope = "all of it", .until = {}}));
  house.clock().Set("2026-11-28T09:00:00Z");
  Shown shown = Power();
  shown.came = Day("2026-11-29");
  EXPECT_THAT(ShowAuthority(context(), house.officer, Now(request), shown),
              FailsWith(Code::kInvalid));
  shown.came = Day("2026-11-26");
  almoner::Allowed(ShowAuthority(context(), house.officer, Now(request), shown));
  EXPECT_EQ(ClockOf(request).start, Day("2026-11-26"));
}

TEST_P(ConductTest, IdentityThatNobodyDoubtedMovesNoDate) {
  const RequestId request = Opened(Right::kAccess, ana);
  house.clock().Set("2026-11-16T09:00:00Z");
  almoner::Allowed(ConfirmIdentity(context(), house.officer, Now(request), "known to her worker"));
  EXPECT_EQ(ClockOf(request).start, Day("2026-11-02"));
}

TEST_P(ConductTest, AQuestionStopsTheClockOfAccessAlone) {
  const RequestId request = Opened(Right::kAccess, ana);
  house.clock().Set("2026-11-09T09:00:00Z");
  almoner::Allowed(AskFurther(context(), house.officer, Now(request), kWords));
  EXPECT_FALSE(ClockOf(request).due);
  EXPECT_TRUE(ClockOf(request).days_left);
  EXPECT_THAT(AskFurther(context(), house.officer, Now(request), kWords),
              FailsWith(Code::kConflict));
  house.clock().Set("2026-11-13T09:00:00Z");
  almoner::Allowed(Answered(context(), house.officer, Now(request), kWords));
  EXPECT_EQ(ClockOf(request).due, Day("2026-12-07")) << "five days do not count";
  EXPECT_EQ(ClockOf(request).conservative_due, Day("2026-12-07")) << "6 December is a Sunday";
  const RequestId erasure = Opened(Right::kErasure, ana);
  EXPECT_THAT(AskFurther(context(), house.officer, Now(erasure), kWords),
              FailsWith(Code::kConflict));
}

TEST_P(ConductTest, SomebodyWhoAsksForAnotherShowsThatTheyMay) {
  const RequestId request = Opened(Right::kAccess, ana);
  EXPECT_THAT(AskAuthority(context(), house.officer, Now(request), {"cousin", "everything"}),
              FailsWith(Code::kInvalid));
  almoner::Allowed(
      AskAuthority(context(), house.officer, Now(request), {"attorney", "her notes", {}}));
  EXPECT_FALSE(ClockOf(request).due);
  almoner::Allowed(ConfirmIdentity(context(), house.officer, Now(request), "known"));
  almoner::Allowed(Draft(context(), house.officer, Now(request)));
  almoner::Allowed(Approve(context(), house.second_officer, Now(request)));
  EXPECT_THAT(Allowed(Now(request)), Not(Contains(Step::kDeliver)))
      << "who they are is known, and not whether they may";
  house.clock().Set("2026-11-20T09:00:00Z");
  almoner::Allowed(ShowAuthority(context(), house.officer, Now(request), Power()));
  EXPECT_EQ(ClockOf(request).start, Day("2026-11-20"));
}

// Invariant 11: a fee defaults to nothing, and needs an assessment and its working.
TEST_P(ConductTest, AFeeIsTheExceptionAndNeverAboveWhatTheNoticePromises) {
  EXPECT_THAT(AskFee(context(), house.officer, Now(Opened(Right::kErasure, ana)),
                     {500, "excessive", "an hour"}),
              FailsWith(Code::kInvalid))
      << "the notice promises that an erasure is free";
  const RequestId request = Opened(Right::kAccess, ana);
  EXPECT_FALSE(Now(request).fee);
  const auto ask = [&](FeeAsked fee) {
    return AskFee(context(), house.officer, Now(request), fee);
  };
  EXPECT_THAT(ask({500, "busy", "an hour"}), FailsWith(Code::kInvalid));
  EXPECT_THAT(ask({0, "excessive", "an hour"}), FailsWith(Code::kInvalid));
  EXPECT_THAT(ask({500, "excessive", ""}), FailsWith(Code::kInvalid));
  EXPECT_THAT(ask({500, "further-copy", "20 copies at 25p"}), FailsWith(Code::kInvalid))
      << "the notice asks a fee of what is unfounded or excessive alone";
  almoner::Allowed(ask({500, "excessive", "20 copies at 25p"}));
  EXPECT_FALSE(ClockOf(request).due);
  almoner::Allowed(ConfirmIdentity(context(), house.officer, Now(request), "known"));
  almoner::Allowed(Draft(context(), house.officer, Now(request)));
  almoner::Allowed(Approve(context(), house.second_officer, Now(request)));
  EXPECT_THAT(Allowed(Now(request)), Not(Contains(Step::kDeliver)));
  house.clock().Set("2026-11-10T09:00:00Z");
  EXPECT_THAT(FeePaid(context(), house.officer, Now(request), Day("2030-01-01")),
              FailsWith(Code::kInvalid));
  almoner::Allowed(FeePaid(context(), house.officer, Now(request)));
  EXPECT_EQ(ClockOf(request).start, Day("2026-11-10"));
}

// Invariant 9: an extension is invalid when its letter is late.
TEST_P(ConductTest, MoreTimeIsTakenInsideTheFirstMonthOrNotAtAll) {
  const RequestId request = Opened(Right::kAccess, ana);
  const RequestId late = Opened(Right::kErasure, ana);
  EXPECT_THAT(Extend(context(), house.officer, Now(request), "holidays", kWords),
              FailsWith(Code::kInvalid));
  house.clock().Set("2026-12-02T23:30:00Z");
  almoner::Allowed(Extend(context(), house.officer, Now(request), "complexity", kWords));
  EXPECT_EQ(ClockOf(request).due, Day("2027-02-02"));
  EXPECT_THAT(Extend(context(), house.officer, Now(request), "complexity", kWords),
              FailsWith(Code::kConflict))
      << "once";
  house.clock().Set("2026-12-03T00:30:00Z");
  EXPECT_THAT(Extend(context(), house.officer, Now(late), "number", kWords),
              FailsWith(Code::kConflict));
  EXPECT_EQ(ClockOf(late).due, Day("2026-12-02"));
}

TEST_P(ConductTest, AYearThatWasMistypedIsRefusedBeforeItStopsEveryList) {
  const RequestId request = Opened(Right::kAccess, ana);
  EXPECT_THAT(Open(context(), house.officer,
                   {.right = Right::kAccess,
                    .subject = ana,
                    .received = Day("2016-11-02"),
                    .channel = "letter"}),
              FailsWith(Code::kInvalid));
  EXPECT_THAT(
      CorrectDate(context(), house.officer, Now(request), Day("2016-11-02"), "the postmark"),
      FailsWith(Code::kInvalid));
  EXPECT_EQ(ClockOf(request).start, Day("2026-11-02"));
}

TEST_P(ConductTest, ADayThatWasKeyedInWronglyIsCorrectedByTwoAndNothingIsOverwritten) {
  const RequestId request = Opened(Right::kAccess, ana);
  EXPECT_THAT(
      CorrectDate(context(), house.officer, Now(request), Day("2026-12-24"), "the postmark"),
      FailsWith(Code::kInvalid));
  almoner::Allowed(
      CorrectDate(context(), house.officer, Now(request), Day("2026-10-30"), "the postmark"));
  EXPECT_EQ(ClockOf(request).start, Day("2026-11-02")) << "not before somebody else has agreed";
  EXPECT_THAT(ConfirmDate(context(), house.officer, Now(request), true), FailsWith(Code::kRefused));
  almoner::Allowed(ConfirmDate(context(), house.second_officer, Now(request), true));
  EXPECT_EQ(ClockOf(request).start, Day("2026-10-30"));
  EXPECT_EQ(Now(request).events.front().facts.at("received"), "2026-11-02");
  almoner::Allowed(
      CorrectDate(context(), house.officer, Now(request), Day("2026-10-01"), "a guess"));
  almoner::Allowed(ConfirmDate(context(), house.second_officer, Now(request), false));
  EXPECT_EQ(ClockOf(request).start, Day("2026-10-30"));
}

// Invariant 10: the reason for a refusal is in the list of the law.
TEST_P(ConductTest, NothingIsRefusedButOnAGroundThatTheLawNames) {
  const RequestId request = Opened(Right::kAccess, ana);
  const auto decide = [&](Verdict verdict) {
    return Decide(context(), house.officer, Now(request), verdict);
  };
  EXPECT_THAT(Close(context(), house.officer, Now(request), "refused"), FailsWith(Code::kConflict));
  EXPECT_THAT(decide({"refused", "", ""}), FailsWith(Code::kInvalid));
  EXPECT_THAT(decide({"refused", "too-much-work", ""}), FailsWith(Code::kInvalid));
  EXPECT_THAT(decide({"refused", "compelling-grounds", "The desk must know who calls."}),
              FailsWith(Code::kInvalid))
      << "that is for objections";
  EXPECT_THAT(decide({"denied", "manifestly-excessive", ""}), FailsWith(Code::kInvalid));
  EXPECT_THAT(decide({"refused", "manifestly-excessive", ""}), FailsWith(Code::kInvalid))
      << "that is found by weighing, and nobody has said how";
  almoner::Allowed(decide({"refused", "manifestly-excessive", "The fifth this month."}));
  EXPECT_THAT(Allowed(Now(request)), Not(Contains(Step::kDeliver)));
  EXPECT_THAT(Allowed(Now(request)), Not(Contains(Step::kDraft)));
  almoner::Allowed(Close(context(), house.officer, Now(request), "refused"));
}

TEST_P(ConductTest, WhatIsAnsweredIsWhatWasRuledAndIsClosedAsThat) {
  house.Note(ana, "Slept well.");
  const RequestId request = Opened(Right::kErasure, ana);
  RuleOn(request, "support-notes", {.yes = false, .ground = "legal-obligation"});
  EXPECT_THAT(Rule(context(), house.officer, Now(request), "contact-details",
                   {.yes = false, .ground = "manifestly-excessive"}),
              FailsWith(Code::kInvalid))
      << "that is of the whole";
  EXPECT_THAT(Decide(context(), house.officer, Now(request), {"granted", "", ""}),
              FailsWith(Code::kInvalid));
  EXPECT_THAT(
      Decide(context(), house.officer, Now(request), {"part-granted", "legal-obligation", ""}),
      FailsWith(Code::kInvalid));
  almoner::Allowed(
      Decide(context(), house.officer, Now(request), {"refused", "legal-obligation", ""}));
  EXPECT_THAT(Close(context(), house.officer, Now(request), "granted"), FailsWith(Code::kConflict));
  const RequestId other = Opened(Right::kPortability, ana);
  EXPECT_THAT(Decide(context(), house.officer, Now(other), {"granted", "others-rights", ""}),
              FailsWith(Code::kInvalid));
}

TEST_P(ConductTest, AfterTheLastDayNothingIsAskedThatWouldStopTheClock) {
  const RequestId request = Opened(Right::kAccess, ana);
  house.clock().Set("2026-12-03T09:00:00Z");
  EXPECT_THAT(AskIdentity(context(), house.officer, Now(request), kWords, "a bill"),
              FailsWith(Code::kConflict));
  EXPECT_THAT(AskFurther(context(), house.officer, Now(request), kWords),
              FailsWith(Code::kConflict));
  EXPECT_THAT(AskFee(context(), house.officer, Now(request), {500, "excessive", "50 pages"}),
              FailsWith(Code::kConflict));
}

TEST_P(ConductTest, WhatIsClosedWithoutAnAnswerIsNeitherOnTimeNorLate) {
  const auto punctual = [&](const RequestId& request) {
    return Count(context(), Now(request), LondonDate(house.clock().Now()))->punctual;
  };
  const RequestId withdrawn = Opened(Right::kAccess, ana);
  almoner::Allowed(Close(context(), house.officer, Now(withdrawn), "withdrawn"));
  EXPECT_EQ(punctual(withdrawn), Punctual::kUnanswered);
  const RequestId silent = Opened(Right::kAccess, ana);
  almoner::Allowed(AskIdentity(context(), house.officer, Now(silent), kWords, "a letter"));
  house.clock().Set("2027-02-20T09:00:00Z");
  EXPECT_EQ(punctual(silent), Punctual::kOpen) << "the clock has not begun";
  almoner::Allowed(Close(context(), house.officer, Now(silent), "withdrawn"));
  EXPECT_EQ(punctual(silent), Punctual::kUnanswered);
  EXPECT_THAT(ToCsv({*Count(context(), Now(silent), LondonDate(house.clock().Now()))}),
              testing::HasSubstr("not answered"));
  const RequestId late = Opened(Right::kAccess, ana);
  house.clock().Set("2027-06-20T09:00:00Z");
  almoner::Allowed(Close(context(), house.officer, Now(late), "withdrawn"));
  EXPECT_EQ(punctual(late), Punctual::kLate) << "it was when they gave up";
}

TEST_P(ConductTest, ADayThatIsFoundToBeWrongAfterTheAnswerIsCorrectedAndTheReportWithIt) {
  const RequestId request = Opened(Right::kAccess, ana);
  almoner::Allowed(Decide(context(), house.officer, Now(request),
                          {"refused", "manifestly-excessive", "The fifth this month."}));
  almoner::Allowed(Close(context(), house.officer, Now(request), "refused"));
  const auto punctual = [&] {
    return Count(context(), Now(request), LondonDate(house.clock().Now()))->punctual;
  };
  EXPECT_EQ(punctual(), Punctual::kOnTime);
  house.clock().Set("2026-11-20T09:00:00Z");
  EXPECT_THAT(
      CorrectDate(context(), house.officer, Now(request), Day("2026-11-03"), "the postmark"),
      FailsWith(Code::kInvalid))
      << "it was recorded on the day before";
  almoner::Allowed(
      CorrectDate(context(), house.officer, Now(request), Day("2026-09-01"), "the postmark"));
  EXPECT_THAT(ToDo(Now(request)), Contains(Step::kConfirmDate));
  almoner::Allowed(ConfirmDate(context(), house.second_officer, Now(request), true));
  EXPECT_EQ(punctual(), Punctual::kLate);
  EXPECT_TRUE(Now(request).closed);
  EXPECT_THAT(ToDo(Now(request)), testing::IsEmpty());
}

TEST_P(ConductTest, AnExtensionThatTurnsOutToHaveComeTooLateExtendsNothing) {
  house.clock().Set("2026-11-20T09:00:00Z");
  const RequestId request = Opened(Right::kAccess, ana);
  house.clock().Set("2026-12-18T09:00:00Z");
  almoner::Allowed(Extend(context(), house.officer, Now(request), "complexity", kWords));
  EXPECT_EQ(ClockOf(request).due, Day("2027-02-22"));
  almoner::Allowed(
      CorrectDate(context(), house.officer, Now(request), Day("2026-11-02"), "the postmark"));
  almoner::Allowed(ConfirmDate(context(), house.second_officer, Now(request), true));
  EXPECT_EQ(ClockOf(request).due, Day("2026-12-02"));
  EXPECT_THAT(ClockOf(request).steps, Contains(HasSubstr("too late and extends nothing")));
}

TEST_P(ConductTest, AnAuthorityThatHasEndedOpensNothing) {
  const RequestId request = Opened(Right::kAccess, ana);
  almoner::Allowed(AskAuthority(context(), house.officer, Now(request),
                                {"attorney", "her notes", Day("2026-11-10")}));
  almoner::Allowed(ShowAuthority(context(), house.officer, Now(request), Power()));
  almoner::Allowed(ConfirmIdentity(context(), house.officer, Now(request), "known"));
  almoner::Allowed(Draft(context(), house.officer, Now(request)));
  almoner::Allowed(Approve(context(), house.second_officer, Now(request)));
  house.clock().Set("2026-11-11T09:00:00Z");
  EXPECT_THAT(Deliver(context(), house.officer, Now(request), ByPost()),
              FailsWith(Code::kConflict));
  almoner::Allowed(AskAuthority(context(), house.officer, Now(request),
                                {"deputy", "her notes", Day("2027-11-10")}));
  EXPECT_TRUE(ClockOf(request).due) << "it waits but once";
  EXPECT_THAT(Allowed(Now(request)), Not(Contains(Step::kDeliver)));
  house.clock().Set("2026-11-20T09:00:00Z");
  almoner::Allowed(
      ShowAuthority(context(), house.officer, Now(request), {"an order of the court"}));
  almoner::Allowed(ConfirmIdentity(context(), house.officer, Now(request), "passport seen"));
  almoner::Allowed(Draft(context(), house.officer, Now(request)));
  almoner::Allowed(Approve(context(), house.second_officer, Now(request)));
  EXPECT_EQ(ClockOf(request).start, Day("2026-11-02"));
  almoner::Allowed(Deliver(context(), house.officer, Now(request), ByPost()));
}

TEST_P(ConductTest, TheGroundsOfARightComeFromTheLawAndAPresumptionIsNone) {
  ASSERT_OK_AND(const auto access, Grounds(context(), Right::kAccess));
  EXPECT_THAT(access, Contains(Field(&Ground::id, "EX_THIRD_PARTY")));
  EXPECT_THAT(access, Not(Contains(Field(&Ground::id, "PRES_PROF"))));
  EXPECT_THAT(access, Contains(Field(&Ground::id, "EX_CHILD_ABUSE")));
  EXPECT_THAT(access, Not(Contains(Field(&Ground::id, "EX_CHILDRENS_HEARING")))) << "Scotland's";
  EXPECT_THAT(access, Each(Field(&Ground::article, Not(testing::IsEmpty()))));
  EXPECT_THAT(access, Each(Field(&Ground::plain, Not(testing::IsEmpty()))));
  ASSERT_OK_AND(const auto erasure, Grounds(context(), Right::kErasure));
  for (const char* exception : {"expression", "legal-obligation", "public-task", "public-health",
                                "archiving-research", "legal-claims"})
    EXPECT_THAT(erasure, Contains(Field(&Ground::id, exception))) << "Article 17(3)";
  ASSERT_OK_AND(const auto objection, Grounds(context(), Right::kObjection));
  EXPECT_THAT(objection, Contains(Field(&Ground::id, "compelling-grounds")));
  EXPECT_THAT(objection, Not(Contains(Field(&Ground::id, "EX_THIRD_PARTY"))));
}

TEST_P(ConductTest, AComplaintIsAcknowledgedFollowedAndAnswered) {
  const RequestId request = Opened(Right::kComplaint, ana);
  EXPECT_EQ(ClockOf(request).due, Day("2026-12-02"));
  EXPECT_THAT(ToDo(Now(request)), Contains(Step::kAcknowledge));
  almoner::Allowed(Acknowledge(context(), house.officer, Now(request)));
  EXPECT_THAT(Acknowledge(context(), house.officer, Now(request)), FailsWith(Code::kConflict));
  almoner::Allowed(Progress(context(), house.officer, Now(request), kWords));
  almoner::Allowed(Progress(context(), house.officer, Now(request), kWords));
  EXPECT_THAT(Decide(context(), house.officer, Now(request), {"refused", "", ""}),
              FailsWith(Code::kInvalid))
      << "what was found is said";
  almoner::Allowed(
      Decide(context(), house.officer, Now(request), {"refused", "", "We looked at each step."}));
  almoner::Allowed(Close(context(), house.officer, Now(request), "refused"));
  EXPECT_EQ(Now(request).outcome, "refused");
}

TEST_P(ConductTest, AStepThatIsNotDueIsRefusedAndNothingIsRecorded) {
  const RequestId request = Opened(Right::kComplaint, ana);
  const auto events = Now(request).events.size();
  EXPECT_THAT(FeePaid(context(), house.officer, Now(request)), FailsWith(Code::kConflict));
  EXPECT_THAT(Answered(context(), house.officer, Now(request), kWords), FailsWith(Code::kConflict));
  EXPECT_THAT(AskIdentity(context(), house.officer, Now(request), kWords, "a letter"),
              FailsWith(Code::kConflict));
  EXPECT_THAT(Extend(context(), house.officer, Now(request), "number", kWords),
              FailsWith(Code::kConflict));
  EXPECT_EQ(Now(request).events.size(), events);
}

TEST_P(ConductTest, WhoeverDoesNotAnswerForRightsDoesNothingOfIt) {
  const RequestId request = Opened(Right::kAccess, ana);
  EXPECT_THAT(Acknowledge(context(), house.worker, Now(request)), RefusedBy(gate::Rule::kRole));
  EXPECT_THAT(Decide(context(), house.worker, Now(request), {"refused", "EX_LPP", ""}),
              RefusedBy(gate::Rule::kRole));
}

TEST_P(ConductTest, ARequestComesInAnyOfTheFormsThatThereAre) {
  Opening opening{Right::kAccess, ana, Day("2026-11-02"), "pigeon", kWords};
  EXPECT_THAT(Open(context(), house.officer, opening), FailsWith(Code::kInvalid));
  for (const char* channel : {"letter", "phone", "in-person", "email", "portal"}) {
    opening.channel = channel;
    EXPECT_TRUE(Open(context(), house.officer, opening).value().has_value());
  }
  opening.received = Day("2026-11-03");
  EXPECT_THAT(Open(context(), house.officer, opening), FailsWith(Code::kInvalid));
}

}  // namespace
}  // namespace almoner::rights
