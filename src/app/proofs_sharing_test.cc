// What the five notices promise of giving things to others, the register of disclosures holds to.
#include "app/proofs_test_home.h"
#include "sharing/disclosure.h"

namespace almoner::app {
namespace {

class Sharing : public ProofsHome {
 protected:
  explicit Sharing(std::string notice) : ProofsHome(std::move(notice)) {}

  // To that recipient, on that ground, with nothing missing.
  Facts To(const char* recipient, const char* ground, const char* data) {
    return {{"recipient", recipient},
            {"form", "other"},
            {"data", data},
            {"ground", ground},
            {"what-for", "So that she is helped."},
            {"necessity", "Nothing less will do."},
            {"telling", "first"},
            {"told-on", "2026-11-21"},
            {"seriousness", "serious"},
            {"reasons", "It cannot wait."},
            {"authority", "the law that says so"},
            {"requester", "Called back on the number that is known."},
            {"reference", "R-1"}};
  }
  static Facts But(Facts facts, const char* name, const char* value) {
    facts[name] = value;
    if (facts[name].empty()) facts.erase(name);
    return facts;
  }
  gate::Outcome<RequestId> Try(const Facts& facts, const std::optional<SubjectId>& about = {}) {
    return accountability::Open(On(), sharing::Disclosures(), {ada_}, about,
                                {.step = "", .facts = facts});
  }
  gate::Outcome<gate::Changed> Send(const RequestId& id, const std::string& seen = "") {
    Facts facts{{"at", clock_.Now().text()}, {"channel", "secure-portal"}};
    if (!seen.empty()) facts["seen"] = seen;
    return accountability::Advance(On(), sharing::Disclosures(), {ada_}, id,
                                   {.step = "sent", .facts = facts});
  }
  // It goes only with what the notice wants on record, and where `by` is a role, only with the
  // agreement of somebody else in it.
  void GoesOnlyWith(const Facts& facts, const char* seen, std::string_view by = {}) {
    SCOPED_TRACE(facts.at("recipient"));
    const auto id = Try(facts);
    ASSERT_THAT(id, IsOk());
    ASSERT_TRUE(id->has_value());
    const sharing::Second second = sharing::SecondFor(app_->notice(), facts);
    EXPECT_EQ(second.role, by);
    if (second.needed) {
      EXPECT_THAT(Send(**id, seen), FailsWith(Code::kConflict)) << "nobody else has agreed";
      if (!second_) second_ = Hire("second", second.role);
      Allowed(accountability::Advance(On(), sharing::Disclosures(), {*second_}, **id,
                                      {.step = "approved", .facts = {}}));
    }
    EXPECT_THAT(Send(**id), FailsWith(Code::kConflict)) << "nothing of it was seen";
    Allowed(Send(**id, seen));
  }
  SubjectId Person(const char* role, const char* purpose, const char* category, const char* kind) {
    return Allowed(app_->gate().AddPerson({.actor = Hire(role, role), .purpose = purpose},
                                          {kind, category, House::Text("name", "Ana Kovač")}))
        .subject;
  }
  std::optional<StaffId> second_;
};

class AptcooSharing : public Sharing {
 protected:
  AptcooSharing() : Sharing("aptcoo") {}
};

TEST_F(AptcooSharing, GivesNothingToThoseWhoAreClosedWhateverTheGround) {
  for (const char* closed : {"buyers", "pension-scheme-employers", "credit-reference", "media"})
    for (const char* ground : {"legitimate-interest", "consent", "serious-harm", "legal-duty"})
      EXPECT_THAT(Try(To(closed, ground, "contact-details")), FailsWith(Code::kRefused)) << closed;
  EXPECT_THAT(Try(To("a-cousin", "legal-duty", "contact-details")), FailsWith(Code::kInvalid));
}

TEST_F(AptcooSharing, WantsOnRecordWhatItPromisesOfEachRecipient) {
  const auto to = [&](const char* recipient, const char* ground) {
    return To(recipient, ground, "contact-details");
  };
  GoesOnlyWith(to("care-organisations", "legitimate-interest"), "agreement");
  GoesOnlyWith(to("mental-health-assessors", "legitimate-interest"), "reference");
  GoesOnlyWith(to("voluntary-organisations", "legitimate-interest"), "agreement");
  GoesOnlyWith(to("government", "legal-duty"), "reference", "chief-executive");
  GoesOnlyWith(to("adoption-agencies", "legal-duty"), "approval", "chief-executive");
  GoesOnlyWith(to("regulators", "legal-duty"), "reference", "chief-executive");
  GoesOnlyWith(to("courts", "court-order"), "order", "chief-executive");
  GoesOnlyWith(to("lawyers", "court-order"), "authority", "chief-executive");
  GoesOnlyWith(to("law-enforcement", "crime"), "reference,assessment,approval", "chief-executive");
  GoesOnlyWith(to("police", "crime"), "reference,assessment,approval", "chief-executive");
  GoesOnlyWith(to("police-partners", "crime"), "authority,approval", "chief-executive");
  GoesOnlyWith(to("family", "legal-duty"), "relationship,authority");
  GoesOnlyWith(to("customers", "legal-duty"), "consent");
  GoesOnlyWith(to("suppliers", "contract"), "contract");
  GoesOnlyWith(to("contractors", "contract"), "contract,undertaking");
  GoesOnlyWith(to("consultants", "contract"), "undertaking");
}

TEST_F(AptcooSharing, GivesARecipientItsOwnDataAboutItsOwnPeople) {
  const SubjectId person = Person("support-worker", "support", "contact-details", "service-user");
  Allowed(Try(To("housing", "legitimate-interest", "contact-details,housing-needs"), person));
  EXPECT_THAT(Try(To("housing", "legitimate-interest", "health-details"), person),
              FailsWith(Code::kInvalid));
  EXPECT_THAT(Try(To("care-homes", "legitimate-interest", "finances"), person),
              FailsWith(Code::kInvalid));
  for (const char* staff_only : {"employers", "pensions", "hmrc", "dbs"}) {
    EXPECT_THAT(Try(To(staff_only, "contract", "contact-details"), person),
                FailsWith(Code::kInvalid))
        << staff_only << ": she does not work there";
    EXPECT_THAT(Try(To(staff_only, "contract", "contact-details")), FailsWith(Code::kInvalid))
        << "of whom?";
  }
  EXPECT_THAT(Try(To("professional-bodies", "legal-duty", "contact-details"), person),
              FailsWith(Code::kInvalid));
}

// Whatever is shared, of whichever notice.
TEST_F(AptcooSharing, WhatIsSharedSaysWhatForWhyAndOnWhichLaw) {
  const Facts whole = To("government", "legal-duty", "contact-details");
  for (const char* needed :
       {"recipient", "data", "ground", "what-for", "necessity", "telling", "authority"})
    EXPECT_THAT(Try(But(whole, needed, "")), FailsWith(Code::kInvalid)) << needed;
  EXPECT_THAT(Try(But(To("courts", "court-order", "contact-details"), "authority", "")),
              FailsWith(Code::kInvalid));
  EXPECT_THAT(Try(But(To("police", "crime", "contact-details"), "reasons", "")),
              FailsWith(Code::kInvalid));
  const RequestId id =
      Allowed(Try(To("health-professionals", "legitimate-interest", "contact-details")));
  EXPECT_THAT(accountability::Advance(
                  On(), sharing::Disclosures(), {ada_}, id,
                  {.step = "sent", .facts = {{"at", clock_.Now().text()}, {"channel", "email"}}}),
              FailsWith(Code::kInvalid))
      << "nothing goes by plain e-mail";
}

class AceSharing : public Sharing {
 protected:
  AceSharing() : Sharing("anglian-community-enterprise") {}
};

TEST_F(AceSharing, HoldsToWhatItPromises) {
  for (const char* closed : {"marketing-organisation", "harmful-organisation"})
    EXPECT_THAT(Try(To(closed, "legal-duty", "contact-details")), FailsWith(Code::kRefused));
  GoesOnlyWith(To("police", "crime", "contact-details"), "authority,reference");
  const SubjectId patient = Person("clinician", "care", "contact-details", "patient");
  const Facts after =
      But(But(To("hospice", "legal-duty", "contact-details"), "telling", "after"), "told-on", "");
  EXPECT_THAT(Try(after, patient), FailsWith(Code::kInvalid)) << "not told first";
  Allowed(Try(But(after, "exception", "any-basis"), patient));
  const RequestId coroner = Allowed(Try(To("coroner", "legal-duty", "contact-details"), patient));
  EXPECT_THAT(Send(coroner), FailsWith(Code::kConflict));
  Allowed(Send(coroner, "authority"));
}

class DppSharing : public Sharing {
 protected:
  DppSharing() : Sharing("customer-data-protection") {}
};

TEST_F(DppSharing, HoldsToWhatItPromises) {
  const SubjectId person = Person("support-worker", "support", "personal-details", "service-user");
  const Facts asked =
      But(To("social-worker", "legal-duty", "personal-details"), "form", "social-worker");
  EXPECT_THAT(Try(But(asked, "requester", ""), person), FailsWith(Code::kInvalid));
  EXPECT_THAT(Try(But(asked, "authority", ""), person), FailsWith(Code::kInvalid));
  const RequestId id = Allowed(Try(asked, person));
  EXPECT_THAT(Send(id), FailsWith(Code::kConflict));
  Allowed(Send(id, "authority"));
  const Facts inspected = But(To("cqc", "legal-duty", "personal-details"), "form", "regulator");
  EXPECT_THAT(Try(But(inspected, "reference", "")), FailsWith(Code::kInvalid));
  const Facts worried = To("safeguarding-team", "safeguarding", "personal-details");
  EXPECT_THAT(Try(But(worried, "reasons", "")), FailsWith(Code::kInvalid));
  EXPECT_THAT(Try(But(worried, "seriousness", "minor")), FailsWith(Code::kInvalid));
}

class HotSharing : public Sharing {
 protected:
  HotSharing() : Sharing("halifax-opportunities-trust") {}
};

TEST_F(HotSharing, HoldsToWhatItPromises) {
  EXPECT_THAT(Try(To("media", "legal-duty", "contact-details")), FailsWith(Code::kRefused));
  GoesOnlyWith(To("courts", "court-order", "contact-details"), "order");
  const SubjectId person = Person("family-worker", "family-support", "contact-details", "family");
  for (const char* choice : {"legitimate-interest", "contract", "public-interest"})
    EXPECT_THAT(Try(To("partner-services", choice, "contact-details"), person),
                FailsWith(Code::kInvalid))
        << "only with explicit consent";
  const Facts agreed =
      But(To("partner-services", "consent", "contact-details"), "consent", "referral");
  EXPECT_THAT(Try(agreed, person), FailsWith(Code::kConflict)) << "nobody has agreed";
  const Facts danger = To("partner-services", "serious-harm", "contact-details");
  Allowed(Try(danger, person));
  EXPECT_THAT(Try(But(danger, "telling", "after"), person), FailsWith(Code::kInvalid))
      << "people are told first";
}

class SttSharing : public Sharing {
 protected:
  SttSharing() : Sharing("stronger-together-thurrock") {}
};

TEST_F(SttSharing, HoldsToWhatItPromises) {
  GoesOnlyWith(To("courts", "court-order", "contact-details"), "order");
  GoesOnlyWith(To("mental-health-services", "legal-duty", "contact-details"), "reference");
  GoesOnlyWith(To("other-authorities", "legal-duty", "contact-details"), "authority");
  GoesOnlyWith(To("delivery-partners", "contract", "contact-details"), "agreement");
  const Facts crime = To("crime-authorities", "crime", "contact-details");
  EXPECT_THAT(Try(But(crime, "seriousness", "")), FailsWith(Code::kInvalid));
  EXPECT_THAT(Try(But(crime, "reasons", "")), FailsWith(Code::kInvalid));
  EXPECT_THAT(Try(But(crime, "seriousness", "minor")), FailsWith(Code::kInvalid));
  EXPECT_THAT(Try(But(To("people-in-danger", "public-interest", "contact-details"), "seriousness",
                      "significant")),
              FailsWith(Code::kInvalid));
  const Facts danger = To("people-in-danger", "serious-harm", "contact-details");
  EXPECT_THAT(Try(But(danger, "seriousness", "significant")), FailsWith(Code::kInvalid));
  EXPECT_TRUE(sharing::SecondFor(app_->notice(), danger).needed);
  const Facts frail = To("adult-protection", "safeguarding", "contact-details");
  EXPECT_THAT(Try(But(frail, "seriousness", "minor")), FailsWith(Code::kInvalid));
  const Facts helped = But(To("helpers", "consent", "contact-details"), "consent", "tell-others");
  EXPECT_THAT(Try(helped, Person("support-worker", "support", "contact-details", "service-user")),
              FailsWith(Code::kConflict))
      << "she has not agreed";
  EXPECT_THAT(Try(But(To("helpers", "serious-harm", "contact-details"), "telling", "after")),
              FailsWith(Code::kInvalid))
      << "it is talked over first";
}

}  // namespace
}  // namespace almoner::app
