#include <gmock/gmock.h>

#include "account/account.h"
#include "identity/encode.h"
#include "identity/totp.h"
#include "portal/test_portal.h"

namespace almoner::web::portal {
namespace {

using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kPassword = "three odd lantern words";
constexpr std::string_view kEmail = "margaret@quay.example";

class SecondTest : public PortalTest {
 protected:
  static Reply Send(Browser& browser, const std::string& page, FormFields fields) {
    const Reply form = browser.Get(page);
    fields.emplace_back("csrf", browser.Csrf(form));
    if (const std::string offer = Between(form.body, "name=\"offer\" value=\"", "\"");
        !offer.empty())
      fields.emplace_back("offer", offer);
    return browser.Post(page, fields);
  }
  Browser Margaret() {
    const std::string code = account::NewCode(world().app().random()).Expose();
    World::Allowed(world().app().gate().Act({.actor = world().worker(),
                                             .purpose = "support",
                                             .subjects = {world().person()},
                                             .action = gate::Action::kAttend},
                                            "account.invited", [&](const gate::Change& change) {
                                              return account::Invite(change, world().person(),
                                                                     code);
                                            }));
    Browser browser = NewBrowser();
    EXPECT_EQ(
        Send(browser, "/my/start",
             {{"code", code}, {"email", std::string(kEmail)}, {"password", std::string(kPassword)}})
            .status,
        303);
    return browser;
  }
  Reply SignIn(Browser& browser) {
    return Send(browser, "/my/sign-in",
                {{"email", std::string(kEmail)}, {"password", std::string(kPassword)}});
  }
  static SecretBytes SecretOn(const Reply& page) {
    std::string key = Between(page.body, "app-qr__key\">", "<");
    std::erase(key, ' ');
    const auto bytes = identity::FromBase32(key);
    EXPECT_THAT(bytes, IsOk()) << page.body;
    return SecretBytes::CopyOf(BytesView(*bytes));
  }
  std::string CodeOf(const SecretBytes& secret) {
    return identity::TotpCode(secret, identity::TotpStepAt(world().clock().Now()));
  }
  SecretBytes SetUp(Browser& browser) {
    const Reply page = browser.Get("/my/app");
    ExpectSafe(page, "/my/app");
    SecretBytes secret = SecretOn(page);
    const Reply shown =
        browser.Post("/my/app", {{"csrf", browser.Csrf(page)},
                                 {"offer", Between(page.body, "name=\"offer\" value=\"", "\"")},
                                 {"code", CodeOf(secret)},
                                 {"password", std::string(kPassword)}});
    EXPECT_THAT(shown.body, HasSubstr("Your recovery codes")) << shown.body;
    return secret;
  }
};

TEST_F(SecondTest, WhoHasAnAppGivesItsCodeAfterThePassword) {
  Browser margaret = Margaret();
  const SecretBytes secret = SetUp(margaret);
  world().clock().Advance(seconds(30));
  Browser phone = NewBrowser();
  EXPECT_EQ(SignIn(phone).header("location"), "/my/sign-in/code");
  EXPECT_EQ(phone.Get("/my").header("location"), "/my/sign-in") << "half a session opens nothing";
  ExpectSafe(phone.Get("/my/sign-in/code"), "/my/sign-in/code");
  EXPECT_EQ(Send(phone, "/my/sign-in/code", {{"code", "123456"}}).status, 422);
  const std::string code = CodeOf(secret);
  EXPECT_EQ(phone.Post("/my/sign-in/code", {{"code", code}}).header("location"), "/my/sign-in")
      << "without the form's token";
  EXPECT_EQ(Send(phone, "/my/sign-in/code", {{"code", code}}).header("location"), "/my");
  EXPECT_EQ(phone.Get("/my/information").status, 200);
  Browser shoulder = NewBrowser();
  SignIn(shoulder);
  EXPECT_EQ(Send(shoulder, "/my/sign-in/code", {{"code", code}}).status, 422);
}

TEST_F(SecondTest, SettingUpAndRemovingNeedThePassword) {
  Browser margaret = Margaret();
  const Reply page = margaret.Get("/my/app");
  const FormFields without = {{"csrf", margaret.Csrf(page)},
                              {"offer", Between(page.body, "name=\"offer\" value=\"", "\"")},
                              {"code", CodeOf(SecretOn(page))},
                              {"password", "not it"}};
  const Reply refused = margaret.Post("/my/app", without);
  EXPECT_EQ(refused.status, 422);
  EXPECT_THAT(refused.body, HasSubstr("This is not your password"));
  EXPECT_THAT(margaret.Get("/my/second").body, HasSubstr("with your password alone"));
  SetUp(margaret);
  EXPECT_EQ(Send(margaret, "/my/second", {{"what", "remove"}, {"password", "not it"}}).status, 422);
  EXPECT_THAT(
      Send(margaret, "/my/second", {{"what", "codes"}, {"password", std::string(kPassword)}}).body,
      HasSubstr("Your recovery codes"));
  EXPECT_EQ(Send(margaret, "/my/second", {{"what", "remove"}, {"password", std::string(kPassword)}})
                .header("location"),
            "/my/second");
  Browser other = NewBrowser();
  EXPECT_EQ(SignIn(other).header("location"), "/my");
}

TEST_F(SecondTest, OnesSessionsAreListedAndEnded) {
  Browser margaret = Margaret();
  Browser library = NewBrowser();
  SignIn(library);
  const Reply page = margaret.Get("/my/devices");
  ExpectSafe(page, "/my/devices");
  EXPECT_THAT(page.body, AllOf(HasSubstr("(this one)"), HasSubstr("All but this one")));
  EXPECT_EQ(Send(margaret, "/my/devices", {{"end", "zz"}}).status, 422);
  EXPECT_EQ(Send(margaret, "/my/devices", {{"end", "others"}}).status, 303);
  EXPECT_EQ(library.Get("/my").status, 303);
  EXPECT_EQ(margaret.Get("/my").status, 200);
}

TEST_F(SecondTest, AnAccountThatEndsTakesItsFactorsAlong) {
  Browser margaret = Margaret();
  SetUp(margaret);
  EXPECT_EQ(Send(margaret, "/my/close", {{"password", std::string(kPassword)}}).status, 303);
  const auto left = world().app().store().Read(
      [](store::ReadTx& tx) { return tx.Query("SELECT 1 FROM factor"); });
  EXPECT_TRUE(left->empty());
}

}  // namespace
}  // namespace almoner::web::portal
