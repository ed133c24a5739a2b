// Signing in at somebody else's identity provider: OpenID Connect Core 1.0, the relying party's
// side of the authorization code flow, with Discovery 1.0, PKCE S256 (RFC 7636), the issuer in the
// response (RFC 9207) and RP-Initiated Logout 1.0. As RFC 9700 wants it used.
//
// The caller's part: what BeginSignIn made is kept with the browser's session (a SameSite=Lax
// cookie, as the provider's link back is another site's) and used once; accounts are found by
// issuer *and* subject, never by an e-mail address, which may be given to somebody else.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/personal.h"
#include "base/random.h"
#include "base/secret.h"
#include "base/time.h"
#include "identity/encode.h"
#include "identity/fetch.h"
#include "identity/jose.h"
#include "identity/key_set.h"

namespace almoner::identity {

struct OidcProvider {
  std::string issuer;
  std::string authorization_endpoint;
  std::string token_endpoint;
  std::string jwks_uri;
  std::optional<std::string> end_session_endpoint = {};
  bool names_itself = false;  // `iss` is in each authorization response (RFC 9207, 3)
};
// From <issuer>/.well-known/openid-configuration (Discovery, 4). kRefused: it names another issuer
// (4.3), or does not do what we need (codes, S256 where it says what it does); kInvalid: the issuer
// or one of its addresses is none (CheckUrl), or the answer is no such document; kUnavailable: it
// does not answer with one.
Result<OidcProvider> Discover(Fetcher& fetcher, std::string_view issuer);

struct ClientSecret {  // client_secret_basic (RFC 6749, 2.3.1)
  SecretBytes secret;
};
struct OidcClient {
  std::string id;
  std::string redirect_uri;
  std::variant<ClientSecret, JwtSigner> authentication;  // or private_key_jwt (RFC 7523, 2.2)
  std::vector<std::string> scopes = {"openid"};
  Parameters more = {};  // parameters of this provider's own: NHS login's `vtr`
  // With which ID tokens may be signed, as was agreed when the client was registered.
  std::vector<Algorithm> algorithms = {Algorithm::kRs256, Algorithm::kRs512, Algorithm::kPs256,
                                       Algorithm::kEs256, Algorithm::kEdDsa};
};

// Before anything else is done with it. kInvalid: it has no id, its redirect_uri is no address
// (CheckUrl), "openid" is not among its scopes or a scope has other characters than RFC 6749, 3.3
// allows, its own parameters are of a name that we use, its secret is empty, or no algorithm is
// agreed.
Status CheckOidcClient(const OidcClient& client);

// 256 random bits each, as text.
struct SignIn {
  std::string state;
  std::string nonce;
  std::string verifier;  // RFC 7636, 4.1
};
[[nodiscard]] SignIn BeginSignIn(Random& random);

// Where the browser goes (Core, 3.1.2.1). Nothing of a person is in it.
[[nodiscard]] std::string AuthorizationUrl(const OidcProvider& provider, const OidcClient& client,
                                           const SignIn& sign_in);

// The code in what the browser came back with (Core, 3.1.2.5). kInvalid: a parameter is there
// twice, or the code is missing; kRefused: another `state` (somebody else's link), another `iss` or
// none where one is promised (RFC 9207, 2.4), or the provider says that nobody signed in;
// kUnavailable: it says that it cannot just now.
Result<std::string> ReadAuthorizationResponse(const OidcProvider& provider, const SignIn& sign_in,
                                              const Parameters& query);

struct OidcTokens {
  Personal<std::string> id_token;
  Personal<std::string> access_token;
};
// Core, 3.1.3. kRefused: the provider does not take the code, or us; kInvalid: its answer has not
// what it should; kUnavailable: it has a fault. Else as Fetcher::Ask.
Result<OidcTokens> ExchangeCode(Fetcher& fetcher, const OidcProvider& provider,
                                const OidcClient& client, const SignIn& sign_in,
                                std::string_view code, Time now, Random& random);

// Who it is: an account is that of both.
struct OidcIdentity {
  std::string issuer;
  Personal<std::string> subject;
  Personal<std::string> claims;  // the whole of them, as JSON
};
// Core, 3.1.3.7 and 3.1.3.8; clocks may differ by a minute. kInvalid: the ID token is none;
// kRefused: a check fails, and the words say which; else as KeySet::For.
Result<OidcIdentity> VerifyIdToken(KeySet& keys, const OidcProvider& provider,
                                   const OidcClient& client, const SignIn& sign_in,
                                   const OidcTokens& tokens, Time now);

// Where the browser goes to sign out there too (RP-Initiated Logout, 2), and comes back from with
// `state`; nothing where the provider has no such place. We name the client, not the ID token,
// which says who someone is and would stand in histories and logs.
[[nodiscard]] std::optional<std::string> LogoutUrl(const OidcProvider& provider,
                                                   const OidcClient& client,
                                                   std::string_view come_back_to,
                                                   std::string_view state);

}  // namespace almoner::identity
