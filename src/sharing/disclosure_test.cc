#include "sharing/disclosure.h"

#include <fstream>

#include "accountability/test_registers.h"

namespace almoner::sharing {
namespace {

using accountability::Get;
using accountability::Look;
using accountability::RegisterTest;
using accountability::Who;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// Harbour Lights, with a newspaper, a clinic and the council's team, and a consent for the clinic.
std::string Notice() {
  std::string text = Replaced(NoticeText("example"), "\nsharing:\n", R"(
  - {id: newspaper, name: a newspaper, why: because it asks, kind: media}
  - {id: clinic, name: a clinic, why: so that it can treat people, kind: professional, data: [support-notes], people: [service-user]}
  - {id: council-team, name: the council's team, why: to keep people safe, kind: authority, agreement: statute}

sharing:
  - {id: council-safe, to: [council-team], when: somebody is at risk, ground: safeguarding, inform: after, approval: dpo, second-person: yes, clause: HL-14}
)");
  text = Replaced(text, "\nactivities:\n", R"(
activities:
  - id: clinic-referral
    purpose: telling the clinic how somebody is supported
    basis: 6(1)(a)
    condition: 9(2)(a)
    consent: clinic-referral
    people: [service-user]
    reads: [support-notes]
    roles: [support-worker]
    recipients: [clinic]
    clause: HL-12
)");
  return Replaced(text, "\nconsents:\n", R"(
consents:
  - id: clinic-referral
    version: "1"
    wording: I agree that Harbour Lights tells the clinic how I am supported. I can say no at any time.
    kind: explicit
    asked: form
    withdraw: tell any of us
    clause: HL-12
)");
}

class DisclosureTest : public RegisterTest {
 protected:
  DisclosureTest() : RegisterTest(Disclosures(), Notice()), ana(house.Person("Ana Kovač")) {}

  Facts ToGp() {
    return {{"recipient", "gp-practice"},
            {"form", "gp"},
            {"data", "support-notes"},
            {"ground", "legitimate-interest"},
            {"what-for", "Her new medicine."},
            {"necessity", "The practice cannot know it otherwise."},
            {"telling", "first"},
            {"told-on", "2026-11-01"},
            {"requester", "The practice, called back on its own number."}};
  }
  Facts ToPolice() {
    return {{"recipient", "protection"},
            {"form", "police"},
            {"data", "support-notes"},
            {"ground", "serious-harm"},
            {"what-for", "Finding her."},
            {"necessity", "Where she is is all they ask."},
            {"telling", "deferred"},
            {"until", "2026-11-09"},
            {"why-not-told", "She cannot be reached."},
            {"exception", "safety"},
            {"seriousness", "life"},
            {"reasons", "She left without her medicine."},
            {"authority", "DPA 2018 Schedule 2 paragraph 2"},
            {"requester", "An officer, called back through the station."},
            {"reference", "PW-1"}};
  }
  Facts ToClinic() {
    Facts facts = But(But(ToGp(), "recipient", "clinic"), "ground", "consent");
    facts["consent"] = "clinic-referral";
    return facts;
  }
  void Consent(consent::Kind kind) {
    almoner::Allowed(house.gate().TakeConsent({.actor = house.worker, .purpose = "support"},
                                              {.id = EventId::New(house.random()),
                                               .subject = ana,
                                               .consent = "clinic-referral",
                                               .kind = kind,
                                               .at = house.clock().Now()},
                                              Personal(std::string("said at home"))));
  }
  static Facts Sending(const std::string& seen = "") {
    Facts facts{{"at", "2026-11-02T08:30:00Z"}, {"channel", "secure-portal"}};
    if (!seen.empty()) facts["seen"] = seen;
    return facts;
  }

  const SubjectId ana;
};
INSTANTIATE_ENGINES(DisclosureTest);

TEST_P(DisclosureTest, WhatTheNoticeAllowsGoesOutIsReceivedAndClosed) {
  const RequestId id = Opened(ToGp(), ana);
  Take(id, "sent", Sending());
  EXPECT_THAT(Try(Officer(), id, "closed"), FailsWith(Code::kConflict));
  Take(id, "receipt", {{"how", "confirmed"}});
  Take(id, "closed");
  EXPECT_EQ(Now(id).state, "closed");
}

// Invariant 5.
TEST_P(DisclosureTest, ThePressIsGivenNothingOnAnyGround) {
  for (const char* ground : {"legitimate-interest", "consent", "serious-harm", "court-order"})
    EXPECT_THAT(TryOpen(Officer(), "",
                        But(But(ToPolice(), "recipient", "newspaper"), "ground", ground), ana),
                FailsWith(Code::kRefused));
  EXPECT_THAT(TryOpen(Officer(), "", But(ToGp(), "ground", "sale"), ana),
              FailsWith(Code::kInvalid));
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM file"), 0);
}

// Invariant 6.
TEST_P(DisclosureTest, WithoutConsentThatIsExplicitAndGivenNowTheClinicIsToldNothing) {
  EXPECT_THAT(TryOpen(Officer(), "", ToClinic(), ana), FailsWith(Code::kConflict));
  Consent(consent::Kind::kGiven);
  EXPECT_THAT(TryOpen(Officer(), "", ToClinic()), FailsWith(Code::kInvalid)) << "of whom?";
  EXPECT_THAT(TryOpen(Officer(), "", But(ToClinic(), "consent", "newsletter"), ana),
              FailsWith(Code::kInvalid));
  EXPECT_THAT(TryOpen(Officer(), "", But(ToClinic(), "data", "support-plan"), ana),
              FailsWith(Code::kInvalid))
      << "which they did not agree to";
  EXPECT_THAT(TryOpen(Officer(), "", But(ToClinic(), "consent", ""), ana),
              FailsWith(Code::kInvalid));
  const RequestId id = Opened(ToClinic(), ana);
  Consent(consent::Kind::kWithdrawn);
  EXPECT_THAT(Try(Officer(), id, "sent", Sending()), FailsWith(Code::kConflict));
  Take(id, "withdrawn");
}

TEST_P(DisclosureTest, ARecipientIsGivenOnlyWhatTheNoticeGivesIt) {
  Consent(consent::Kind::kGiven);
  EXPECT_THAT(TryOpen(Officer(), "", But(ToClinic(), "data", "contact-details"), ana),
              FailsWith(Code::kInvalid));
  EXPECT_THAT(TryOpen(Officer(), "", But(ToClinic(), "data", "shoe-size"), ana),
              FailsWith(Code::kInvalid));
  EXPECT_THAT(TryOpen(Officer(), "", But(ToGp(), "recipient", "a-cousin"), ana),
              FailsWith(Code::kInvalid));
  EXPECT_THAT(TryOpen(Officer(), "", But(ToGp(), "ground", "public-interest"), ana),
              FailsWith(Code::kInvalid))
      << "the notice has no such rule";
}

// Invariant 7.
TEST_P(DisclosureTest, WhoGoesOverSomebodysHeadSaysHowSeriousItIsAndWhy) {
  EXPECT_THAT(TryOpen(Officer(), "", But(ToPolice(), "seriousness", "significant"), ana),
              FailsWith(Code::kInvalid));
  EXPECT_THAT(TryOpen(Officer(), "", But(ToPolice(), "seriousness", ""), ana),
              FailsWith(Code::kInvalid));
  EXPECT_THAT(TryOpen(Officer(), "", But(ToPolice(), "reasons", ""), ana),
              FailsWith(Code::kInvalid));
  EXPECT_THAT(TryOpen(Officer(), "", But(ToPolice(), "reference", ""), ana),
              FailsWith(Code::kInvalid))
      << "the form for the police needs it";
}

TEST_P(DisclosureTest, AgainstCrimeItIsAsSeriousAsTheLawWantsAndTheClauseIsNamed) {
  const Facts crime = But(ToPolice(), "ground", "crime");
  const auto refused = TryOpen(Officer(), "", But(crime, "seriousness", "significant"), ana);
  ASSERT_THAT(refused, FailsWith(Code::kInvalid)) << "notes are confidential";
  EXPECT_THAT(refused.error().Text(), HasSubstr("least serious"));
  EXPECT_THAT(refused.error().Text(), HasSubstr("clause HL-"));
  EXPECT_THAT(refused.error().Text(), HasSubstr("Ask the person to agree"));
  EXPECT_THAT(TryOpen(Officer(), "", But(crime, "seriousness", ""), ana),
              FailsWith(Code::kInvalid));
  EXPECT_THAT(TryOpen(Officer(), "", But(crime, "reasons", ""), ana), FailsWith(Code::kInvalid));
  const Facts address = But(But(crime, "data", "contact-details"), "seriousness", "significant");
  EXPECT_THAT(TryOpen(Officer(), "", But(address, "seriousness", "minor"), ana),
              FailsWith(Code::kInvalid));
  Opened(address, ana);
  Opened(But(crime, "seriousness", "serious"), ana);
}

TEST_P(DisclosureTest, ANewerFileOfTheHomeDecidesHowSeriousItHasToBe) {
  const TempDir law;
  const auto write = [&](const char* as_of, const char* least) {
    std::ofstream(law.path() / "disclosures.yaml")
        << "schema: almoner.law.disclosures/1\nsource: The organisation's own policy\nas-of: "
        << as_of << "\nconfidence: high\ngrounds:\n  - {ground: crime, least: " << least
        << ", authority: its policy}\n";
  };
  const auto open = [&](const char* seriousness) {
    const Facts facts = But(But(ToPolice(), "ground", "crime"), "seriousness", seriousness);
    return accountability::Open({house.gate(), statute_, OperatorPath(law.path())}, reg_, Officer(),
                                ana, {.step = "", .facts = facts});
  };
  almoner::Allowed(open("serious"));  // there is none yet: the built-in one counts
  write("2026-12-01", "life");
  const auto refused = open("serious");
  ASSERT_THAT(refused, FailsWith(Code::kInvalid));
  EXPECT_THAT(refused.error().Text(), HasSubstr("least life"));
  almoner::Allowed(open("life"));
  write("2020-01-01", "minor");
  EXPECT_THAT(open("minor"), FailsWith(Code::kInvalid)) << "an older one does not count";
  write("2026-12-01", "somewhat");
  EXPECT_THAT(open("life"), FailsWith(Code::kInvalid))
      << "a file that cannot be read opens nothing";
}

TEST_P(DisclosureTest, SeriousHarmNeedsASecondPersonAndWhatTheNoticeWantsOnRecord) {
  const RequestId id = Opened(ToPolice(), ana);
  EXPECT_THAT(Try(Officer(), id, "sent", Sending("reference")), FailsWith(Code::kConflict));
  EXPECT_THAT(Try(Officer(), id, "approved"), FailsWith(Code::kRefused));
  almoner::Allowed(Try(Second(), id, "approved"));
  EXPECT_THAT(Try(Officer(), id, "sent", Sending()), FailsWith(Code::kConflict))
      << "the recipient needs a reference";
  Take(id, "sent", Sending("reference"));
  EXPECT_EQ(Now(id).state, "sent");
}

TEST_P(DisclosureTest, WhoseApprovalTheNoticeNamesIsTheOneThatCounts) {
  Facts facts = But(But(ToPolice(), "recipient", "council-team"), "ground", "safeguarding");
  facts = But(But(facts, "form", "social-worker"), "seriousness", "significant");
  const Who worker{house.worker, "law.safeguarding"};
  const RequestId id = almoner::Allowed(TryOpen(worker, "", facts, ana));
  EXPECT_TRUE(SecondFor(house.notice(), facts).needed);
  EXPECT_EQ(SecondFor(house.notice(), facts).role, "data-protection-officer");
  EXPECT_THAT(Try(worker, id, "approved"), FailsWith(Code::kRefused));
  EXPECT_THAT(Try({house.stranger, "law.safeguarding"}, id, "approved"),
              RefusedBy(gate::Rule::kAssignment));
  almoner::Allowed(Try(Officer(), id, "approved"));
  almoner::Allowed(Try(worker, id, "sent", Sending()));
}

TEST_P(DisclosureTest, CareStaffHandleNothingThatIsNotAboutSafety) {
  const Who worker{house.worker, "law.safeguarding"};
  EXPECT_THAT(TryOpen(worker, "", ToGp(), ana), FailsWith(Code::kRefused));
  EXPECT_THAT(TryOpen({house.worker}, "", ToGp(), ana), RefusedBy(gate::Rule::kRole));
  const RequestId id = Opened(ToGp(), ana);
  EXPECT_THAT(Look(context(), reg_, worker, id), FailsWith(Code::kRefused));
  EXPECT_THAT(Try({house.officer, "law.legal-demand"}, id, "sent", Sending()),
              FailsWith(Code::kRefused));
}

TEST_P(DisclosureTest, ThePersonIsToldFirstUnlessTheNoticeMakesAnException) {
  const Facts after = But(But(ToGp(), "telling", "after"), "told-on", "");
  EXPECT_THAT(TryOpen(Officer(), "", after, ana), FailsWith(Code::kInvalid));
  EXPECT_THAT(TryOpen(Officer(), "", But(after, "exception", "safety"), ana),
              FailsWith(Code::kInvalid))
      << "the rule for the GP has none";
  EXPECT_THAT(TryOpen(Officer(), "", But(ToGp(), "told-on", ""), ana), FailsWith(Code::kInvalid));
  EXPECT_THAT(TryOpen(Officer(), "", But(ToPolice(), "until", ""), ana), FailsWith(Code::kInvalid));
  EXPECT_THAT(TryOpen(Officer(), "", But(ToPolice(), "until", "2026-11-02"), ana),
              FailsWith(Code::kInvalid));
  EXPECT_THAT(TryOpen(Officer(), "", But(ToPolice(), "why-not-told", ""), ana),
              FailsWith(Code::kInvalid));
}

TEST_P(DisclosureTest, TellingThatIsPutOffComesUpAgainUntilTheyAreTold) {
  const RequestId id = Opened(ToPolice(), ana);
  almoner::Allowed(Try(Second(), id, "approved"));
  Take(id, "sent", Sending("reference"));
  Take(id, "receipt", {{"how", "delivered"}});
  ASSERT_TRUE(DueOf(id));
  EXPECT_FALSE(DueOf(id)->past);
  house.clock().Set("2026-11-10T09:00:00Z");
  EXPECT_TRUE(DueOf(id)->past);
  EXPECT_THAT(Try(Officer(), id, "closed"), FailsWith(Code::kConflict));
  EXPECT_THAT(Try(Officer(), id, "telling-deferred",
                  {{"until", "2026-11-10"}, {"words", "Still in danger."}}),
              FailsWith(Code::kInvalid));
  Take(id, "telling-deferred", {{"until", "2026-12-01"}, {"words", "Still in danger."}});
  EXPECT_EQ(DueOf(id)->by, "2026-12-01");
  EXPECT_FALSE(DueOf(id)->past);
  EXPECT_THAT(Try(Officer(), id, "closed"), FailsWith(Code::kConflict));
  Take(id, "told", {{"on", "2026-11-09"}, {"how", "in-person"}});
  EXPECT_FALSE(DueOf(id));
  Take(id, "closed");
}

TEST_P(DisclosureTest, InAnEmergencyItIsSentFirstAndReviewedByAnotherPerson) {
  Facts facts = But(ToPolice(), "ground", "emergency");
  facts["at"] = "2026-11-02T08:30:00Z";
  facts["channel"] = "phone";
  const RequestId id = Opened(facts, ana, "sent-first");
  EXPECT_EQ(DueOf(id)->what, "review by another person");
  const Facts right{{"outcome", "right"}, {"words", "There was no time."}};
  EXPECT_THAT(Try(Officer(), id, "reviewed", right), FailsWith(Code::kRefused));
  EXPECT_THAT(Try(Second(), id, "reviewed", right), FailsWith(Code::kConflict))
      << "the notice wants the police's reference on record";
  almoner::Allowed(Try(Second(), id, "reviewed", But(right, "seen", "reference")));
  EXPECT_EQ(Now(id).state, "sent");
  Facts gp = ToGp();
  gp["at"] = "2026-11-02T08:30:00Z";
  gp["channel"] = "phone";
  EXPECT_THAT(TryOpen(Officer(), "sent-first", gp, ana), FailsWith(Code::kInvalid));
  const RequestId waiting = Opened(But(ToPolice(), "ground", "emergency"), ana);
  EXPECT_THAT(Try(Officer(), waiting, "sent", Sending("reference")), FailsWith(Code::kConflict))
      << "whoever can propose it can ask a second";
}

TEST_P(DisclosureTest, WhatAnEmergencyLeftNoTimeForIsSeenAtTheTimeOrSaidToBeLost) {
  Facts facts = But(ToPolice(), "ground", "emergency");
  facts["at"] = "2026-11-02T08:30:00Z";
  facts["channel"] = "phone";
  const Facts right{{"outcome", "right"}, {"words", "There was no time."}};
  const RequestId seen = Opened(But(facts, "seen", "reference"), ana, "sent-first");
  almoner::Allowed(Try(Second(), seen, "reviewed", right));
  const RequestId lost = Opened(facts, ana, "sent-first");
  almoner::Allowed(
      Try(Second(), lost, "reviewed", But(right, "not-to-be-had", "They gave no reference.")));
  EXPECT_EQ(Now(lost).Said("reviewed", "not-to-be-had"), "They gave no reference.");
}

TEST_P(DisclosureTest, WhileDataIsRestrictedItIsNotSharedByOurOwnChoice) {
  const RequestId id = Opened(ToGp(), ana);
  almoner::Allowed(house.gate().PlaceMark(
      {.actor = house.worker, .purpose = "support"},
      house.Mark(ana, standing::Kind::kRestriction, "", "accuracy-contested")));
  EXPECT_THAT(Try(Officer(), id, "sent", Sending()), FailsWith(Code::kConflict));
  const RequestId harm = Opened(ToPolice(), ana);
  almoner::Allowed(Try(Second(), harm, "approved"));
}

TEST_P(DisclosureTest, WhatComesInIsRecordedTooAndThePersonTold) {
  const RequestId id = Opened({{"form", "gp"},
                               {"data", "support-notes"},
                               {"ground", "consent"},
                               {"channel", "tracked-post"},
                               {"on", "2026-11-02"},
                               {"words", "The practice, about her medicine."}},
                              ana, "taken-in");
  EXPECT_EQ(DueOf(id)->by, "2026-12-02") << "Article 14(3)(a)";
  house.clock().Set("2026-12-03T09:00:00Z");
  EXPECT_TRUE(DueOf(id)->past);
  EXPECT_THAT(Try(Officer(), id, "closed"), FailsWith(Code::kConflict));
  Take(id, "not-told", {{"exception", "knows-already"}, {"words", "She asked them to."}});
  Take(id, "closed");
}

TEST_P(DisclosureTest, WhatWasDecidedOnIsNotMendedAfterwards) {
  const RequestId id = Opened(ToPolice(), ana);
  EXPECT_THAT(Try(Officer(), id, "corrected",
                  {{"step", "proposed"},
                   {"fact", "data"},
                   {"words", "contact-details"},
                   {"why", "keyed-in-wrongly"}}),
              FailsWith(Code::kConflict));
}

TEST_P(DisclosureTest, EachOneWhoMayAskHasAForm) {
  for (const char* form : {"police", "social-worker", "regulator", "gp", "other"})
    EXPECT_THAT(FormText(form), HasSubstr("necessity (needed)")) << form;
  EXPECT_THAT(FormText("police"), HasSubstr("reference (needed)"));
  EXPECT_THAT(FormText("gp"), Not(HasSubstr("reference (needed)")));
  EXPECT_THAT(FormText("press"), IsEmpty());
}

}  // namespace
}  // namespace almoner::sharing
