// The state machines of the product's promises, as far as they concern rights: each row is walked
// on a request of its own, or names the test that walks it. After each row every step that is not
// open is tried, and refused without a trace.
#include <fstream>
#include <functional>

#include "rights/erasure.h"
#include "rights/grounds.h"
#include "rights/recipients.h"
#include "rights/remedy.h"
#include "rights/test_requests.h"

namespace almoner::rights {
namespace {

using law::Right;
using testing::Contains;
using testing::Not;

Personal<std::string> Words(const char* text) { return Personal(std::string(text)); }

// A machine of the 22, and a row of it: what was done, what may be done now and what must not.
struct Row {
  int machine;
  const char* row;
  Right right;
  std::vector<const char*> done;
  std::vector<Step> open;
  std::vector<Step> shut;
};

const std::vector<Row>& Walked() {
  using enum Step;
  static const std::vector<Row> rows = {
      {3,
       "received",
       Right::kAccess,
       {},
       {kConfirmIdentity, kSearch, kRule, kDraft, kExtend, kDecide},
       {kDeliver, kApprove, kTell, kLift, kCarryOut}},
      {3,
       "awaiting_id",
       Right::kAccess,
       {"ask-identity"},
       {kConfirmIdentity},
       {kAskIdentity, kDeliver}},
      {3,
       "awaiting_fee",
       Right::kAccess,
       {"identity", "ask-fee", "draft", "approve"},
       {kFeePaid},
       {kDeliver, kAskFee}},
      {3, "awaiting_clarification", Right::kAccess, {"ask"}, {kAnswered, kSearch}, {kAskFurther}},
      {3, "awaiting_clarification: access alone", Right::kErasure, {}, {kRule}, {kAskFurther}},
      {3, "extended", Right::kAccess, {"extend"}, {kDraft}, {kExtend}},
      {3,
       "decision: refused",
       Right::kAccess,
       {"identity", "refuse"},
       {kClose},
       {kDraft, kDeliver, kApprove, kDecide}},
      {3,
       "issued",
       Right::kAccess,
       {"identity", "draft", "approve", "deliver"},
       {kDeliverAgain, kClose},
       {kDeliver, kDraft, kRule, kExtend}},
      {3,
       "closed",
       Right::kAccess,
       {"identity", "draft", "approve", "deliver", "close"},
       {kDeliverAgain},
       {kDraft, kDecide, kClose, kAskFee, kRule}},
      {3, "access: search and collate", Right::kAccess, {"search"}, {kSearch, kRule}, {kApprove}},
      {3, "access: approve", Right::kAccess, {"draft"}, {kApprove}, {kDeliver}},
      {3,
       "access: identity before delivery",
       Right::kAccess,
       {"draft", "approve"},
       {kConfirmIdentity},
       {kDeliver}},
      {3,
       "rectification: investigate",
       Right::kRectification,
       {"identity"},
       {kDecide},
       {kCarryOut, kTell, kDraft}},
      {3,
       "rectification: amend or annotate, tell",
       Right::kRectification,
       {"identity", "grant", "annotate"},
       {kCarryOut, kTell, kClose},
       {kDecide, kLift}},
      {3,
       "erasure: ground and exemption",
       Right::kErasure,
       {"identity"},
       {kRule},
       {kCarryOut, kApprove, kTell}},
      {3,
       "erasure: execute",
       Right::kErasure,
       {"identity", "keep"},
       {kApprove, kCarryOut},
       {kTell}},
      {3,
       "restriction: flag on",
       Right::kRestriction,
       {"identity", "grant", "restrict"},
       {kTellLifting, kTell},
       {kLift, kCarryOut}},
      {3,
       "restriction: notice before lifting",
       Right::kRestriction,
       {"identity", "grant", "restrict", "tell-lifting"},
       {kLift},
       {kTellLifting}},
      {3,
       "restriction: lifted",
       Right::kRestriction,
       {"identity", "grant", "restrict", "tell-lifting", "lift"},
       {kClose},
       {kLift, kTellLifting}},
      {3, "portability: eligibility", Right::kPortability, {"identity"}, {kDecide}, {kCarryOut}},
      {3,
       "portability: export and deliver",
       Right::kPortability,
       {"identity", "grant"},
       {kCarryOut},
       {kDecide, kTell}},
      {3, "objection: suspend", Right::kObjection, {}, {kDecide}, {kCarryOut, kTell, kLift}},
      {3,
       "objection: upheld",
       Right::kObjection,
       {"identity", "grant", "uphold"},
       {kClose},
       {kCarryOut, kDecide}},
      {3,
       "automated decision: human review",
       Right::kAutomatedDecision,
       {"identity", "grant"},
       {kCarryOut},
       {kDecide, kTell}},
      {3,
       "automated decision: confirmed or changed",
       Right::kAutomatedDecision,
       {"identity", "grant", "review"},
       {kClose},
       {kCarryOut}},
      {4, "not needed", Right::kComplaint, {}, {kDecide}, {kAskIdentity}},
      {4,
       "requested",
       Right::kErasure,
       {"ask-identity"},
       {kConfirmIdentity},
       {kAskIdentity, kCarryOut}},
      {4,
       "satisfied",
       Right::kErasure,
       {"ask-identity", "identity", "keep"},
       {kCarryOut},
       {kConfirmIdentity, kAskIdentity}},
      {4,
       "abandoned",
       Right::kErasure,
       {"ask-identity", "withdraw"},
       {},
       {kConfirmIdentity, kCarryOut, kRule}},
      {10,
       "received",
       Right::kComplaint,
       {},
       {kAcknowledge, kProgress, kDecide},
       {kDeliver, kRule, kExtend, kAskFee, kCarryOut}},
      {10,
       "acknowledged",
       Right::kComplaint,
       {"acknowledge"},
       {kProgress, kDecide},
       {kAcknowledge}},
      {10,
       "investigating",
       Right::kComplaint,
       {"acknowledge", "progress"},
       {kProgress, kDecide},
       {kAcknowledge, kTell}},
      {10,
       "outcome sent, closed",
       Right::kComplaint,
       {"acknowledge", "grant", "close"},
       {},
       {kDecide, kAcknowledge, kClose, kProgress}},
  };
  return rows;
}

// Rows that another test walks: machine, row, file, test.
struct Elsewhere {
  int machine;
  const char* row;
  const char* file;
  const char* test;
};
constexpr Elsewhere kElsewhere[] = {
    {1, "draft to in force to superseded", "src/gate/versions_test.cc",
     "AVersionGoesFromDraftToForceAndEndsTheOneBefore"},
    {2, "given, withdrawn: forward only", "src/gate/gate_test.cc",
     "WithdrawingConsentStopsThatPurposeOnTheNextDecisionAndOnlyThat"},
    {2, "withdrawn by the person themself", "src/gate/own_test.cc",
     "APersonTakesTheirConsentBackAndTheNextUseIsRefused"},
    {3, "access: third-party and exemption review", "src/rights/collation_test.cc",
     "HealthDataInSomebodyElsesRecordIsReviewedAsHealthData"},
    {3, "access: redact", "src/rights/redaction_test.cc", "RedactionTest"},
    {3, "erasure: hold check, certificate", "src/rights/rights_test.cc",
     "ErasureTakesWhatMayGoAndKeepsWhatTheLawKeepsWithReasonAndDate"},
    {3, "fan-out to processors", "src/app/processors_test.cc",
     "AProcessorIsAskedForWhatItHoldsAndSaysHowFarItIs"},
    {3, "objection: marketing is absolute", "src/rights/remedy_test.cc",
     "AnObjectionToMarketingCannotBeRefused"},
    {5, "proposed, screened, refused", "src/sharing/disclosure_test.cc",
     "ThePressIsGivenNothingOnAnyGround"},
    {5, "approved by a second person", "src/sharing/disclosure_test.cc",
     "SeriousHarmNeedsASecondPersonAndWhatTheNoticeWantsOnRecord"},
    {5, "told, or telling deferred", "src/sharing/disclosure_test.cc",
     "TellingThatIsPutOffComesUpAgainUntilTheyAreTold"},
    {5, "emergency: sent, recorded, reviewed", "src/sharing/disclosure_test.cc",
     "WhatAnEmergencyLeftNoTimeForIsSeenAtTheTimeOrSaidToBeLost"},
    {6, "aware: 72 hours", "src/breach/breach_test.cc",
     "TheSeventyTwoHoursRunFromAwarenessAndCannotBeSetAgain"},
    {7, "due, held, approved, destroyed", "src/retention/approval_test.cc",
     "ARuleThatAsksForTwoPeopleDestroysNothingBeforeBothSaidSo"},
    {10, "stages and the regulator's route", "src/rights/letter_test.cc", "ExpectRoutes"},
    {18, "registered, verified, locked", "src/portal/register_test.cc",
     "AStolenAccountIsLockedUntilStaffUnlockIt"},
};

class StatesTest : public RightsTest {
 protected:
  StatesTest() : ana(house.Person("Ana Kovač")) {}

