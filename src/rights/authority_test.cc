#include "rights/authority.h"

#include "rights/erasure.h"
#include "rights/letter.h"
#include "rights/test_requests.h"

namespace almoner::rights {
namespace {

using law::Right;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

class AuthorityTest : public RightsTest {
 protected:
  explicit AuthorityTest() = default;
  Date Day(const char* text) { return ParseDate(text).value(); }

  // A child whose date of birth is known.
  SubjectId Child(const char* born) {
    vault::Content content = House::Text("name", "Mia Obi");
    content.fields.push_back({"date-of-birth", Personal(std::string(born))});
    return almoner::Allowed(
               house.gate().AddPerson({.actor = house.worker, .purpose = "support"},
                                      {"service-user", "contact-details", std::move(content)}))
        .subject;
  }
  void Dies(const SubjectId& person, const char* on) {
    almoner::Allowed(house.gate().RecordLife({.actor = house.worker, .purpose = "support"},
                                             {.id = EventId::New(house.random()),
                                              .subject = person,
                                              .kind = standing::Happening::kDeath,
                                              .rule = {},
                                              .recorded = {}},
                                             Personal(Day(on))));
  }
  Done Ask(const RequestId& request, const char* kind, std::optional<Date> until = {}) {
    return AskAuthority(context(), house.officer, Now(request), {kind, "the record", until});
  }
  Done Show(const RequestId& request, const Shown& shown) {
    return ShowAuthority(context(), house.officer, Now(request), shown);
  }
  static Shown Parent(std::optional<bool> understands, const char* view, const char* why = "") {
    return {.evidence = "the birth certificate",
            .orders = "none",
            .understands = understands,
            .view = view,
            .why = why,
            .type = {},
            .registered = {}};
  }
  // Everything up to the moment at which it could go out.
  void Prepared(const RequestId& request) {
    almoner::Allowed(ConfirmIdentity(context(), house.officer, Now(request), "known"));
    almoner::Allowed(Draft(context(), house.officer, Now(request)));
    almoner::Allowed(Approve(context(), house.second_officer, Now(request)));
  }
  auto Delivering(const RequestId& request) {
    return Deliver(context(), house.officer, Now(request), ByPost());
  }
};
INSTANTIATE_ENGINES(AuthorityTest);

TEST_P(AuthorityTest, AParentSaysWhatTheChildSaysAndUnderstands) {
  const RequestId request = Opened(Right::kAccess, Child("2018-03-01"));
  almoner::Allowed(Ask(request, "parent"));
  EXPECT_THAT(Show(request, {.evidence = "the birth certificate"}), FailsWith(Code::kInvalid));
  EXPECT_THAT(Show(request, Parent({}, "not-asked", "too young")), FailsWith(Code::kInvalid));
  EXPECT_THAT(Show(request, Parent(false, "not-asked")), FailsWith(Code::kInvalid))
      << "nobody says why the child was not asked";
  almoner::Allowed(Show(request, Parent(false, "not-asked", "too young to understand it")));
  EXPECT_TRUE(Now(request).authority);
}

TEST_P(AuthorityTest, AChildWhoUnderstandsAsksForThemself) {
  const RequestId request = Opened(Right::kAccess, Child("2012-03-01"));
  almoner::Allowed(Ask(request, "parent"));
  EXPECT_THAT(Show(request, Parent(true, "objects")), FailsWith(Code::kConflict));
  EXPECT_THAT(Show(request, Parent(true, "not-asked", "away")), FailsWith(Code::kConflict));
  almoner::Allowed(Show(request, Parent(true, "agrees")));
}

TEST_P(AuthorityTest, NobodyAsksAsAParentForSomebodyGrownOrOfUnknownAge) {
  const RequestId grown = Opened(Right::kAccess, Child("2008-11-02"));  // 18 today
  almoner::Allowed(Ask(grown, "parent"));
  EXPECT_THAT(Show(grown, Parent(true, "agrees")), FailsWith(Code::kConflict));
  const RequestId unknown = Opened(Right::kAccess, house.Person("Ana Kovač"));
  almoner::Allowed(Ask(unknown, "parent"));
  EXPECT_THAT(Show(unknown, Parent(true, "agrees")), FailsWith(Code::kConflict));
}

TEST_P(AuthorityTest, AnEighteenthBirthdayEndsItTheSameDay) {
  const SubjectId child = Child("2008-11-20");
  const RequestId request = Opened(Right::kAccess, child);
  almoner::Allowed(Ask(request, "parent"));
  almoner::Allowed(Show(request, Parent(true, "agrees")));
  Prepared(request);
  house.clock().Set("2026-11-20T00:30:00Z");
  EXPECT_THAT(Delivering(request), FailsWith(Code::kConflict));
  house.clock().Set("2026-11-19T23:30:00Z");
  almoner::Allowed(Delivering(request));
}

TEST_P(AuthorityTest, AThirteenthBirthdayHasItLookedAtAnew) {
  const RequestId request = Opened(Right::kAccess, Child("2013-11-10"));
  almoner::Allowed(Ask(request, "parent"));
  almoner::Allowed(Show(request, Parent(false, "agrees")));
  Prepared(request);
  house.clock().Set("2026-11-10T09:00:00Z");
  EXPECT_THAT(Delivering(request), FailsWith(Code::kConflict));
  almoner::Allowed(Ask(request, "parent"));
  almoner::Allowed(Show(request, Parent(true, "agrees")));
  EXPECT_THAT(Allowed(Now(request)), Not(Contains(Step::kDeliver))) << "it is seen anew who asks";
  Prepared(request);
  almoner::Allowed(Delivering(request));
}

TEST_P(AuthorityTest, APowerCountsOnceItIsRegistered) {
  const RequestId request = Opened(Right::kAccess, house.Person("Ana Kovač"));
  almoner::Allowed(Ask(request, "attorney"));
  Shown power = Power();
  power.type = "general";
  EXPECT_THAT(Show(request, power), FailsWith(Code::kInvalid));
  power = Power();
  power.registered.reset();
  EXPECT_THAT(Show(request, power), FailsWith(Code::kConflict));
  power.registered = Day("2027-01-01");
  EXPECT_THAT(Show(request, power), FailsWith(Code::kConflict)) << "not registered yet";
  almoner::Allowed(Show(request, Power()));
}

TEST_P(AuthorityTest, AnAdvocateSaysUnderWhichLaw) {
  const RequestId request = Opened(Right::kAccess, house.Person("Ana Kovač"));
  almoner::Allowed(Ask(request, "advocate"));
  EXPECT_THAT(Show(request, {.evidence = "a letter of the council"}), FailsWith(Code::kInvalid));
  Shown shown{.evidence = "a letter of the council"};
  shown.type = "care-act";
  almoner::Allowed(Show(request, shown));
}

TEST_P(AuthorityTest, WhoCannotDecideGivesNobodyTheirWrittenWord) {
  const RequestId request = Opened(Right::kAccess, house.Person("Ana Kovač"));
  EXPECT_THAT(
      AssessCapacity(context(), house.officer, Now(request), false, Personal(std::string(" "))),
      FailsWith(Code::kInvalid));
  almoner::Allowed(AssessCapacity(context(), house.officer, Now(request), false,
                                  Personal(std::string("her social worker, at a visit"))));
  almoner::Allowed(Ask(request, "written"));
  EXPECT_THAT(Show(request, {.evidence = "a signed letter"}), FailsWith(Code::kConflict));
}

TEST_P(AuthorityTest, AWrittenWordEndsWhenItTurnsOutThatThePersonCannotDecide) {
  const RequestId request = Opened(Right::kAccess, house.Person("Ana Kovač"));
  almoner::Allowed(Ask(request, "written"));
  almoner::Allowed(Show(request, {.evidence = "a signed letter"}));
  Prepared(request);
  almoner::Allowed(AssessCapacity(context(), house.officer, Now(request), false,
                                  Personal(std::string("her social worker, at a visit"))));
  EXPECT_THAT(Delivering(request), FailsWith(Code::kConflict));
}

TEST_P(AuthorityTest, ADeathEndsEveryAuthorityAndWhatThePersonAskedThemself) {
  const SubjectId ana = house.Person("Ana Kovač");
  const RequestId own = Opened(Right::kAccess, ana);
  Prepared(own);
  const RequestId attorneys = Opened(Right::kAccess, ana);
  almoner::Allowed(Ask(attorneys, "attorney"));
  almoner::Allowed(Show(attorneys, Power()));
  Prepared(attorneys);
  house.Consent(ana, consent::Kind::kGiven);
  Dies(ana, "2026-11-02");
  EXPECT_THAT(Delivering(own), FailsWith(Code::kConflict));
  EXPECT_THAT(Delivering(attorneys), FailsWith(Code::kConflict));
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM consent_event WHERE event = 'withdrawn'"), 1)
      << "what she agreed to ends with her";
  EXPECT_THAT(house.gate().TakeConsent({.actor = house.worker, .purpose = "support"},
                                       {.id = EventId::New(house.random()),
                                        .subject = ana,
                                        .consent = "newsletter",
                                        .kind = consent::Kind::kGiven,
                                        .at = house.clock().Now()},
                                       Personal(std::string("her sister said so"))),
              FailsWith(Code::kConflict));
  EXPECT_THAT(Open(context(), house.officer,
                   {Right::kErasure, ana, Day("2026-11-02"), "letter", Personal(std::string("x"))}),
              FailsWith(Code::kConflict));
}

TEST_P(AuthorityTest, TheRecordsOfSomebodyWhoDiedAreUnderALawOfTheirOwn) {
  const SubjectId ana = house.Person("Ana Kovač");
  house.Note(ana, "Slept well.");
  Dies(ana, "2026-11-02");
  house.clock().Set("2026-11-05T09:00:00Z");
  const RequestId request = Opened(Right::kAccess, ana);
  EXPECT_TRUE(Now(request).after_death);
  EXPECT_THAT(Ask(request, "attorney"), FailsWith(Code::kInvalid));
  almoner::Allowed(Ask(request, "claimant"));
  almoner::Allowed(Show(request, {.evidence = "the solicitor's letter of claim"}));
  ASSERT_OK_AND(const law::Due due, Clock(context(), Now(request)));
  EXPECT_EQ(due.due, Day("2026-11-26")) << "21 days, as something was added in the last 40";
  EXPECT_THAT(Rule(context(), house.officer, Now(request), "contact-details", {.yes = true}),
              FailsWith(Code::kInvalid))
      << "a claimant sees the health record alone";
  RuleOn(request, "contact-details", {.yes = false, .ground = "confidence"});
  RuleOn(request, "support-notes", {.yes = true, .ground = ""});
  Prepared(request);
  const auto delivered = almoner::Allowed(Delivering(request));
  EXPECT_THAT(Json(delivered.files), HasSubstr("Slept well."));
  EXPECT_THAT(Json(delivered.files), Not(HasSubstr("Kovač")));
}

TEST_P(AuthorityTest, NothingIsErasedForWhoeverMayNotAskAnyMore) {
  const SubjectId child = Child("2008-11-20");
  const RequestId request = Opened(Right::kErasure, child);
  almoner::Allowed(Ask(request, "parent"));
  almoner::Allowed(Show(request, Parent(true, "agrees")));
  almoner::Allowed(ConfirmIdentity(context(), house.officer, Now(request), "known"));
  Agree(request, "contact-details");
  almoner::Allowed(ApproveErasure(context(), house.second_officer, Now(request)));
  house.clock().Set("2026-11-20T09:00:00Z");
  EXPECT_THAT(CarryOut(context(), house.officer, Now(request)), FailsWith(Code::kConflict));
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM record"), 1) << "before anything went";
}

TEST_P(AuthorityTest, OlderRecordsOfTheDeadHaveFortyDays) {
  const SubjectId ana = house.Person("Ana Kovač");
  Dies(ana, "2026-11-02");
  house.clock().Set("2027-01-05T09:00:00Z");
  const RequestId request = Opened(Right::kAccess, ana);
  almoner::Allowed(Ask(request, "personal-representative"));
  almoner::Allowed(Show(request, {.evidence = "the grant of probate"}));
  ASSERT_OK_AND(const law::Due due, Clock(context(), Now(request)));
  EXPECT_EQ(due.due, Day("2027-02-14"));
}

class RiskTest : public AuthorityTest {
 protected:
  void SetUp() override {
    child = Child("2018-03-01");
    request = Opened(Right::kAccess, *child);
    almoner::Allowed(Ask(*request, "parent"));
    almoner::Allowed(Show(*request, Parent(false, "not-asked", "too young")));
    Prepared(*request);
    almoner::Allowed(NoteRisk(context(), house.officer, Now(*request),
                              Personal(std::string("he was told to stay away"))));
  }
  Done Decided(const StaffId& by, const char* answer) {
    return DecideRisk(context(), by, Now(*request), {answer, "", "she is too young to be asked"});
  }
  std::optional<SubjectId> child;
  std::optional<RequestId> request;
};
INSTANTIATE_ENGINES(RiskTest);

TEST_P(RiskTest, NothingGoesOutBeforeSomebodyWhoSafeguardsHasDecided) {
  EXPECT_THAT(Allowed(Now(*request)), Not(Contains(Step::kDeliver)));
  EXPECT_THAT(Allowed(Now(*request)), Not(Contains(Step::kDecide)));
  EXPECT_THAT(Delivering(*request), FailsWith(Code::kConflict));
  EXPECT_THAT(Decided(house.officer, "go-on"), FailsWith(Code::kRefused))
      << "whoever saw the danger does not decide on it";
  EXPECT_THAT(Decided(house.second_officer, "go-on"), RefusedBy(gate::Rule::kRole))
      << "answering for rights is not safeguarding";
  EXPECT_THAT(DecideRisk(context(), house.worker, Now(*request), {"go-on", "", " "}),
              FailsWith(Code::kInvalid));
  almoner::Allowed(Decided(house.worker, "go-on"));
  almoner::Allowed(Delivering(*request));
}

TEST_P(RiskTest, WhoIsGivenNothingIsRefusedInTheWordsThatAnybodyGets) {
  almoner::Allowed(Decided(house.worker, "nothing"));
  EXPECT_THAT(Delivering(*request), FailsWith(Code::kConflict));
  almoner::Allowed(Decide(context(), house.officer, Now(*request),
                          {"refused", "EX_CHILD_ABUSE", "He is a danger to her."}));
  const auto letter = almoner::Allowed(WriteLetter(context(), house.officer, Now(*request), {}));
  EXPECT_THAT(letter.text, Not(HasSubstr("danger")));
  EXPECT_THAT(letter.text, Not(HasSubstr("Schedule")));
  EXPECT_THAT(letter.text, Not(HasSubstr("refuse")));
}

TEST_P(RiskTest, TheAnswerMayGoToThePersonInstead) {
  almoner::Allowed(Decided(house.worker, "to-person"));
  const State state = Now(*request);
  EXPECT_TRUE(state.ToPerson());
  EXPECT_FALSE(state.ForAnother());
  EXPECT_FALSE(state.identity) << "whoever asked was identified, not the child";
  EXPECT_FALSE(state.drafted);
  Prepared(*request);
  EXPECT_THAT(Deliver(context(), house.officer, Now(*request),
                      {.to = "confirmed", .how = "he says that she moved"}),
              FailsWith(Code::kInvalid));
  almoner::Allowed(Delivering(*request));
}

TEST_P(RiskTest, SomebodyElseWhoAsksIsLookedAtAnew) {
  almoner::Allowed(Decided(house.worker, "to-person"));
  almoner::Allowed(Ask(*request, "solicitor"));
  EXPECT_TRUE(Now(*request).ForAnother());
  almoner::Allowed(Decided(house.worker, "go-on"));
  EXPECT_THAT(Allowed(Now(*request)), Not(Contains(Step::kDeliver)));
  almoner::Allowed(Show(*request, {.evidence = "a signed letter"}));
  Prepared(*request);
  almoner::Allowed(NoteRisk(context(), house.officer, Now(*request),
                            Personal(std::string("he acts for the father"))));
  EXPECT_THAT(Delivering(*request), FailsWith(Code::kConflict)) << "noted as often as it is seen";
}

// A father who is a danger learns nothing: what is hidden from him leaves the same pack, but for
// numbers and times, as if it had never been.
TEST_P(AuthorityTest, APackWithSomethingHiddenIsAsOneWithout) {
  const auto pack = [&](bool hidden) {
    const SubjectId child = Child("2018-03-01");
    house.Note(child, "Likes to paint.");
    if (hidden) {
      almoner::Allowed(house.gate().AddRecord({.actor = house.worker, .purpose = "risk"},
                                              {"allegations",
                                               House::Text("text", "Her father hits her."),
                                               {{child, vault::Part::kAbout}}}));
      almoner::Allowed(
          house.gate().Open({.actor = house.worker, .purpose = "risk", .subjects = {child}}));
    }
    const RequestId request = Opened(Right::kAccess, child);
    almoner::Allowed(Ask(request, "parent"));
    almoner::Allowed(Show(request, Parent(false, "not-asked", "too young")));
    Agree(request, "support-notes");
    if (hidden) RuleOn(request, "allegations", {.yes = false, .ground = "EX_CHILD_ABUSE"});
    Prepared(request);
    auto files = almoner::Allowed(Delivering(request)).files;
    const std::string id = request.text();
    std::string json = Json(files);
    json.replace(json.find(id), id.size(), std::string(id.size(), 'x'));
    const auto csv = std::ranges::find(files, "data/what-we-hold.csv", &paper::File::path);
    return std::pair(json, csv->bytes);
  };
  const auto [with, lines_with] = pack(true);
  const auto [without, lines_without] = pack(false);
  EXPECT_EQ(with, without);
  EXPECT_EQ(lines_with, lines_without);
  EXPECT_THAT(with, Not(HasSubstr("llegation")));
}

// Whoever asks about somebody who is not known here is told what anybody is told until it is known
// who asks, and then that nothing is held.
TEST_P(AuthorityTest, OfSomebodyWhoIsNotKnownHereNothingIsHeld) {
  const Opening stranger{law::Right::kAccess, std::nullopt, LondonDate(house.clock().Now()),
                         "email", Personal(std::string("What do you hold about me?"))};
  const RequestId request = almoner::Allowed(Open(context(), house.officer, stranger));
  Opening restriction = {
      law::Right::kRestriction,       std::nullopt,        stranger.received, "email",
      Personal(std::string("Stop.")), "accuracy-contested"};
  EXPECT_THAT(Open(context(), house.officer, restriction), FailsWith(Code::kInvalid));
  almoner::Allowed(AskIdentity(context(), house.officer, Now(request),
                               Personal(std::string("nobody here knows them")), "a utility bill"));
  almoner::Allowed(ConfirmIdentity(context(), house.officer, Now(request), "a utility bill"));
  almoner::Allowed(Draft(context(), house.officer, Now(request)));
  almoner::Allowed(Approve(context(), house.second_officer, Now(request)));
  const auto delivered = almoner::Allowed(
      Deliver(context(), house.officer, Now(request), {.to = "confirmed", .how = "they wrote it"}));
  EXPECT_THAT(Json(delivered.files), HasSubstr("\"held\":[]"));
  almoner::Allowed(Close(context(), house.officer, Now(request), "granted"));
}

}  // namespace
}  // namespace almoner::rights
