#include "identity/jose.h"

#include <openssl/ecdsa.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "identity/encode.h"
#include "identity/fields.h"

namespace almoner::identity {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostToken = std::size_t{64} << 10;
constexpr std::size_t kMostKeyId = 256;
constexpr std::size_t kMostKeys = 64;
constexpr std::size_t kNumber = 32;  // of P-256
constexpr std::array kAlgorithms = {Algorithm::kEs256, Algorithm::kEdDsa, Algorithm::kRs256,
                                    Algorithm::kRs512, Algorithm::kPs256};

struct FreeSignature {
  void operator()(ECDSA_SIG* signature) const { ECDSA_SIG_free(signature); }
};

// As OpenSSL wants it; nothing if it does not have the right length.
std::optional<Bytes> DerOf(BytesView signature) {
  if (signature.size() != 2 * kNumber) return {};
  const std::unique_ptr<ECDSA_SIG, FreeSignature> pair(ECDSA_SIG_new());
  CHECK(ECDSA_SIG_set0(pair.get(), BN_bin2bn(signature.data(), kNumber, nullptr),
                       BN_bin2bn(signature.data() + kNumber, kNumber, nullptr)) == 1);
  std::uint8_t* der = nullptr;
  const int size = i2d_ECDSA_SIG(pair.get(), &der);
  CHECK(size > 0);
  Bytes bytes(der, der + size);
  OPENSSL_free(der);
  return bytes;
}

bool IsJwtType(const std::optional<std::string>& type) {
  return !type || *type == "JWT" || *type == "jwt";
}

// The algorithm and the key's id.
Status ReadHeader(const json::object& header, Jwt& token) {
  const std::optional<Algorithm> algorithm = AlgorithmNamed(TRY(TextAt(header, "alg")));
  if (!algorithm)
    return Fail(Code::kRefused, "A token is signed with an algorithm that is not taken.");
  if (header.contains("crit") || !IsJwtType(TRY(OptionalTextAt(header, "typ"))))
    return Fail(Code::kRefused, "A token is of another type than what was asked for.");
  token.algorithm = *algorithm;
  token.key_id = TRY(OptionalTextAt(header, "kid"));
  if (token.key_id && token.key_id->size() > kMostKeyId)
    return Fail(Code::kInvalid, "A token's key has an id that is too long.");
  return {};
}

Result<PublicKey> KeyOf(const json::object& jwk) {
  const std::string type = TRY(TextAt(jwk, "kty"));
  if (type == "RSA") return PublicKey::Rsa(TRY(BytesAt(jwk, "n")), TRY(BytesAt(jwk, "e")));
  const std::string curve = TRY(TextAt(jwk, "crv"));
  if (type == "EC" && curve == "P-256")
    return PublicKey::P256(TRY(BytesAt(jwk, "x")), TRY(BytesAt(jwk, "y")));
  if (type == "OKP" && curve == "Ed25519") return PublicKey::Ed25519(TRY(BytesAt(jwk, "x")));
  return Fail(Code::kInvalid, "A key is of a kind that is not taken.");
}

bool MayVerify(const json::object& jwk) {
  const json::value* const operations = jwk.if_contains("key_ops");
  if (operations == nullptr) return true;
  return operations->is_array() &&
         std::ranges::find(operations->get_array(), json::value("verify")) !=
             operations->get_array().end();
}

Result<Jwk> ReadJwk(const json::object& jwk) {
  const std::optional<std::string> use = TRY(OptionalTextAt(jwk, "use"));
  const std::optional<std::string> named = TRY(OptionalTextAt(jwk, "alg"));
  if ((use && *use != "sig") || !MayVerify(jwk))
    return Fail(Code::kInvalid, "A key is for another use.");
  std::optional<Algorithm> algorithm;
  if (named) algorithm = AlgorithmNamed(*named);
  if (named && !algorithm) return Fail(Code::kInvalid, "A key is for another algorithm.");
  std::optional<std::string> id = TRY(OptionalTextAt(jwk, "kid"));
  PublicKey key = TRY(KeyOf(jwk));
  return Jwk{.id = std::move(id), .algorithm = algorithm, .key = std::move(key)};
}

}  // namespace

std::string_view Name(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::kEs256:
      return "ES256";
    case Algorithm::kEdDsa:
      return "EdDSA";
    case Algorithm::kRs256:
      return "RS256";
    case Algorithm::kRs512:
      return "RS512";
    case Algorithm::kPs256:
      return "PS256";
  }
  std::unreachable();
}

std::optional<Algorithm> AlgorithmNamed(std::string_view name) {
  for (const Algorithm one : kAlgorithms)
    if (Name(one) == name) return one;
  return {};
}

Result<Jwt> ParseJwt(std::string_view text) {
  const std::size_t first = text.find('.'), second = text.find('.', first + 1);
  if (text.size() > kMostToken || first == std::string_view::npos ||
      second == std::string_view::npos)
    return Fail(Code::kInvalid, "A token is no JWS in its compact form.");
  const Bytes header = TRY(FromBase64Url(text.substr(0, first)));
  const Bytes claims = TRY(FromBase64Url(text.substr(first + 1, second - first - 1)));
  Jwt token{.algorithm = Algorithm::kEs256,
            .key_id = {},
            .claims = Personal(std::string(AsText(claims))),
            .signed_text = Personal(std::string(text.substr(0, second))),
            .signature = {}};
  TRY(ReadHeader(TRY(ParseObject(AsText(header))), token));
  TRY(ParseObject(AsText(claims)));
  token.signature = TRY(FromBase64Url(text.substr(second + 1)));
  return token;
}

crypto::Verdict Verify(const Jwt& token, const PublicKey& key) {
  const BytesView message = AsBytes(token.signed_text.Expose());
  if (token.algorithm != Algorithm::kEs256)
    return key.Verify(token.algorithm, message, token.signature);
  const std::optional<Bytes> der = DerOf(token.signature);
  return der ? key.Verify(token.algorithm, message, *der) : crypto::Verdict::kBad;
}

Result<std::vector<Jwk>> ParseJwks(std::string_view text) {
  const json::object set = TRY(ParseObject(text));
  const json::value* const keys = set.if_contains("keys");
  if (keys == nullptr || !keys->is_array())
    return Fail(Code::kInvalid, "The identity provider's keys are no JWK set.");
  std::vector<Jwk> usable;
  for (const json::value& one : keys->get_array()) {
    if (usable.size() == kMostKeys) break;
    if (!one.is_object()) continue;
    if (auto key = ReadJwk(one.get_object())) usable.push_back(*std::move(key));
  }
  return usable;
}

}  // namespace almoner::identity