  RequestId Received(Right right) {
    return Opened(right, ana,
                  right == Right::kObjection     ? "reception"
                  : right == Right::kRestriction ? "accuracy-contested"
                                                 : "");
  }
  void Do(const RequestId& request, std::string_view what) {
    const Context on = context();
    const StaffId& ada = house.officer;
    const State now = Now(request);
    const auto decide = [&](Verdict verdict) { almoner::Allowed(Decide(on, ada, now, verdict)); };
    const std::map<std::string_view, std::function<void()>> all = {
        {"acknowledge", [&] { almoner::Allowed(Acknowledge(on, ada, now)); }},
        {"progress", [&] { almoner::Allowed(Progress(on, ada, now, Words("At it."))); }},
        {"ask-identity",
         [&] { almoner::Allowed(AskIdentity(on, ada, now, Words("Another voice."), "a bill")); }},
        {"identity", [&] { almoner::Allowed(ConfirmIdentity(on, ada, now, "known")); }},
        {"ask", [&] { almoner::Allowed(AskFurther(on, ada, now, Words("Which year?"))); }},
        {"ask-fee",
         [&] { almoner::Allowed(AskFee(on, ada, now, {500, "excessive", "20 copies at 25p"})); }},
        {"extend",
         [&] { almoner::Allowed(Extend(on, ada, now, "complexity", Words("Much of it."))); }},
        {"search",
         [&] {
           almoner::Allowed(RecordSearch(on, ada, now,
                                         {.kind = "paper",
                                          .where = "the cabinet",
                                          .who = "the manager",
                                          .terms = "her name"}));
         }},
        {"draft", [&] { almoner::Allowed(Draft(on, ada, now)); }},
        {"approve", [&] { almoner::Allowed(Approve(on, house.second_officer, now)); }},
        {"deliver", [&] { almoner::Allowed(Deliver(on, ada, now, ByPost())); }},
        {"grant", [&] { decide({"granted", "", ""}); }},
        {"refuse", [&] { decide({"refused", "manifestly-excessive", "The fifth this month."}); }},
        {"keep",
         [&] { RuleOn(request, "contact-details", {.yes = false, .ground = "not-applicable"}); }},
        {"annotate",
         [&] { almoner::Allowed(Annotate(on, ada, now, FirstRecord(), Words("Not so."))); }},
        {"restrict", [&] { almoner::Allowed(Restrict(on, ada, now)); }},
        {"tell-lifting",
         [&] { almoner::Allowed(TellLifting(on, ada, now, Words("It is right."))); }},
        {"lift", [&] { almoner::Allowed(Lift(on, ada, now)); }},
        {"uphold", [&] { almoner::Allowed(Uphold(on, ada, now)); }},
        {"review", [&] { almoner::Allowed(Review(on, ada, now, false, Words("Looked at."))); }},
        {"close", [&] { almoner::Allowed(Close(on, ada, now, "granted")); }},
        {"withdraw", [&] { almoner::Allowed(Close(on, ada, now, "withdrawn")); }},
    };
    all.at(what)();
  }
  RecordId FirstRecord() {
    return house
        .Reveal(almoner::Allowed(house.gate().Open(
            {.actor = house.officer, .purpose = "law.rights", .subjects = {ana}})))
        .front()
        .label.id;
  }
  const SubjectId ana;
};
INSTANTIATE_ENGINES(StatesTest);

TEST_P(StatesTest, EachRowIsWalkedAndEveryOtherStepIsRefused) {
  for (const Row& row : Walked()) {
    SCOPED_TRACE("machine " + std::to_string(row.machine) + ", " + row.row);
    const RequestId request = Received(row.right);
    for (const char* const step : row.done) Do(request, step);
    const State state = Now(request);
    const std::vector<Step> allowed = Allowed(state);
    for (const Step step : row.open) EXPECT_THAT(allowed, Contains(step)) << Name(step);
    for (const Step step : row.shut) EXPECT_THAT(allowed, Not(Contains(step))) << Name(step);
    for (int i = 0; i <= static_cast<int>(Step::kClose); ++i) {
      const auto step = static_cast<Step>(i);
      if (std::ranges::find(allowed, step) != allowed.end()) continue;
      const auto tried =
          Advance(context(), house.officer, state, step, "request.tried", "tried", {});
      ASSERT_THAT(tried, FailsWith(Code::kConflict)) << Name(step);
      EXPECT_THAT(tried.error().Text(), testing::HasSubstr(std::string(Name(step))));
    }
    EXPECT_EQ(Now(request).events.size(), state.events.size()) << "nothing of it was recorded";
  }
}

// Invariant 8: personal data never leaves to the subject before it is known that it is them.
TEST_P(StatesTest, NothingLeavesBeforeItIsKnownWhoAsks) {
  const RequestId request = Received(Right::kAccess);
  Do(request, "draft");
  Do(request, "approve");
  EXPECT_THAT(Deliver(context(), house.officer, Now(request), ByPost()),
              FailsWith(Code::kConflict));
  Do(request, "ask-identity");
  EXPECT_THAT(Deliver(context(), house.officer, Now(request), ByPost()),
              FailsWith(Code::kConflict));
  const RequestId along = Received(Right::kPortability);
  Do(along, "grant");
  EXPECT_THAT(Port(context(), house.officer, Now(along), "by post"), FailsWith(Code::kConflict));
  Do(request, "identity");
  almoner::Allowed(Deliver(context(), house.officer, Now(request), ByPost()));
}

// Invariant 9: the day that is shown is never later than the statute's.
TEST_P(StatesTest, NoDayThatIsShownIsLaterThanTheLawSays) {
  for (const char* const day :
       {"2026-11-02", "2026-12-31", "2027-01-29", "2027-01-31", "2028-02-29"}) {
    house.clock().Set(std::string(day) + "T09:00:00Z");
    const RequestId request = Received(Right::kAccess);
    ASSERT_OK_AND(const law::Due due, Clock(context(), Now(request)));
    const auto by = AnswerBy(due);
    ASSERT_TRUE(by && due.due) << day;
    EXPECT_LE(sys_days(*by), sys_days(*due.due)) << day;
  }
}

// Rows that are walked elsewhere, and invariants that other tests name: each of them is there.
TEST(StatesElsewhere, EachTestThatIsNamedIsThere) {
  const auto text_of = [](const char* file) {
    std::ifstream in(file);
    return std::string{std::istreambuf_iterator<char>(in), {}};
  };
  for (const Elsewhere& row : kElsewhere)
    EXPECT_THAT(text_of(row.file), testing::HasSubstr(row.test))
        << "machine " << row.machine << ", " << row.row;
  for (const auto& [file, invariant] : std::vector<std::pair<const char*, const char*>>{
           {"src/sharing/disclosure_test.cc", "Invariant 6."},
           {"src/rights/conduct_test.cc", "Invariant 9:"},
           {"src/rights/conduct_test.cc", "Invariant 10:"},
           {"src/rights/conduct_test.cc", "Invariant 11:"},
           {"src/rights/remedy_test.cc", "Invariant 12:"}})
    EXPECT_THAT(text_of(file), testing::HasSubstr(invariant)) << file;
}

}  // namespace
}  // namespace almoner::rights
