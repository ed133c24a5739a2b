// Somebody else's public key, and whether a signature is its. By way of OpenSSL, for the algorithms
// that passkeys (COSE, RFC 9053 and RFC 8812) and identity providers (JOSE, RFC 7518 and RFC 8037)
// sign with. Keys that are too weak or not on their curve are refused when they are read.
#pragma once

#include <cstdint>
#include <memory>

#include "base/bytes.h"
#include "crypto/sign.h"

struct evp_pkey_st;

namespace almoner::identity {

enum class Algorithm : std::uint8_t {
  kEs256,  // ECDSA on P-256 with SHA-256; here the signature is in DER
  kEdDsa,  // Ed25519
  kRs256,  // RSASSA-PKCS1-v1_5 with SHA-256
  kRs512,  // the same with SHA-512
  kPs256,  // RSASSA-PSS with SHA-256 and a salt as long as the hash
};

enum class KeyKind : std::uint8_t { kP256, kEd25519, kRsa };
[[nodiscard]] KeyKind KindFor(Algorithm algorithm);

// Safe for concurrent use; copies share one key.
class PublicKey {
 public:
  static Result<PublicKey> P256(BytesView x, BytesView y);  // 32 bytes each; kInvalid
  static Result<PublicKey> Ed25519(BytesView key);          // 32 bytes; kInvalid
  // Big-endian; kInvalid: fewer than 2,048 bits or more than 8,192, or an exponent that is even,
  // less than 3 or longer than 32 bits.
  static Result<PublicKey> Rsa(BytesView modulus, BytesView exponent);

  [[nodiscard]] KeyKind kind() const { return kind_; }
  // kBad also where the algorithm is not one of this key's kind.
  [[nodiscard]] crypto::Verdict Verify(Algorithm algorithm, BytesView message,
                                       BytesView signature) const;

 private:
  PublicKey(KeyKind kind, std::shared_ptr<evp_pkey_st> key) : kind_(kind), key_(std::move(key)) {}
  KeyKind kind_;
  std::shared_ptr<evp_pkey_st> key_;
};

}  // namespace almoner::identity
