// Signing in at an identity provider, where there is none or it is down; e2e/oidc_console has one.
#include <gmock/gmock.h>

#include "console/test_console.h"

namespace almoner::web::console {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

using NoProviderTest = ConsoleTest;

// Nobody answers at its port.
class DownTest : public ConsoleTest {
 protected:
  DownTest()
      : ConsoleTest(
            "website = 'https://privacy.charity.example'\n[sign-in]\nname = 'Fenland & Co'\n"
            "issuer = 'http://127.0.0.1:1'\nclient = 'almoner'\nsecret-file = '/nowhere'\n") {
    world().AddStaff("Kit Moor", "kit", {"administrator"});
  }
};

TEST_F(NoProviderTest, NothingIsOfferedAndItsAddressesLeadToSigningIn) {
  Browser browser = NewBrowser();
  EXPECT_THAT(browser.Get("/sign-in?at=down").body, Not(HasSubstr("Sign in with")));
  for (const char* target : {"/sign-in/provider", "/sign-in/back?code=x&state=y",
                             "/sign-in/unknown", "/signed-out", "/confirm/provider"}) {
    const Reply reply = browser.Get(target);
    EXPECT_EQ(reply.status, 303) << target;
    EXPECT_THAT(reply.header("location"), HasSubstr("/sign-in")) << target;
  }
  Browser sam = SignedIn("sam");
  EXPECT_EQ(sam.Get("/account/provider").header("location"), "/account");
  EXPECT_THAT(sam.Get("/account").body, Not(HasSubstr("/account/provider")));
}

TEST_F(DownTest, ThePageSaysSoAndThePasswordWorks) {
  Browser browser = NewBrowser();
  const Reply page = browser.Get("/sign-in?next=/people");
  EXPECT_THAT(page.body, HasSubstr("Sign in with Fenland &amp; Co"));
  EXPECT_THAT(page.body, HasSubstr("/sign-in/provider?next="));
  const Reply away = browser.Get("/sign-in/provider?next=/people");
  EXPECT_EQ(away.status, 303);
  EXPECT_THAT(away.header("location"), HasSubstr("/sign-in?at=down&next="));
  EXPECT_THAT(browser.Get(away.header("location")).body,
              HasSubstr("Fenland &amp; Co cannot be reached just now."));
  EXPECT_EQ(SignIn(browser, "sam").status, 303);
  EXPECT_EQ(browser.Get("/people").status, 200);
}

TEST_F(DownTest, AnotherSiteBeginsNothingAndALinkThatNobodyBeganLeadsNowhere) {
  Browser browser = NewBrowser();
  EXPECT_EQ(browser.Get("/sign-in/provider", {{"Sec-Fetch-Site", "cross-site"}}).header("location"),
            "/sign-in");
  browser.cookies()["__Host-begun"] = std::string(200, 'a');
  EXPECT_EQ(browser.Get("/sign-in/back?code=x&state=y").header("location"), "/sign-in?at=failed");
  EXPECT_FALSE(browser.cookies().contains("__Host-begun"));
  browser.cookies()["__Host-known"] = std::string(200, 'a');
  EXPECT_EQ(browser.Get("/sign-in/unknown").header("location"), "/sign-in");
  EXPECT_EQ(browser.Post("/sign-in/unknown", {{"code", "4k7m-9qxr-4k7m-9qxr"}}).header("location"),
            "/sign-in");
}

TEST_F(DownTest, ACodeIsGivenByWhoeverAdministersAndShownOnce) {
  const std::string page = "/staff/" + world().worker().text() + "/link-code";
  Browser sam = SignedIn("sam");
  EXPECT_EQ(sam.Get(page).status, 403);
  Browser kit = SignedIn("kit");
  const Reply form = kit.Get(page);
  const Reply shown = kit.Post(page, {{"csrf", kit.Csrf(form)}});
  EXPECT_EQ(shown.status, 200);
  EXPECT_THAT(shown.body, HasSubstr("The code, shown only now"));
  EXPECT_THAT(world().Log(), Contains("staff.link-code-given done"));
  EXPECT_EQ(sam.Get("/people").status, 303) << "their sessions end";
  EXPECT_THAT(kit.Get("/settings").body, HasSubstr("https://privacy.charity.example/sign-in/back"));
}

}  // namespace
}  // namespace almoner::web::console
