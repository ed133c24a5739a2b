// Which passwords an account may have (NIST SP 800-63B-4, section 3.1.1.2): long enough, and none
// that is common or that someone who knows the person or the organisation would try. No rules about
// kinds of characters, and none that a password has to change after a while. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/personal.h"
#include "base/result.h"
#include "base/secret.h"

namespace almoner::identity {

enum class PasswordUse : std::uint8_t {
  kAlone,             // the only factor: 15 characters or more
  kWithSecondFactor,  // 8 or more
};
inline constexpr std::size_t kLeastAlone = 15;
inline constexpr std::size_t kLeastWithSecondFactor = 8;
inline constexpr std::size_t kMostPasswordBytes = 1024;

// What is too easily guessed of this account: the person's name, address, date of birth.
struct PasswordContext {
  std::span<const Personal<std::string>> own_words = {};
  std::string_view organisation = {};
};

// What is hashed and compared: in Unicode's form NFC, every kind of space as the plain one (RFC
// 8265, 4.2), so that one password typed on two keyboards is the same. The same for a new password
// and at every sign-in. kInvalid: empty, more than kMostPasswordBytes, not UTF-8, or with a control
// character or one that Unicode has not assigned.
Result<SecretBytes> NormalisePassword(std::string_view typed);

// A new password in that form. kInvalid, in words that say how to mend it: as above; too short for
// its use, counted in code points; common, also with other capitals or with a few digits or signs
// around it; one pattern again and again, or a plain sequence; made of the person's own words or
// the organisation's name.
Result<SecretBytes> AcceptPassword(std::string_view typed, PasswordUse use,
                                   const PasswordContext& context);

}  // namespace almoner::identity
