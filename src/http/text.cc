#include "http/text.h"

#include <algorithm>

#include "base/bytes.h"

namespace almoner::http {
namespace {

constexpr std::string_view kHexDigits = "0123456789ABCDEF";

constexpr char LowerChar(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }

constexpr bool IsAlnum(char c) {
  const char lower = LowerChar(c);
  return IsDigit(c) || (lower >= 'a' && lower <= 'z');
}

constexpr int HexValue(char c) {
  if (IsDigit(c)) return c - '0';
  const char lower = LowerChar(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// The byte that %XX at the start of `text` stands for, or -1.
int Escaped(std::string_view text) {
  if (text.size() < 3) return -1;
  const int high = HexValue(text[1]);
  const int low = HexValue(text[2]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

}  // namespace

std::optional<std::string> Find(const Fields& fields, std::string_view name) {
  const auto found = fields.find(name);
  if (found == fields.end()) return std::nullopt;
  return found->second;
}

std::string Lower(std::string_view ascii) {
  std::string lower(ascii);
  std::ranges::transform(lower, lower.begin(), LowerChar);
  return lower;
}

std::string_view Trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool IsToken(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() &&
         std::ranges::all_of(text, [&](char c) { return IsAlnum(c) || kMarks.contains(c); });
}

bool IsFieldValue(std::string_view text) {
  return std::ranges::none_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7F;
  });
}

bool IsDigits(std::string_view text) { return !text.empty() && std::ranges::all_of(text, IsDigit); }

bool IsVisibleAscii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7F; });
}

std::string_view TakeUntil(std::string_view& text, char mark) {
  const std::size_t end = std::min(text.find(mark), text.size());
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

bool ListHas(std::string_view list, std::string_view lower_case_word) {
  while (!list.empty())
    if (Lower(Trim(TakeUntil(list, ','))) == lower_case_word) return true;
  return false;
}

std::optional<std::string> DecodePercent(std::string_view text, Plus plus) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '+' && plus == Plus::kSpace) c = ' ';
    if (c == '%') {
      const int byte = Escaped(text.substr(i));
      if (byte <= 0) return std::nullopt;
      c = static_cast<char>(byte);
      i += 2;
    }
    decoded += c;
  }
  if (!IsUtf8(decoded)) return std::nullopt;
  return decoded;
}

std::string EncodePercent(std::string_view text) {
  constexpr std::string_view kUnreserved = "-._~";
  std::string encoded;
  for (const char c : text) {
    if (IsAlnum(c) || kUnreserved.contains(c)) {
      encoded += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      encoded.append({'%', kHexDigits[byte >> 4], kHexDigits[byte & 15]});
    }
  }
  return encoded;
}

std::optional<Fields> ParsePairs(std::string_view text) {
  if (!IsVisibleAscii(text)) return std::nullopt;
  Fields fields;
  while (!text.empty()) {
    std::string_view value = TakeUntil(text, '&');
    if (value.empty()) continue;  // a=1&&b=2 says the same as a=1&b=2
    const std::optional<std::string> name = DecodePercent(TakeUntil(value, '='), Plus::kSpace);
    std::optional<std::string> decoded = DecodePercent(value, Plus::kSpace);
    if (!name || name->empty() || !decoded || fields.size() == kMaxPairs) return std::nullopt;
    if (!fields.emplace(*name, *std::move(decoded)).second) return std::nullopt;
  }
  return fields;
}

}  // namespace almoner::http
