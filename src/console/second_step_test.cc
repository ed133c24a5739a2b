#include <gmock/gmock.h>

#include "console/test_office.h"
#include "identity/encode.h"
#include "identity/totp.h"
#include "outbox/outbox.h"

namespace almoner::web::console {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

class SecondStepTest : public OfficeTest {
 protected:
  struct Kept {
    SecretBytes secret;
    std::vector<std::string> recovery;
  };
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
  static FormFields FormOn(const Reply& page, const FormFields& answers) {
    FormFields fields;
    for (const char* const name : {"csrf", "next", "offer"})
      fields.emplace_back(name,
                          Between(page.body, "name=\"" + std::string(name) + "\" value=\"", "\""));
    fields.insert(fields.end(), answers.begin(), answers.end());
    return fields;
  }
  Kept SetUp(Browser& browser) {
    const Reply page = browser.Get("/account/app");
    EXPECT_EQ(page.status, 200) << page.body;
    ExpectSafe(page, "/account/app");
    Kept kept{.secret = SecretOn(page), .recovery = {}};
    const Reply shown = browser.Post("/account/app", FormOn(page, {{"code", CodeOf(kept.secret)}}));
    EXPECT_THAT(shown.body, HasSubstr("Your recovery codes, shown only now"));
    for (int i = 1; i <= 10; ++i)
      kept.recovery.push_back(
          Between(Between(shown.body, "Code " + std::to_string(i) + "</dt>", "</dd>") + "|",
                  "app-record__text\">", "|"));
    return kept;
  }
  // With the password, up to the second page.
  Browser Half(std::string_view login) {
    Browser browser = NewBrowser();
    const Reply reply = SignIn(browser, login);
    EXPECT_EQ(reply.header("location"), "/sign-in/code?next=%2Fpeople");
    return browser;
  }
  // That wait to be sent.
  std::size_t Letters() {
    return World::Must(
               world().app().store().Read([](store::ReadTx& tx) { return outbox::List(tx, 10); }))
        .size();
  }
  static Reply Give(Browser& browser, std::string_view code) {
    const Reply page = browser.Get("/sign-in/code?next=%2Fpeople");
    return browser.Post("/sign-in/code", FormOn(page, {{"code", std::string(code)}}));
  }
};

TEST_F(SecondStepTest, WhoHasAnAppGivesItsCodeAfterThePassword) {
  const Kept kept = SetUp(sam_);
  EXPECT_EQ(kept.recovery.front().size(), 14U);
  Browser browser = Half("sam");
  const Reply page = browser.Get("/sign-in/code");
  ExpectSafe(page, "/sign-in/code");
  EXPECT_FALSE(browser.cookies().contains("__Host-session"));
  EXPECT_EQ(browser.Get("/people").status, 303) << "half a session opens nothing";
  EXPECT_EQ(Give(browser, CodeOf(kept.secret)).status, 422) << "it was used to set the app up";
  EXPECT_EQ(Give(browser, "123 456").status, 422);
  EXPECT_THAT(Give(browser, "").body, HasSubstr("Enter the code of your app"));
  world().clock().Advance(seconds(30));
  const std::string code = CodeOf(kept.secret);
  const Reply in = Give(browser, code);
  EXPECT_EQ(in.status, 303) << in.body;
  EXPECT_EQ(in.header("location"), "/people");
  EXPECT_FALSE(browser.cookies().contains("__Host-half"));
  EXPECT_EQ(browser.Get("/people").status, 200);
  Browser shoulder = Half("sam");
  EXPECT_EQ(Give(shoulder, code).status, 422) << "a code is good once";
  EXPECT_THAT(world().Log(),
              AllOf(Contains("factor.app-set done"), Contains("session.half-begun done")));
}

TEST_F(SecondStepTest, ARecoveryCodeLetsInOnce) {
  const Kept kept = SetUp(sam_);
  Browser browser = Half("sam");
  EXPECT_EQ(Give(browser, kept.recovery[2]).status, 303);
  EXPECT_THAT(browser.Get("/account").body, HasSubstr("Recovery codes left: 9."));
  Browser again = Half("sam");
  EXPECT_EQ(Give(again, kept.recovery[2]).status, 422);
  EXPECT_THAT(world().Log(), Contains("factor.recovery-used done"));
}

TEST_F(SecondStepTest, AHalfSessionIsNoSessionAndItsFormsAreItsOwn) {
  const Kept kept = SetUp(sam_);
  world().clock().Advance(seconds(30));
  Browser browser = Half("sam");
  Browser forged = NewBrowser();
  forged.cookies()["__Host-session"] = browser.cookies()["__Host-half"];
  EXPECT_EQ(forged.Get("/today").status, 303);
  EXPECT_EQ(browser.Post("/sign-in/code", {{"code", CodeOf(kept.secret)}}).header("location"),
            "/sign-in")
      << "without the form's token";
  EXPECT_EQ(browser.Get("/sign-in/set-up").header("location"), "/sign-in") << "they have an app";
  world().clock().Advance(minutes(10));
  EXPECT_EQ(browser.Get("/sign-in/code").header("location"), "/sign-in") << "too slow";
  Browser nobody = NewBrowser();
  EXPECT_EQ(nobody.Get("/sign-in/code").header("location"), "/sign-in");
  for (const std::string& cookie : {std::string(), std::string(64, '0'), std::string(64, 'g')}) {
    nobody.cookies()["__Host-half"] = cookie;
    EXPECT_EQ(nobody.Get("/sign-in/code").header("location"), "/sign-in") << cookie;
  }
}

TEST_F(SecondStepTest, WrongCodesMakeTheNextTryWait) {
  const Kept kept = SetUp(sam_);
  world().clock().Advance(seconds(30));
  Browser browser = Half("sam");
  for (int i = 0; i < 5; ++i) EXPECT_EQ(Give(browser, "000000").status, 422);
  EXPECT_THAT(Give(browser, CodeOf(kept.secret)).body, HasSubstr("Wait 1 minute"));
  Browser jo = NewBrowser();
  EXPECT_EQ(SignIn(jo, "jo").status, 303) << "nobody else waits";
  world().clock().Advance(minutes(1));
  EXPECT_EQ(Give(browser, CodeOf(kept.secret)).status, 303);
}

TEST_F(SecondStepTest, AWrongCodeSetsNothingUpAndTheSamePictureStays) {
  const Reply page = sam_.Get("/account/app");
  const Reply wrong = sam_.Post("/account/app", FormOn(page, {{"code", "000000"}}));
  EXPECT_EQ(wrong.status, 422);
  EXPECT_EQ(SecretOn(wrong), SecretOn(page)) << "what was scanned stays right";
  FormFields others = FormOn(robin_.Get("/account/app"), {{"code", CodeOf(SecretOn(page))}});
  others.front().second = sam_.Csrf(page);
  EXPECT_EQ(sam_.Post("/account/app", others).status, 422) << "another's offer is none";
  world().clock().Advance(minutes(9));
  EXPECT_THAT(sam_.Get("/account").body, HasSubstr("Set one up"));
}

TEST_F(SecondStepTest, AnAppIsRemovedAndReplaced) {
  const Kept first = SetUp(sam_);
  world().clock().Advance(minutes(1));
  const Kept second = SetUp(sam_);
  world().clock().Advance(minutes(1));
  Browser browser = Half("sam");
  EXPECT_EQ(Give(browser, CodeOf(first.secret)).status, 422) << "the old telephone";
  EXPECT_EQ(Give(browser, first.recovery[0]).status, 422);
  EXPECT_EQ(Give(browser, CodeOf(second.secret)).status, 303);
  const Reply codes = Send(browser, "/account/recovery", {});
  EXPECT_THAT(codes.body, HasSubstr("Your recovery codes"));
  EXPECT_EQ(Send(browser, "/account/app/remove", {}).header("location"), "/account?done=removed");
  Browser plain = NewBrowser();
  EXPECT_EQ(SignIn(plain, "sam").header("location"), "/people");
  Browser jo = SignedIn("jo");
  EXPECT_EQ(Send(jo, "/account/recovery", {}).header("location"), "/account/app")
      << "without an app there is nothing to recover";
}

TEST_F(SecondStepTest, AnAdministratorTakesAwayWhatWasLostAndItIsSeen) {
  const std::string page = "/staff/" + world().worker().text();
  EXPECT_EQ(Send(robin_, page + "/factors", {}).status, 409) << "there is none";
  SetUp(sam_);
  EXPECT_THAT(robin_.Get("/staff").body, HasSubstr("Authenticator app since"));
  ExpectNotTheirs(sam_, page + "/factors", "Administrator");
  EXPECT_EQ(Send(robin_, page + "/factors", {}).header("location"), page + "?done=factors");
  EXPECT_THAT(robin_.Get(page).body, HasSubstr("it was taken away on 21 November 2026"));
  EXPECT_THAT(robin_.Get("/staff/csv").body, HasSubstr("it was taken away on"));
  EXPECT_EQ(sam_.Get("/today").status, 303) << "signed out";
  Browser browser = NewBrowser();
  EXPECT_EQ(SignIn(browser, "sam").header("location"), "/people");
  EXPECT_THAT(world().Log(), Contains("staff.factors-taken done"));
  EXPECT_EQ(Letters(), 0U) << "a username that is no address is not written to";
}

TEST_F(SecondStepTest, WhoSignsInWithAnAddressIsToldOfItsLoss) {
  const StaffId kit = world().AddStaff("Kit Marsh", "kit@quay.example", {"support-worker"});
  Browser browser = SignedIn("kit@quay.example");
  SetUp(browser);
  EXPECT_EQ(Send(robin_, "/staff/" + kit.text() + "/factors", {}).status, 303);
  EXPECT_EQ(Letters(), 1U);
}

TEST_F(SecondStepTest, OnesSessionsAreListedInWordsAndEnded) {
  Browser phone = NewBrowser();
  const Reply form = phone.Get("/sign-in");
  phone.Post("/sign-in",
             {{"form", Between(form.body, "name=\"form\" value=\"", "\"")},
              {"login", "sam"},
              {"password", std::string(World::kPassword)}},
             {{"User-Agent", "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Firefox/140.0"}});
  const Reply page = sam_.Get("/account/devices");
  ExpectSafe(page, "/account/devices");
  EXPECT_THAT(page.body, AllOf(HasSubstr("Firefox on Android"), HasSubstr("(this one)"),
                               HasSubstr("Began on 21 November 2026"), Not(HasSubstr("Mozilla")),
                               Not(HasSubstr("rv:140"))));
  EXPECT_EQ(Send(sam_, "/account/devices", {}).status, 422);
  EXPECT_EQ(Send(sam_, "/account/devices", {{"end", "00"}}).status, 422);
  EXPECT_EQ(Send(sam_, "/account/devices", {{"end", "others"}}).status, 303);
  EXPECT_EQ(phone.Get("/today").status, 303);
  EXPECT_EQ(sam_.Get("/today").status, 200);
  EXPECT_THAT(world().Log(), Contains("session.ended-elsewhere done"));
}

TEST_F(SecondStepTest, AnotherPasswordEndsAllOtherSessions) {
  Browser other = SignedIn("sam");
  const Reply changed =
      Send(sam_, "/account/password",
           {{"before", std::string(World::kPassword)}, {"after", "four tall herons wading"}});
  EXPECT_EQ(changed.status, 303) << changed.body;
  EXPECT_EQ(other.Get("/today").status, 303);
  EXPECT_EQ(sam_.Get("/today").status, 200);
}

}  // namespace
}  // namespace almoner::web::console
