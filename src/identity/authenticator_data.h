// What an authenticator says and signs (WebAuthn Level 3, section 6.1), and the key of a new
// passkey in it (COSE, RFC 9052 section 7).
#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "identity/public_key.h"

namespace almoner::identity {

struct AttestedCredential {
  BytesView id;          // 1 to 1,023 bytes (7.1, step 25)
  BytesView public_key;  // COSE
};

struct AuthenticatorData {
  BytesView rp_id_hash;  // 32 bytes
  bool user_present = false;
  bool user_verified = false;
  bool backup_eligible = false;
  bool backed_up = false;
  std::uint32_t sign_count = 0;
  std::optional<AttestedCredential> credential = {};
};

// Views into `bytes`. kInvalid: cut short, with anything behind it, or with flags that do not fit
// what is there.
Result<AuthenticatorData> ParseAuthenticatorData(BytesView bytes);

struct CoseKey {
  Algorithm algorithm;
  PublicKey key;
};
// ES256 on P-256 (-7), EdDSA with Ed25519 (-8) or RS256 (-257), each with the members of its kind;
// kInvalid: anything else.
Result<CoseKey> ParseCoseKey(BytesView bytes);

}  // namespace almoner::identity
