// oidc_client ISSUER CLIENT [KEYFILE]: signs in once at an OpenID Connect provider, as the web
// server would. Prints where the browser goes; reads the query with which it came back (a line of
// standard input) and, without KEYFILE, the client's secret (the next line); prints the issuer, the
// subject and the way to sign out. Exits 1, with the error, where it was refused.
#include <iostream>

#include "crypto/random.h"
#include "http/text.h"
#include "identity/oidc.h"

namespace {

using namespace almoner;            // NOLINT(google-build-using-namespace): a program of one file
using namespace almoner::identity;  // NOLINT(google-build-using-namespace)

Result<OidcClient> ClientOf(int count, char** words) {
  OidcClient client{.id = words[2],
                    .redirect_uri = "https://care.fen.example/sign-in/back",
                    .authentication = ClientSecret{}};
  if (count > 3)
    client.authentication = TRY(JwtSigner::Read(OperatorPath(words[3]), Algorithm::kRs512, "ours"));
  return client;
}

Status Run(int count, char** words) {
  crypto::SystemRandom random;
  CurlFetcher fetcher;
  const Time now = SystemClock().Now();
  OidcClient client = TRY(ClientOf(count, words));
  const OidcProvider provider = TRY(Discover(fetcher, words[1]));
  const SignIn sign_in = BeginSignIn(random);
  std::cout << AuthorizationUrl(provider, client, sign_in) << std::endl;
  std::string query, secret;
  std::getline(std::cin, query);
  if (count == 3 && std::getline(std::cin, secret))
    client.authentication = ClientSecret{SecretBytes::CopyOf(secret)};
  const auto fields = http::ParsePairs(query);
  if (!fields) return Fail(Code::kInvalid, "This is no query.");
  const std::string code =
      TRY(ReadAuthorizationResponse(provider, sign_in, Parameters(fields->begin(), fields->end())));
  const OidcTokens tokens =
      TRY(ExchangeCode(fetcher, provider, client, sign_in, code, now, random));
  KeySet keys(fetcher, provider.jwks_uri);
  const OidcIdentity who = TRY(VerifyIdToken(keys, provider, client, sign_in, tokens, now));
  std::cout << who.issuer << "\n"
            << who.subject.Expose() << "\n"
            << *LogoutUrl(provider, client, "https://care.fen.example/bye", "the-state")
            << std::endl;
  const auto again = ExchangeCode(fetcher, provider, client, sign_in, code, now, random);
  if (again || again.error().code != Code::kRefused)
    return Fail(Code::kInternal, "The provider took a code twice.");
  return {};
}

}  // namespace

int main(int count, char** words) {
  if (count < 3) return 2;
  const Status status = Run(count, words);
  if (status) return 0;
  std::cerr << status.error().Text() << "\n";
  return 1;
}
