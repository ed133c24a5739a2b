#include <algorithm>

#include "outbox/ways.h"
#include "paper/folder.h"
#include "retention/hold.h"
#include "rights/access.h"
#include "rights/erasure.h"
#include "rights/test_requests.h"
#include "safety/reaching.h"
#include "support/documents.h"

namespace almoner::rights {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

INSTANTIATE_ENGINES(RightsTest);

TEST_P(RightsTest, TheClockShowsTheLawsLimitAndTheNoticesOwnPromise) {
  const SubjectId ana = house.Person("Ana Kovač");
  const RequestId request = Opened(law::Right::kAccess, ana);
  ASSERT_OK_AND(const law::Due due, Clock(context(), Now(request)));
  EXPECT_EQ(due.due, ParseDate("2026-12-02").value());
  EXPECT_EQ(due.start, ParseDate("2026-11-02").value());
}

TEST_P(RightsTest, NothingSensitiveLeavesWithoutARuling) {
  const SubjectId ana = house.Person("Ana Kovač");
  house.Note(ana, "Slept well.");
  const RequestId request = Opened(law::Right::kAccess, ana);
  EXPECT_THAT(Draft(context(), house.officer, Now(request)), FailsWith(Code::kConflict));
  Agree(request, "support-notes");
  const auto drafted = almoner::Allowed(Draft(context(), house.officer, Now(request)));
  EXPECT_THAT(Json(drafted.files), HasSubstr("Slept well."));
  EXPECT_THAT(Json(drafted.files), HasSubstr("\"status\":\"draft\""));
}

TEST_P(RightsTest, ThePackHoldsThePersonsDocumentsAsTheyAre) {
  const SubjectId ana = house.Person("Ana Kovač");
  const Bytes scan = LongText(vault::kDocumentPart + 7);
  almoner::Allowed(house.gate().AddDocument({.actor = house.worker, .purpose = "support"},
                                            {"support-notes",
                                             House::Text("document", "Letter from the hospital"),
                                             {{ana, vault::Part::kAbout}}},
                                            {"application/pdf", SourceOf(scan)}));
  const RequestId request = Opened(law::Right::kAccess, ana);
  RuleOn(request, "support-notes", {.yes = false, .ground = "EX_THIRD_PARTY"});
  const auto withheld = almoner::Allowed(Draft(context(), house.officer, Now(request)));
  EXPECT_THAT(Json(withheld.files), Not(HasSubstr("documents/")));
  Agree(request, "support-notes");
  almoner::Allowed(Draft(context(), house.officer, Now(request)));
  almoner::Allowed(Approve(context(), house.second_officer, Now(request)));
  almoner::Allowed(ConfirmIdentity(context(), house.officer, Now(request), "known to her worker"));
  const auto delivered =
      almoner::Allowed(Deliver(context(), house.officer, Now(request), ByPost()));
  EXPECT_THAT(Json(delivered.files), HasSubstr("\"file\":\"documents/001.pdf\""));
  EXPECT_THAT(Json(delivered.files), HasSubstr("Letter from the hospital"));
  const TempDir folder;
  ASSERT_THAT(paper::WriteFolder(folder / "pack", delivered.files), IsOk());
  const std::filesystem::path pack = folder.path() / "pack";
  EXPECT_EQ(ToBytes(ReadText(pack / "data/documents/001.pdf")), scan);
  EXPECT_THAT(ReadText(pack / "manifest-sha256.txt"),
              HasSubstr(ToHex(crypto::Sha256(scan)) + "  data/documents/001.pdf"));
}

TEST_P(RightsTest, APackIsNotDeliveredWhileADocumentOfItIsMissing) {
  const SubjectId ana = house.Person("Ana Kovač");
  almoner::Allowed(house.gate().AddDocument(
      {.actor = house.worker, .purpose = "support"},
      {"support-notes", House::Text("document", "Scan"), {{ana, vault::Part::kAbout}}},
      {"application/pdf", SourceOf(LongText(10))}));
  const RequestId request = Opened(law::Right::kAccess, ana);
  Agree(request, "support-notes");
  std::filesystem::remove(FilesBelow(house.document_folder()).front());
  EXPECT_THAT(Draft(context(), house.officer, Now(request)), FailsWith(Code::kNotFound));
  EXPECT_FALSE(Now(request).drafted);
}

TEST_P(RightsTest, WhoeverRulesOnErasureIsToldWhichDocumentsCannotBeMasked) {
  const SubjectId ana = house.Person("Ana Kovač");
  const SubjectId ben = house.Person("Ben Adeyemi", "01632 960002");
  almoner::Allowed(
      house.gate().AddDocument({.actor = house.worker, .purpose = "support"},
                               {"support-notes",
                                House::Text("document", "Scan"),
                                {{ana, vault::Part::kAbout}, {ben, vault::Part::kAbout}}},
                               {"application/pdf", SourceOf(LongText(10))}));
  const RequestId request = Opened(law::Right::kErasure, ana);
  const auto proposals = almoner::Allowed(Propose(context(), house.officer, Now(request)));
  const auto notes = std::ranges::find(proposals, "support-notes", &Proposal::category);
  ASSERT_NE(notes, proposals.end());
  EXPECT_EQ(notes->documents_kept, 1);
}

TEST_P(RightsTest, WhatIsWithheldIsNotInThePackAndNothingTellsThatItIs) {
  const SubjectId ana = house.Person("Ana Kovač");
  house.Note(ana, "A secret.");
  const RequestId request = Opened(law::Right::kAccess, ana);
  EXPECT_THAT(
      Rule(context(), house.officer, Now(request), "support-notes", {.yes = false, .ground = ""}),
      FailsWith(Code::kInvalid));
  RuleOn(request, "support-notes", {.yes = false, .ground = "EX_THIRD_PARTY"});
  const auto drafted = almoner::Allowed(Draft(context(), house.officer, Now(request)));
  EXPECT_THAT(Json(drafted.files), Not(HasSubstr("secret")));
  EXPECT_THAT(Json(drafted.files), Not(HasSubstr("identify")));
  EXPECT_THAT(Json(drafted.files), Not(HasSubstr("withheld")));
}

TEST_P(RightsTest, ThePackSaysHowSomebodyWantsToBeReachedAndNotWhatIsSafeForThem) {
  const SubjectId ana = house.Person("Ana Kovač");
  almoner::Allowed(house.gate().Act(
      {.actor = house.worker,
       .purpose = "support",
       .subjects = {ana},
       .action = gate::Action::kAttend},
      "contact.chosen", [&](const gate::Change& change) -> Status {
        TRY(outbox::Choose(change, ana, outbox::Way::kPhone, false));
        safety::Reaching reaching;
        reaching.marker = safety::Marker{.how = "After six.", .said = {.at = change.now}};
        reaching.needs = safety::Needs{.language = "Polish", .said = {.at = change.now}};
        return safety::Put(change, ana, reaching);
      }));
  const RequestId request = Opened(law::Right::kAccess, ana);
  const auto drafted = almoner::Allowed(Draft(context(), house.officer, Now(request)));
  EXPECT_THAT(Json(drafted.files), HasSubstr(R"("way":"phone","allowed":false)"));
  EXPECT_THAT(Json(drafted.files), HasSubstr("Polish"));
  EXPECT_THAT(Json(drafted.files), Not(HasSubstr("After six")));
}

TEST_P(RightsTest, ADraftIsNeverDeliveredAndIdentityComesFirst) {
  const SubjectId ana = house.Person("Ana Kovač");
  const RequestId request = Opened(law::Right::kAccess, ana);
  EXPECT_THAT(Deliver(context(), house.officer, Now(request), ByPost()),
              FailsWith(Code::kConflict));
  almoner::Allowed(Draft(context(), house.officer, Now(request)));
  EXPECT_THAT(Deliver(context(), house.officer, Now(request), ByPost()),
              FailsWith(Code::kConflict));
  almoner::Allowed(Approve(context(), house.second_officer, Now(request)));
  EXPECT_THAT(Deliver(context(), house.officer, Now(request), ByPost()),
              FailsWith(Code::kConflict));
  almoner::Allowed(ConfirmIdentity(context(), house.officer, Now(request), "known to her worker"));
  const auto delivered =
      almoner::Allowed(Deliver(context(), house.officer, Now(request), ByPost()));
  EXPECT_THAT(Json(delivered.files), HasSubstr("\"status\":\"final\""));
  EXPECT_THAT(Deliver(context(), house.officer, Now(request), ByPost()),
              FailsWith(Code::kConflict));
}

TEST_P(RightsTest, WhoeverMadeTheDraftCannotApproveIt) {
  const SubjectId ana = house.Person("Ana Kovač");
  const RequestId request = Opened(law::Right::kAccess, ana);
  almoner::Allowed(Draft(context(), house.second_officer, Now(request)));
  EXPECT_THAT(Approve(context(), house.second_officer, Now(request)), FailsWith(Code::kRefused));
  EXPECT_FALSE(Now(request).approved_by);
  almoner::Allowed(Approve(context(), house.officer, Now(request)));
  EXPECT_EQ(Now(request).approved_by, house.officer);
}

TEST_P(RightsTest, WhatCameAfterTheApprovalDoesNotGoOutWithIt) {
  const SubjectId ana = house.Person("Ana Kovač");
  house.Note(ana, "Slept well.");
  const RequestId request = Opened(law::Right::kAccess, ana);
  Agree(request, "support-notes");
  almoner::Allowed(ConfirmIdentity(context(), house.officer, Now(request), "known to her worker"));
  almoner::Allowed(Draft(context(), house.officer, Now(request)));
  almoner::Allowed(Preview(context(), house.second_officer, Now(request)));
  almoner::Allowed(Approve(context(), house.second_officer, Now(request)));
  house.Texts(house.worker, "support", ana);  // that somebody looked changes nothing
  house.Note(ana, "Her neighbour is unwell.");
  EXPECT_THAT(Deliver(context(), house.officer, Now(request), ByPost()),
              FailsWith(Code::kConflict));
  EXPECT_THAT(Preview(context(), house.second_officer, Now(request)), FailsWith(Code::kConflict));
  EXPECT_FALSE(Now(request).delivered);
  almoner::Allowed(Draft(context(), house.officer, Now(request)));
  almoner::Allowed(Approve(context(), house.second_officer, Now(request)));
  const auto delivered =
      almoner::Allowed(Deliver(context(), house.officer, Now(request), ByPost()));
  EXPECT_THAT(Json(delivered.files), HasSubstr("Her neighbour is unwell."));
}

TEST_P(RightsTest, LookingAtRequestsNeedsTheDutyAndIsRecorded) {
  const SubjectId ana = house.Person("Ana Kovač");
  const RequestId request = Opened(law::Right::kErasure, ana);
  const auto entries = [&] { return house.Count("SELECT COUNT(*) FROM audit_entry"); };
  const auto before = entries();
  EXPECT_EQ(almoner::Allowed(List(context(), house.officer)).size(), 1U);
  EXPECT_EQ(almoner::Allowed(Look(context(), house.officer, request)).id, request);
  EXPECT_EQ(almoner::Allowed(Propose(context(), house.officer, Now(request))).size(), 1U);
  EXPECT_THAT(List(context(), house.worker), RefusedBy(gate::Rule::kRole));
  EXPECT_THAT(Look(context(), house.worker, request), RefusedBy(gate::Rule::kRole));
  EXPECT_EQ(entries(), before + 5) << "refusals too";
}

TEST_P(RightsTest, ARequestStaysThePersonsWhenTheirRecordsAreMerged) {
  const SubjectId ana = house.Person("Ana Kovač");
  const SubjectId twin = house.Person("Ana Kovac", "01632 960009");
  const RequestId request = Opened(law::Right::kAccess, twin);
  almoner::Allowed(house.gate().Merge({.actor = house.worker, .purpose = "support"}, twin, ana));
  EXPECT_EQ(Now(request).subject, ana);
}

TEST_P(RightsTest, ANewRulingVoidsTheDraftAndItsApproval) {
  const SubjectId ana = house.Person("Ana Kovač");
  house.Note(ana, "Slept well.");
  const RequestId request = Opened(law::Right::kAccess, ana);
  Agree(request, "support-notes");
  almoner::Allowed(Draft(context(), house.officer, Now(request)));
  almoner::Allowed(Approve(context(), house.second_officer, Now(request)));
  RuleOn(request, "support-notes", {.yes = false, .ground = "BAR_HEALTH"});
  EXPECT_FALSE(Now(request).drafted);
  EXPECT_THAT(Approve(context(), house.second_officer, Now(request)), FailsWith(Code::kConflict));
}

TEST_P(RightsTest, ThePackTellsWhoLookedByRoleAndNeverByName) {
  const SubjectId ana = house.Person("Ana Kovač");
  house.Texts(house.worker, "support", ana);
  const RequestId request = Opened(law::Right::kAccess, ana);
  const auto drafted = almoner::Allowed(Draft(context(), house.officer, Now(request)));
  EXPECT_THAT(Json(drafted.files), HasSubstr("Support worker"));
  EXPECT_THAT(Json(drafted.files), Not(HasSubstr("Sam Rivers")));
}

TEST_P(RightsTest, WhatOthersRecordsSayOfSomeoneIsSearchedAndNeedsARulingOfItsOwn) {
  const SubjectId ana = house.Person("Ana Kovač");
  const SubjectId ben = house.Person("Ben Adeyemi", "01632 960002");
  house.Note({{ben, vault::Part::kAbout}, {ana, vault::Part::kMentions}},
             "His neighbour Ana helps.");
  const RequestId request = Opened(law::Right::kAccess, ana);
  const auto collected = almoner::Allowed(Collect(context(), house.officer, Now(request)));
  EXPECT_THAT(collected.unruled, ElementsAre("mentions-health")) << "his notes are of his health";
}

TEST_P(RightsTest, ErasureTakesWhatMayGoAndKeepsWhatTheLawKeepsWithReasonAndDate) {
  const SubjectId ana = house.Person("Ana Kovač");
  house.Consent(ana, consent::Kind::kGiven);
  almoner::Allowed(house.gate().AddRecord(
      {.actor = house.worker, .purpose = "newsletter"},
      {"newsletter", House::Text("email", "ana@homes.example"), {{ana, vault::Part::kAbout}}}));
  const RequestId request = Opened(law::Right::kErasure, ana);
  const auto proposals = almoner::Allowed(Propose(context(), house.officer, Now(request)));
  ASSERT_EQ(proposals.size(), 2U);
  const bool contact_first = proposals[0].category == "contact-details";
  const Proposal& kept = proposals[contact_first ? 0 : 1];
  EXPECT_FALSE(kept.erase);
  EXPECT_THAT(kept.reason, HasSubstr("Care Act 2014"));
  EXPECT_EQ(kept.clause, "HL-5");
  EXPECT_EQ(kept.until, ParseDate("2034-11-02").value());
  EXPECT_TRUE(proposals[contact_first ? 1 : 0].erase);
  almoner::Allowed(ConfirmIdentity(context(), house.officer, Now(request), "called back"));
  Agree(request, "newsletter");
  EXPECT_THAT(CarryOut(context(), house.officer, Now(request)), FailsWith(Code::kConflict));
  RuleOn(request, "contact-details", {.yes = false, .ground = kept.ground});
  const auto done = almoner::Allowed(CarryOut(context(), house.officer, Now(request)));
  EXPECT_EQ(done.erased->records, 1);
  EXPECT_FALSE(done.erased->person);
  EXPECT_THAT(house.Texts(house.worker, "support", ana), Contains("Ana Kovač"));
}

TEST_P(RightsTest, TheFileOfARequestOutlivesThePerson) {
  const SubjectId ana = house.Person("Ana Kovač");
  const RequestId request = Opened(law::Right::kErasure, ana);
  almoner::Allowed(ConfirmIdentity(context(), house.officer, Now(request), "called back"));
  Agree(request, "contact-details");
  // Nobody's ruling erases what the law keeps; once it need not be kept, the same ruling does.
  EXPECT_THAT(CarryOut(context(), house.officer, Now(request)), FailsWith(Code::kConflict));
  house.clock().Set("2034-11-03T09:00:00Z");
  EXPECT_TRUE(almoner::Allowed(CarryOut(context(), house.officer, Now(request))).erased->person);
  const State state = Now(request);
  EXPECT_FALSE(state.subject);
  EXPECT_TRUE(state.carried_out);
  EXPECT_GE(state.events.size(), 5U);
  almoner::Allowed(Close(context(), house.officer, state, "granted"));
  EXPECT_THAT(rights::Allowed(Now(request)), ElementsAre(Step::kCorrectDate, Step::kTell))
      << "the day it came, and whoever was given it";
}

// As a process that died between the erasure and the request's own note leaves it.
TEST_P(RightsTest, AnErasureThatWasCutShortBehindThePersonIsCarriedOutToTheEnd) {
  const SubjectId ana = house.Person("Ana Kovač");
  house.Note(ana, "She fell in the hall.");
  house.clock().Set("2034-11-03T09:00:00Z");
  const RequestId request = Opened(law::Right::kErasure, ana);
  almoner::Allowed(ConfirmIdentity(context(), house.officer, Now(request), "called back"));
  Agree(request, "contact-details");
  Agree(request, "support-notes");
  auto items = store().Read([&](store::ReadTx& tx) {
    return retention::Review(tx, house.keys(), house.notice(), ana, house.clock().Now());
  });
  ASSERT_THAT(items, IsOk());
  EXPECT_TRUE(almoner::Allowed(retention::Erase(house.gate(), {.subject = ana,
                                                               .actor = house.officer,
                                                               .purpose = "law.rights",
                                                               .records = retention::NamesLast(
                                                                   house.notice(), *items),
                                                               .file = request}))
                  .person);
  ASSERT_FALSE(Now(request).carried_out);
  const auto done = almoner::Allowed(CarryOut(context(), house.officer, Now(request)));
  EXPECT_FALSE(done.erased.has_value());
  EXPECT_TRUE(Now(request).carried_out);
  almoner::Allowed(Close(context(), house.officer, Now(request), "granted"));
}

TEST_P(RightsTest, AnOpenRequestHoldsWhatItIsAboutSaveFromItsOwnErasure) {
  const SubjectId ana = house.Person("Ana Kovač");
  house.clock().Set("2034-11-03T09:00:00Z");
  const auto due = [&] {
    return retention::FindDue(house.gate().context(), house.clock().Now()).value().size();
  };
  EXPECT_EQ(due(), 1U);
  const RequestId access = Opened(law::Right::kAccess, ana);
  EXPECT_EQ(due(), 0U);
  const RequestId erasure = Opened(law::Right::kErasure, ana);
  almoner::Allowed(ConfirmIdentity(context(), house.officer, Now(erasure), "called back"));
  Agree(erasure, "contact-details");
  const auto proposals = almoner::Allowed(Propose(context(), house.officer, Now(erasure)));
  ASSERT_EQ(proposals.front().held.size(), 1U);
  EXPECT_EQ(proposals.front().held.front().blocks.front().request, access);
  EXPECT_THAT(CarryOut(context(), house.officer, Now(erasure)), FailsWith(Code::kConflict));
  almoner::Allowed(Close(context(), house.officer, Now(access), "withdrawn"));
  EXPECT_TRUE(almoner::Allowed(CarryOut(context(), house.officer, Now(erasure))).erased->person);
}

TEST_P(RightsTest, AnErasureGoesRoundWhatIsHeldAndGoesOnWhenItIsLifted) {
  const SubjectId ana = house.Person("Ana Kovač");
  const RecordId held = house.Note(ana, "She fell in the hall.");
  house.Note(ana, "Slept well.");
  house.clock().Set("2034-11-03T09:00:00Z");
  const auto law = law::LoadAccountability();
  const EventId hold = almoner::Allowed(
      retention::PlaceHold(house.gate(), *law, house.worker, "support",
                           {.subject = ana,
                            .kind = "legal-claim",
                            .record = held,
                            .category = {},
                            .review = *ParseDate("2035-01-01"),
                            .why = Personal(std::string("A claim is threatened."))}));
  const RequestId request = Opened(law::Right::kErasure, ana);
  almoner::Allowed(ConfirmIdentity(context(), house.officer, Now(request), "called back"));
  Agree(request, "contact-details");
  Agree(request, "support-notes");
  const auto first = almoner::Allowed(CarryOut(context(), house.officer, Now(request)));
  EXPECT_EQ(first.erased->records, 2);
  EXPECT_FALSE(first.erased->person);
  ASSERT_EQ(first.held.size(), 1U);
  EXPECT_EQ(first.held.front().record, held);
  EXPECT_FALSE(Now(request).carried_out);
  EXPECT_EQ(Now(request).events.back().facts.at("held." + held.text()), "legal-claim");
  EXPECT_THAT(CarryOut(context(), house.officer, Now(request)), FailsWith(Code::kConflict));
  almoner::Allowed(retention::LiftHold(house.gate(), house.officer, {ana, hold},
                                       Personal(std::string("The time for it is over."))));
  const auto second = almoner::Allowed(CarryOut(context(), house.officer, Now(request)));
  EXPECT_TRUE(second.erased->person);
  EXPECT_TRUE(Now(request).carried_out);
}

TEST_P(RightsTest, WhoeverReadWhatIsHeldDoesNotDecideItsErasureAlone) {
  const SubjectId ana = house.Person("Ana Kovač");
  house.clock().Set("2034-11-03T09:00:00Z");
  house.Texts(house.officer, "law.rights", ana);
  const RequestId request = Opened(law::Right::kErasure, ana);
  almoner::Allowed(ConfirmIdentity(context(), house.officer, Now(request), "called back"));
  Agree(request, "contact-details");
  EXPECT_THAT(CarryOut(context(), house.officer, Now(request)), FailsWith(Code::kRefused));
  EXPECT_THAT(ApproveErasure(context(), house.officer, Now(request)), FailsWith(Code::kRefused));
  EXPECT_THAT(Approve(context(), house.second_officer, Now(request)), FailsWith(Code::kConflict));
  almoner::Allowed(ApproveErasure(context(), house.second_officer, Now(request)));
  Agree(request, "contact-details");
  EXPECT_THAT(CarryOut(context(), house.officer, Now(request)), FailsWith(Code::kRefused))
      << "a new ruling has to be approved anew";
  almoner::Allowed(ApproveErasure(context(), house.second_officer, Now(request)));
  EXPECT_TRUE(almoner::Allowed(CarryOut(context(), house.officer, Now(request))).erased->person);
}

TEST_P(RightsTest, NothingIsGrantedOfWhichNothingWasDone) {
  const SubjectId ana = house.Person("Ana Kovač");
  for (const law::Right right : {law::Right::kAccess, law::Right::kErasure}) {
    const RequestId request = Opened(right, ana);
    for (const char* outcome : {"granted", "part-granted"})
      EXPECT_THAT(Close(context(), house.officer, Now(request), outcome),
                  FailsWith(Code::kConflict));
    EXPECT_THAT(Close(context(), house.officer, Now(request), "done"), FailsWith(Code::kInvalid));
    almoner::Allowed(Close(context(), house.officer, Now(request), "withdrawn"));
  }
}

TEST_P(RightsTest, BadInputIsRefused) {
  const SubjectId ana = house.Person("Ana Kovač");
  const Opening tomorrow{law::Right::kAccess, ana, *ParseDate("2026-11-03"), "letter",
                         Personal(std::string("Please."))};
  EXPECT_THAT(Open(context(), house.officer, tomorrow), FailsWith(Code::kInvalid));
  EXPECT_THAT(Open(context(), house.worker,
                   {law::Right::kAccess, ana, *ParseDate("2026-11-02"), "letter",
                    Personal(std::string("Please."))}),
              RefusedBy(gate::Rule::kRole));
  const RequestId request = Opened(law::Right::kAccess, ana);
  EXPECT_THAT(Rule(context(), house.officer, Now(request), "no-such", {.yes = true, .ground = ""}),
              FailsWith(Code::kInvalid));
  EXPECT_THAT(Load(context(), RequestId::New(house.random())), FailsWith(Code::kNotFound));
}

TEST_P(RightsTest, WhoHasNoRecordOfTheirOwnIsErasedWhenTheyAsk) {
  const SubjectId ana = house.Person("Ana Kovač");
  const SubjectId ben = house.Person("Ben Adeyemi", "01632 960002");
  const auto items = store().Read([&](store::ReadTx& tx) {
    return retention::Review(tx, house.keys(), house.notice(), ana, house.clock().Now());
  });
  ASSERT_THAT(items, IsOk());
  house.Consent(ana, consent::Kind::kGiven);
  almoner::Allowed(house.gate().MoveRecord({.actor = house.worker, .purpose = "support"},
                                           items->front().record, ana, ben));
  const RequestId request = Opened(law::Right::kErasure, ana);
  almoner::Allowed(ConfirmIdentity(context(), house.officer, Now(request), "called back"));
  const auto done = almoner::Allowed(CarryOut(context(), house.officer, Now(request)));
  ASSERT_TRUE(done.erased.has_value());
  EXPECT_TRUE(done.erased->person);
  EXPECT_TRUE(Now(request).carried_out);
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM consent_event"), 0);
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM subject"), 1);
}

// Two who share a record: what one asked for is not answered with the other already taken out of
// it; but two who both ask to go do not wait for each other for ever.
TEST_P(RightsTest, ARecordOfTwoWaitsForWhatTheOtherAskedFor) {
  const SubjectId ana = house.Person("Ana Kovač");
  const SubjectId ben = house.Person("Ben Adeyemi", "01632 960002");
  const RecordId note =
      house.Note({{ana, vault::Part::kAbout}, {ben, vault::Part::kAbout}}, "Ana and Ben fell out.");
  const auto held = [&] {
    std::vector<RecordId> records;
    const auto items = store().Read([&](store::ReadTx& tx) {
      return retention::Review(tx, house.keys(), house.notice(), ana, house.clock().Now());
    });
    for (const retention::Item& item : items.value())
      if (item.held && item.shared) records.push_back(item.record);
    return records;
  };
  EXPECT_THAT(held(), testing::IsEmpty());
  const RequestId access = Opened(law::Right::kAccess, ben);
  EXPECT_THAT(held(), ElementsAre(note));
  almoner::Allowed(Close(context(), house.officer, Now(access), "withdrawn"));
  EXPECT_THAT(held(), testing::IsEmpty());
  Opened(law::Right::kErasure, ben);
  EXPECT_THAT(held(), testing::IsEmpty());
}

}  // namespace
}  // namespace almoner::rights
