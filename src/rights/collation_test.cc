#include "rights/collation.h"

#include "rights/letter.h"
#include "rights/test_requests.h"

namespace almoner::rights {
namespace {

using law::Right;
using testing::HasSubstr;
using testing::Not;

class CollationTest : public RightsTest {
 protected:
  void SetUp() override {
    ana = house.Person("Ana Kovač");
    note = house.Note(*ana, "Slept well.");
    request = Opened(Right::kAccess, *ana);
  }
  Done Ruled(const Ruling& ruling, const std::optional<RecordId>& record = {}) {
    return Rule(context(), house.officer, Now(*request), "support-notes", ruling, record);
  }
  Done Given(const char* obtained, bool harm) {
    return TakeOpinion(
        context(), house.officer, Now(*request),
        {"support-notes", ParseDate(obtained).value(), harm, "her consultant at the hospital"});
  }
  std::optional<SubjectId> ana;
  std::optional<RecordId> note;
  std::optional<RequestId> request;
};
INSTANTIATE_ENGINES(CollationTest);

// DPA 2018 Schedule 3 paragraph 6.
TEST_P(CollationTest, HealthDataLeavesIfItIsKnownOrAProfessionalSaysItDoesNoHarm) {
  EXPECT_THAT(Ruled({.yes = true}), FailsWith(Code::kInvalid));
  EXPECT_THAT(Ruled({.yes = true, .ground = "", .known = "  "}), FailsWith(Code::kInvalid));
  almoner::Allowed(Ruled({.yes = true, .ground = "", .known = "she was there"}));
  EXPECT_THAT(Rule(context(), house.officer, Now(*request), "contact-details",
                   {.yes = true, .ground = "", .known = "she was there"}),
              FailsWith(Code::kInvalid))
      << "asked of health data alone";
  almoner::Allowed(Given("2026-10-01", false));
  almoner::Allowed(Ruled({.yes = true}));
}

TEST_P(CollationTest, SeriousHarmIsForAProfessionalToSay) {
  EXPECT_THAT(Ruled({.yes = false, .ground = "EX_HEALTH_HARM"}), FailsWith(Code::kInvalid));
  almoner::Allowed(Ruled({.yes = false, .ground = "BAR_HEALTH"}));
  almoner::Allowed(Given("2026-10-01", true));
  EXPECT_THAT(Ruled({.yes = true}), FailsWith(Code::kInvalid));
  almoner::Allowed(Ruled({.yes = false, .ground = "EX_HEALTH_HARM"}));
}

TEST_P(CollationTest, AnOpinionCountsForSixMonths) {
  EXPECT_THAT(Given("2026-05-02", false), FailsWith(Code::kInvalid));
  EXPECT_THAT(Given("2026-11-03", false), FailsWith(Code::kInvalid)) << "tomorrow";
  almoner::Allowed(Given("2026-05-03", false));
  almoner::Allowed(Ruled({.yes = true}));
  almoner::Allowed(ConfirmIdentity(context(), house.officer, Now(*request), "known"));
  almoner::Allowed(Draft(context(), house.officer, Now(*request)));
  almoner::Allowed(Approve(context(), house.second_officer, Now(*request)));
  house.clock().Set("2026-11-03T09:00:00Z");
  EXPECT_THAT(Deliver(context(), house.officer, Now(*request), ByPost()),
              FailsWith(Code::kConflict));
  almoner::Allowed(Given("2026-11-03", false));
  almoner::Allowed(Deliver(context(), house.officer, Now(*request), ByPost()));
}

TEST_P(CollationTest, AnOpinionThatChangesHoldsBackWhatRestedOnIt) {
  almoner::Allowed(Given("2026-10-01", false));
  almoner::Allowed(Ruled({.yes = false, .ground = "EX_THIRD_PARTY"}));
  almoner::Allowed(Ruled({.yes = true}, *note));
  almoner::Allowed(Draft(context(), house.officer, Now(*request)));
  almoner::Allowed(Given("2026-11-01", true));
  EXPECT_THAT(Draft(context(), house.officer, Now(*request)), FailsWith(Code::kConflict))
      << "of a single record too";
}

TEST_P(CollationTest, TheLetterToTheProfessionalIsReadyTheSameDayAndTheClockGoesOn) {
  EXPECT_THAT(AskOpinion(context(), house.officer, Now(*request), "contact-details", "her GP"),
              FailsWith(Code::kInvalid));
  almoner::Allowed(AskOpinion(context(), house.officer, Now(*request), "support-notes", "her GP"));
  ASSERT_OK_AND(const law::Due due, Clock(context(), Now(*request)));
  EXPECT_EQ(due.due, ParseDate("2026-12-02").value());
  EXPECT_THAT(ToDo(Now(*request)), testing::Contains(Step::kTakeOpinion)) << "it is chased";
  EXPECT_THAT(WriteLetter(context(), house.officer, Now(*request), {.about = "opinion-asked"}),
              FailsWith(Code::kInvalid));
  const auto letter =
      almoner::Allowed(WriteLetter(context(), house.officer, Now(*request),
                                   {.about = "opinion-asked", .recipient = "The surgery"}));
  EXPECT_THAT(letter.text, HasSubstr("as her GP"));
  EXPECT_THAT(letter.text, HasSubstr("support notes"));
  EXPECT_THAT(letter.text, Not(HasSubstr("Kovač"))) << "who it is goes another way";
}

TEST_P(CollationTest, OneRecordIsRuledOnApartFromTheRest) {
  const RecordId other = house.Note(*ana, "Her neighbour said so.");
  Agree(*request, "support-notes");
  almoner::Allowed(Ruled({.yes = false, .ground = "EX_THIRD_PARTY"}, other));
  const auto drafted = almoner::Allowed(Draft(context(), house.officer, Now(*request)));
  EXPECT_THAT(Json(drafted.files), HasSubstr("Slept well."));
  EXPECT_THAT(Json(drafted.files), Not(HasSubstr("neighbour")));
}

TEST_P(CollationTest, WhatIsKnownIsHeldBackOnceAProfessionalSaysThatItDoesHarm) {
  almoner::Allowed(Ruled({.yes = true, .ground = "", .known = "she was there"}));
  almoner::Allowed(Given("2026-05-03", true));
  EXPECT_THAT(Draft(context(), house.officer, Now(*request)), FailsWith(Code::kConflict));
  house.clock().Set("2026-11-03T09:00:00Z");
  almoner::Allowed(Draft(context(), house.officer, Now(*request)));
}

TEST_P(CollationTest, APackThatDidNotArriveGoesOutAgainUnderTheSameRules) {
  Agree(*request, "support-notes");
  almoner::Allowed(ConfirmIdentity(context(), house.officer, Now(*request), "known"));
  almoner::Allowed(Draft(context(), house.officer, Now(*request)));
  almoner::Allowed(Approve(context(), house.second_officer, Now(*request)));
  EXPECT_THAT(DeliverAgain(context(), house.officer, Now(*request), ByPost()),
              FailsWith(Code::kConflict))
      << "it has not gone out yet";
  Delivery sealed = ByPost();
  sealed.password = SecretBytes::CopyOf("a long password");
  almoner::Allowed(Deliver(context(), house.officer, Now(*request), sealed));
  almoner::Allowed(Close(context(), house.officer, Now(*request), "granted"));
  EXPECT_THAT(ToDo(Now(*request)), Not(testing::Contains(Step::kDeliverAgain)));
  EXPECT_THAT(DeliverAgain(context(), house.officer, Now(*request), ByPost()),
              FailsWith(Code::kInvalid))
      << "what went with a password goes with one";
  EXPECT_THAT(DeliverAgain(context(), house.officer, Now(*request), {.to = "claimed", .how = "x"}),
              FailsWith(Code::kInvalid));
  almoner::Allowed(DeliverAgain(context(), house.officer, Now(*request), sealed));
  EXPECT_EQ(Now(*request).events.back().kind, "delivered-again");
  house.Note(*ana, "Something new.");
  EXPECT_THAT(DeliverAgain(context(), house.officer, Now(*request), sealed),
              FailsWith(Code::kConflict));
}

TEST_P(CollationTest, ARecordIsRuledOnAsWhatItIs) {
  EXPECT_THAT(Rule(context(), house.officer, Now(*request), "contact-details", {.yes = true}, note),
              FailsWith(Code::kInvalid))
      << "health data does not leave as something else";
  const SubjectId ben = house.Person("Ben Adeyemi", "01632 960002");
  const RecordId other = house.Note(ben, "Slept badly.");
  EXPECT_THAT(Ruled({.yes = false, .ground = "BAR_HEALTH"}, other), FailsWith(Code::kNotFound));
}

// A mother's health in her child's file, or a neighbour's: DPA 2018 Schedule 3 paragraph 5 speaks
// of harm to anybody.
TEST_P(CollationTest, HealthDataInSomebodyElsesRecordIsReviewedAsHealthData) {
  const SubjectId ben = house.Person("Ben Adeyemi", "01632 960002");
  const RecordId his = house.Note({{ben}, {*ana, vault::Part::kMentions}},
                                  "Ana found him on the floor; he drinks again.");
  Agree(*request, "support-notes");
  RuleOn(*request, "mentions", {.yes = true, .ground = ""});
  EXPECT_THAT(almoner::Allowed(Collect(context(), house.officer, Now(*request))).unruled,
              testing::ElementsAre("mentions-health"));
  const auto rule = [&](const Ruling& ruling, const std::optional<RecordId>& record = {},
                        const char* as = "mentions-health") {
    return Rule(context(), house.officer, Now(*request), as, ruling, record);
  };
  EXPECT_THAT(rule({.yes = true}), FailsWith(Code::kInvalid)) << "she knows nothing of it";
  EXPECT_THAT(rule({.yes = true}, his, "mentions"), FailsWith(Code::kInvalid));
  EXPECT_THAT(rule({.yes = false, .ground = "EX_HEALTH_HARM"}), FailsWith(Code::kInvalid));
  almoner::Allowed(rule({.yes = false, .ground = "EX_THIRD_PARTY"}));
  EXPECT_THAT(Json(almoner::Allowed(Draft(context(), house.officer, Now(*request))).files),
              Not(HasSubstr("drinks")));
  almoner::Allowed(
      TakeOpinion(context(), house.officer, Now(*request),
                  {"mentions-health", ParseDate("2026-10-01").value(), false, "his GP"}));
  almoner::Allowed(rule({.yes = true}, his));
  EXPECT_THAT(Json(almoner::Allowed(Draft(context(), house.officer, Now(*request))).files),
              HasSubstr("drinks"));
}

TEST_P(CollationTest, WhatAProfessionalFindsHarmfulIsNotReleasedBecauseItIsKnown) {
  almoner::Allowed(Given("2026-10-01", true));
  EXPECT_THAT(Ruled({.yes = true, .ground = "", .known = "she was there"}),
              FailsWith(Code::kInvalid));
  almoner::Allowed(Ruled({.yes = false, .ground = "EX_HEALTH_HARM"}));
  almoner::Allowed(Draft(context(), house.officer, Now(*request)));
  house.clock().Set("2027-04-02T09:00:00Z");
  EXPECT_THAT(Draft(context(), house.officer, Now(*request)), FailsWith(Code::kConflict))
      << "nor withheld for harm that was seen too long ago";
}

TEST_P(CollationTest, AGroundThatMayBeNamedStandsInThePackAndASilentOneDoesNot) {
  almoner::Allowed(Ruled({.yes = false, .ground = "EX_LPP"}));
  EXPECT_THAT(Json(almoner::Allowed(Draft(context(), house.officer, Now(*request))).files),
              HasSubstr("Schedule 2 paragraph 19"));
  almoner::Allowed(Ruled({.yes = false, .ground = "BAR_HEALTH"}));
  EXPECT_THAT(Json(almoner::Allowed(Draft(context(), house.officer, Now(*request))).files),
              HasSubstr("\"left_out\":[]"));
}

TEST_P(CollationTest, WhereElseWasLookedStandsInThePackWithoutHowMuchWasFound) {
  const Search paper{.kind = "paper",
                     .where = "the cabinet in the day centre",
                     .who = "the manager",
                     .terms = "her name",
                     .dates = "since 2019",
                     .found = 3};
  Search wrong = paper;
  wrong.kind = "memory";
  EXPECT_THAT(RecordSearch(context(), house.officer, Now(*request), wrong),
              FailsWith(Code::kInvalid));
  wrong = paper;
  wrong.where = "";
  EXPECT_THAT(RecordSearch(context(), house.officer, Now(*request), wrong),
              FailsWith(Code::kInvalid));
  EXPECT_THAT(ToDo(Now(*request)), testing::Contains(Step::kSearch));
  almoner::Allowed(RecordSearch(context(), house.officer, Now(*request), paper));
  EXPECT_THAT(ToDo(Now(*request)), Not(testing::Contains(Step::kSearch)));
  Agree(*request, "support-notes");
  const std::string json =
      Json(almoner::Allowed(Draft(context(), house.officer, Now(*request))).files);
  EXPECT_THAT(json, HasSubstr("the cabinet in the day centre"));
  EXPECT_THAT(json, Not(HasSubstr("found")));
}

TEST_P(CollationTest, APackGoesToNoAddressThatIsMerelyClaimed) {
  Agree(*request, "support-notes");
  almoner::Allowed(ConfirmIdentity(context(), house.officer, Now(*request), "known"));
  almoner::Allowed(Draft(context(), house.officer, Now(*request)));
  almoner::Allowed(Approve(context(), house.second_officer, Now(*request)));
  for (const Delivery& wrong :
       {Delivery{.to = "letter", .how = "by post"}, Delivery{.to = "confirmed", .how = ""}})
    EXPECT_THAT(Deliver(context(), house.officer, Now(*request), wrong), FailsWith(Code::kInvalid));
  almoner::Allowed(Deliver(context(), house.officer, Now(*request),
                           {.to = "confirmed", .how = "she said it on the telephone we hold"}));
}

TEST_P(CollationTest, APackWithAPasswordIsThePdfAlone) {
  Agree(*request, "support-notes");
  almoner::Allowed(ConfirmIdentity(context(), house.officer, Now(*request), "known"));
  almoner::Allowed(Draft(context(), house.officer, Now(*request)));
  almoner::Allowed(Approve(context(), house.second_officer, Now(*request)));
  Delivery delivery = ByPost();
  delivery.password = SecretBytes::CopyOf("a long password");
  const auto pack = almoner::Allowed(Deliver(context(), house.officer, Now(*request), delivery));
  EXPECT_EQ(Json(pack.files), "");
  const auto pdf = std::ranges::find(pack.files, "data/what-we-hold.pdf", &paper::File::path);
  ASSERT_NE(pdf, pack.files.end());
  EXPECT_THAT(std::string(AsText(pdf->bytes)), HasSubstr("/AESV3"));
}

}  // namespace
}  // namespace almoner::rights
