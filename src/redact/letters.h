// Bytes of a text as ASCII letters and digits, without a locale.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace almoner::redact {

constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }
constexpr bool IsCapital(char c) { return c >= 'A' && c <= 'Z'; }
constexpr char Small(char c) { return IsCapital(c) ? static_cast<char>(c - 'A' + 'a') : c; }
// Whether a byte is one of a few, by one look.
class ByteSet {
 public:
  explicit constexpr ByteSet(std::string_view bytes) {
    for (const char c : bytes) in_[static_cast<std::uint8_t>(c)] = true;
  }
  [[nodiscard]] constexpr bool Has(char c) const { return in_[static_cast<std::uint8_t>(c)]; }

 private:
  std::array<bool, 256> in_{};
};

inline constexpr ByteSet kWordBytes(
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
constexpr bool IsWord(char c) { return kWordBytes.Has(c); }

}  // namespace almoner::redact
