#include "identity/oidc.h"

#include <gmock/gmock.h>

#include "crypto/hash.h"
#include "identity/test_provider.h"
#include "support/matchers.h"

namespace almoner::identity {
namespace {

using testing::Eq;
using testing::HasSubstr;
using testing::Not;

const Time kNow = *Time::Parse("2026-11-23T09:00:00Z");

OidcProvider Fixed() {
  TestProvider provider;
  return *Discover(provider, kIssuer);
}

OidcClient Client() {
  return {.id = "almoner",
          .redirect_uri = "https://care.fen.example/sign-in/back",
          .authentication = ClientSecret{SecretBytes::CopyOf("a:b c%")},
          .scopes = {"openid", "profile"},
          .more = {{"vtr", R"(["P9.Cp.Cd"])"}}};
}

SignIn Begun() {
  FixedRandom random;
  return BeginSignIn(random);
}

TEST(DiscoverTest, ReadsWhatTheProviderSaysOfItself) {
  TestProvider provider;
  ASSERT_OK_AND(const OidcProvider read, Discover(provider, kIssuer));
  EXPECT_EQ(read.issuer, kIssuer);
  EXPECT_EQ(read.authorization_endpoint, "https://id.example/authorize?tenant=1");
  EXPECT_EQ(read.token_endpoint, "https://id.example/token");
  EXPECT_EQ(read.jwks_uri, "https://id.example/keys");
  EXPECT_EQ(read.end_session_endpoint, "https://id.example/logout");
  EXPECT_TRUE(read.names_itself);
  provider.document.erase("end_session_endpoint");
  provider.document.erase("code_challenge_methods_supported");
  provider.document.erase("authorization_response_iss_parameter_supported");
  ASSERT_OK_AND(const OidcProvider less, Discover(provider, kIssuer));
  EXPECT_FALSE(less.end_session_endpoint.has_value() || less.names_itself);
}

TEST(DiscoverTest, IsOfThisIssuerOnly) {
  TestProvider provider;
  EXPECT_THAT(Discover(provider, "https://id.example/"), FailsWith(Code::kRefused));
  for (const std::string_view other :
       {"https://id.example/", "https://ID.example", "https://id.example.evil.example",
        "http://id.example", ""}) {
    provider.document["issuer"] = std::string(other);
    EXPECT_THAT(Discover(provider, kIssuer), FailsWith(Code::kRefused)) << other;
  }
}

TEST(DiscoverTest, RefusesAProviderThatDoesNotDoWhatWeNeed) {
  TestProvider provider;
  provider.document["code_challenge_methods_supported"] = boost::json::array{"plain"};
  EXPECT_THAT(Discover(provider, kIssuer), FailsWith(Code::kRefused));
  provider.document["code_challenge_methods_supported"] = boost::json::array{"S256"};
  provider.document["response_types_supported"] = boost::json::array{"id_token"};
  EXPECT_THAT(Discover(provider, kIssuer), FailsWith(Code::kRefused));
}

TEST(DiscoverTest, RefusesAddressesThatAreNone) {
  for (const std::string_view member :
       {"authorization_endpoint", "token_endpoint", "jwks_uri", "end_session_endpoint"}) {
    for (const std::string_view bad : {"", "http://id.example/a", "file:///etc/passwd", "/token",
                                       "https://user@id.example/", "https://id.example/#a"}) {
      TestProvider provider;
      provider.document[member] = std::string(bad);
      EXPECT_THAT(Discover(provider, kIssuer), FailsWith(Code::kInvalid)) << member << bad;
    }
  }
  for (const std::string_view member :
       {"issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"}) {
    TestProvider provider;
    provider.document.erase(member);
    EXPECT_THAT(Discover(provider, kIssuer), FailsWith(Code::kInvalid)) << member;
  }
  TestProvider provider;
  for (const std::string_view bad :
       {"", "id.example", "http://id.example", "https://id.example?a=b"})
    EXPECT_THAT(Discover(provider, bad), FailsWith(Code::kInvalid)) << bad;
}

TEST(DiscoverTest, SaysWhenThereIsNoAnswer) {
  TestProvider provider;
  const std::string url = "https://id.example/.well-known/openid-configuration";
  for (const int status : {204, 404, 500}) {
    provider.answers[url] = {.status = status};
    EXPECT_THAT(Discover(provider, kIssuer), FailsWith(Code::kUnavailable));
  }
  for (const std::string_view body : {"", "<html>", "[]", "{}"}) {
    provider.answers[url] = {.status = 200, .body = std::string(body)};
    EXPECT_THAT(Discover(provider, kIssuer), FailsWith(Code::kInvalid)) << body;
  }
  provider.down = true;
  EXPECT_THAT(Discover(provider, kIssuer), FailsWith(Code::kUnavailable));
}

TEST(AuthorizationTest, EachSignInIsItsOwn) {
  FixedRandom random;
  const SignIn one = BeginSignIn(random), two = BeginSignIn(random);
  for (const std::string& text : {one.state, one.nonce, one.verifier}) EXPECT_EQ(text.size(), 43U);
  EXPECT_NE(one.state, two.state);
  EXPECT_NE(one.nonce, two.nonce);
  EXPECT_NE(one.verifier, two.verifier);
  EXPECT_NE(one.state, one.nonce);
}

TEST(AuthorizationTest, SendsTheBrowserWithAChallengeAndWithoutTheVerifier) {
  SignIn sign_in = Begun();
  sign_in.verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";  // RFC 7636, appendix B
  const std::string url = AuthorizationUrl(Fixed(), Client(), sign_in);
  EXPECT_EQ(url,
            "https://id.example/authorize?tenant=1&response_type=code&client_id=almoner&"
            "redirect_uri=https%3A%2F%2Fcare.fen.example%2Fsign-in%2Fback&scope=openid%20profile&"
            "state=" +
                sign_in.state + "&nonce=" + sign_in.nonce +
                "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&"
                "code_challenge_method=S256&vtr=%5B%22P9.Cp.Cd%22%5D");
}

TEST(AuthorizationTest, TakesTheCodeOfTheSameSignInFromTheSameProvider) {
  const SignIn sign_in = Begun();
  const std::string state = sign_in.state, issuer(kIssuer);
  const auto read = [&](const Parameters& query) {
    return ReadAuthorizationResponse(Fixed(), sign_in, query);
  };
  EXPECT_THAT(read({{"code", "abc"}, {"state", state}, {"iss", issuer}, {"session_state", "x"}}),
              IsOkAndHolds(Eq("abc")));
  EXPECT_THAT(read({{"code", "abc"}, {"iss", issuer}}), FailsWith(Code::kRefused));
  EXPECT_THAT(read({{"code", "abc"}, {"state", state + "a"}, {"iss", issuer}}),
              FailsWith(Code::kRefused));
  EXPECT_THAT(read({{"code", "abc"}, {"state", ""}, {"iss", issuer}}), FailsWith(Code::kRefused));
  EXPECT_THAT(read({{"code", "abc"}, {"state", state}, {"iss", issuer + "/"}}),
              FailsWith(Code::kRefused));
  EXPECT_THAT(read({{"code", "abc"}, {"state", state}}), FailsWith(Code::kRefused));
  EXPECT_THAT(read({{"state", state}, {"iss", issuer}}), FailsWith(Code::kInvalid));
  EXPECT_THAT(read({{"code", ""}, {"state", state}, {"iss", issuer}}), FailsWith(Code::kInvalid));
  EXPECT_THAT(read({{"code", "a"}, {"code", "b"}, {"state", state}, {"iss", issuer}}),
              FailsWith(Code::kInvalid));
  EXPECT_THAT(read({{"code", "a"}, {"state", state}, {"state", "b"}, {"iss", issuer}}),
              FailsWith(Code::kInvalid));
  EXPECT_THAT(read({{"code", std::string(5000, 'a')}, {"state", state}, {"iss", issuer}}),
              FailsWith(Code::kInvalid));
}

TEST(AuthorizationTest, AProviderThatDoesNotNameItselfNeedNot) {
  OidcProvider provider = Fixed();
  provider.names_itself = false;
  const SignIn sign_in = Begun();
  EXPECT_THAT(
      ReadAuthorizationResponse(provider, sign_in, {{"code", "abc"}, {"state", sign_in.state}}),
      IsOk());
  EXPECT_THAT(ReadAuthorizationResponse(
                  provider, sign_in,
                  {{"code", "abc"}, {"state", sign_in.state}, {"iss", "https://other.example"}}),
              FailsWith(Code::kRefused));
}

TEST(AuthorizationTest, SaysThatNobodySignedIn) {
  const SignIn sign_in = Begun();
  const auto read = [&](std::string_view error) {
    return ReadAuthorizationResponse(Fixed(), sign_in,
                                     {{"error", std::string(error)},
                                      {"error_description", "Ada Fen has no account"},
                                      {"state", sign_in.state},
                                      {"iss", std::string(kIssuer)}});
  };
  EXPECT_THAT(read("access_denied").error().Text(), HasSubstr("cancelled"));
  EXPECT_THAT(read("temporarily_unavailable"), FailsWith(Code::kUnavailable));
  EXPECT_THAT(read("Ada Fen"), FailsWith(Code::kRefused));
  EXPECT_THAT(read("Ada Fen").error().Text(), Not(HasSubstr("Ada")));
}

TEST(LogoutTest, LeadsToTheProviderAndBack) {
  EXPECT_EQ(LogoutUrl(Fixed(), Client(), "https://care.fen.example/bye", "a&b"),
            "https://id.example/logout?client_id=almoner&"
            "post_logout_redirect_uri=https%3A%2F%2Fcare.fen.example%2Fbye&state=a%26b");
  OidcProvider without = Fixed();
  without.end_session_endpoint = {};
  EXPECT_THAT(LogoutUrl(without, Client(), "https://care.fen.example/bye", "a"), Eq(std::nullopt));
}

TEST(OidcClientTest, IsCheckedBeforeItIsUsed) {
  EXPECT_THAT(CheckOidcClient(Client()), IsOk());
  const auto with = [](void (*change)(OidcClient&)) {
    OidcClient client = Client();
    change(client);
    return CheckOidcClient(client);
  };
  for (void (*const wrong)(OidcClient&) : std::initializer_list<void (*)(OidcClient&)>{
           [](OidcClient& c) { c.id = ""; },
           [](OidcClient& c) { c.redirect_uri = "http://care.fen.example/back"; },
           [](OidcClient& c) { c.scopes = {}; },
           [](OidcClient& c) { c.scopes = {"profile"}; },
           [](OidcClient& c) { c.scopes.push_back("two words"); },
           [](OidcClient& c) { c.scopes.push_back(""); },
           [](OidcClient& c) { c.more = {{"state", "fixed"}}; },
           [](OidcClient& c) { c.more = {{"code_challenge_method", "plain"}}; },
           [](OidcClient& c) { c.authentication = ClientSecret{}; },
           [](OidcClient& c) { c.algorithms = {}; },
       })
    EXPECT_THAT(with(wrong), FailsWith(Code::kInvalid));
}

constexpr std::string_view kAnswer =
    R"({"access_token":"at","token_type":"bearer","expires_in":60,"id_token":"a.b.c"})";

Result<OidcTokens> Exchange(TestProvider& provider, const OidcClient& client) {
  FixedRandom random;
  return ExchangeCode(provider, Fixed(), client, Begun(), "the code", kNow, random);
}

TEST(ExchangeTest, SendsTheCodeTheVerifierAndTheSecret) {
  TestProvider provider;
  provider.answers["https://id.example/token"] = {.status = 200, .body = std::string(kAnswer)};
  ASSERT_OK_AND(const OidcTokens tokens, Exchange(provider, Client()));
  EXPECT_EQ(tokens.id_token.Expose(), "a.b.c");
  EXPECT_EQ(tokens.access_token.Expose(), "at");
  ASSERT_EQ(provider.asked.size(), 1U);
  EXPECT_EQ(provider.asked[0].authorization->Expose(),
            "Basic " + ToBase64(AsBytes("almoner:a%3Ab%20c%25")));
  EXPECT_EQ(provider.asked[0].form->Expose(),
            "grant_type=authorization_code&code=the%20code&"
            "redirect_uri=https%3A%2F%2Fcare.fen.example%2Fsign-in%2Fback&code_verifier=" +
                Begun().verifier);
}

TEST(ExchangeTest, OrSignsWhoWeAre) {
  TestProvider provider;
  provider.answers["https://id.example/token"] = {.status = 200, .body = std::string(kAnswer)};
  const TestSigner signer(KeyKind::kRsa);
  OidcClient client = Client();
  client.authentication =
      *JwtSigner::Parse(SecretBytes::CopyOf(signer.Pem()), Algorithm::kRs512, "ours");
  ASSERT_THAT(Exchange(provider, client), IsOk());
  EXPECT_FALSE(provider.asked[0].authorization.has_value());
  const std::string& form = provider.asked[0].form->Expose();
  EXPECT_THAT(form, HasSubstr("&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-"
                              "assertion-type%3Ajwt-bearer&client_assertion="));
  ASSERT_OK_AND(const Jwt token, ParseJwt(form.substr(form.rfind('=') + 1)));
  EXPECT_EQ(Verify(token, signer.Public().value()), crypto::Verdict::kGood);
  const auto claims = ParseJson(token.claims.Expose())->as_object();
  EXPECT_EQ(claims.at("iss"), "almoner");
  EXPECT_EQ(claims.at("sub"), "almoner");
  EXPECT_EQ(claims.at("aud"), "https://id.example/token");
  EXPECT_EQ(claims.at("exp").as_int64() - claims.at("iat").as_int64(), 60);
  EXPECT_EQ(claims.at("iat").as_int64() * 1'000'000, kNow.micros());
  EXPECT_EQ(claims.at("jti").as_string().size(), 32U);
}

TEST(ExchangeTest, SaysWhatWentWrong) {
  TestProvider provider;
  const auto with = [&](int status, std::string_view body) {
    provider.answers["https://id.example/token"] = {.status = status, .body = std::string(body)};
    return Exchange(provider, Client());
  };
  EXPECT_THAT(with(400, R"({"error":"invalid_grant"})"), FailsWith(Code::kRefused));
  EXPECT_THAT(with(401, R"({"error":"invalid_client"})"), FailsWith(Code::kRefused));
  EXPECT_THAT(with(500, ""), FailsWith(Code::kUnavailable));
  EXPECT_THAT(with(429, ""), FailsWith(Code::kUnavailable));
  for (const std::string_view bad :
       {"", "{}", "[]", R"({"access_token":"at","token_type":"bearer"})",
        R"({"id_token":"a","token_type":"bearer"})", R"({"access_token":"at","id_token":"a"})",
        R"({"access_token":"at","token_type":"mac","id_token":"a"})",
        R"({"access_token":"","token_type":"bearer","id_token":"a"})",
        R"({"access_token":7,"token_type":"bearer","id_token":"a"})"})
    EXPECT_THAT(with(200, bad), FailsWith(Code::kInvalid)) << bad;
  provider.down = true;
  EXPECT_THAT(Exchange(provider, Client()), FailsWith(Code::kUnavailable));
}

}  // namespace
}  // namespace almoner::identity
