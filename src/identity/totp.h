// One-time codes of an authenticator app: TOTP (RFC 6238) with HMAC-SHA-1, six digits and steps of
// 30 seconds since 1970, which is what every such app does. Pure: whoever calls keeps the secret
// and the last step that was used.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/personal.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"

namespace almoner::identity {

// 160 bits, as long as what HMAC-SHA-1 gives (RFC 4226 section 4, R6).
[[nodiscard]] SecretBytes NewTotpSecret(Random& random);

using TotpStep = std::int64_t;
[[nodiscard]] TotpStep TotpStepAt(Time now);

// The six digits of that step (RFC 6238, 4.2; RFC 4226, 5.3).
[[nodiscard]] std::string TotpCode(const SecretBytes& secret, TotpStep step);

// The step whose code was typed, for the caller to keep as `last_used` in the same transaction; or
// nothing: the code is none, or not one of now. Taken are the codes of this step, the one before
// and the one after (RFC 6238, 5.2 and 6), never that of `last_used` or of a step before it, so
// that nobody uses a code again that was seen over a shoulder. Spaces in it do not matter: apps
// show "123 456". How long it takes does not tell which digit was wrong.
[[nodiscard]] std::optional<TotpStep> CheckTotp(const SecretBytes& secret, std::string_view typed,
                                                Time now, std::optional<TotpStep> last_used);

// What the app reads from the QR code (the Key URI Format of authenticator apps): otpauth://totp/
// Issuer:account?secret=…&issuer=…&algorithm=SHA1&digits=6&period=30. Who has it makes the codes.
// kInvalid: the issuer (the organisation's name) or the account (what the person knows it by) is
// empty, not UTF-8, longer than 100 bytes, or has a colon, which is what parts them.
Result<Personal<std::string>> TotpUri(const SecretBytes& secret, std::string_view issuer,
                                      const Personal<std::string>& account);

// The secret as one types it where no camera is: base32 in groups of four.
[[nodiscard]] Personal<std::string> TotpSecretText(const SecretBytes& secret);

}  // namespace almoner::identity
