#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "console/test_office.h"
#include "identity/test_authenticator.h"
#include "identity/totp.h"

namespace almoner::web::console {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kOrigin = "https://fen.example";

class PasskeyTest : public ConsoleTest {
 protected:
  PasskeyTest() : ConsoleTest("website = 'https://fen.example'\n") {}

  static std::string Unescaped(std::string text) {
    for (std::size_t at = 0; (at = text.find("&quot;", at)) != std::string::npos;)
      text.replace(at, 6, "\"");
    return text;
  }
  // What the browser is asked to sign.
  static Bytes ChallengeOn(const Reply& page) {
    const auto options = boost::json::parse(Unescaped(Between(page.body, "data-options=\"", "\"")));
    return *identity::FromBase64Url(options.at("challenge").as_string());
  }
  static FormFields FormOn(const Reply& page, const FormFields& answers) {
    FormFields fields;
    for (const char* const name : {"csrf", "passkey-offer", "next"})
      fields.emplace_back(name,
                          Between(page.body, "name=\"" + std::string(name) + "\" value=\"", "\""));
    fields.insert(fields.end(), answers.begin(), answers.end());
    return fields;
  }
  static identity::Answering Answer(const Reply& page, std::uint32_t count) {
    identity::Answering answering;
    answering.challenge = ChallengeOn(page);
    answering.origin = kOrigin;
    answering.count = count;
    return answering;
  }
  Reply Add(Browser& browser, const identity::TestAuthenticator& device) {
    const Reply page = browser.Get("/account/passkeys");
    return browser.Post(
        "/account/passkeys",
        FormOn(page, {{"name", "My telephone"}, {"response", device.Create(Answer(page, 1))}}));
  }
  // After the password, at the second page.
  Reply Half(Browser& browser) {
    EXPECT_THAT(SignIn(browser, "sam").header("location"), HasSubstr("/sign-in/code"));
    return browser.Get("/sign-in/code?next=%2Fpeople");
  }
};

TEST_F(PasskeyTest, APasskeyIsAddedAndSignsInAfterThePassword) {
  Browser sam = SignedIn("sam");
  const identity::TestAuthenticator device;
  const Reply page = sam.Get("/account/passkeys");
  EXPECT_THAT(page.body,
              AllOf(HasSubstr("defer></script>"), HasSubstr("use an authenticator app instead"),
                    HasSubstr("data-kind=\"create\"")));
  EXPECT_THAT(page.header("content-security-policy"), Not(HasSubstr("unsafe")));
  EXPECT_THAT(Add(sam, device).body, HasSubstr("Your recovery codes"));
  EXPECT_THAT(sam.Get("/account/passkeys").body, HasSubstr("My telephone"));

  Browser browser = NewBrowser();
  const Reply step = Half(browser);
  EXPECT_THAT(step.body, AllOf(HasSubstr("data-kind=\"get\""), HasSubstr("enter a code above")));
  const FormFields right = FormOn(step, {{"response", device.Get(Answer(step, 2))}});
  const Reply in = browser.Post("/sign-in/passkey", right);
  EXPECT_EQ(in.header("location"), "/people") << in.body;
  EXPECT_EQ(browser.Get("/people").status, 200);
  EXPECT_EQ(browser.Post("/sign-in/passkey", right).header("location"), "/sign-in")
      << "what was signed is good once";
  EXPECT_THAT(world().Log(), Contains("factor.passkey-added done"));
}

TEST_F(PasskeyTest, WhatIsSignedWrongLetsNobodyIn) {
  Browser sam = SignedIn("sam");
  const identity::TestAuthenticator device;
  Add(sam, device);
  Browser browser = NewBrowser();
  const auto refused = [&](const std::function<void(identity::Answering&)>& spoil) {
    const Reply step = Half(browser);
    identity::Answering answering = Answer(step, 2);
    spoil(answering);
    const Reply reply =
        browser.Post("/sign-in/passkey", FormOn(step, {{"response", device.Get(answering)}}));
    EXPECT_EQ(reply.status, 422);
    EXPECT_THAT(reply.body, HasSubstr("The passkey was not accepted"));
    EXPECT_FALSE(browser.cookies().contains("__Host-session"));
  };
  refused([](identity::Answering& a) { a.origin = "https://evil.example"; });
  refused([](identity::Answering& a) { a.challenge = Bytes(32, 1); });
  refused([](identity::Answering& a) { a.count = 1; });  // as it was: there may be a copy
  const Reply step = Half(browser);
  identity::TestAuthenticator other;
  other.id = ToBytes("another device's");
  EXPECT_EQ(
      browser.Post("/sign-in/passkey", FormOn(step, {{"response", other.Get(Answer(step, 2))}}))
          .status,
      422);
}

TEST_F(PasskeyTest, AnOfferIsGoodForFiveMinutesAndNoOtherSession) {
  Browser sam = SignedIn("sam");
  Browser jo = SignedIn("jo");
  const identity::TestAuthenticator device;
  const Reply page = sam.Get("/account/passkeys");
  FormFields moved =
      FormOn(page, {{"name", "Stolen"}, {"response", device.Create(Answer(page, 1))}});
  moved.front().second = jo.Csrf(jo.Get("/account"));
  EXPECT_EQ(jo.Post("/account/passkeys", moved).status, 422);
  world().clock().Advance(std::chrono::minutes(5));
  EXPECT_EQ(sam.Post("/account/passkeys",
                     FormOn(page, {{"name", "Late"}, {"response", device.Create(Answer(page, 1))}}))
                .status,
            422);
  EXPECT_EQ(Add(jo, device).status, 200);
  EXPECT_EQ(Add(sam, device).status, 409) << "one passkey is not two people's";
}

TEST_F(PasskeyTest, OneIsRemovedByWhoeverHasIt) {
  Browser sam = SignedIn("sam");
  Add(sam, identity::TestAuthenticator());
  const Reply page = sam.Get("/account/passkeys");
  const std::string id = Between(page.body, "name=\"passkey\" type=\"radio\" value=\"", "\"");
  ASSERT_EQ(id.size(), 32U);
  Browser jo = SignedIn("jo");
  EXPECT_EQ(
      jo.Post("/account/passkeys/remove", {{"csrf", jo.Csrf(jo.Get("/account"))}, {"passkey", id}})
          .status,
      303);
  EXPECT_THAT(sam.Get("/account/passkeys").body, HasSubstr("My telephone")) << "not Jo's";
  EXPECT_EQ(sam.Post("/account/passkeys/remove", {{"csrf", sam.Csrf(page)}, {"passkey", id}})
                .header("location"),
            "/account/passkeys");
  Browser again = NewBrowser();
  EXPECT_EQ(SignIn(again, "sam").header("location"), "/people") << "the password alone again";
}

class RequiredTest : public ConsoleTest {
 protected:
  RequiredTest() : ConsoleTest("second-factor = 'required'\n") {}
};

TEST_F(RequiredTest, WhoHasNoneSetsOneUpBeforeAnythingOpens) {
  Browser browser = NewBrowser();
  EXPECT_EQ(SignIn(browser, "sam").header("location"), "/sign-in/code?next=%2Fpeople");
  const Reply away = browser.Get("/sign-in/code?next=%2Fpeople");
  EXPECT_EQ(away.header("location"), "/sign-in/set-up?next=%2Fpeople");
  const Reply page = browser.Get("/sign-in/set-up?next=%2Fpeople");
  ExpectSafe(page, "/sign-in/set-up");
  std::string key = Between(page.body, "app-qr__key\">", "<");
  std::erase(key, ' ');
  const SecretBytes secret = SecretBytes::CopyOf(BytesView(*identity::FromBase32(key)));
  FormFields fields;
  for (const char* const name : {"csrf", "offer", "next"})
    fields.emplace_back(name,
                        Between(page.body, "name=\"" + std::string(name) + "\" value=\"", "\""));
  fields.emplace_back("code", "000000");
  EXPECT_EQ(browser.Post("/sign-in/set-up", fields).status, 422);
  EXPECT_EQ(browser.Get("/people").status, 303);
  EXPECT_EQ(browser.Post("/sign-in/code", fields).header("location"), "/sign-in")
      << "no code is asked for where there is none";
  fields.back().second = identity::TotpCode(secret, identity::TotpStepAt(world().clock().Now()));
  const Reply shown = browser.Post("/sign-in/set-up", fields);
  EXPECT_THAT(shown.body, HasSubstr("Your recovery codes"));
  EXPECT_EQ(browser.Get("/people").status, 200);
  const Reply remove = browser.Get("/account/app/remove");
  EXPECT_EQ(browser.Post("/account/app/remove", {{"csrf", browser.Csrf(remove)}}).status, 409);
}

}  // namespace
}  // namespace almoner::web::console
