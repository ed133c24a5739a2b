// The reference and the code of what was sent: made, and read as they were meant.
#include "accountability/intake.h"

namespace almoner::accountability {
namespace {

// Crockford's Base32: no letter that is mistaken for a number, and no U.
constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kGroup = 4;
constexpr std::size_t kReference = 8;  // 40 bits
constexpr std::size_t kCode = 12;      // 60 bits
constexpr std::size_t kMostInitials = 4;

std::string Draw(Random& random, std::size_t letters) {
  std::array<std::uint8_t, kCode> bytes{};
  random.Fill(std::span(bytes).first(letters));
  std::string drawn;
  for (std::size_t i = 0; i < letters; ++i) {
    if (i > 0 && i % kGroup == 0) drawn += '-';
    drawn += kAlphabet[bytes[i] % kAlphabet.size()];
  }
  return drawn;
}

// "HL" of "Harbour Lights": the first letters of its words, four at most.
std::string Initials(std::string_view organisation) {
  std::string initials;
  bool begins = true;
  for (const char c : organisation) {
    if (begins && c >= 'A' && c <= 'Z' && initials.size() < kMostInitials) initials += c;
    begins = c == ' ' || c == '-';
  }
  return initials;
}

char Meant(char c) {
  if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  if (c == 'O') return '0';
  return c == 'I' || c == 'L' ? '1' : c;
}

// The last `size` letters, where the others may stand before them.
std::string Read(std::string_view typed, std::size_t size, std::size_t most_before) {
  std::string read;
  for (const char c : typed) {
    if (c == ' ' || c == '-' || c == '\t') continue;
    if (read.size() == size + most_before) return {};
    read += Meant(c);
  }
  if (read.size() < size) return {};
  read.erase(0, read.size() - size);
  return read.find_first_not_of(kAlphabet) == read.npos ? read : std::string();
}

}  // namespace

Slip NewSlip(Random& random, std::string_view organisation) {
  const std::string initials = Initials(organisation);
  Slip slip{.reference = initials.empty() ? "" : initials + "-", .code = {}};
  slip.reference += Draw(random, kReference);
  slip.code = Draw(random, kCode);
  return slip;
}

std::string ReadReference(std::string_view typed) { return Read(typed, kReference, kMostInitials); }
std::string ReadCode(std::string_view typed) { return Read(typed, kCode, 0); }

}  // namespace almoner::accountability
