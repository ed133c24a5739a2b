#include "identity/encode.h"

#include <algorithm>

namespace almoner::identity {
namespace {

constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::string_view kHex = "0123456789ABCDEF";

bool IsUnreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-._~").contains(c);
}

}  // namespace

std::string ToBase64Url(BytesView bytes) {
  std::string text = ToBase64(bytes);
  while (text.ends_with('=')) text.pop_back();
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  return text;
}

Result<Bytes> FromBase64Url(std::string_view text) {
  const auto foreign = [](char c) { return c == '+' || c == '/' || c == '='; };
  if (text.size() % 4 == 1 || std::ranges::any_of(text, foreign))
    return Fail(Code::kInvalid, "This is not base64url text without padding.");
  std::string padded(text);
  std::ranges::replace(padded, '-', '+');
  std::ranges::replace(padded, '_', '/');
  padded.append((4 - padded.size() % 4) % 4, '=');
  return FromBase64(padded);
}

std::string ToBase32(BytesView bytes) {
  std::string text;
  std::uint32_t group = 0;
  int bits = 0;
  for (const std::uint8_t byte : bytes) {
    group = (group << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += kBase32[(group >> (bits - 5)) & 31];
    group &= (1U << bits) - 1;
  }
  if (bits > 0) text += kBase32[(group << (5 - bits)) & 31];
  return text;
}

Result<Bytes> FromBase32(std::string_view text) {
  const auto bad = Fail(Code::kInvalid, "This is not base32 text without padding.");
  Bytes bytes;
  std::uint32_t group = 0;
  int bits = 0;
  for (const char c : text) {
    const char upper = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    const std::size_t value = kBase32.find(upper);
    if (value == std::string_view::npos) return bad;
    group = (group << 5) | static_cast<std::uint32_t>(value);
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push_back(static_cast<std::uint8_t>(group >> bits));
    group &= (1U << bits) - 1;
  }
  if (group != 0 || bits >= 5) return bad;  // a whole character more than the bytes need
  return bytes;
}

std::string EncodePercent(std::string_view text) {
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<std::uint8_t>(c);
    if (IsUnreserved(c))
      encoded += c;
    else
      encoded.append({'%', kHex[byte >> 4], kHex[byte & 15]});
  }
  return encoded;
}

std::string ToQuery(const Parameters& parameters) {
  std::string text;
  for (const auto& [name, value] : parameters) {
    if (!text.empty()) text += '&';
    text.append(EncodePercent(name)).append("=").append(EncodePercent(value));
  }
  return text;
}

std::string WithQuery(std::string_view url, const Parameters& parameters) {
  std::string whole(url);
  whole += url.contains('?') ? '&' : '?';
  return whole.append(ToQuery(parameters));
}

}  // namespace almoner::identity
