// Ed25519 signatures (RFC 8032), by way of libsodium.
#pragma once

#include <array>
#include <cstdint>

#include "base/bytes.h"
#include "base/random.h"
#include "base/secret.h"

namespace almoner::crypto {

using PublicKey = std::array<std::uint8_t, 32>;
using Signature = std::array<std::uint8_t, 64>;

class SigningKey {
 public:
  static SigningKey New(Random& random);
  static Result<SigningKey> FromSeed(const SecretBytes& seed);  // 32 bytes

  [[nodiscard]] const SecretBytes& seed() const { return seed_; }
  [[nodiscard]] const PublicKey& public_key() const { return public_; }
  [[nodiscard]] Signature Sign(BytesView message) const;

 private:
  SigningKey(SecretBytes seed, SecretBytes expanded, PublicKey key);
  SecretBytes seed_;
  SecretBytes expanded_;  // libsodium's 64-byte form
  PublicKey public_;
};

enum class Verdict : std::uint8_t { kGood, kBad };
[[nodiscard]] Verdict Verify(const PublicKey& key, BytesView message, BytesView signature);

}  // namespace almoner::crypto
