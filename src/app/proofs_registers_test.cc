// Proofs over the registers: kept by what the program does, and broken by what it would not have
// done, or by time that goes by.
#include "accountability/registers.h"
#include "app/proofs_test_home.h"
#include "breach/incident.h"
#include "sharing/disclosure.h"

namespace almoner::app {
namespace {

using testing::HasSubstr;

class ProofsRegistersTest : public ProofsHome {
 protected:
  void SetUp() override {
    ProofsHome::SetUp();
    Staff();
  }
};

TEST_F(ProofsRegistersTest, TheRegulatorIsToldOfEachBreachInTime) {
  const Register& reg = breach::Incidents();
  const auto reported = [&] {
    return Allowed(
        accountability::Open(On(), reg, {ada_}, std::nullopt,
                             {.step = "",
                              .facts = {{"reporter", "staff"},
                                        {"detected", clock_.Now().text()},
                                        {"happened", "A letter went to another household."}}}));
  };
  const RequestId near = reported();
  Take(reg, ada_, near, "triaged", {{"as", "near-miss"}, {"words", "It came back unopened."}});
  const RequestId id = reported();
  EXPECT_EQ(ShownBy("breaches-in-time"), Shown::kKept) << words_;
  clock_.Advance(std::chrono::hours(73));
  EXPECT_EQ(ShownBy("breaches-in-time"), Shown::kBroken) << "nobody has said what it is";
  EXPECT_THAT(words_, HasSubstr("1 of 2"));
  Take(reg, ada_, id, "triaged", {{"as", "breach"}, {"words", "It was read."}});
  Take(reg, ada_, id, "aware", {{"at", clock_.Now().text()}});
  EXPECT_EQ(ShownBy("breaches-in-time"), Shown::kKept) << words_;
  clock_.Advance(std::chrono::hours(73));
  EXPECT_EQ(ShownBy("breaches-in-time"), Shown::kBroken) << words_;
  Take(reg, ada_, id, "notified-regulator",
       {{"at", clock_.Now().text()}, {"reference", "IC-1"}, {"delay", "Nobody was there."}});
  EXPECT_EQ(ShownBy("breaches-in-time"), Shown::kKept) << words_;
  EXPECT_THAT(words_, HasSubstr("told of 1 after the 72 hours"));
}

TEST_F(ProofsRegistersTest, ABreachThatWasToldLateOrClosedWithoutAWordIsSeen) {
  const Event reported{"reported", {{"detected", "2026-11-01T09:00:00Z"}}};
  const Event breach{"triaged", {{"as", "breach"}}};
  const Event aware{"aware", {{"at", "2026-11-01T09:00:00Z"}}};
  const auto told = [](const char* at) { return Event{"notified-regulator", {{"at", at}}}; };
  Forge("breach", {reported, breach, aware, told("2026-11-04T08:00:00Z")});
  ExpectBrokenBy("breaches-in-time", "breach",
                 {reported, breach, aware, told("2026-11-05T09:00:00Z")});
  Forge("breach", {reported,
                   breach,
                   aware,
                   {"assessed", {{"risk", "high-risk"}}},
                   told("2026-11-02T09:00:00Z"),
                   {"lessons"},
                   {"closed"}});
  EXPECT_THAT((ShownBy("breaches-in-time"), words_), HasSubstr("2 of 3"));
}

Facts ToPolice(const char* ground) {
  return {{"recipient", "protection"},
          {"form", "police"},
          {"data", "support-notes"},
          {"ground", ground},
          {"what-for", "Finding her."},
          {"necessity", "Where she is is all they ask."},
          {"telling", "deferred"},
          {"until", "2026-12-09"},
          {"why-not-told", "She cannot be reached."},
          {"exception", "safety"},
          {"seriousness", "life"},
          {"reasons", "She left without her medicine."},
          {"authority", "DPA 2018 Schedule 2 paragraph 2"},
          {"requester", "An officer, called back through the station."},
          {"reference", "PW-1"}};
}

TEST_F(ProofsRegistersTest, WhatIsSharedHasItsGroundItsRecipientAndASecondPerson) {
  const Register& reg = sharing::Disclosures();
  const RequestId id = Registered(reg, ToPolice("serious-harm"));
  Take(reg, eve_, id, "approved");
  EXPECT_EQ(ShownBy("disclosures-grounded"), Shown::kNothing) << "nothing has gone yet";
  Take(reg, ada_, id, "sent",
       {{"at", clock_.Now().text()}, {"channel", "secure-portal"}, {"seen", "reference"}});
  const Facts harm{{"recipient", "protection"}, {"ground", "serious-harm"}, {"by", ada_.text()}};
  ExpectBrokenBy("disclosures-grounded", "disclosure", {{"proposed", harm}, {"sent"}});
  const Facts stranger{{"recipient", "a-cousin"}, {"ground", "consent"}, {"by", ada_.text()}};
  Forge("disclosure", {{"proposed", stranger}, {"sent"}});
  EXPECT_THAT((ShownBy("disclosures-grounded"), words_), HasSubstr("2 of 3"));
  Forge("disclosure", {{"proposed", {{"recipient", "gp-practice"}}}, {"sent"}});
  EXPECT_THAT((ShownBy("disclosures-grounded"), words_), HasSubstr("3 of 4"));
  Forge("disclosure", {{"proposed", harm}, {"approved", {{"by", ada_.text()}}}, {"sent"}});
  EXPECT_THAT((ShownBy("disclosures-grounded"), words_), HasSubstr("4 of 5")) << "alone";
}

TEST_F(ProofsRegistersTest, WhatCouldNotWaitIsReviewedWithinADay) {
  const Register& reg = sharing::Disclosures();
  Facts facts = ToPolice("emergency");
  facts["at"] = clock_.Now().text();
  facts["channel"] = "phone";
  const RequestId id = Registered(reg, facts, "sent-first");
  EXPECT_EQ(ShownBy("disclosures-grounded"), Shown::kKept) << words_;
  clock_.Advance(std::chrono::hours(25));
  EXPECT_EQ(ShownBy("disclosures-grounded"), Shown::kBroken) << words_;
  Take(reg, eve_, id, "reviewed",
       {{"outcome", "right"}, {"words", "There was no time."}, {"seen", "reference"}});
  EXPECT_EQ(ShownBy("disclosures-grounded"), Shown::kKept) << words_;
}

TEST_F(ProofsRegistersTest, WhoWasNotToldIsToldOrLookedAtAgain) {
  const Register& reg = sharing::Disclosures();
  const RequestId id = Registered(reg, ToPolice("serious-harm"));
  Take(reg, eve_, id, "approved");
  Take(reg, ada_, id, "sent",
       {{"at", clock_.Now().text()}, {"channel", "secure-portal"}, {"seen", "reference"}});
  EXPECT_EQ(ShownBy("disclosures-told"), Shown::kKept) << words_;
  clock_.Set("2026-12-10T09:00:00Z");
  EXPECT_EQ(ShownBy("disclosures-told"), Shown::kBroken) << "its receipt is not even on record";
  Take(reg, ada_, id, "receipt", {{"how", "delivered"}});
  Take(reg, ada_, id, "telling-deferred",
       {{"until", "2026-12-20"}, {"words", "She is in danger still."}});
  EXPECT_EQ(ShownBy("disclosures-told"), Shown::kKept) << words_;
  clock_.Set("2026-12-21T09:00:00Z");
  EXPECT_EQ(ShownBy("disclosures-told"), Shown::kBroken) << words_;
  Take(reg, ada_, id, "told", {{"on", "2026-12-21"}, {"how", "letter"}});
  EXPECT_EQ(ShownBy("disclosures-told"), Shown::kKept) << words_;
  Forge("disclosure", {{"taken-in", {{"form", "gp"}}}});
  EXPECT_EQ(ShownBy("disclosures-told"), Shown::kKept) << words_;
  clock_.Advance(std::chrono::days(32));
  EXPECT_EQ(ShownBy("disclosures-told"), Shown::kBroken) << words_;
}

TEST_F(ProofsRegistersTest, EnquiriesAndChangesOfDetailsAreNotLeftLying) {
  const Register& enquiries = accountability::Enquiries();
  const RequestId asked = Registered(
      enquiries,
      {{"channel", "phone"}, {"on", "2026-11-20"}, {"topic", "notice"}, {"words", "Who sees it?"}});
  const Register& details = accountability::DetailChanges();
  const RequestId changed = Registered(
      details,
      {{"detail", "address"}, {"from", "self"}, {"channel", "phone"}, {"words", "1 Quay Street"}});
  EXPECT_EQ(ShownBy("enquiries-answered"), Shown::kKept) << words_;
  EXPECT_EQ(ShownBy("details-recorded"), Shown::kKept) << words_;
  clock_.Advance(std::chrono::days(32));
  EXPECT_EQ(ShownBy("enquiries-answered"), Shown::kBroken) << words_;
  EXPECT_EQ(ShownBy("details-recorded"), Shown::kBroken) << words_;
  Take(enquiries, ada_, asked, "answered", {{"words", "Those who care for you."}});
  Take(details, ada_, changed, "declined", {{"words", "She lives where she lived."}});
  EXPECT_EQ(ShownBy("enquiries-answered"), Shown::kBroken) << "late stays late";
  EXPECT_EQ(ShownBy("details-recorded"), Shown::kBroken) << "late stays late";
}

}  // namespace
}  // namespace almoner::app
