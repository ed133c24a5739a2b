// Accounts by e-mail: what a letter's link does, and what nobody learns.
#include <gmock/gmock.h>

#include <fstream>

#include "account/holder.h"
#include "app/portal_accounts.h"
#include "identity/encode.h"
#include "identity/totp.h"
#include "outbox/claim.h"
#include "outbox/ways.h"
#include "portal/test_asking.h"

namespace almoner::web::portal {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kPassword = "three odd lantern words";
constexpr std::string_view kOther = "four other lantern words";
const std::string kEmail = "margaret@quay.example";

class RegisterTest : public AskingTest {
 protected:
  RegisterTest() {
    std::ofstream(settings_file_, std::ios::app)
        << "website = 'https://privacy.harbour.example/'\n[mail]\nfrom = 'office@harbour.example'\n"
           "to = ['office@harbour.example']\nhost = 'localhost'\n";
  }
  static Reply Send(Browser& browser, const std::string& page, FormFields fields) {
    const Reply form = browser.Get(page);
    fields.emplace_back("csrf", browser.Csrf(form));
    if (const auto key = Between(form.body, "name=\"key\" value=\"", "\""); !key.empty())
      fields.emplace_back("key", key);
    return browser.Post(page.substr(0, page.find('?')), fields);
  }
  // The letters that were put into the outbox since this was asked last.
  std::vector<outbox::Claimed> Letters() {
    std::vector<outbox::Claimed> letters;
    app::App& app = world().app();
    while (auto letter = World::Must(outbox::Claim(app.store(), app.keys(), app.clock().Now()))) {
      World::Must(
          app::Administer(app, std::nullopt, "letter.sent", [&](const keys::Change& change) {
            return outbox::End(change, *letter, outbox::State::kSent, "taken");
          }));
      letters.push_back(*std::move(letter));
    }
    return letters;
  }
  // The page that the link in the only letter leads to.
  std::string LinkIn(const outbox::Claimed& letter) {
    return Between(letter.text.Expose(), "https://privacy.harbour.example", "\n");
  }
  std::string TheLink() {
    const auto letters = Letters();
    EXPECT_EQ(letters.size(), 1U);
    return letters.empty() ? "" : LinkIn(letters.front());
  }
  Reply Ask(const std::string& page, const std::string& email = kEmail) {
    Browser browser = NewBrowser();
    return Send(browser, page, {{"email", email}});
  }
  Browser Registered(const std::string& email = kEmail) {
    EXPECT_EQ(Ask("/my/register", email).status, 303);
    Browser browser = NewBrowser();
    const Reply made = Send(browser, TheLink(), {{"password", std::string(kPassword)}});
    EXPECT_EQ(made.header("location"), "/my?new=1") << made.body;
    return browser;
  }
  Reply SignIn(Browser& browser, const std::string& email = kEmail,
               std::string_view password = kPassword) {
    return Send(browser, "/my/sign-in", {{"email", email}, {"password", std::string(password)}});
  }
  account::Holder Holder(const std::string& email = kEmail) {
    app::App& app = world().app();
    return World::Must(app.store().Read([&](store::ReadTx& tx) {
      return account::HolderOf(tx, app.keys(), Personal(std::string(email)));
    }));
  }
  void Link() {
    World::Allowed(app::LinkAccount(world().app(), world().worker(), "support", world().person(),
                                    Holder().id, app::Known::kKnown));
  }

