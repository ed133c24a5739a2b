// Sealing: AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce and bound associated data.
//
//   sealed = nonce (12) || ciphertext (as long as the plaintext) || tag (16)
//
// A nonce is random, so one key may seal at most 2^32 things; a key here belongs to one person or
// one record and comes nowhere near. Opening with another key or other associated data fails: what
// is bound there (home, field, row, generation) is what keeps sealed things in their place.
#pragma once

#include "base/bytes.h"
#include "base/random.h"
#include "base/secret.h"

namespace almoner::crypto {

inline constexpr std::size_t kKeySize = 32;
inline constexpr std::size_t kSealOverhead = 12 + 16;

[[nodiscard]] SecretBytes NewKey(Random& random);

// REQUIRES: key.size() == kKeySize.
[[nodiscard]] Bytes Seal(const SecretBytes& key, BytesView associated, BytesView plaintext,
                         Random& random);

// kCorrupt when anything differs by a bit; nothing of the plaintext is given then.
Result<SecretBytes> Open(const SecretBytes& key, BytesView associated, BytesView sealed);

}  // namespace almoner::crypto
