// Passwords at rest: Argon2id (RFC 9106) with OWASP's parameters, as a PHC string.
#pragma once

#include <string>
#include <string_view>

#include "base/random.h"
#include "base/secret.h"

namespace almoner::crypto {

// "$argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>"; takes some 20 ms and 19 MiB, on purpose.
[[nodiscard]] std::string HashPassword(const SecretBytes& password);

enum class PasswordCheck : std::uint8_t { kMatches, kDiffers };
[[nodiscard]] PasswordCheck CheckPassword(const SecretBytes& password, std::string_view phc);

}  // namespace almoner::crypto
