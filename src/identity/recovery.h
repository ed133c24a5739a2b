// Ten one-time codes for whoever has lost their second factor (look-up secrets, NIST SP 800-63B-4
// section 3.1.2). They are shown once, kept as hashes only, and each works once. Pure: whoever
// calls keeps the hashes and removes one when it has been used.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/personal.h"
#include "base/random.h"

namespace almoner::identity {

inline constexpr std::size_t kRecoveryCodes = 10;

struct RecoveryCodes {
  std::array<Personal<std::string>, kRecoveryCodes> codes;  // to be shown: "2KXQ-F7M9-PWAT"
  std::array<std::string, kRecoveryCodes> hashes;           // to be kept, in this order
};

// No character in a code is taken for another (no 0 O, 1 I L, 5 S, 8 B, U or Z). The first says
// which of the ten it is, the other eleven are random: 51 bits, so that they are kept under
// Argon2id as passwords are (section 3.1.2.2). Takes ten times as long as crypto::HashPassword.
[[nodiscard]] RecoveryCodes NewRecoveryCodes(Random& random);

// Which of the ten was typed: to be set to nothing in the same transaction, so that it works once.
// Nothing: none of those that are left. `kept` are the hashes in their order, nothing for each that
// was used. Upper or lower case, spaces and dashes do not matter. At most one hash is computed.
[[nodiscard]] std::optional<std::size_t> CheckRecoveryCode(
    std::string_view typed, std::span<const std::optional<std::string>> kept);

}  // namespace almoner::identity
