#include "identity/totp.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <array>

#include "identity/encode.h"

namespace almoner::identity {
namespace {

constexpr std::size_t kSecretSize = 20;
constexpr std::int64_t kStepMicros = 30'000'000;
constexpr std::size_t kDigits = 6;
constexpr std::uint32_t kModulus = 1'000'000;
constexpr std::size_t kMostName = 100;
constexpr TotpStep kWindow = 1;

// RFC 4226, 5.3: four bytes from where the last half-byte says, without the sign.
std::uint32_t Truncated(BytesView mac) {
  const std::size_t at = mac.back() & 0x0FU;
  return ((mac[at] & 0x7FU) << 24) | (std::uint32_t{mac[at + 1]} << 16) |
         (std::uint32_t{mac[at + 2]} << 8) | mac[at + 3];
}

// The digits that were typed; nothing if it is anything but six of them and spaces.
std::optional<std::string> DigitsOf(std::string_view typed) {
  std::string digits;
  for (const char c : typed.substr(0, 4 * kDigits)) {
    if (c == ' ') continue;
    if (c < '0' || c > '9') return {};
    digits += c;
  }
  if (digits.size() != kDigits || typed.size() > 4 * kDigits) return {};
  return digits;
}

bool CanBeName(std::string_view name) {
  return !name.empty() && name.size() <= kMostName && IsUtf8(name) && !name.contains(':');
}

}  // namespace

SecretBytes NewTotpSecret(Random& random) {
  SecretBytes secret(kSecretSize);
  random.Fill(secret.mutable_span());
  return secret;
}

TotpStep TotpStepAt(Time now) { return now.micros() / kStepMicros; }

std::string TotpCode(const SecretBytes& secret, TotpStep step) {
  const Bytes counter = Writer().U64(static_cast<std::uint64_t>(step)).bytes();
  std::array<std::uint8_t, 20> mac{};
  CHECK(EVP_Q_mac(nullptr, "HMAC", nullptr, "SHA1", nullptr, secret.view().data(), secret.size(),
                  counter.data(), counter.size(), mac.data(), mac.size(), nullptr) != nullptr);
  std::string digits = std::to_string(Truncated(mac) % kModulus);
  return digits.insert(0, kDigits - digits.size(), '0');
}

std::optional<TotpStep> CheckTotp(const SecretBytes& secret, std::string_view typed, Time now,
                                  std::optional<TotpStep> last_used) {
  const std::optional<std::string> digits = DigitsOf(typed);
  if (!digits) return {};
  const TotpStep middle = TotpStepAt(now);
  std::optional<TotpStep> found;
  for (TotpStep step = middle - kWindow; step <= middle + kWindow; ++step) {
    const std::string code = TotpCode(secret, step);
    const bool same = CRYPTO_memcmp(code.data(), digits->data(), kDigits) == 0;
    if (same && (!last_used || step > *last_used) && !found) found = step;
  }
  return found;
}

Result<Personal<std::string>> TotpUri(const SecretBytes& secret, std::string_view issuer,
                                      const Personal<std::string>& account) {
  if (!CanBeName(issuer) || !CanBeName(account.Expose()))
    return Fail(Code::kInvalid,
                "The names in an authenticator app have 1 to 100 bytes and no colon.");
  return Personal<std::string>("otpauth://totp/" + EncodePercent(issuer) + ":" +
                               EncodePercent(account.Expose()) + "?" +
                               ToQuery({{"secret", ToBase32(secret.view())},
                                        {"issuer", std::string(issuer)},
                                        {"algorithm", "SHA1"},
                                        {"digits", "6"},
                                        {"period", "30"}}));
}

Personal<std::string> TotpSecretText(const SecretBytes& secret) {
  std::string text = ToBase32(secret.view());
  for (std::size_t at = 4; at < text.size(); at += 5) text.insert(at, 1, ' ');
  return Personal(std::move(text));
}

}  // namespace almoner::identity
