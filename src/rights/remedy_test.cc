#include "rights/remedy.h"

#include "rights/recipients.h"
#include "rights/test_requests.h"

namespace almoner::rights {
namespace {

using law::Right;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Personal<std::string> Words(const char* text) { return Personal(std::string(text)); }

class RemedyTest : public RightsTest {
 protected:
  RemedyTest() : ana(house.Person("Ana Kovač")) {}
  // Who asks is known, and it is granted.
  RequestId Granted(Right right, const std::string& about = "") {
    const RequestId request = Opened(right, ana, about);
    almoner::Allowed(
        ConfirmIdentity(context(), house.officer, Now(request), "known to her worker"));
    almoner::Allowed(Decide(context(), house.officer, Now(request), {"granted", "", ""}));
    return request;
  }
  RecordId FirstRecord() {
    return house
        .Reveal(almoner::Allowed(house.gate().Open(
            {.actor = house.officer, .purpose = "law.rights", .subjects = {ana}})))
        .front()
        .label.id;
  }
  gate::Outcome<gate::Opened> OpenedFor(std::string purpose) {
    return house.gate().Open(
        {.actor = house.receptionist, .purpose = std::move(purpose), .subjects = {ana}});
  }

  const SubjectId ana;
};
INSTANTIATE_ENGINES(RemedyTest);

TEST_P(RemedyTest, WhatIsWrongIsPutRightAndThePersonIsFoundByWhatItSaysNow) {
  const RequestId request = Granted(Right::kRectification);
  const RecordId record = FirstRecord();
  almoner::Allowed(
      Correct(context(), house.officer, Now(request), record, "name", Words("Ana Kowalska")));
  almoner::Allowed(
      Correct(context(), house.officer, Now(request), record, "postcode", Words("PW1 2AB")));
  EXPECT_THAT(house.Texts(house.worker, "support", ana),
              testing::IsSupersetOf({"Ana Kowalska", "PW1 2AB"}));
  const auto found = [&](const char* name) {
    return almoner::Allowed(
               house.gate().Find({.actor = house.worker, .purpose = "support"}, {Words(name)}))
        .subjects;
  };
  EXPECT_THAT(found("Kowalska"), ElementsAre(ana));
  EXPECT_THAT(found("Kovač"), IsEmpty());
  almoner::Allowed(Close(context(), house.officer, Now(request), "granted"));
}

TEST_P(RemedyTest, OnlyWhatTheCategoryHoldsIsCorrectedAndAFailureLeavesNothing) {
  const RequestId request = Granted(Right::kRectification);
  const RecordId record = FirstRecord();
  const auto events = Now(request).events.size();
  for (const auto& [field, value] :
       {std::pair("shoe-size", "42"), std::pair("name", ""), std::pair("date-of-birth", "31 June")})
    EXPECT_THAT(Correct(context(), house.officer, Now(request), record, field, Words(value)),
                FailsWith(Code::kInvalid))
        << field;
  EXPECT_THAT(Correct(context(), house.officer, Now(request),
                      RecordId::From(Bytes(RecordId::kSize)).value(), "name", Words("Ana")),
              FailsWith(Code::kNotFound));
  EXPECT_EQ(Now(request).events.size(), events);
  EXPECT_THAT(house.Texts(house.worker, "support", ana), Contains("Ana Kovač"));
}

TEST_P(RemedyTest, AnOpinionStaysWithThePersonsStatementBesideIt) {
  vault::Content opinion = House::Text("text", "She seems unwilling.");
  opinion.nature = vault::Nature::kOpinion;
  const RecordId record =
      almoner::Allowed(house.gate().AddRecord({.actor = house.worker, .purpose = "support"},
                                              {"support-notes", opinion, {{ana}}}))
          .record;
  const RequestId request = Granted(Right::kRectification);
  EXPECT_THAT(
      Correct(context(), house.officer, Now(request), record, "text", Words("She is willing.")),
      FailsWith(Code::kInvalid));
  almoner::Allowed(
      Annotate(context(), house.officer, Now(request), record, Words("I was ill that day.")));
  almoner::Allowed(Annotate(context(), house.officer, Now(request), record,
                            Words("I was ill that day, and said so.")));
  EXPECT_THAT(house.Texts(house.worker, "support", ana),
              testing::IsSupersetOf({"She seems unwilling.", "I was ill that day, and said so."}));
  EXPECT_THAT(house.Texts(house.worker, "support", ana), Not(Contains("I was ill that day.")));
  const RequestId access = Opened(Right::kAccess, ana);
  Agree(access, "support-notes");
  EXPECT_THAT(Json(almoner::Allowed(Draft(context(), house.officer, Now(access))).files),
              HasSubstr("\"What you say about it\":\"I was ill that day, and said so.\""));
}

TEST_P(RemedyTest, NobodyPutsAStatementIntoThePersonsMouthWithARecordOfTheirOwn) {
  vault::Content content = House::Text("text", "She is well.");
  content.fields.push_back({std::string(vault::kStatement), Words("I agree with it all.")});
  EXPECT_THAT(house.gate().AddRecord({.actor = house.worker, .purpose = "support"},
                                     {"support-notes", std::move(content), {{ana}}}),
              FailsWith(Code::kInvalid));
}

TEST_P(RemedyTest, NothingIsMendedBeforeItIsKnownWhoAsksAndDecided) {
  const RequestId request = Opened(Right::kRectification, ana);
  const RecordId record = FirstRecord();
  const auto correct = [&] {
    return Correct(context(), house.officer, Now(request), record, "name", Words("Ana"));
  };
  EXPECT_THAT(correct(), FailsWith(Code::kConflict));
  almoner::Allowed(ConfirmIdentity(context(), house.officer, Now(request), "known"));
  EXPECT_THAT(correct(), FailsWith(Code::kConflict));
  almoner::Allowed(
      Decide(context(), house.officer, Now(request), {"refused", "not-applicable", ""}));
  EXPECT_THAT(correct(), FailsWith(Code::kConflict));
}

// Invariant 12: restricted data is unreadable, and lifting needs prior notice.
TEST_P(RemedyTest, WhatIsRestrictedIsNotUsedUntilThePersonWasToldThatItEnds) {
  EXPECT_THAT(Open(context(), house.officer,
                   {Right::kRestriction, ana, LondonDate(house.clock().Now()), "letter",
                    Words("Stop."), "because"}),
              FailsWith(Code::kInvalid));
  const RequestId request = Granted(Right::kRestriction, "accuracy-contested");
  EXPECT_TRUE(OpenedFor("reception")->has_value());
  almoner::Allowed(Restrict(context(), house.officer, Now(request)));
  EXPECT_THAT(OpenedFor("reception"), RefusedBy(gate::Rule::kRestriction));
  almoner::Allowed(Close(context(), house.officer, Now(request), "granted"));
  EXPECT_THAT(Lift(context(), house.officer, Now(request)), FailsWith(Code::kConflict));
  EXPECT_THAT(OpenedFor("reception"), RefusedBy(gate::Rule::kRestriction));
  almoner::Allowed(
      TellLifting(context(), house.officer, Now(request), Words("It was right after all.")));
  EXPECT_THAT(OpenedFor("reception"), RefusedBy(gate::Rule::kRestriction)) << "told, not lifted";
  almoner::Allowed(Lift(context(), house.officer, Now(request)));
  EXPECT_TRUE(OpenedFor("reception")->has_value());
  EXPECT_THAT(Lift(context(), house.officer, Now(request)), FailsWith(Code::kConflict));
}

TEST_P(RemedyTest, AnObjectionStopsTheUseTheDayItComesAndARefusalLetsItGoOn) {
  const RequestId upheld = Opened(Right::kObjection, ana, "reception");
  EXPECT_THAT(OpenedFor("reception"), RefusedBy(gate::Rule::kObjection));
  almoner::Allowed(ConfirmIdentity(context(), house.officer, Now(upheld), "known"));
  almoner::Allowed(Decide(context(), house.officer, Now(upheld),
                          {"refused", "compelling-grounds", "The desk must know who calls."}));
  EXPECT_TRUE(OpenedFor("reception")->has_value());
  const RequestId again = Opened(Right::kObjection, ana, "reception");
  almoner::Allowed(ConfirmIdentity(context(), house.officer, Now(again), "known"));
  almoner::Allowed(Decide(context(), house.officer, Now(again), {"granted", "", ""}));
  almoner::Allowed(Uphold(context(), house.officer, Now(again)));
  EXPECT_THAT(OpenedFor("reception"), RefusedBy(gate::Rule::kObjection));
  EXPECT_THAT(Open(context(), house.officer,
                   {Right::kObjection, ana, LondonDate(house.clock().Now()), "letter",
                    Words("Stop."), "gossip"}),
              FailsWith(Code::kInvalid));
}

TEST_P(RemedyTest, AnObjectionThatIsTakenBackStopsNothingAnyMore) {
  const RequestId request = Opened(Right::kObjection, ana, "reception");
  EXPECT_THAT(OpenedFor("reception"), RefusedBy(gate::Rule::kObjection));
  almoner::Allowed(Close(context(), house.officer, Now(request), "withdrawn"));
  EXPECT_TRUE(OpenedFor("reception")->has_value());
}

TEST_P(RemedyTest, AnObjectionToMarketingCannotBeRefused) {
  const RequestId request = Opened(Right::kObjection, ana, "newsletter");
  EXPECT_THAT(Decide(context(), house.officer, Now(request),
                     {"refused", "compelling-grounds", "The desk must know who calls."}),
              FailsWith(Code::kInvalid));
  EXPECT_THAT(
      Decide(context(), house.officer, Now(request), {"part-granted", "compelling-grounds", ""}),
      FailsWith(Code::kInvalid));
  almoner::Allowed(Decide(context(), house.officer, Now(request), {"granted", "", ""}));
}

TEST_P(RemedyTest, WhatSomebodyTakesAlongIsWhatTheyGaveUsUnderConsentOrContract) {
  house.Consent(ana, consent::Kind::kGiven);
  const auto add = [&](const char* source, const char* email) {
    vault::Content content = House::Text("email", email);
    content.source = source;
    almoner::Allowed(house.gate().AddRecord({.actor = house.worker, .purpose = "newsletter"},
                                            {"newsletter", std::move(content), {{ana}}}));
  };
  add("self", "ana@homes.example");
  add("family", "sister@homes.example");
  const RequestId request = Granted(Right::kPortability);
  const auto ported = almoner::Allowed(Port(context(), house.officer, Now(request), "download"));
  EXPECT_EQ(ported.records, 1);
  EXPECT_EQ(ported.left, 2) << "the sister's, and what a public task needs";
  std::string all;
  for (const paper::File& file : ported.files) all.append(AsText(file.bytes));
  EXPECT_THAT(all, HasSubstr("ana@homes.example"));
  EXPECT_THAT(all, Not(HasSubstr("sister@homes.example")));
  EXPECT_THAT(all, Not(HasSubstr("Kovač")));
  EXPECT_EQ(almoner::Allowed(Port(context(), house.officer, Now(request), "again")).records, 1)
      << "what was written need not have arrived";
}

TEST_P(RemedyTest, ADecisionOfAComputerIsLookedAtBySomebodyWhoSaysWhy) {
  const RequestId request = Granted(Right::kAutomatedDecision);
  EXPECT_THAT(Review(context(), house.officer, Now(request), true, Words("")),
              FailsWith(Code::kInvalid));
  almoner::Allowed(Review(context(), house.officer, Now(request), true,
                          Words("The score left out her new address.")));
  EXPECT_TRUE(Now(request).carried_out);
}

TEST_P(RemedyTest, WhoeverMayHaveGotItIsToldAndThePersonCanSeeWhoWas) {
  const RequestId request = Granted(Right::kRectification);
  EXPECT_THAT(Tell(context(), house.officer, Now(request), "gp-practice", "secure mail"),
              FailsWith(Code::kConflict))
      << "nothing has changed yet";
  almoner::Allowed(
      Correct(context(), house.officer, Now(request), FirstRecord(), "postcode", Words("PW1 2AB")));
  EXPECT_THAT(Tell(context(), house.officer, Now(request), "the-press", "letter"),
              FailsWith(Code::kInvalid));
  EXPECT_THAT(Reply(context(), house.officer, Now(request), "gp-practice", "done"),
              FailsWith(Code::kInvalid));
  almoner::Allowed(Tell(context(), house.officer, Now(request), "gp-practice", "secure mail"));
  almoner::Allowed(Close(context(), house.officer, Now(request), "granted"));
  almoner::Allowed(Reply(context(), house.officer, Now(request), "gp-practice", "corrected"));
  const auto all = Recipients(house.notice(), Now(request));
  const auto practice = std::ranges::find(all, "gp-practice", &ToBeTold::id);
  ASSERT_NE(practice, all.end());
  ASSERT_TRUE(practice->told);
  EXPECT_EQ(practice->told->reply, "corrected");
}

TEST_P(RemedyTest, AnotherRightsCommandDoesNothing) {
  const RequestId request = Granted(Right::kPortability);
  EXPECT_THAT(Restrict(context(), house.officer, Now(request)), FailsWith(Code::kInvalid));
  EXPECT_THAT(Uphold(context(), house.officer, Now(request)), FailsWith(Code::kInvalid));
  EXPECT_THAT(Review(context(), house.officer, Now(request), true, Words("Yes.")),
              FailsWith(Code::kInvalid));
  EXPECT_FALSE(Now(request).carried_out);
}

}  // namespace
}  // namespace almoner::rights
