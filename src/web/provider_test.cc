#include "web/provider.h"

#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "identity/test_provider.h"
#include "support/world.h"

namespace almoner::web {
namespace {

namespace json = boost::json;

using identity::kIssuer;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kSecret = "a secret of the client";

class ProviderTest : public ::testing::Test {
 protected:
  ProviderTest() {
    settings_.name = "Fenland Care";
    settings_.issuer = kIssuer;
    settings_.client = "almoner";
    settings_.secret_file = folder_ / "secret";
    EXPECT_THAT(WriteNewFile(settings_.secret_file, AsBytes(std::string(kSecret) + "\n")), IsOk());
    Make();
  }
  void Make() {
    provider_.emplace(settings_, "https://privacy.charity.example",
                      Provider::Around{.keys = world_.app().keys(),
                                       .clock = world_.clock(),
                                       .random = world_.app().random(),
                                       .fetcher = there_});
  }
  // Begins, and has the provider answer the code with these claims besides.
  Result<factor::Provided> SignIn(Errand errand, const json::object& more,
                                  const std::string& state = "") {
    const auto leaving = provider_->Begin(errand, "/today", "");
    if (!leaving) return std::unexpected(leaving.error());
    const auto begun = provider_->Opened(leaving->cookie);
    EXPECT_TRUE(begun);
    const std::int64_t now = world_.clock().Now().micros() / 1'000'000;
    json::object claims{{"iss", std::string(kIssuer)},
                        {"sub", "7"},
                        {"aud", "almoner"},
                        {"iat", now},
                        {"exp", now + 300},
                        {"nonce", begun->sign_in.nonce}};
    for (const auto& [name, value] : more) claims[name] = value;
    there_.answers["https://id.example/token"] = {
        .status = 200,
        .body = ToText(json::object{
            {"token_type", "Bearer"}, {"access_token", "x"}, {"id_token", there_.Token(claims)}})};
    return provider_->Finish(*begun, {{"state", state.empty() ? begun->sign_in.state : state},
                                      {"code", "the-code"},
                                      {"iss", std::string(kIssuer)}});
  }

