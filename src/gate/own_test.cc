// Somebody who is signed in to the portal, at the door: about themself, what is marked to be seen,
// and what they say themselves.
#include "account/account.h"
#include "gate/looked.h"
#include "support/house.h"

namespace almoner::gate {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class OwnTest : public StoreTest {
 protected:
  OwnTest() : ana(house.Person("Ana Kovač")) { house.Note(ana, "Slept badly."); }
  Ask Own(std::vector<std::string> categories = {}) {
    return {.purpose = "law.rights",
            .subjects = {ana},
            .categories = std::move(categories),
            .own = true};
  }
  std::vector<Look> Looks() { return Allowed(WhoLooked(house.gate(), ana)); }

  House house{store()};
  SubjectId ana;
};
INSTANTIATE_ENGINES(OwnTest);

TEST_P(OwnTest, APersonSeesWhatIsMarkedAndNothingElse) {
  const auto records = house.Reveal(Allowed(house.gate().Open(Own())));
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records.front().label.category, "contact-details");
  EXPECT_THAT(house.gate().Open(Own({"support-notes"})), RefusedBy(Rule::kMinimisation));
}

TEST_P(OwnTest, ThePageIsTheSameWhetherOrNotThereAreNotes) {
  const SubjectId ben = house.Person("Ben Kovač");
  Ask ask = Own();
  ask.subjects = {ben};
  EXPECT_EQ(house.Reveal(Allowed(house.gate().Open(ask))).size(), 1U);
  ask.categories = {"support-notes"};
  const auto refused = house.gate().Open(ask);
  const auto with = house.gate().Open(Own({"support-notes"}));
  ASSERT_THAT(refused, RefusedBy(Rule::kMinimisation));
  EXPECT_EQ((*refused).error().words.what, (*with).error().words.what);
}

TEST_P(OwnTest, NobodyActsAsThePersonForAnotherPurposeOrForTwo) {
  Ask ask = Own();
  ask.purpose = "support";
  EXPECT_THAT(house.gate().Open(ask), RefusedBy(Rule::kRole));
  ask = Own();
  ask.subjects.push_back(house.Person("Ben Kovač"));
  EXPECT_THAT(house.gate().Open(ask), FailsWith(Code::kInternal));
  ask = Own();
  ask.actor = house.worker;
  EXPECT_THAT(house.gate().Open(ask), FailsWith(Code::kInternal));
}

TEST_P(OwnTest, APersonWritesNothingIntoTheRecord) {
  EXPECT_THAT(house.gate().AddRecord({.purpose = "law.rights", .own = true},
                                     {.category = "contact-details",
                                      .content = House::Text("phone", "01632 960002"),
                                      .people = {{ana, vault::Part::kAbout}}}),
              RefusedBy(Rule::kRole));
}

TEST_P(OwnTest, APersonTakesTheirConsentBackAndTheNextUseIsRefused) {
  house.Consent(ana, consent::Kind::kGiven);
  const auto taken = house.gate().TakeConsent({.purpose = "law.rights", .own = true},
                                              {.id = EventId::New(house.random()),
                                               .subject = ana,
                                               .consent = "newsletter",
                                               .kind = consent::Kind::kWithdrawn,
                                               .at = house.clock().Now(),
                                               .means = consent::Means::kPortal},
                                              Personal(std::string("signed in")));
  Allowed(taken);
  const auto given = store().Read(
      [&](store::ReadTx& tx) { return consent::Given(tx, house.keys(), house.notice(), ana); });
  EXPECT_TRUE(given->none());
}

TEST_P(OwnTest, WhoLookedTellsDayRoleAndPurposeAndNotThePersonsOwnLooks) {
  EXPECT_THAT(Looks(), IsEmpty());
  house.Texts(house.worker, "support", ana);
  house.Texts(house.worker, "support", ana);
  house.Reveal(Allowed(house.gate().Open(Own())));
  const Date day = LondonDate(house.clock().Now());
  EXPECT_THAT(Looks(), ElementsAre(Look{day, "support-worker", "support"}));
}

TEST_P(OwnTest, ALookForSafeguardingLeavesNoTrace) {
  Allowed(house.gate().Open(
      {.actor = house.stranger, .subjects = {ana}, .break_glass = BreakGlass::kSafeguarding}));
  EXPECT_THAT(Looks(), IsEmpty());
  Allowed(house.gate().Open(
      {.actor = house.stranger, .subjects = {ana}, .break_glass = BreakGlass::kEmergency}));
  EXPECT_THAT(Looks(), testing::SizeIs(1)) << "an emergency is told";
}

TEST_P(OwnTest, WhatIsAboutSomebodyElseTooIsNotShown) {
  const SubjectId ben = house.Person("Ben Kovač");
  Allowed(
      house.gate().AddRecord({.actor = house.worker, .purpose = "support"},
                             {.category = "contact-details",
                              .content = House::Text("address", "2 Quay Cottages"),
                              .people = {{ana, vault::Part::kAbout}, {ben, vault::Part::kAbout}}}));
  EXPECT_EQ(house.Reveal(Allowed(house.gate().Open(Own()))).size(), 1U);
}

TEST_P(OwnTest, ALookForARightOrUnderAParagraphAgainstHarmIsNotTold) {
  Allowed(house.gate().Open({.actor = house.officer, .purpose = "law.rights", .subjects = {ana}}));
  EXPECT_THAT(Looks(), IsEmpty()) << "somebody may have asked for them";
  for (const notice::Activity& activity : house.notice().activities) {
    const bool guarded = activity.schedule_1 == "18";
    EXPECT_TRUE(!guarded || !activity.told) << activity.id;
  }
  const auto support = house.notice().FindActivity("support");
  EXPECT_TRUE(house.notice().activities[*support].told);
}

TEST_P(OwnTest, AMergeEndsBothAccountsBecauseEitherMayBeAnothers) {
  const SubjectId ben = house.Person("Ben Kovač");
  for (const SubjectId& person : {ana, ben})
    EXPECT_THAT(house.Amend([&](const keys::Change& change) {
      return account::Invite(change, person, person == ana ? "AAAA-AAAA-AAAA" : "BBBB-BBBB-BBBB");
    }),
                IsOk());
  Allowed(house.gate().Merge({.actor = house.worker, .purpose = "support"}, ana, ben));
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM account_invitation"), 0);
}

TEST_P(OwnTest, ADeathEndsTheAccount) {
  const std::string code = "7K4M-2Q9T-HX3C";
  EXPECT_THAT(
      house.Amend([&](const keys::Change& change) { return account::Invite(change, ana, code); }),
      IsOk());
  Allowed(house.gate().RecordLife({.actor = house.worker, .purpose = "support"},
                                  {.id = EventId::New(house.random()),
                                   .subject = ana,
                                   .kind = standing::Happening::kDeath,
                                   .rule = {},
                                   .recorded = {}},
                                  Personal(*ParseDate("2026-11-01"))));
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM account_invitation"), 0);
}

}  // namespace
}  // namespace almoner::gate
