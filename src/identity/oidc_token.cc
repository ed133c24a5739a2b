#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "base/json.h"
#include "identity/fields.h"
#include "identity/oidc.h"

namespace almoner::identity {
namespace {

namespace json = boost::json;

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kAssertionSeconds = 60;
constexpr std::size_t kMostAccessToken = std::size_t{16} << 10;

bool IsBearer(std::string_view type) {  // in any case (RFC 6749, 5.1)
  constexpr std::string_view kBearer = "bearer";
  return type.size() == kBearer.size() &&
         std::ranges::equal(type, kBearer, [](char a, char b) { return (a | 0x20) == b; });
}

// RFC 7523, 3: who we are, to this endpoint, once, for a minute.
std::string Assertion(const OidcProvider& provider, const OidcClient& client,
                      const JwtSigner& signer, Time now, Random& random) {
  std::array<std::uint8_t, 16> id{};
  random.Fill(id);
  const std::int64_t seconds = now.micros() / kSecond;
  return signer.Sign(ToText(json::object{{"iss", client.id},
                                         {"sub", client.id},
                                         {"aud", provider.token_endpoint},
                                         {"jti", ToHex(id)},
                                         {"iat", seconds},
                                         {"exp", seconds + kAssertionSeconds}}));
}

// As a form writes it, and then in base64 (RFC 6749, 2.3.1).
Personal<std::string> Basic(const OidcClient& client, const ClientSecret& secret) {
  const std::string pair = EncodePercent(client.id) + ":" + EncodePercent(secret.secret.text());
  return Personal<std::string>("Basic " + ToBase64(AsBytes(pair)));
}

Result<OidcTokens> ReadTokens(const Fetched& fetched) {
  if (fetched.status >= 500 || fetched.status == 429)
    return Fail(Code::kUnavailable, "The identity provider has a fault, or is too busy.",
                Detail("status", static_cast<std::int64_t>(fetched.status)));
  if (fetched.status != 200)
    return Fail(Code::kRefused, "The identity provider does not take the code, or this program.",
                Detail("status", static_cast<std::int64_t>(fetched.status)));
  const json::object answer = TRY(ParseObject(fetched.body));
  if (!IsBearer(TRY(TextAt(answer, "token_type"))))
    return Fail(Code::kInvalid, "The identity provider's access token is of another type.");
  std::string id = TRY(TextAt(answer, "id_token"));
  std::string access = TRY(TextAt(answer, "access_token"));
  if (access.empty() || access.size() > kMostAccessToken)
    return Fail(Code::kInvalid, "The identity provider's access token is empty or too long.");
  return OidcTokens{.id_token = Personal(std::move(id)),
                    .access_token = Personal(std::move(access))};
}

}  // namespace

Result<OidcTokens> ExchangeCode(Fetcher& fetcher, const OidcProvider& provider,
                                const OidcClient& client, const SignIn& sign_in,
                                std::string_view code, Time now, Random& random) {
  Parameters form = {{"grant_type", "authorization_code"},
                     {"code", std::string(code)},
                     {"redirect_uri", client.redirect_uri},
                     {"code_verifier", sign_in.verifier}};
  Fetch fetch{.url = provider.token_endpoint};
  if (const auto* const signer = std::get_if<JwtSigner>(&client.authentication)) {
    form.emplace_back("client_assertion_type",
                      "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    form.emplace_back("client_assertion", Assertion(provider, client, *signer, now, random));
  } else {
    fetch.authorization = Basic(client, std::get<ClientSecret>(client.authentication));
  }
  fetch.form = Personal(ToQuery(form));
  return ReadTokens(TRY(fetcher.Ask(fetch)));
}

}  // namespace almoner::identity
