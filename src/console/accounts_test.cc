// Accounts that were registered by e-mail, as staff deal with them.
#include "app/accounts.h"

#include <gmock/gmock.h>

#include "account/holder.h"
#include "console/test_console.h"

namespace almoner::web::console {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class AccountsTest : public ConsoleTest {
 protected:
  account::AccountId Registered(const std::string& email) {
    app::App& app = world().app();
    const auto ready = World::Must(
        account::PrepareHolder(app.keys(), Personal(std::string(email)), "no password"));
    World::Must(app::Administer(
        app, std::nullopt, "account.registered",
        [&](const keys::Change& change) { return account::Register(change, ready); }));
    return ready.id;
  }
  account::Holder Loaded(const account::AccountId& id) {
    app::App& app = world().app();
    return World::Must(app.store().Read(
        [&](store::ReadTx& tx) { return account::LoadHolder(tx, app.keys(), id); }));
  }
  static Reply Send(Browser& browser, const std::string& target, FormFields fields) {
    fields.emplace_back("csrf", browser.Csrf(browser.Get("/people")));
    return browser.Post(target, fields);
  }
  const account::AccountId margaret_ = Registered("margaret@quay.example");
};

TEST_F(AccountsTest, WhoeverAnswersForRightsSeesWhatWaitsAndItIsRecorded) {
  Browser ada = SignedIn("ada");
  EXPECT_THAT(ada.Get("/more").body, HasSubstr("href=\"/accounts\""));
  const Reply page = ada.Get("/accounts");
  ExpectSafe(page, "/accounts");
  EXPECT_THAT(page.body,
              AllOf(HasSubstr("margaret@quay.example"), HasSubstr("No account is locked"),
                    HasSubstr("account=" + margaret_.text())));
  EXPECT_EQ(world().Logged("accounts.listed allowed"), 1U);
  EXPECT_THAT(Between(page.body, "<title>", "</title>"), Not(HasSubstr("quay")));
  Browser sam = SignedIn("sam");
  EXPECT_EQ(sam.Get("/accounts").status, 403);
  EXPECT_EQ(NewBrowser().Get("/accounts").header("location").substr(0, 8), "/sign-in");
}

TEST_F(AccountsTest, WhoeverKnowsThePersonLinksItToThem) {
  Browser sam = SignedIn("sam");
  const Reply found =
      Send(sam, "/people/search",
           {{"purpose", "support"}, {"q", "Margaret O'Shea"}, {"account", margaret_.text()}});
  const std::string next = PersonPage() + "/account?link=" + margaret_.text();
  EXPECT_THAT(found.body, HasSubstr("href=\"" + next + "\""));
  ExpectSafe(sam.Get(next), next);
  const FormFields link{{"do", "link"}, {"account", margaret_.text()}};
  EXPECT_EQ(Send(sam, PersonPage() + "/account", link).status, 422) << "how is it known?";
  FormFields whole = link;
  whole.emplace_back("how", "shown");
  EXPECT_THAT(Send(sam, PersonPage() + "/account", whole).body, HasSubstr("The account is linked"));
  EXPECT_EQ(Loaded(margaret_).subject, world().person());
  EXPECT_EQ(world().Logged("account.linked-shown allowed"), 1U);
  EXPECT_EQ(Send(sam, PersonPage() + "/account", whole).status, 409) << "a second click";
}

TEST_F(AccountsTest, WhoeverDoesNotSeeThePersonLinksNothing) {
  Browser jo = SignedIn("jo");
  EXPECT_EQ(Send(jo, PersonPage() + "/account",
                 {{"do", "link"}, {"account", margaret_.text()}, {"how", "known"}})
                .status,
            403);
  EXPECT_EQ(Loaded(margaret_).subject, std::nullopt);
  Browser sam = SignedIn("sam");
  EXPECT_EQ(sam.Get(PersonPage() + "/account?link=nonsense").status, 404);
  EXPECT_EQ(Send(sam, PersonPage() + "/account",
                 {{"do", "link"}, {"account", std::string(32, '0')}, {"how", "known"}})
                .status,
            404);
}

TEST_F(AccountsTest, ALockedOneIsUnlockedByWhoeverAnswersForRights) {
  World::Must(app::Administer(
      world().app(), std::nullopt, "account.locked",
      [&](const keys::Change& change) { return account::Lock(change, margaret_); }));
  Browser ada = SignedIn("ada");
  const std::string unlock = "/accounts/" + margaret_.text() + "/unlock";
  EXPECT_THAT(ada.Get("/accounts").body, HasSubstr("href=\"" + unlock + "\""));
  ExpectSafe(ada.Get(unlock), unlock);
  EXPECT_EQ(Send(ada, unlock, {}).status, 422);
  Browser sam = SignedIn("sam");
  EXPECT_EQ(Send(sam, unlock, {{"how", "known"}}).status, 403);
  EXPECT_TRUE(Loaded(margaret_).locked.has_value());
  EXPECT_EQ(Send(ada, unlock, {{"how", "known"}}).header("location"), "/accounts?done=1");
  EXPECT_FALSE(Loaded(margaret_).locked.has_value());
  EXPECT_EQ(Send(ada, unlock, {{"how", "known"}}).header("location"), "/accounts");
  EXPECT_EQ(ada.Get("/accounts/nonsense/unlock").status, 404);
}

}  // namespace
}  // namespace almoner::web::console
