#include "console/test_office.h"

namespace almoner::web::console {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class ConsentsTest : public OfficeTest {
 protected:
  [[nodiscard]] std::string All() const { return PersonPage() + "/consents?purpose=support"; }
  [[nodiscard]] std::string Newsletter() const {
    return PersonPage() + "/consents/newsletter?purpose=support";
  }
  [[nodiscard]] std::string ForNewsletter() const { return PersonPage() + "?purpose=newsletter"; }
  Reply Answer(const std::string& answer) {
    return Send(sam_, Newsletter(),
                {{"words", "1"},
                 {"answer", answer},
                 {"means", "phone"},
                 {"evidence", "Rang on Tuesday; Jo heard."}});
  }
};

TEST_F(ConsentsTest, ARefusalLeadsToWritingTheAnswerDownWhichHoldsAtOnce) {
  const Reply refused = sam_.Get(ForNewsletter());
  EXPECT_EQ(refused.status, 403);
  EXPECT_THAT(refused.body, HasSubstr(PersonPage() + "/consents?purpose=newsletter"));
  EXPECT_EQ(sam_.Get(PersonPage() + "/consents?purpose=newsletter").status, 200);

  const Reply given = Answer("given");
  EXPECT_THAT(given.header("location"), HasSubstr("&taken=1")) << given.body;
  const std::string page = sam_.Get(All() + "&taken=1").body;
  EXPECT_THAT(page, AllOf(HasSubstr("Their answer is recorded"), HasSubstr(">Agreed<"),
                          HasSubstr("By phone"), HasSubstr("Sam Rivers"),
                          Not(HasSubstr("Rang on Tuesday")), Not(HasSubstr("Margaret"))));
  EXPECT_EQ(sam_.Get(ForNewsletter()).status, 200);

  EXPECT_THAT(sam_.Get(Newsletter()).body,
              AllOf(HasSubstr("They take it back"), Not(HasSubstr("They say no"))));
  Answer("withdrawn");
  EXPECT_EQ(sam_.Get(ForNewsletter()).status, 403) << "the next reading is refused";
  EXPECT_THAT(sam_.Get(All()).body, HasSubstr("Took it back"));
  EXPECT_EQ(world().Logged("consent.given allowed"), 1U);
  EXPECT_EQ(world().Logged("consent.withdrawn allowed"), 1U);
}

TEST_F(ConsentsTest, WhatIsMissingIsSaidAndNothingIsLost) {
  const Reply wrong = Send(sam_, Newsletter(), {{"evidence", "On paper, in her folder."}});
  EXPECT_EQ(wrong.status, 422);
  EXPECT_THAT(wrong.body,
              AllOf(HasSubstr("Choose what they said"), HasSubstr("Choose how they said it"),
                    HasSubstr("On paper, in her folder.")));
  EXPECT_EQ(Answer("maybe").status, 422);
  EXPECT_THAT(sam_.Get(All()).body, HasSubstr("They have given none."));
}

TEST_F(ConsentsTest, AnAnswerToEarlierWordsIsNotTaken) {
  const Reply late =
      Send(sam_, Newsletter(),
           {{"words", "0"}, {"answer", "given"}, {"means", "paper"}, {"evidence", "A form."}});
  EXPECT_EQ(late.status, 409);
  EXPECT_THAT(late.body, AllOf(HasSubstr("have changed"), HasSubstr("A form.")));
  EXPECT_EQ(world().Logged("consent.given allowed"), 0U);
}

TEST_F(ConsentsTest, WhoDoesNotWorkWithThemIsRefusedAndWhatIsNotThereIsNotFound) {
  Browser jo = SignedIn("jo");
  EXPECT_EQ(jo.Get(All()).status, 403);
  EXPECT_EQ(jo.Get(Newsletter()).status, 403);
  EXPECT_EQ(sam_.Get(PersonPage() + "/consents/none?purpose=support").status, 404);
  EXPECT_EQ(sam_.Get("/people/nobody/consents").status, 404);
}

}  // namespace
}  // namespace almoner::web::console
