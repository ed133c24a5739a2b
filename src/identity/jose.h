// Signed tokens as OpenID Connect uses them: JWS in its compact form (RFC 7515) with JSON claims
// (RFC 7519), keys as JWK (RFC 7517), as RFC 8725 wants them read: the algorithm is one of a list
// that the reader gives and fits the key, "none" and every HMAC are unknown words. Pure.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/file.h"
#include "base/personal.h"
#include "identity/public_key.h"

namespace almoner::identity {

// "RS256", "RS512", "PS256", "ES256", "EdDSA"; nothing for every other name.
[[nodiscard]] std::optional<Algorithm> AlgorithmNamed(std::string_view name);
[[nodiscard]] std::string_view Name(Algorithm algorithm);

struct Jwt {
  Algorithm algorithm;
  std::optional<std::string> key_id;  // at most 256 bytes
  Personal<std::string> claims;       // a JSON object; NOT to be trusted before Verify
  Personal<std::string> signed_text;
  Bytes signature;  // of ECDSA: two numbers of 32 bytes (RFC 7518, 3.4)
};
// At most 64 KiB. kInvalid: it is no JWS of JSON claims; kRefused: its algorithm is none of the
// above, or its header has `crit`, or names another type than a JWT.
Result<Jwt> ParseJwt(std::string_view text);
[[nodiscard]] crypto::Verdict Verify(const Jwt& token, const PublicKey& key);

struct Jwk {
  std::optional<std::string> id;
  std::optional<Algorithm> algorithm;  // the only one it is for, if it says so
  PublicKey key;
};
// Of a JWK set those that signatures can be verified with, 64 at most. Keys of other
// kinds, for other uses, or too weak are left out (RFC 7517, section 5). kInvalid: it is no set.
Result<std::vector<Jwk>> ParseJwks(std::string_view text);

// Our own key, for saying who we are (private_key_jwt).
class JwtSigner {
 public:
  // A private key in PEM, unencrypted, in a file that nobody else may read. kInvalid: it is none,
  // or of a kind that does not fit the algorithm; else as ReadFile. `key_id` is what the provider
  // knows it by.
  static Result<JwtSigner> Read(const OperatorPath& file, Algorithm algorithm, std::string key_id);
  static Result<JwtSigner> Parse(const SecretBytes& pem, Algorithm algorithm, std::string key_id);

  [[nodiscard]] std::string Sign(std::string_view claims) const;  // a JWS in its compact form

 private:
  JwtSigner(std::shared_ptr<evp_pkey_st> key, Algorithm algorithm, std::string key_id)
      : key_(std::move(key)), algorithm_(algorithm), key_id_(std::move(key_id)) {}
  std::shared_ptr<evp_pkey_st> key_;
  Algorithm algorithm_;
  std::string key_id_;
};

}  // namespace almoner::identity
