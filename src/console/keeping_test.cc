#include "console/test_office.h"
#include "retention/hold.h"
#include "standing/standing.h"

namespace almoner::web::console {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class KeepingTest : public OfficeTest {
 protected:
  // After the eight years that the notice promises.
  void LetTimePass() {
    world().clock().Advance(std::chrono::days(366 * 9));
    SignInAll();
  }
  [[nodiscard]] std::string Form(const std::string& verb) const {
    return "/retention/" + PersonId() + "/" + verb;
  }
};

TEST_F(KeepingTest, NothingIsDueAtFirstAndOthersAreRefusedWithTheClause) {
  EXPECT_THAT(ada_.Get("/retention").body, HasSubstr("Nothing is past its last day."));
  const Reply refused = sam_.Get("/retention");
  EXPECT_EQ(refused.status, 403);
  EXPECT_THAT(refused.body, HasSubstr("This was refused"));
  ExpectNotTheirs(sam_, Form("keep"), "Data protection officer");
  ExpectNotTheirs(sam_, Form("approve"), "Data protection officer");
  EXPECT_EQ(sam_.Get("/retention/run").status, 403);
  EXPECT_EQ(sam_.Get("/retention/csv").status, 403);
  EXPECT_EQ(ada_.Get("/retention/nobody/keep").status, 404);
}

TEST_F(KeepingTest, WhatIsDueIsListedWithItsRuleAndGivenAsCsv) {
  LetTimePass();
  const std::string page = ada_.Get("/retention").body;
  EXPECT_THAT(page, AllOf(HasSubstr("Person " + PersonId().substr(0, 8)), HasSubstr("May go"),
                          HasSubstr("support-record, 8 years after the last contact"),
                          HasSubstr("1 record of support notes"), Not(HasSubstr("Margaret"))));
  const Reply csv = ada_.Get("/retention/csv");
  EXPECT_THAT(csv.header("content-type"), HasSubstr("text/csv"));
  EXPECT_TRUE(csv.body.starts_with("\xEF\xBB\xBF\"person\","));
  EXPECT_THAT(csv.body, HasSubstr("\"support-record\""));
  EXPECT_THAT(ada_.Get("/today").body, HasSubstr("Data is past its last day"));
}

TEST_F(KeepingTest, KeepingLongerNeedsADayToComeAndAReason) {
  LetTimePass();
  const Reply empty = Send(ada_, Form("keep"), {});
  EXPECT_EQ(empty.status, 422);
  EXPECT_THAT(empty.body,
              AllOf(HasSubstr("Enter the last day of keeping it"),
                    HasSubstr("Say why it is needed longer"), HasSubstr("<title>Error: ")));
  const Reply past = Send(
      ada_, Form("keep"),
      And(On("until", "1", "1", "2030"), {{"rule", "all"}, {"why", "Her claim is not settled."}}));
  EXPECT_EQ(past.status, 422);
  EXPECT_THAT(past.body, AllOf(HasSubstr("The last day must be in the future"),
                               HasSubstr("Her claim is not settled.")));
  const Reply kept = Send(ada_, Form("keep"),
                          And(On("until", "1", "March", "2037"),
                              {{"rule", "all"}, {"why", "Her claim is not settled."}}));
  EXPECT_EQ(kept.header("location"), "/retention?done=keep") << kept.body;
  EXPECT_THAT(ada_.Get("/retention?done=keep").body,
              AllOf(HasSubstr("Kept until that day."), HasSubstr("Nothing is past its last day.")));
}

TEST_F(KeepingTest, ApprovingWhatIsNotDueIsSaidAboveTheForm) {
  const Reply nothing = Send(ada_, Form("approve"), {{"rule", "all"}});
  EXPECT_EQ(nothing.status, 409);
  EXPECT_THAT(nothing.body, HasSubstr("There is a problem"));
  LetTimePass();
  EXPECT_EQ(Send(ada_, Form("approve"), {{"rule", "all"}}).header("location"),
            "/retention?done=approve");
}

TEST_F(KeepingTest, WhatMayGoGoesOnceWithACertificate) {
  const Reply nothing = ada_.Get("/retention/run");
  EXPECT_THAT(nothing.body, AllOf(HasSubstr("Nothing may go now"), Not(HasSubstr("<button"
                                                                                 " type=\"submit\" "
                                                                                 "class=\"govuk-b"
                                                                                 "utton\""))));
  LetTimePass();
  const Reply plan = ada_.Get("/retention/run");
  EXPECT_THAT(plan.body, HasSubstr("It cannot be undone"));
  const FormFields form = Hidden(plan);
  const Reply done = ada_.Post("/retention/run", form);
  EXPECT_EQ(done.status, 200) << done.body;
  EXPECT_THAT(done.body, HasSubstr("CERTIFICATE OF DESTRUCTION"));
  EXPECT_EQ(ada_.Post("/retention/run", form).header("location"), "/retention")
      << "sent twice, it acts once";
  EXPECT_THAT(ada_.Get("/retention").body, HasSubstr("Nothing is past its last day."));
}

class HoldsTest : public OfficeTest {
 protected:
  [[nodiscard]] std::string Place() const { return PersonPage() + "/hold?purpose=support"; }
  FormFields Hold() {
    return And(On("review", "1", "6", "2027"), {{"kind", "legal-claim"},
                                                {"category", "support-notes"},
                                                {"why", "Her solicitor wrote to us."}});
  }
  std::string OnlyHold() {
    const auto holds =
        World::Allowed(retention::ListHolds(world().app().gate(), world().officer()));
    EXPECT_EQ(holds.size(), 1U);
    return "/holds/" + PersonId() + "/" + holds.front().id.text();
  }
};

TEST_F(HoldsTest, WhoeverSeesThePersonPlacesOneAndAMistakeLosesNothing) {
  const Reply wrong =
      Send(sam_, Place(), {{"kind", "legal-claim"}, {"why", "Her solicitor wrote."}});
  EXPECT_EQ(wrong.status, 422);
  EXPECT_THAT(wrong.body, AllOf(HasSubstr("Choose what must be kept"),
                                HasSubstr("Enter the day on which somebody looks at it again"),
                                HasSubstr("Her solicitor wrote.")));
  const Reply placed = Send(sam_, Place(), Hold());
  EXPECT_THAT(placed.header("location"), HasSubstr("/standing?placed=1")) << placed.body;
  const std::string stands = sam_.Get(PersonPage() + "/standing?purpose=support").body;
  EXPECT_THAT(stands, AllOf(HasSubstr("Legal claim"), HasSubstr("on support notes"),
                            Not(HasSubstr("solicitor"))));
  EXPECT_THAT(sam_.Get(PersonPage()).body, HasSubstr("not to be destroyed for now"));
}

TEST_F(HoldsTest, SentTwiceItIsPlacedOnceAndTheStrangerIsRefusedWithTheClause) {
  const FormFields form = And(Hidden(sam_.Get(Place())), Hold());
  const Reply first = sam_.Post(Place(), form);
  EXPECT_EQ(sam_.Post(Place(), form).header("location"), first.header("location"));
  EXPECT_THAT(ada_.Get(OnlyHold()).body, HasSubstr("Her solicitor wrote to us."));
  Browser jo = SignedIn("jo");
  EXPECT_EQ(jo.Get(Place()).status, 403);
  const Reply refused = jo.Post(Place(), And({{"csrf", jo.Csrf(jo.Get("/people"))}}, Hold()));
  EXPECT_EQ(refused.status, 403);
  EXPECT_THAT(refused.body, HasSubstr("HL-2"));
  EXPECT_EQ(jo.Get(PersonPage() + "/standing?purpose=support").status, 403);
  EXPECT_EQ(sam_.Post(Place(), And({{"csrf", "stale"}}, Hold())).status, 403);
}

TEST_F(HoldsTest, ItIsReviewedAndLiftedByThoseWhoAnswerForRightsWithAReason) {
  Send(sam_, Place(), Hold());
  const std::string hold = OnlyHold();
  EXPECT_EQ(sam_.Get("/holds").status, 403);
  EXPECT_EQ(sam_.Get(hold).status, 403);
  ExpectNotTheirs(sam_, hold + "/lift", "Data protection officer");
  EXPECT_THAT(ada_.Get("/holds").body,
              AllOf(HasSubstr("A legal claim is made"), HasSubstr("In force"),
                    HasSubstr("1 June 2027"), Not(HasSubstr("Margaret"))));
  EXPECT_THAT(ada_.Get("/holds/csv").body, HasSubstr("\"legal-claim\""));
  EXPECT_EQ(
      Send(ada_, hold + "/review", And(On("review", "1", "6", "2020"), {{"why", "x"}})).status,
      422);
  EXPECT_EQ(Send(ada_, hold + "/review",
                 And(On("review", "1", "9", "2027"), {{"why", "The case goes on."}}))
                .header("location"),
            hold + "?done=1");
  EXPECT_EQ(Send(ada_, hold + "/lift", {}).status, 422);
  EXPECT_EQ(Send(ada_, hold + "/lift", {{"why", "Settled."}}).header("location"),
            "/holds?lifted=1");
  EXPECT_THAT(ada_.Get(hold).body,
              AllOf(HasSubstr("Lifted"), HasSubstr("Settled."), HasSubstr("The case goes on.")));
  EXPECT_EQ(ada_.Get("/holds/" + PersonId() + "/none").status, 404);
}

TEST_F(HoldsTest, OneRecordAloneCanBeHeld) {
  const std::string stands = sam_.Get(PersonPage() + "/standing?purpose=support").body;
  const std::string record = Between(stands, "&amp;record=", "\"");
  ASSERT_EQ(record.size(), 32U) << stands;
  const std::string form = Place() + "&record=" + record;
  const Reply placed = Send(
      sam_, form, And(On("review", "1", "6", "2027"), {{"kind", "crime"}, {"why", "A theft."}}));
  EXPECT_THAT(placed.header("location"), HasSubstr("placed=1")) << placed.body;
  EXPECT_THAT(ada_.Get("/holds").body, HasSubstr("One record of theirs"));
  EXPECT_EQ(sam_.Get(Place() + "&record=none").status, 404);
}

TEST_F(HoldsTest, ARestrictionShowsOnTheRecordAndIsLiftedFromThere) {
  World::Allowed(
      world().app().gate().PlaceMark({.actor = world().officer(), .purpose = "law.rights"},
                                     {.id = EventId::New(world().app().random()),
                                      .subject = world().person(),
                                      .kind = standing::Kind::kObjection,
                                      .scope = "newsletter",
                                      .ground = "objection",
                                      .since = world().clock().Now()}));
  EXPECT_THAT(ada_.Get(PersonPage() + "?purpose=law.rights").body,
              HasSubstr("Objects to: sending the newsletter"));
  const std::string stands = PersonPage() + "/standing";
  const std::string page = ada_.Get(stands + "?purpose=law.rights").body;
  const std::string mark = Between(page, stands + "/", "/lift");
  const Reply lifted = Send(ada_, stands + "/" + mark + "/lift?purpose=law.rights", {});
  EXPECT_THAT(lifted.header("location"), HasSubstr("lifted=1")) << lifted.body;
  EXPECT_THAT(ada_.Get(PersonPage() + "?purpose=law.rights").body,
              Not(HasSubstr("Objects to: sending")));
}

}  // namespace
}  // namespace almoner::web::console