  const std::filesystem::path settings_file_ = (world().folder() / "home" / "almoner.toml").path();
};

TEST_F(RegisterTest, AnAccountByEmailIsNobodysAndShowsNothingOfAnybody) {
  Browser browser = Registered();
  const Reply page = browser.Get("/my?new=1");
  ExpectSafe(page, "/my");
  EXPECT_THAT(page.body, AllOf(HasSubstr("We do not know yet who you are"),
                               HasSubstr("Your account is ready"), Not(HasSubstr("Margaret"))));
  for (const char* own : {"/my/information", "/my/looked", "/my/choices", "/my/ways",
                          "/my/requests/new?right=access"})
    EXPECT_EQ(browser.Get(own).header("location"), "/my") << own;
  EXPECT_THAT(browser.Get("/my/requests").body, HasSubstr("You have asked for nothing yet."));
  EXPECT_THAT(page.body,
              AllOf(HasSubstr("href=\"/my/requests\""), HasSubstr("href=\"/my/second\""),
                    HasSubstr("href=\"/my/devices\""), Not(HasSubstr("href=\"/my/information\"")),
                    Not(HasSubstr("href=\"/my/choices\""))))
      << "only what works for them is offered";
  for (const char* theirs : {"/my/second", "/my/app", "/my/devices"})
    ExpectSafe(browser.Get(theirs), theirs);
  Browser again = NewBrowser();
  EXPECT_EQ(SignIn(again, "MARGARET@quay.example").header("location"), "/my");
}

TEST_F(RegisterTest, AnAccountThatIsNobodysYetHasASecondStepTooAndSeesWhereItIsSignedIn) {
  Browser browser = Registered();
  const Reply page = browser.Get("/my/app");
  ExpectSafe(page, "/my/app");
  std::string key = Between(page.body, "app-qr__key\">", "<");
  std::erase(key, ' ');
  const SecretBytes secret = SecretBytes::CopyOf(BytesView(*identity::FromBase32(key)));
  const auto code = [&] {
    return identity::TotpCode(secret, identity::TotpStepAt(world().clock().Now()));
  };
  const Reply shown =
      browser.Post("/my/app", {{"csrf", browser.Csrf(page)},
                               {"offer", Between(page.body, "name=\"offer\" value=\"", "\"")},
                               {"code", code()},
                               {"password", std::string(kPassword)}});
  EXPECT_THAT(shown.body, HasSubstr("Your recovery codes")) << shown.body;
  world().clock().Advance(std::chrono::seconds(30));
  Browser phone = NewBrowser();
  EXPECT_EQ(SignIn(phone).header("location"), "/my/sign-in/code");
  EXPECT_EQ(Send(phone, "/my/sign-in/code", {{"code", code()}}).header("location"), "/my");
  EXPECT_THAT(phone.Get("/my").body, HasSubstr("We do not know yet who you are"));
  EXPECT_EQ(Send(phone, "/my/devices", {{"end", "others"}}).header("location"), "/my/devices");
  EXPECT_EQ(browser.Get("/my").header("location"), "/my/sign-in") << "it was ended from the phone";
  EXPECT_EQ(phone.Get("/my/devices").status, 200);
}

TEST_F(RegisterTest, ALinkWorksOnceAndForADay) {
  Ask("/my/register");
  const std::string link = TheLink();
  Browser browser = NewBrowser();
  ExpectSafe(browser.Get(link), "/my/register/finish");
  EXPECT_EQ(browser.Get(link).status, 200) << "opening it uses nothing up";
  EXPECT_EQ(Send(browser, link, {{"password", "short"}}).status, 422);
  EXPECT_EQ(Send(browser, link, {{"password", std::string(kPassword)}}).status, 303);
  EXPECT_EQ(browser.Get(link).status, 404);
  EXPECT_EQ(browser.Get("/my/forgotten/new" + link.substr(link.find('?'))).status, 404);
  Ask("/my/register", "idris@vale.example");
  const std::string late = TheLink();
  world().clock().Advance(hours(24));
  EXPECT_EQ(browser.Get(late).status, 404);
  EXPECT_EQ(browser.Get("/my/register/finish?key=" + std::string(64, '0')).status, 404);
  EXPECT_EQ(browser.Get("/my/register/finish").status, 404);
}

TEST_F(RegisterTest, NobodyLearnsWhetherAnAddressHasAnAccount) {
  Registered();
  for (const char* page : {"/my/register", "/my/forgotten", "/my/stolen"}) {
    SCOPED_TRACE(page);
    world().clock().Advance(hours(1));
    const auto done = [&](const std::string& email) {
      const std::int64_t links = Count("SELECT COUNT(*) FROM account_link");
      const std::size_t lines = world().Log().size();
      const Reply reply = Ask(page, email);
      Browser browser = NewBrowser();
      const std::string told = browser.Get(reply.header("location")).body;
      const auto log = world().Log();
      const auto letters = Letters();
      EXPECT_EQ(letters.size(), 1U);
      EXPECT_EQ(letters.front().to.Expose(), email);
      return std::tuple(reply.status, reply.header("location"), told,
                        Count("SELECT COUNT(*) FROM account_link") - links, log.size() - lines,
                        log.back());
    };
    EXPECT_EQ(done(kEmail), done("nobody@quay.example"));
  }
}

TEST_F(RegisterTest, LettersSayNothingOfAnybodyAndTheLinkIsKeptNowhere) {
  Registered();
  Ask("/my/forgotten");
  const auto letters = Letters();
  ASSERT_EQ(letters.size(), 1U);
  const std::string& text = letters.front().text.Expose();
  EXPECT_THAT(text, AllOf(HasSubstr("within one hour"), Not(HasSubstr("Margaret")),
                          Not(HasSubstr("margaret")), Not(HasSubstr("Harbour Lights"))));
  EXPECT_EQ(letters.front().subject, "A link for our website");
  const std::string link = LinkIn(letters.front());
  const std::string key = link.substr(link.find('=') + 1);
  EXPECT_EQ(key.size(), 64U);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM account_link"), 1);
  const auto finder = World::Must(world().app().store().Read(
      [](store::ReadTx& tx) { return tx.One("SELECT finder FROM account_link"); }));
  EXPECT_NE(ToHex(World::Must(finder.Blob(0))), key);
}

TEST_F(RegisterTest, AForgottenPasswordIsReplacedSignsOutAndIsTold) {
  Browser signed_in = Registered();
  Ask("/my/forgotten");
  const std::string link = TheLink();
  Browser browser = NewBrowser();
  const Reply done = Send(browser, link, {{"password", std::string(kOther)}});
  EXPECT_THAT(done.body, HasSubstr("Your password is changed"));
  EXPECT_EQ(signed_in.Get("/my").header("location"), "/my/sign-in");
  const auto told = Letters();
  ASSERT_EQ(told.size(), 1U);
  EXPECT_THAT(told.front().text.Expose(), HasSubstr("was changed"));
  EXPECT_EQ(browser.Get(link).status, 404);
  EXPECT_EQ(SignIn(browser).status, 422);
  EXPECT_EQ(SignIn(browser, kEmail, kOther).header("location"), "/my");
}

TEST_F(RegisterTest, ALinkForAPasswordIsOverAfterAnHourAndWhenThePasswordIsAnotherSince) {
  Registered();
  Ask("/my/forgotten");
  const std::string first = TheLink();
  Ask("/my/forgotten");
  const std::string second = TheLink();
  Browser browser = NewBrowser();
  Send(browser, second, {{"password", std::string(kOther)}});
  const Reply stale = Send(browser, first, {{"password", std::string(kPassword)}});
  EXPECT_EQ(stale.status, 404) << "of two that were asked for the one that is used counts";
  EXPECT_EQ(SignIn(browser, kEmail, kOther).status, 303);
  Letters();
  world().clock().Advance(hours(1));
  Ask("/my/forgotten");
  const std::string late = TheLink();
  world().clock().Advance(hours(1));
  EXPECT_EQ(browser.Get(late).status, 404);
}

TEST_F(RegisterTest, AStolenAccountIsLockedUntilStaffUnlockIt) {
  Browser thief = Registered();
  Ask("/my/stolen");
  Browser browser = NewBrowser();
  EXPECT_THAT(Send(browser, TheLink(), {}).body, HasSubstr("The account is locked"));
  EXPECT_EQ(thief.Get("/my").header("location"), "/my/sign-in");
  EXPECT_THAT(SignIn(thief).body, HasSubstr("One of them is not right"));
  EXPECT_THAT(world().Log(), testing::Contains("account.locked done"));
  Ask("/my/forgotten");
  const auto letters = Letters();
  ASSERT_EQ(letters.size(), 1U);
  EXPECT_THAT(letters.front().text.Expose(),
              AllOf(HasSubstr("It is locked"), Not(HasSubstr("key="))));
  World::Allowed(app::UnlockAccount(world().app(), world().officer(), Holder().id));
  EXPECT_EQ(SignIn(thief).status, 422)
      << "the password that was known to somebody is worth nothing";
  Letters();
  world().clock().Advance(hours(1));
  Ask("/my/forgotten");
  Send(browser, TheLink(), {{"password", std::string(kOther)}});
  EXPECT_EQ(SignIn(browser, kEmail, kOther).header("location"), "/my");
}

TEST_F(RegisterTest, AnotherAddressIsConfirmedAtTheNewAndToldToTheOld) {
  Browser browser = Registered();
  const std::string fresh = "meg@quay.example";
  EXPECT_THAT(
      Send(browser, "/my/email", {{"password", "not it at all, no"}, {"email", fresh}}).body,
      HasSubstr("This is not your password"));
  EXPECT_EQ(Send(browser, "/my/email", {{"password", std::string(kPassword)}, {"email", fresh}})
                .header("location"),
            "/my/email?sent=1");
  auto letters = Letters();
  ASSERT_EQ(letters.size(), 1U);
  EXPECT_EQ(letters.front().to.Expose(), fresh);
  EXPECT_EQ(browser.Get("/my").status, 200) << "nothing is changed yet";
  Browser other = NewBrowser();
  EXPECT_THAT(Send(other, LinkIn(letters.front()), {}).body, HasSubstr("is changed"));
  EXPECT_EQ(SignIn(other).status, 422);
  EXPECT_EQ(SignIn(other, fresh).header("location"), "/my");
  letters = Letters();
  ASSERT_EQ(letters.size(), 1U);
  EXPECT_EQ(letters.front().to.Expose(), kEmail);
  EXPECT_THAT(Send(browser, LinkIn(letters.front()), {}).body, HasSubstr("The account is locked"))
      << "by whoever reads the old address";
  EXPECT_EQ(other.Get("/my").header("location"), "/my/sign-in");
}

TEST_F(RegisterTest, AnAddressThatAnotherAccountHasIsNotTakenAndReadsTheSame) {
  Registered("idris@vale.example");
  Browser browser = Registered();
  EXPECT_EQ(Send(browser, "/my/email",
                 {{"password", std::string(kPassword)}, {"email", "idris@vale.example"}})
                .header("location"),
            "/my/email?sent=1");
  const auto letters = Letters();
  ASSERT_EQ(letters.size(), 1U);
  EXPECT_THAT(letters.front().text.Expose(), Not(HasSubstr("key=")));
}

TEST_F(RegisterTest, ACodeFromStaffShowsWhoItIs) {
  Browser browser = Registered();
  const auto code = World::Allowed(
      app::InviteToPortal(world().app(), world().worker(), "support", world().person()));
  EXPECT_EQ(Send(browser, "/my/code", {{"code", "AAAA-AAAA-AAAA"}}).status, 422);
  EXPECT_EQ(Send(browser, "/my/code", {{"code", code.Expose()}}).header("location"), "/my?new=1");
  EXPECT_THAT(browser.Get("/my/information").body, HasSubstr("Margaret O&#39;Shea"));
  EXPECT_EQ(browser.Get("/my/code").header("location"), "/my");
  Browser second = Registered("idris@vale.example");
  EXPECT_EQ(Send(second, "/my/code", {{"code", code.Expose()}}).status, 422) << "used up";
}

TEST_F(RegisterTest, CodesCannotBeTriedFromOneAccount) {
  Browser browser = Registered();
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(Send(browser, "/my/code", {{"code", "AAAA-AAAA-AAA" + std::to_string(i)}}).status,
              422);
  EXPECT_EQ(Send(browser, "/my/code", {{"code", "AAAA-AAAA-AAA9"}}).status, 429);
}

TEST_F(RegisterTest, WhatIsAskedWhileSignedInIsListedForThatAccountAlone) {
  Browser browser = Registered();
  Begin(browser);
  Answer(browser, "what", {{"right", "access"}});
  Answer(browser, "for", {{"for", "self"}});
  FillFromName(browser);
  const std::string reference = Reference(SendIt(browser));
  EXPECT_THAT(browser.Get("/my/requests").body,
              AllOf(HasSubstr(reference), HasSubstr("We are working on it.")));
  Browser other = Registered("idris@vale.example");
  EXPECT_THAT(other.Get("/my/requests").body, Not(HasSubstr(reference)));
  Link();
  EXPECT_EQ(browser.Get("/my").header("location"), "/my/sign-in") << "it shows more from now on";
  SignIn(browser);
  EXPECT_THAT(browser.Get("/my/requests").body, HasSubstr(reference));
}

TEST_F(RegisterTest, ALinkedAccountIsToldUnlessTheyWantNoEmail) {
  Registered();
  Link();
  const auto letters = Letters();
  ASSERT_EQ(letters.size(), 1U);
  EXPECT_THAT(letters.front().text.Expose(), HasSubstr("You can see more"));
}

TEST_F(RegisterTest, EachWayIsOneSwitchAndTheOutboxObeysIt) {
  Browser browser = Registered();
  Link();
  Letters();
  SignIn(browser);
  const Reply page = browser.Get("/my/ways");
  ExpectSafe(page, "/my/ways");
  EXPECT_THAT(page.body, HasSubstr("You have not said."));
  EXPECT_EQ(Send(browser, "/my/ways", {{"way", "email"}, {"answer", "no"}}).header("location"),
            "/my/ways?changed=1");
  EXPECT_THAT(browser.Get("/my/ways").body, HasSubstr("You said no on"));
  const auto chosen = World::Must(world().app().store().Read([&](store::ReadTx& tx) {
    return outbox::ChosenFor(tx, world().app().keys(), world().person(), outbox::Way::kEmail);
  }));
  ASSERT_TRUE(chosen.has_value());
  EXPECT_FALSE(chosen->allowed);
  EXPECT_EQ(Send(browser, "/my/ways", {{"way", "pigeon"}, {"answer", "no"}}).status, 400);
  EXPECT_EQ(Send(browser, "/my/ways", {{"way", "email"}, {"answer", "perhaps"}}).status, 400);
  Ask("/my/forgotten");
  EXPECT_EQ(Letters().size(), 1U) << "what they ask for comes all the same";
  EXPECT_EQ(Send(browser, "/my/ways", {{"way", "email"}, {"answer", "yes"}}).status, 303);
  EXPECT_THAT(browser.Get("/my/ways").body, HasSubstr("You said yes on"));
}

TEST_F(RegisterTest, AMailboxIsNotFilledByOthersAndThePageSaysNothingOfIt) {
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(Ask("/my/register").header("location"), "/my/register?sent=1");
  EXPECT_EQ(Letters().size(), 3U);
  EXPECT_EQ(Ask("/my/forgotten", "MARGARET@quay.example").header("location"),
            "/my/forgotten?sent=1");
  EXPECT_EQ(Letters().size(), 0U);
  for (int i = 0; i < 6; ++i) Ask("/my/register", "m" + std::to_string(i) + "@quay.example");
  EXPECT_EQ(Ask("/my/register", "last@quay.example").status, 429) << "from one address";
}

TEST_F(RegisterTest, WhatIsWrongIsSaidAndFormsFromElsewhereAreNotTaken) {
  EXPECT_EQ(Ask("/my/register", "").status, 422);
  EXPECT_THAT(Ask("/my/register", "no address").body, HasSubstr("Enter an e-mail address like"));
  Browser browser = NewBrowser();
  browser.Get("/my/register");
  EXPECT_EQ(browser.Post("/my/register", {{"csrf", "0"}, {"email", kEmail}}).status, 403);
  Ask("/my/register");
  const std::string link = TheLink();
  browser.Get(link);
  EXPECT_EQ(browser
                .Post("/my/register/finish", {{"csrf", "0"},
                                              {"key", link.substr(link.find('=') + 1)},
                                              {"password", std::string(kPassword)}})
                .status,
            403);
  Browser margaret = Registered("meg@quay.example");
  EXPECT_EQ(margaret.Post("/my/email", {{"email", kEmail}}).status, 403);
}

TEST_F(RegisterTest, AnAccountOfNobodysIsClosedByItsHolderOrGoesByItself) {
  Browser browser = Registered();
  EXPECT_EQ(Send(browser, "/my/close", {{"password", std::string(kPassword)}}).header("location"),
            "/");
  EXPECT_EQ(Count("SELECT COUNT(*) FROM account"), 0);
  Registered();
  EXPECT_EQ(Count("SELECT COUNT(*) FROM account"), 1);
}

TEST_F(RegisterTest, WithoutTheWebsitesAddressNothingIsOffered) {
  std::ofstream(settings_file_, std::ios::trunc) << "listen = '127.0.0.1:0'\n";
  Browser browser = NewBrowser();
  for (const char* page : {"/my/register", "/my/forgotten", "/my/stolen"}) {
    const Reply reply = browser.Get(page);
    ExpectSafe(reply, page);
    EXPECT_THAT(reply.body, HasSubstr("cannot be done by e-mail here")) << page;
    EXPECT_THAT(browser.Post(page, {{"email", kEmail}}).body,
                HasSubstr("cannot be done by e-mail here"));
  }
  EXPECT_EQ(Letters().size(), 0U);
}

}  // namespace
}  // namespace almoner::web::portal
