#include "gate/gate.h"

#include "gate/break_glass.h"
#include "support/failing_store.h"
#include "support/house.h"

namespace almoner::gate {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

class GateTest : public HouseTest {};
INSTANTIATE_ENGINES(GateTest);

TEST_P(GateTest, TheWorkerWhoSupportsSomeoneReadsWhatTheNoticeSays) {
  const SubjectId ana = house.Person("Ana Kovač");
  house.Note(ana, "Slept well.");
  EXPECT_THAT(house.Texts(house.worker, "support", ana),
              UnorderedElementsAre("Ana Kovač", "01632 960001", "Slept well."));
}

TEST_P(GateTest, AColleagueWhoIsNotAssignedIsRefusedAndTheRefusalIsRecorded) {
  const SubjectId ana = house.Person("Ana Kovač");
  const auto opened =
      house.gate().Open({.actor = house.stranger, .purpose = "support", .subjects = {ana}});
  ASSERT_THAT(opened, RefusedBy(Rule::kAssignment));
  EXPECT_THAT(opened->error().words.why, HasSubstr("HL-2"));
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM trail WHERE outcome = 'refused'"), 1);
}

TEST_P(GateTest, AnAssignmentToTheServiceReachesThoseWhoUseItAndEndsOnItsDay) {
  const SubjectId ana = house.Person("Ana Kovač");
  const Time now = house.clock().Now();
  ASSERT_THAT(house.Amend([&](const keys::Change& change) -> Status {
    TRY(staff::Enrol(change, ana, staff::AssignmentKind::kService, "day-centre"));
    return staff::Assign(change, {house.stranger, staff::AssignmentKind::kService,
                                  ToBytes("day-centre"), now, now + std::chrono::hours(24)});
  }),
              IsOk());
  EXPECT_THAT(house.Texts(house.stranger, "support", ana), Contains("Ana Kovač"));
  house.clock().Advance(std::chrono::hours(24));
  EXPECT_THAT(house.gate().Open({.actor = house.stranger, .purpose = "support", .subjects = {ana}}),
              RefusedBy(Rule::kAssignment));
}

TEST_P(GateTest, OnesOwnRecordIsClosedEvenToBreakGlass) {
  const SubjectId ana = house.Person("Ana Kovač");
  ASSERT_THAT(house.Amend([&](const keys::Change& change) {
    return staff::CloseRecord(change, house.worker, ana, staff::Closed::kRelative);
  }),
              IsOk());
  EXPECT_THAT(house.gate().Open({.actor = house.worker, .purpose = "support", .subjects = {ana}}),
              RefusedBy(Rule::kClosed));
  EXPECT_THAT(
      house.gate().Open(
          {.actor = house.worker, .subjects = {ana}, .break_glass = BreakGlass::kEmergency}),
      RefusedBy(Rule::kClosed));
}

TEST_P(GateTest, BreakingTheGlassOpensAndAsksForReview) {
  const SubjectId ana = house.Person("Ana Kovač");
  EXPECT_THAT(
      house.gate()
          .Open({.actor = house.stranger, .subjects = {ana}, .break_glass = BreakGlass::kEmergency})
          ->has_value(),
      true);
  EXPECT_EQ(
      house.Count(
          "SELECT COUNT(*) FROM break_glass WHERE reviewed_at IS NULL AND ground = 'emergency'"),
      1);
}

TEST_P(GateTest, WordsFollowABrokenGlassAndSomeoneElseReviewsIt) {
  const SubjectId ana = house.Person("Ana Kovač");
  Allowed(house.gate().Open(
      {.actor = house.stranger, .subjects = {ana}, .break_glass = BreakGlass::kEmergency}));
  const auto open = [&] { return Allowed(OpenBreaches(house.gate(), house.officer)); };
  EXPECT_THAT(OpenBreaches(house.gate(), house.worker), RefusedBy(Rule::kRole));
  ASSERT_EQ(open().size(), 1U);
  const EventId id = open().front().id;
  house.clock().Advance(kWordsWithin + std::chrono::seconds(1));
  EXPECT_TRUE(open().front().Late(house.clock().Now()));
  const Personal<std::string> words(std::string("She had fallen."));
  EXPECT_THAT(GiveWords(house.gate(), house.worker, id, words), FailsWith(Code::kRefused));
  EXPECT_THAT(GiveWords(house.gate(), house.stranger, id, Personal<std::string>()),
              FailsWith(Code::kInvalid));
  Allowed(GiveWords(house.gate(), house.stranger, id, words));
  EXPECT_THAT(GiveWords(house.gate(), house.stranger, id, words), FailsWith(Code::kConflict));
  EXPECT_TRUE(open().front().words);
  EXPECT_EQ(Allowed(ReadBreach(house.gate(), house.officer, id)).words->Expose(),
            "She had fallen.");
  EXPECT_THAT(ReadBreach(house.gate(), house.worker, id), RefusedBy(Rule::kRole));
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM break_glass"), 1);
  EXPECT_THAT(Review(house.gate(), house.stranger, id, Finding::kJustified),
              FailsWith(Code::kRefused));
  EXPECT_THAT(Review(house.gate(), house.worker, id, Finding::kJustified), RefusedBy(Rule::kRole));
  Allowed(Review(house.gate(), house.officer, id, Finding::kJustified));
  EXPECT_THAT(open(), IsEmpty());
}

TEST_P(GateTest, WhatIsOpenedAgainWithinTheHourIsTheSameOccasion) {
  const SubjectId ana = house.Person("Ana Kovač");
  const auto open = [&](BreakGlass ground) {
    Allowed(house.gate().Open({.actor = house.stranger, .subjects = {ana}, .break_glass = ground}));
    return std::ssize(*ToExplain(house.gate(), house.stranger));
  };
  EXPECT_EQ(open(BreakGlass::kEmergency), 1);
  EXPECT_EQ(open(BreakGlass::kEmergency), 1);
  EXPECT_EQ(open(BreakGlass::kSafeguarding), 2) << "another ground is another occasion";
  house.clock().Advance(kOneOccasion);
  EXPECT_EQ(open(BreakGlass::kEmergency), 3);
  EXPECT_THAT(ToExplain(house.gate(), house.worker), IsOkAndHolds(IsEmpty()));
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM trail WHERE action = 'record.read'"), 4)
      << "every reading is in the log";
}

TEST_P(GateTest, ALeaverReadsNothing) {
  const SubjectId ana = house.Person("Ana Kovač");
  ASSERT_THAT(
      house.Amend([&](const keys::Change& change) { return staff::End(change, house.worker); }),
      IsOk());
  EXPECT_THAT(house.gate().Open({.actor = house.worker, .purpose = "support", .subjects = {ana}}),
              RefusedBy(Rule::kRole));
}

TEST_P(GateTest, WithdrawingConsentStopsThatPurposeOnTheNextDecisionAndOnlyThat) {
  const SubjectId ana = house.Person("Ana Kovač");
  const Ask news{.actor = house.worker, .purpose = "newsletter", .subjects = {ana}};
  EXPECT_THAT(house.gate().Open(news), RefusedBy(Rule::kConsent));
  house.Consent(ana, consent::Kind::kGiven);
  EXPECT_TRUE(house.gate().Open(news)->has_value());
  house.clock().Advance(std::chrono::seconds(1));
  house.Consent(ana, consent::Kind::kWithdrawn);
  EXPECT_THAT(house.gate().Open(news), RefusedBy(Rule::kConsent));
  EXPECT_THAT(house.Texts(house.worker, "support", ana), Contains("Ana Kovač"));
}

TEST_P(GateTest, ARestrictionStopsOrdinaryUseAndAnObjectionItsPurpose) {
  const SubjectId ana = house.Person("Ana Kovač");
  const standing::Mark objection =
      house.Mark(ana, standing::Kind::kObjection, "support", "own-reasons");
  Allowed(house.gate().PlaceMark({.actor = house.worker, .purpose = "support"}, objection));
  EXPECT_THAT(house.gate().Open({.actor = house.worker, .purpose = "support", .subjects = {ana}}),
              RefusedBy(Rule::kObjection));
  EXPECT_TRUE(house.gate()
                  .Open({.actor = house.receptionist, .purpose = "reception", .subjects = {ana}})
                  ->has_value());
  standing::Mark restriction = objection;
  restriction.kind = standing::Kind::kRestriction;
  restriction.scope = "";
  Allowed(house.gate().PlaceMark({.actor = house.officer, .purpose = "law.rights"}, restriction));
  EXPECT_THAT(
      house.gate().Open({.actor = house.receptionist, .purpose = "reception", .subjects = {ana}}),
      RefusedBy(Rule::kRestriction));
  EXPECT_TRUE(house.gate()
                  .Open({.actor = house.officer, .purpose = "law.rights", .subjects = {ana}})
                  ->has_value());
}

TEST_P(GateTest, WhatIsPastItsRetentionIsClosedToOrdinaryPurposes) {
  const SubjectId ana = house.Person("Ana Kovač");
  house.clock().Set("2034-11-03T09:00:00Z");
  const auto opened =
      Allowed(house.gate().Open({.actor = house.worker, .purpose = "support", .subjects = {ana}}));
  EXPECT_THAT(opened.permit.rows(), IsEmpty());
  EXPECT_EQ(opened.closed, 1);
  EXPECT_THAT(house.Texts(house.officer, "law.rights", ana), Contains("Ana Kovač"));
}

TEST_P(GateTest, ARecordThatIsAskedForAloneIsKeptByWhatHappenedInTheOthers) {
  const SubjectId ana = house.Person("Ana Kovač");
  const RecordId first = house.Note(ana, "The first note.");
  const Ask ask{.actor = house.worker, .purpose = "support", .subjects = {ana}, .records = {first}};
  EXPECT_THAT(Allowed(house.gate().Open(ask)).permit.rows(), SizeIs(1));
  house.clock().Set("2030-05-03T09:00:00Z");
  const RecordId second = house.Note(ana, "The last contact.");
  house.clock().Set("2034-11-03T09:00:00Z");
  EXPECT_THAT(Allowed(house.gate().Open(ask)).permit.rows(), SizeIs(1))
      << "eight years after the last contact, which was the second note";
  house.clock().Set("2038-05-04T09:00:00Z");
  const Opened late = Allowed(house.gate().Open(ask));
  EXPECT_THAT(late.permit.rows(), IsEmpty());
  EXPECT_GE(late.closed, 1);
  EXPECT_THAT(Allowed(house.gate().Open({.actor = house.officer,
                                         .purpose = "law.rights",
                                         .subjects = {ana},
                                         .records = {second, first, second}}))
                  .permit.rows(),
              SizeIs(2))
      << "each once, whoever asks twice";
}

TEST_P(GateTest, ARecordOfSomebodyElseIsNotFoundUnderThisPerson) {
  const SubjectId ana = house.Person("Ana Kovač");
  const SubjectId ben = house.Person("Ben Okoro", "01632 960002");
  const RecordId note = house.Note(ben, "A note about Ben alone.");
  EXPECT_THAT(
      Allowed(
          house.gate().Open(
              {.actor = house.worker, .purpose = "support", .subjects = {ana}, .records = {note}}))
          .permit.rows(),
      IsEmpty());
}

TEST_P(GateTest, APermitIsGoodOnceAndForFiveSeconds) {
  const SubjectId ana = house.Person("Ana Kovač");
  const Ask ask{.actor = house.worker, .purpose = "support", .subjects = {ana}};
  Opened first = Allowed(house.gate().Open(ask));
  EXPECT_THAT(vault::Reveal(std::move(first.permit), house.keys(), house.clock()), IsOk());
  EXPECT_THAT(vault::Reveal(std::move(first.permit), house.keys(), house.clock()),
              FailsWith(Code::kRefused));  // NOLINT
  Opened second = Allowed(house.gate().Open(ask));
  house.clock().Advance(vault::Permit::kLife + std::chrono::microseconds(1));
  EXPECT_THAT(vault::Reveal(std::move(second.permit), house.keys(), house.clock()),
              FailsWith(Code::kRefused));
}

TEST_P(GateTest, ANoteAboutTwoIsReadThroughEither) {
  const SubjectId ana = house.Person("Ana Kovač");
  const SubjectId ben = house.Person("Ben Adeyemi");
  house.Note({{ana, vault::Part::kAbout}, {ben, vault::Part::kAbout}}, "They walk together.");
  EXPECT_THAT(house.Texts(house.worker, "support", ana), Contains("They walk together."));
  EXPECT_THAT(house.Texts(house.worker, "support", ben), Contains("They walk together."));
}

TEST_P(GateTest, WhoeverBrokeTheGlassHasTheirDayToSayWhy) {
  const SubjectId ana = house.Person("Ana Kovač");
  Allowed(house.gate().Open(
      {.actor = house.stranger, .subjects = {ana}, .break_glass = BreakGlass::kEmergency}));
  const EventId id = ToExplain(house.gate(), house.stranger)->front().id;
  EXPECT_THAT(Review(house.gate(), house.officer, id, Finding::kJustified),
              FailsWith(Code::kConflict));
  house.clock().Advance(kWordsWithin + std::chrono::seconds(1));
  Allowed(Review(house.gate(), house.officer, id, Finding::kNotJustified));
}

TEST_P(GateTest, TheGlassIsBrokenForThoseAloneWhomOneMayNotSee) {
  const SubjectId ana = house.Person("Ana Kovač");
  const SubjectId ben =
      Allowed(house.gate().AddPerson(
                  {.actor = house.stranger, .purpose = "support"},
                  {"service-user", "contact-details", House::Text("name", "Ben Adeyemi")}))
          .subject;
  Allowed(house.gate().Open({.actor = house.stranger,
                             .purpose = "support",
                             .subjects = {ana, ben},
                             .break_glass = BreakGlass::kCover}));
  const auto own = ToExplain(house.gate(), house.stranger);
  ASSERT_THAT(own, IsOk());
  ASSERT_EQ(own->size(), 1U);
  EXPECT_EQ(own->front().subject, ana);
}

TEST_P(GateTest, AScopeThatTheNoticeDoesNotHaveIsNoHoldAndNoObjection) {
  const SubjectId ana = house.Person("Ana Kovač");
  standing::Mark mark = house.Mark(ana, standing::Kind::kHold, "contct-details");
  const Ask ask{.actor = house.officer, .purpose = "law.rights"};
  EXPECT_THAT(house.gate().PlaceMark(ask, mark), FailsWith(Code::kInvalid));
  mark.kind = standing::Kind::kObjection;
  EXPECT_THAT(house.gate().PlaceMark(ask, mark), FailsWith(Code::kInvalid));
}

TEST_P(GateTest, TokensMadeBeforeARotationAreNotStoredAfterIt) {
  const SubjectId ana = house.Person("Ana Kovač");
  const auto& category = house.notice().categories[*house.notice().FindCategory("contact-details")];
  const auto tokens = vault::TokensOf(house.keys(), category, House::Text("name", "Ana Kovač"));
  ASSERT_THAT(house.ledger().BeginEpoch(house.clock()), IsOk());
  ASSERT_THAT(keys::CloseOlderEpochs(store(), house.ledger().CurrentEpoch()), IsOk());
  EXPECT_THAT(store().Write([&](store::Tx& tx) { return vault::InsertTokens(tx, ana, tokens); }),
              FailsWith(Code::kConflict));
}

TEST_P(GateTest, AGroundIsAWordAndNotAStory) {
  const SubjectId ana = house.Person("Ana Kovač");
  const standing::Mark hold = house.Mark(ana, standing::Kind::kHold, "", "Ana said so");
  EXPECT_THAT(house.gate().PlaceMark({.actor = house.officer, .purpose = "law.rights"}, hold),
              FailsWith(Code::kInvalid));
}

TEST_P(GateTest, ARecordBearsThePurposeItWasMadeForAlsoWhenNoneWasNamed) {
  const SubjectId ana = house.Person("Ana Kovač");
  Allowed(house.gate().AddRecord(
      {.actor = house.worker},
      {"support-notes", House::Text("text", "x"), {{ana, vault::Part::kAbout}}}));
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM record WHERE purpose = 'support'"), 2);
}

TEST_P(GateTest, PeopleAreFoundByPartOfAName) {
  const SubjectId ana = house.Person("Ana Kovač");
  house.Person("Ben Adeyemi", "01632 960002");
  for (const char* query :
       {"Ana", "kova", "Kovac Ana", "Anna Kovatch", "01632 960001", "+44 1632 960001"}) {
    const auto found = Allowed(house.gate().Find({.actor = house.worker, .purpose = "support"},
                                                 {Personal(std::string(query))}));
    EXPECT_THAT(found.subjects, ElementsAre(ana)) << query;
  }
  for (const char* query : {"Zebedee", "Ana Adeyemi", "01632 96000", "", "   "}) {
    const auto found = Allowed(house.gate().Find({.actor = house.worker, .purpose = "support"},
                                                 {Personal(std::string(query))}));
    EXPECT_THAT(found.subjects, IsEmpty()) << query;
  }
}

TEST_P(GateTest, ASearchShowsOnlyThoseOneMaySee) {
  house.Person("Ana Kovač");
  const auto found = Allowed(house.gate().Find({.actor = house.stranger, .purpose = "support"},
                                               {Personal(std::string("Ana"))}));
  EXPECT_THAT(found.subjects, IsEmpty());
}

TEST_P(GateTest, BadRecordsAreRefusedWithAReason) {
  const SubjectId ana = house.Person("Ana Kovač");
  const Ask ask{.actor = house.worker, .purpose = "support"};
  const std::vector<vault::Person> about = {{ana, vault::Part::kAbout}};
  EXPECT_THAT(house.gate().AddRecord(ask, {"no-such", House::Text("text", "x"), about}),
              FailsWith(Code::kInvalid));
  EXPECT_THAT(house.gate().AddRecord(ask, {"support-notes", House::Text("shoe-size", "x"), about}),
              FailsWith(Code::kInvalid));
  EXPECT_THAT(house.gate().AddRecord(ask, {"support-notes", House::Text("text", "\xFF"), about}),
              FailsWith(Code::kInvalid));
  EXPECT_THAT(house.gate().AddRecord(ask, {"support-notes", House::Text("text", "x"), {}}),
              FailsWith(Code::kInvalid));
  EXPECT_THAT(house.gate().AddRecord(ask, {"support-notes", {}, about}), FailsWith(Code::kInvalid));
  EXPECT_THAT(house.gate().AddRecord(ask, {"support-notes", House::Text("text", " \n"), about}),
              FailsWith(Code::kInvalid));
  for (const char* date : {"31/02/1941", "1941-02-31", "yesterday"})
    EXPECT_THAT(
        house.gate().AddRecord(ask, {"contact-details", House::Text("date-of-birth", date), about}),
        FailsWith(Code::kInvalid))
        << date;
  EXPECT_THAT(
      house.gate().AddRecord(ask, {"support-notes",
                                   House::Text("text", "x"),
                                   {{ana, vault::Part::kAbout}, {ana, vault::Part::kMentions}}}),
      FailsWith(Code::kInvalid))
      << "named twice";
  vault::Content ahead = House::Text("text", "x");
  ahead.event_at = house.clock().Now() + std::chrono::hours(1);
  EXPECT_THAT(house.gate().AddRecord(ask, {"support-notes", ahead, about}),
              FailsWith(Code::kInvalid));
  EXPECT_THAT(house.gate().AddRecord(ask, {"allegations", House::Text("text", "x"), about}),
              RefusedBy(Rule::kMinimisation));
  const SubjectId nobody = SubjectId::New(house.random());
  EXPECT_THAT(
      house.gate().Open({.actor = house.worker, .purpose = "support", .subjects = {nobody}}),
      FailsWith(Code::kNotFound));
}

// Whatever statement fails, nothing is half-done: the record and its entry are there together or
// not at all.
TEST_P(GateTest, AFailureAtAnyStepLeavesRecordAndEntryInAgreement) {
  const SubjectId ana = house.Person("Ana Kovač");
  const auto entries = [&] { return house.Count("SELECT COUNT(*) FROM audit_entry"); };
  const auto before = entries();
  Status last;
  FailEachStep(
      store(),
      [&](store::Store& failing) {
        Gate gate({failing, house.keys(), house.notice(), house.clock(), house.random()});
        const auto added = gate.AddRecord(
            {.actor = house.worker, .purpose = "support"},
            {"support-notes", House::Text("text", "x"), {{ana, vault::Part::kAbout}}});
        last = added ? Status() : Status(std::unexpected(added.error()));
      },
      [&](int step) {
        EXPECT_THAT(last, FailsWith(Code::kUnavailable)) << step;
        EXPECT_EQ(house.Count("SELECT COUNT(*) FROM record WHERE category = 'support-notes'"), 0)
            << step;
        EXPECT_EQ(entries(), before) << step;
      });
  EXPECT_THAT(last, IsOk());
  EXPECT_EQ(entries(), before + 1);
}

}  // namespace
}  // namespace almoner::gate
