#include "identity/oidc.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "crypto/hash.h"
#include "identity/fields.h"

namespace almoner::identity {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostCode = 4096;

constexpr std::array<std::string_view, 13> kOurs = {
    "response_type", "client_id",      "redirect_uri",          "scope",         "state",
    "nonce",         "code_challenge", "code_challenge_method", "response_mode", "request",
    "request_uri",   "login_hint",     "id_token_hint"};

bool IsScope(std::string_view scope) {  // RFC 6749, 3.3
  return !scope.empty() && std::ranges::all_of(scope, [](char c) {
    return c > ' ' && c <= '~' && c != '"' && c != '\\';
  });
}

std::string RandomText(Random& random) {
  std::array<std::uint8_t, 32> bytes{};
  random.Fill(bytes);
  return ToBase64Url(bytes);
}

bool SameText(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

// Whether a list of texts has this one; nothing where there is no such list.
std::optional<bool> Lists(const json::object& document, std::string_view name,
                          std::string_view word) {
  const json::value* const list = document.if_contains(json::string_view(name.data(), name.size()));
  if (list == nullptr || !list->is_array()) return {};
  const json::value wanted(json::string_view(word.data(), word.size()));
  return std::ranges::find(list->get_array(), wanted) != list->get_array().end();
}

Result<std::string> UrlAt(const json::object& document, std::string_view name) {
  std::string url = TRY(TextAt(document, name));
  TRY(CheckUrl(url));
  return url;
}

Result<OidcProvider> ReadProvider(const json::object& document, std::string_view issuer) {
  OidcProvider provider;
  provider.issuer = TRY(TextAt(document, "issuer"));
  if (provider.issuer != issuer)
    return Fail(Code::kRefused, "The identity provider names itself another issuer.");
  if (!Lists(document, "response_types_supported", "code").value_or(false) ||
      !Lists(document, "code_challenge_methods_supported", "S256").value_or(true))
    return Fail(Code::kRefused, "The identity provider does not do the code flow with PKCE S256.");
  provider.authorization_endpoint = TRY(UrlAt(document, "authorization_endpoint"));
  provider.token_endpoint = TRY(UrlAt(document, "token_endpoint"));
  provider.jwks_uri = TRY(UrlAt(document, "jwks_uri"));
  if (document.contains("end_session_endpoint"))
    provider.end_session_endpoint = TRY(UrlAt(document, "end_session_endpoint"));
  const json::value* const names =
      document.if_contains("authorization_response_iss_parameter_supported");
  provider.names_itself = names != nullptr && names->is_bool() && names->get_bool();
  return provider;
}

// The only parameter of that name; nothing where there is none (RFC 6749, 3.1: none comes twice).
Result<std::optional<std::string>> Only(const Parameters& query, std::string_view name) {
  std::optional<std::string> found;
  for (const auto& [one, value] : query) {
    if (one != name) continue;
    if (found) return Fail(Code::kInvalid, "The identity provider's link has a parameter twice.");
    found = value;
  }
  return found;
}

// RFC 6749, 4.1.2.1, and Core, 3.1.2.6.
std::unexpected<Error> NobodySignedIn(std::string_view error) {
  if (error == "access_denied")
    return Fail(Code::kRefused, "Nobody signed in at the identity provider: it was cancelled.");
  if (error == "temporarily_unavailable" || error == "server_error")
    return Fail(Code::kUnavailable, "The identity provider cannot sign anybody in just now.");
  return Fail(Code::kRefused, "The identity provider did not sign anybody in.");
}

}  // namespace

Status CheckOidcClient(const OidcClient& client) {
  if (client.id.empty() || client.algorithms.empty())
    return Fail(Code::kInvalid, "The identity provider's client needs an id and an algorithm.");
  TRY(CheckUrl(client.redirect_uri));
  if (std::ranges::find(client.scopes, "openid") == client.scopes.end() ||
      !std::ranges::all_of(client.scopes, IsScope))
    return Fail(Code::kInvalid,
                "The scopes at an identity provider are words, of which one is openid.");
  for (const auto& [name, value] : client.more)
    if (std::ranges::find(kOurs, name) != kOurs.end())
      return Fail(Code::kInvalid, "A parameter for the identity provider has a name that is used.");
  const auto* const secret = std::get_if<ClientSecret>(&client.authentication);
  if (secret != nullptr && secret->secret.empty())
    return Fail(Code::kInvalid, "The client's secret at the identity provider is empty.");
  return {};
}

Result<OidcProvider> Discover(Fetcher& fetcher, std::string_view issuer) {
  TRY(CheckUrl(issuer));
  std::string url(issuer);
  if (url.contains('?')) return Fail(Code::kInvalid, "An issuer's address has no query.");
  while (url.ends_with('/')) url.pop_back();  // Discovery, 4.1
  const Fetched fetched = TRY(fetcher.Ask({.url = url + "/.well-known/openid-configuration"}));
  if (fetched.status != 200)
    return Fail(Code::kUnavailable, "The identity provider does not say how it is used.",
                Detail("status", static_cast<std::int64_t>(fetched.status)));
  return ReadProvider(TRY(ParseObject(fetched.body)), issuer);
}

SignIn BeginSignIn(Random& random) {
  SignIn sign_in;
  sign_in.state = RandomText(random);
  sign_in.nonce = RandomText(random);
  sign_in.verifier = RandomText(random);
  return sign_in;
}

std::string AuthorizationUrl(const OidcProvider& provider, const OidcClient& client,
                             const SignIn& sign_in) {
  std::string scopes;
  for (const std::string& scope : client.scopes) scopes += (scopes.empty() ? "" : " ") + scope;
  Parameters parameters = {
      {"response_type", "code"},
      {"client_id", client.id},
      {"redirect_uri", client.redirect_uri},
      {"scope", scopes},
      {"state", sign_in.state},
      {"nonce", sign_in.nonce},
      {"code_challenge", ToBase64Url(crypto::Sha256(sign_in.verifier))},
      {"code_challenge_method", "S256"},
  };
  parameters.insert(parameters.end(), client.more.begin(), client.more.end());
  return WithQuery(provider.authorization_endpoint, parameters);
}

Result<std::string> ReadAuthorizationResponse(const OidcProvider& provider, const SignIn& sign_in,
                                              const Parameters& query) {
  const std::optional<std::string> state = TRY(Only(query, "state"));
  if (!state || !SameText(*state, sign_in.state))
    return Fail(Code::kRefused,
                "This link does not belong to a sign-in that was begun here; start again.");
  const std::optional<std::string> issuer = TRY(Only(query, "iss"));
  if ((issuer && *issuer != provider.issuer) || (!issuer && provider.names_itself))
    return Fail(Code::kRefused, "The answer is another identity provider's; start again.");
  if (const std::optional<std::string> error = TRY(Only(query, "error")))
    return NobodySignedIn(*error);
  std::optional<std::string> code = TRY(Only(query, "code"));
  if (!code || code->empty() || code->size() > kMostCode)
    return Fail(Code::kInvalid, "The identity provider's link has no code.");
  return *std::move(code);
}

std::optional<std::string> LogoutUrl(const OidcProvider& provider, const OidcClient& client,
                                     std::string_view come_back_to, std::string_view state) {
  if (!provider.end_session_endpoint) return {};
  return WithQuery(*provider.end_session_endpoint,
                   {{"client_id", client.id},
                    {"post_logout_redirect_uri", std::string(come_back_to)},
                    {"state", std::string(state)}});
}

}  // namespace almoner::identity
