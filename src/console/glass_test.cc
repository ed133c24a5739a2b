#include <gmock/gmock.h>

#include "console/test_console.h"
#include "gate/break_glass.h"

namespace almoner::web::console {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

// Jo, who supports other people, opens Margaret's record in an emergency.
class GlassTest : public ConsoleTest {
 protected:
  void SetUp() override {
    const Reply page = jo_.Post(
        PersonPage(),
        {{"csrf", jo_.Csrf(jo_.Get("/people"))}, {"purpose", "support"}, {"ground", "emergency"}});
    ASSERT_EQ(page.status, 200);
    EXPECT_THAT(page.body, HasSubstr("href=\"/glass\">Say why</a>"));
    id_ = Between(jo_.Get("/glass").body, "action=\"/glass/", "/words\"");
    ASSERT_EQ(id_.size(), 32U);
  }
  Reply Say(Browser& browser, const std::string& words) {
    return browser.Post("/glass/" + id_ + "/words",
                        {{"csrf", browser.Csrf(browser.Get("/glass"))}, {"words", words}});
  }
  Reply Judge(Browser& browser, const std::string& finding) {
    return browser.Post("/glass/" + id_ + "/review",
                        {{"csrf", browser.Csrf(browser.Get("/people"))}, {"finding", finding}});
  }

  Browser jo_ = SignedIn("jo");
  std::string id_;
};

TEST_F(GlassTest, WhoeverBrokeItSaysWhyAndSomebodyElseReviewsIt) {
  EXPECT_THAT(
      jo_.Get("/glass").body,
      AllOf(HasSubstr("An emergency"), HasSubstr("Words to follow"),
            HasSubstr("on 21 November 2026 at 09:30. Say why by 22 November 2026 at 09:30."),
            Not(HasSubstr("To be reviewed"))));
  const Reply said = Say(jo_, "She had fallen & could not speak.\r\nI rang 999.");
  EXPECT_EQ(said.status, 303);
  EXPECT_THAT(
      jo_.Get(said.header("location")).body,
      AllOf(HasSubstr("Your words are recorded."), HasSubstr("nothing for you to explain")));

  Browser ada = SignedIn("ada");
  EXPECT_THAT(ada.Get("/glass").body,
              AllOf(HasSubstr("To be reviewed"), HasSubstr("Explained"),
                    HasSubstr("Jo Fields, on 21 November 2026"), HasSubstr("/glass/" + id_)));
  EXPECT_THAT(ada.Get("/glass/" + id_).body,
              AllOf(HasSubstr("She had fallen &amp; could not speak.\nI rang 999."),
                    HasSubstr("Was it justified?")));
  EXPECT_EQ(Judge(ada, "perhaps").status, 400);
  EXPECT_EQ(Judge(ada, "justified").header("location"), "/glass?reviewed=1");
  EXPECT_THAT(ada.Get("/glass?reviewed=1").body, AllOf(HasSubstr("Your review is recorded."),
                                                       HasSubstr("Nothing waits for a review")));
  const Reply again = Judge(ada, "not-justified");
  EXPECT_EQ(again.status, 409);
  EXPECT_THAT(again.body, HasSubstr("It was reviewed already."));
  for (const char* line : {"break-glass.explained allowed", "break-glass.listed allowed",
                           "break-glass.read allowed", "break-glass.reviewed allowed"})
    EXPECT_THAT(world().Log(), Contains(line));
}

TEST_F(GlassTest, NoWordsAreSentBackWithTheProblemBesideTheField) {
  const Reply page = Say(jo_, " \r\n ");
  EXPECT_EQ(page.status, 422);
  EXPECT_THAT(page.body, AllOf(HasSubstr("<title>Error: "), HasSubstr("href=\"#words-" + id_),
                               HasSubstr("Say why it was necessary")));
}

TEST_F(GlassTest, OneSeesAndExplainsOnlyWhatOneOpened) {
  Browser sam = SignedIn("sam");
  EXPECT_THAT(sam.Get("/glass").body, Not(HasSubstr(id_)));
  EXPECT_EQ(Say(sam, "It was me.").status, 403);
  EXPECT_EQ(sam.Get("/glass/" + id_).status, 403) << "reviewing needs the duty";
  EXPECT_EQ(Judge(sam, "justified").status, 403);
  EXPECT_EQ(Judge(jo_, "justified").status, 403) << "nobody judges themselves";
  EXPECT_EQ(sam.Get("/glass/" + std::string(32, '0')).status, 404);
  EXPECT_EQ(sam.Get("/glass/x").status, 404);
}

TEST_F(GlassTest, WithoutWordsItCanBeReviewedOnceTheDayIsOver) {
  Browser ada = SignedIn("ada");
  EXPECT_THAT(ada.Get("/glass").body,
              AllOf(HasSubstr("Words to follow"), Not(HasSubstr("Read and review"))));
  world().clock().Advance(gate::kWordsWithin + std::chrono::minutes(1));
  ada = SignedIn("ada");
  EXPECT_THAT(ada.Get("/glass").body,
              AllOf(HasSubstr("No words, and 24 hours are over"), HasSubstr("Read and review")));
  EXPECT_THAT(ada.Get("/glass/" + id_).body, HasSubstr("They have not said why."));
  EXPECT_EQ(Judge(ada, "not-justified").status, 303);
}

TEST_F(GlassTest, SomeoneWhomOneDoesNotSupportIsFoundForAReasonOnly) {
  Browser jo = SignedIn("jo");
  const auto search = [&](const std::string& ground) {
    FormFields fields = {
        {"csrf", jo.Csrf(jo.Get("/people"))}, {"q", "Margret"}, {"purpose", "support"}};
    if (!ground.empty()) fields.emplace_back("ground", ground);
    return jo.Post("/people/search", fields).body;
  };
  EXPECT_THAT(search(""),
              AllOf(HasSubstr("Nobody found"), HasSubstr("I must find this person now")));
  EXPECT_THAT(search("curiosity"), HasSubstr("Nobody found"));
  EXPECT_THAT(search("safeguarding"),
              AllOf(HasSubstr("1 person found"), HasSubstr("You searched for safeguarding"),
                    HasSubstr("href=\"/glass\"")));
  EXPECT_THAT(jo.Get("/glass").body, AllOf(HasSubstr("Safeguarding"), HasSubstr("An emergency")));
}

}  // namespace
}  // namespace almoner::web::console
