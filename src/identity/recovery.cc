#include "identity/recovery.h"

#include "base/secret.h"
#include "crypto/password.h"

namespace almoner::identity {
namespace {

constexpr std::string_view kAlphabet = "234679ACDEFGHJKMNPQRTVWXY";
constexpr std::size_t kLength = 12;
constexpr std::size_t kGroup = 4;
constexpr std::size_t kMostTyped = 64;
static_assert(kAlphabet.size() >= kRecoveryCodes);

// Evenly: bytes beyond the last whole multiple of the alphabet are thrown away.
char AnyOf(Random& random) {
  constexpr std::size_t kEven = 256 / kAlphabet.size() * kAlphabet.size();
  std::array<std::uint8_t, 1> byte{};
  do random.Fill(byte);
  while (byte[0] >= kEven);
  return kAlphabet[byte[0] % kAlphabet.size()];
}

std::string Grouped(std::string_view code) {
  std::string text;
  for (std::size_t at = 0; at < kLength; at += kGroup)
    text.append(at == 0 ? "" : "-").append(code.substr(at, kGroup));
  return text;
}

// The code without what does not matter; nothing if it is none.
std::optional<std::string> CodeOf(std::string_view typed) {
  if (typed.size() > kMostTyped) return {};
  std::string code;
  for (const char c : typed) {
    if (c == ' ' || c == '-') continue;
    const char upper = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    if (!kAlphabet.contains(upper)) return {};
    code += upper;
  }
  if (code.size() != kLength) return {};
  return code;
}

}  // namespace

RecoveryCodes NewRecoveryCodes(Random& random) {
  RecoveryCodes made;
  for (std::size_t i = 0; i < kRecoveryCodes; ++i) {
    std::string code(1, kAlphabet[i]);
    while (code.size() < kLength) code += AnyOf(random);
    made.hashes[i] = crypto::HashPassword(SecretBytes::CopyOf(code));
    made.codes[i] = Personal(Grouped(code));
  }
  return made;
}

std::optional<std::size_t> CheckRecoveryCode(std::string_view typed,
                                             std::span<const std::optional<std::string>> kept) {
  const std::optional<std::string> code = CodeOf(typed);
  if (!code) return {};
  const std::size_t which = kAlphabet.find(code->front());
  if (which >= kept.size() || !kept[which]) return {};
  if (crypto::CheckPassword(SecretBytes::CopyOf(*code), *kept[which]) !=
      crypto::PasswordCheck::kMatches)
    return {};
  return which;
}

}  // namespace almoner::identity
