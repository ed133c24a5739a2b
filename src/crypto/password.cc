#include "crypto/password.h"

#include <sodium.h>

#include <array>

#include "base/result.h"

namespace almoner::crypto {
namespace {

// OWASP's first choice: m=19 MiB, t=2, p=1.
constexpr unsigned long long kPasses = 2;
constexpr std::size_t kMemory = 19456UL * 1024;

// Lets libsodium choose the fastest code for this processor.
void EnsureReady() {
  static const int ready = sodium_init();
  CHECK(ready >= 0);
}

}  // namespace

std::string HashPassword(const SecretBytes& password) {
  EnsureReady();
  std::array<char, crypto_pwhash_argon2id_STRBYTES> phc{};
  CHECK(crypto_pwhash_argon2id_str(phc.data(), password.empty() ? "" : password.text().data(),
                                   password.size(), kPasses, kMemory) == 0);
  return phc.data();
}

PasswordCheck CheckPassword(const SecretBytes& password, std::string_view phc) {
  EnsureReady();
  if (phc.contains('\0')) return PasswordCheck::kDiffers;  // libsodium would not look beyond it
  const std::string text(phc);
  const char* const typed = password.empty() ? "" : password.text().data();  // never null
  const int differs = crypto_pwhash_argon2id_str_verify(text.c_str(), typed, password.size());
  return differs == 0 ? PasswordCheck::kMatches : PasswordCheck::kDiffers;
}

}  // namespace almoner::crypto