  World world_;
  TempDir folder_;
  identity::TestProvider there_;
  app::SignInProvider settings_;
  std::optional<Provider> provider_;
};

TEST_F(ProviderTest, WhoSignedInThereIsToldByIssuerAndSubject) {
  const auto who = SignIn(Errand::kSignIn, {});
  ASSERT_THAT(who, IsOk());
  EXPECT_EQ(who->issuer, kIssuer);
  EXPECT_EQ(who->subject.Expose(), "7");
  EXPECT_THAT(SignIn(Errand::kSignIn, {}, "another"), FailsWith(Code::kRefused));
  EXPECT_THAT(SignIn(Errand::kSignIn, {{"nonce", "another"}}), FailsWith(Code::kRefused));
  EXPECT_THAT(SignIn(Errand::kSignIn, {{"aud", "another"}}), FailsWith(Code::kRefused));
}

TEST_F(ProviderTest, TheWayThereAsksForWhatTheSettingsWantAndTellsNobodyAnything) {
  settings_.acr = {"two", "three"};
  Make();
  const auto leaving = provider_->Begin(Errand::kSignIn, "/people", "");
  ASSERT_THAT(leaving, IsOk());
  EXPECT_THAT(leaving->address, HasSubstr("acr_values=two%20three"));
  EXPECT_THAT(leaving->address, HasSubstr("code_challenge_method=S256"));
  EXPECT_THAT(leaving->address, Not(HasSubstr("prompt=")));
  EXPECT_THAT(leaving->address, Not(HasSubstr("people")));
  EXPECT_THAT(leaving->cookie, Not(HasSubstr(ToHex(AsBytes(std::string_view("/people"))))));
  const auto again = provider_->Begin(Errand::kAgain, "/people", "ab");
  EXPECT_THAT(again->address, HasSubstr("prompt=login"));
  EXPECT_THAT(again->address, HasSubstr("max_age=0"));
}

TEST_F(ProviderTest, ACookieIsGoodForTenMinutesAndOnlyAsItWasGiven) {
  const auto leaving = provider_->Begin(Errand::kLink, "/account", "ab12");
  ASSERT_THAT(leaving, IsOk());
  const auto begun = provider_->Opened(leaving->cookie);
  ASSERT_TRUE(begun);
  EXPECT_EQ(begun->errand, Errand::kLink);
  EXPECT_EQ(begun->next, "/account");
  EXPECT_EQ(begun->session, "ab12");
  std::string changed = leaving->cookie;
  changed.back() = changed.back() == '0' ? '1' : '0';
  EXPECT_FALSE(provider_->Opened(changed));
  EXPECT_FALSE(provider_->Opened(""));
  EXPECT_FALSE(provider_->Opened("zz"));
  EXPECT_FALSE(provider_->Opened(std::string(10'000, 'a')));
  EXPECT_FALSE(provider_->Known(leaving->cookie)) << "each is for its own use";
  world_.clock().Advance(Provider::kGood);
  EXPECT_FALSE(provider_->Opened(leaving->cookie));
}

TEST_F(ProviderTest, WhoeverIsUnknownIsRememberedByTheBrowserAloneForTenMinutes) {
  const std::string cookie =
      provider_->Kept({.issuer = std::string(kIssuer), .subject = Personal(std::string("7"))});
  const auto known = provider_->Known(cookie);
  ASSERT_TRUE(known);
  EXPECT_EQ(known->issuer, kIssuer);
  EXPECT_EQ(known->subject.Expose(), "7");
  EXPECT_FALSE(provider_->Opened(cookie));
  world_.clock().Advance(Provider::kGood);
  EXPECT_FALSE(provider_->Known(cookie));
}

TEST_F(ProviderTest, WhatTheSettingsWantOfWhoeverSignedInIsLookedAt) {
  settings_.claims = {{"team", "care"}};
  settings_.acr = {"two"};
  settings_.amr = {"mfa"};
  Make();
  const json::object good{{"team", {"office", "care"}}, {"acr", "two"}, {"amr", {"pwd", "mfa"}}};
  EXPECT_THAT(SignIn(Errand::kSignIn, good), IsOk());
  for (const auto& [name, value] :
       std::vector<std::pair<const char*, json::value>>{{"team", "care-home"},
                                                        {"team", nullptr},
                                                        {"team", {"office"}},
                                                        {"acr", "one"},
                                                        {"acr", 2},
                                                        {"amr", {"pwd"}},
                                                        {"amr", nullptr}}) {
    json::object bad = good;
    bad[name] = value;
    EXPECT_THAT(SignIn(Errand::kSignIn, bad), FailsWith(Code::kRefused)) << name << value;
  }
}

TEST_F(ProviderTest, ShowingItAgainMeansThatTheyWereAskedJustNow) {
  const std::int64_t now = world_.clock().Now().micros() / 1'000'000;
  EXPECT_THAT(SignIn(Errand::kAgain, {{"auth_time", now}}), IsOk());
  EXPECT_THAT(SignIn(Errand::kAgain, {}), FailsWith(Code::kRefused));
  EXPECT_THAT(SignIn(Errand::kAgain, {{"auth_time", now - 61}}), FailsWith(Code::kRefused));
  EXPECT_THAT(SignIn(Errand::kAgain, {{"auth_time", now + 61}}), FailsWith(Code::kRefused));
  EXPECT_THAT(SignIn(Errand::kAgain, {{"auth_time", "now"}}), FailsWith(Code::kRefused));
  EXPECT_THAT(SignIn(Errand::kSignIn, {{"auth_time", now - 3600}}), IsOk());
}

TEST_F(ProviderTest, AProviderThatIsDownIsAskedOnceInTenSeconds) {
  there_.down = true;
  const auto begin = [&] { return provider_->Begin(Errand::kSignIn, "/today", ""); };
  EXPECT_THAT(begin(), FailsWith(Code::kUnavailable));
  EXPECT_THAT(begin(), FailsWith(Code::kUnavailable));
  EXPECT_EQ(there_.asked.size(), 1U);
  EXPECT_FALSE(provider_->SignOutAddress());
  there_.down = false;
  world_.clock().Advance(Provider::kRests);
  EXPECT_THAT(begin(), IsOk());
  EXPECT_THAT(begin(), IsOk());
  EXPECT_EQ(there_.asked.size(), 2U) << "what it says of itself is kept";
  there_.down = true;
  world_.clock().Advance(Provider::kFresh);
  EXPECT_THAT(begin(), IsOk()) << "what it said before serves until it is back";
}

TEST_F(ProviderTest, ASecretThatOthersCanReadIsNotUsed) {
  std::filesystem::permissions(settings_.secret_file.path(), std::filesystem::perms::group_read,
                               std::filesystem::perm_options::add);
  const auto refused = provider_->Begin(Errand::kSignIn, "/today", "");
  ASSERT_THAT(refused, FailsWith(Code::kInvalid));
  EXPECT_THAT(refused.error().Text(), Not(HasSubstr(kSecret)));
}

TEST_F(ProviderTest, SigningOutThereNamesTheClientAndNobody) {
  const auto address = provider_->SignOutAddress();
  ASSERT_TRUE(address);
  EXPECT_THAT(*address, HasSubstr("https://id.example/logout?client_id=almoner&"
                                  "post_logout_redirect_uri=https%3A%2F%2Fprivacy.charity.example"
                                  "%2Fsign-in"));
  EXPECT_THAT(*address, Not(HasSubstr("id_token_hint")));
}

}  // namespace
}  // namespace almoner::web
