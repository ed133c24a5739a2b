// Sealing to somebody's public key: X25519 and XSalsa20-Poly1305 with a key made for each message
// (libsodium's sealed box). Whoever seals cannot open it again.
//
//   sealed = one-time public key (32) || tag (16) || ciphertext (as long as the plaintext)
//
// It does not say who sealed: anyone with the public key can. What comes out must prove by itself
// where it is from.
#pragma once

#include <array>
#include <cstdint>

#include "base/bytes.h"
#include "base/random.h"
#include "base/secret.h"

namespace almoner::crypto {

using BoxPublicKey = std::array<std::uint8_t, 32>;
inline constexpr std::size_t kBoxOverhead = 32 + 16;

// kInvalid when the public key is not one to seal to (a point of small order).
Result<Bytes> SealTo(const BoxPublicKey& key, BytesView plaintext);

// The pair that opens.
class BoxKey {
 public:
  static BoxKey New(Random& random);
  static Result<BoxKey> FromSecret(const SecretBytes& secret);  // 32 bytes

  [[nodiscard]] const SecretBytes& secret() const { return secret_; }
  [[nodiscard]] const BoxPublicKey& public_key() const { return public_; }
  // kCorrupt when it was sealed to another key, or anything differs by a bit.
  [[nodiscard]] Result<SecretBytes> Open(BytesView sealed) const;

 private:
  BoxKey(SecretBytes secret, BoxPublicKey key);
  SecretBytes secret_;
  BoxPublicKey public_;
};

}  // namespace almoner::crypto
