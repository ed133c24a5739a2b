#include <gmock/gmock.h>

#include "console/test_console.h"

namespace almoner::web::console {
namespace {

using std::chrono::minutes;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kWrong = "Check your username and password. One of them is not right.";

using SignInTest = ConsoleTest;

TEST_F(SignInTest, TheRightPasswordOpensTheConsoleAndIsInTheLog) {
  Browser browser = NewBrowser();
  const Reply reply = SignIn(browser, "sam");
  EXPECT_EQ(reply.status, 303);
  EXPECT_EQ(reply.header("location"), "/people");
  const Reply people = browser.Get("/people");
  EXPECT_EQ(people.status, 200);
  EXPECT_THAT(people.body, HasSubstr("Sam Rivers"));
  EXPECT_THAT(world().Log(), Contains("session.begun done"));
}

TEST_F(SignInTest, TheSessionCookieIsOfTheSafestKindAndNew) {
  Browser browser = NewBrowser();
  browser.cookies()["__Host-session"] = std::string(64, 'a');  // planted before signing in
  const Reply reply = SignIn(browser, "sam");
  std::string session;
  for (auto [at, end] = reply.headers.equal_range("set-cookie"); at != end; ++at)
    if (at->second.starts_with("__Host-session=")) session = at->second;
  EXPECT_THAT(session, HasSubstr("; Path=/; Secure; HttpOnly; SameSite=Lax"));
  EXPECT_THAT(session, Not(HasSubstr(std::string(64, 'a'))));
  EXPECT_EQ(browser.cookies()["__Host-session"].size(), 64U);
}

TEST_F(SignInTest, AWrongPasswordAndAnUnknownLoginReadTheSame) {
  Browser browser = NewBrowser();
  const Reply wrong = SignIn(browser, "sam", "not it");
  const Reply unknown = SignIn(browser, "nobody", "not it");
  for (const Reply& reply : {wrong, unknown}) {
    EXPECT_EQ(reply.status, 422);
    EXPECT_THAT(reply.body, HasSubstr(kWrong));
    EXPECT_THAT(reply.body, HasSubstr("<title>Error: Sign in"));
    EXPECT_THAT(reply.body, HasSubstr("<a href=\"#login\">"));
    EXPECT_FALSE(browser.cookies().contains("__Host-session"));
  }
  EXPECT_THAT(wrong.body, HasSubstr("value=\"sam\"")) << "what was typed stays";
  EXPECT_THAT(wrong.body, Not(HasSubstr("not it"))) << "but not the password";
}

TEST_F(SignInTest, FailuresMakeTheNextTryWaitAndThenItIsFine) {
  Browser browser = NewBrowser();
  for (int i = 0; i < 5; ++i) EXPECT_EQ(SignIn(browser, "sam", "not it").status, 422);
  const Reply waits = SignIn(browser, "sam");
  EXPECT_EQ(waits.status, 429);
  EXPECT_EQ(waits.header("retry-after"), "60");
  EXPECT_THAT(waits.body, HasSubstr("Wait 1 minute, then try again."));
  world().clock().Advance(minutes(1));
  EXPECT_EQ(SignIn(browser, "sam").status, 303);
}

TEST_F(SignInTest, TheFormOfAnotherSiteSignsNobodyIn) {
  Browser browser = NewBrowser();
  browser.Get("/sign-in");
  const FormFields typed = {{"form", std::string(64, '0')},
                            {"login", "sam"},
                            {"password", std::string(World::kPassword)}};
  EXPECT_EQ(browser.Post("/sign-in", typed).status, 403);
  EXPECT_EQ(NewBrowser().Post("/sign-in", {{"form", ""}, {"login", "sam"}}).status, 403)
      << "two empty tokens are not the same";
  const std::string token = browser.cookies()["__Host-form"];
  EXPECT_EQ(
      browser
          .Post("/sign-in",
                {{"form", token}, {"login", "sam"}, {"password", std::string(World::kPassword)}},
                {{"Sec-Fetch-Site", "cross-site"}})
          .status,
      403);
}

TEST_F(SignInTest, AfterwardsOneIsWhereOneWasGoingButNeverElsewhere) {
  Browser browser = NewBrowser();
  const Reply away = browser.Get(PersonPage() + "?purpose=support");
  EXPECT_EQ(away.status, 303);
  const Reply form = browser.Get(away.header("location"));
  const std::string next = PersonPage() + "?purpose=support";
  EXPECT_THAT(form.body, HasSubstr("name=\"next\" value=\"" + next + "\""));
  for (const char* evil : {"//evil.example/people", "https://evil.example", "/people%0d%0aX: y",
                           "/sign-out", "/people\\..\\evil"})
    EXPECT_THAT(browser.Get("/sign-in?next=" + http::EncodePercent(evil)).body,
                HasSubstr("name=\"next\" value=\"/today\""))
        << evil;
}

TEST_F(SignInTest, SigningOutEndsTheSessionOnTheServerToo) {
  Browser browser = SignedIn("sam");
  const std::string token = browser.cookies()["__Host-session"];
  const Reply people = browser.Get("/people");
  EXPECT_EQ(browser.Post("/sign-out", {{"csrf", browser.Csrf(people)}}).status, 303);
  EXPECT_FALSE(browser.cookies().contains("__Host-session"));
  browser.cookies()["__Host-session"] = token;
  EXPECT_EQ(browser.Get("/people").status, 303);
  EXPECT_THAT(world().Log(), Contains("session.ended done"));
}

TEST_F(SignInTest, AnIdleSessionIsOverAndAUsedOneIsNot) {
  Browser browser = SignedIn("sam");
  world().clock().Advance(minutes(19));
  EXPECT_EQ(browser.Get("/people").status, 200);
  world().clock().Advance(minutes(19));
  EXPECT_EQ(browser.Get("/people").status, 200);
  world().clock().Advance(minutes(20));
  const Reply over = browser.Get("/people");
  EXPECT_EQ(over.status, 303);
  EXPECT_THAT(over.header("location"), HasSubstr("/sign-in"));
}

TEST_F(SignInTest, CookiesThatAreNoSessionOpenNothing) {
  for (const std::string& cookie :
       {std::string(64, '0'), std::string(63, '0'), std::string("zz"), std::string(64, 'g')}) {
    Browser browser = NewBrowser();
    browser.cookies()["__Host-session"] = cookie;
    EXPECT_EQ(browser.Get("/people").status, 303) << cookie;
  }
}

TEST_F(SignInTest, AFormWithoutTheSessionsTokenChangesNothing) {
  Browser browser = SignedIn("sam");
  Browser other = SignedIn("jo");
  const std::string stolen = other.Csrf(other.Get("/people"));
  ASSERT_EQ(stolen.size(), 64U);
  for (const std::string& csrf : {std::string(), std::string(64, '0'), stolen})
    for (const std::string& target : {PersonPage() + "/records", PersonPage(),
                                      std::string("/people/search"), std::string("/sign-out")}) {
      const Reply reply = browser.Post(target, {{"csrf", csrf}, {"text", "x"}, {"q", "x"}});
      EXPECT_EQ(reply.status, 403) << target;
      EXPECT_THAT(reply.body, HasSubstr("This form is out of date")) << target;
    }
  EXPECT_EQ(world().Logged("record.added allowed"), 1U) << "the one the World made";
  EXPECT_EQ(browser.Get("/people").status, 200) << "still signed in";
}

}  // namespace
}  // namespace almoner::web::console
