#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "crypto/hash.h"
#include "identity/fields.h"
#include "identity/oidc.h"

namespace almoner::identity {
namespace {

namespace json = boost::json;

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kClocksDiffer = 60;   // seconds
constexpr std::int64_t kOldestToken = 3600;  // it was made for this sign-in
constexpr std::size_t kMostSubject = 255;    // Core, 2

// A number of seconds, of which JSON may write a fraction (RFC 7519, 2).
Result<std::optional<std::int64_t>> SecondsAt(const json::object& claims, std::string_view name) {
  const json::value* const value = claims.if_contains(json::string_view(name.data(), name.size()));
  if (value == nullptr) return std::optional<std::int64_t>();
  constexpr double kMost = 1e12;
  const bool number = value->is_int64() || value->is_double() || value->is_uint64();
  const double seconds = number ? value->to_number<double>() : -1;
  if (seconds < 0 || seconds > kMost)
    return Fail(Code::kInvalid, "A time in the ID token is none.", Detail::Id("claim", name));
  return std::optional(static_cast<std::int64_t>(seconds));
}

// Core, 3.1.3.7, 3 to 5.
Status CheckAudience(const json::object& claims, const OidcClient& client) {
  const json::value* const audience = claims.if_contains("aud");
  const json::value us(client.id);
  const bool several = audience != nullptr && audience->is_array();
  const bool ours =
      several ? std::ranges::find(audience->get_array(), us) != audience->get_array().end()
              : audience != nullptr && *audience == us;
  if (!ours) return Fail(Code::kRefused, "The ID token is for another program.");
  const std::optional<std::string> party = TRY(OptionalTextAt(claims, "azp"));
  const bool needs_party = several && audience->get_array().size() > 1;
  if ((party && *party != client.id) || (needs_party && !party))
    return Fail(Code::kRefused, "The ID token was made for another program.");
  return {};
}

// Core, 3.1.3.7, 9 and 10; `nbf` as RFC 7519, 4.1.5.
Status CheckTimes(const json::object& claims, Time now) {
  const std::int64_t seconds = now.micros() / kSecond;
  const std::optional<std::int64_t> expires = TRY(SecondsAt(claims, "exp"));
  const std::optional<std::int64_t> issued = TRY(SecondsAt(claims, "iat"));
  const std::optional<std::int64_t> not_before = TRY(SecondsAt(claims, "nbf"));
  if (!expires || *expires <= seconds - kClocksDiffer)
    return Fail(Code::kRefused, "The ID token has expired; sign in again.");
  if (!issued || *issued > seconds + kClocksDiffer || *issued < seconds - kOldestToken)
    return Fail(Code::kRefused,
                "The ID token was not made just now; check that this machine's clock is right.");
  if (not_before && *not_before > seconds + kClocksDiffer)
    return Fail(Code::kRefused, "The ID token does not hold yet.");
  return {};
}

// Core, 3.1.3.6: the left half of the hash that the signature is made with; of Ed25519 it is
// SHA-512 (RFC 8032, 5.1).
Bytes LeftHalf(Algorithm algorithm, std::string_view text) {
  const bool wide = algorithm == Algorithm::kRs512 || algorithm == Algorithm::kEdDsa;
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> hash{};
  unsigned size = 0;
  CHECK(EVP_Digest(text.data(), text.size(), hash.data(), &size, wide ? EVP_sha512() : EVP_sha256(),
                   nullptr) == 1);
  return {hash.begin(), hash.begin() + size / 2};
}

// In the code flow it may be left out.
Status CheckAccessToken(const json::object& claims, Algorithm algorithm, const OidcTokens& tokens) {
  if (!TRY(OptionalTextAt(claims, "at_hash"))) return {};
  if (TRY(BytesAt(claims, "at_hash")) != LeftHalf(algorithm, tokens.access_token.Expose()))
    return Fail(Code::kRefused, "The ID token came with somebody else's access token.");
  return {};
}

Status CheckClaims(const json::object& claims, const OidcProvider& provider,
                   const OidcClient& client, const SignIn& sign_in, Time now) {
  if (TRY(TextAt(claims, "iss")) != provider.issuer)
    return Fail(Code::kRefused, "The ID token is another identity provider's.");
  TRY(CheckAudience(claims, client));
  TRY(CheckTimes(claims, now));
  if (TRY(TextAt(claims, "nonce")) != sign_in.nonce)
    return Fail(Code::kRefused, "The ID token is of another sign-in; start again.");
  return {};
}

}  // namespace

Result<OidcIdentity> VerifyIdToken(KeySet& keys, const OidcProvider& provider,
                                   const OidcClient& client, const SignIn& sign_in,
                                   const OidcTokens& tokens, Time now) {
  const Jwt token = TRY(ParseJwt(tokens.id_token.Expose()));
  if (std::ranges::find(client.algorithms, token.algorithm) == client.algorithms.end())
    return Fail(Code::kRefused, "The ID token is signed with an algorithm that was not agreed.");
  const PublicKey key = TRY(keys.For(token, now));
  if (Verify(token, key) != crypto::Verdict::kGood)
    return Fail(Code::kRefused, "The ID token is not signed with its provider's key.");
  const json::object claims = TRY(ParseObject(token.claims.Expose()));
  TRY(CheckClaims(claims, provider, client, sign_in, now));
  TRY(CheckAccessToken(claims, token.algorithm, tokens));
  std::string subject = TRY(TextAt(claims, "sub"));
  if (subject.empty() || subject.size() > kMostSubject)
    return Fail(Code::kInvalid, "The ID token does not say who signed in.");
  return OidcIdentity{
      .issuer = provider.issuer, .subject = Personal(std::move(subject)), .claims = token.claims};
}

}  // namespace almoner::identity
