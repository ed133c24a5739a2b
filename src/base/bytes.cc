#include "base/bytes.h"

#include <algorithm>
#include <array>

namespace almoner {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";
constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// What each character stands for; -1: nothing.
constexpr auto kBase64Values = [] {
  std::array<std::int8_t, 256> values{};
  values.fill(-1);
  for (std::size_t i = 0; i < kBase64.size(); ++i)
    values[static_cast<std::uint8_t>(kBase64[i])] = static_cast<std::int8_t>(i);
  return values;
}();

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

template <class T>
void PutBigEndian(Bytes& out, T value) {
  for (int shift = static_cast<int>(sizeof(T)) * 8 - 8; shift >= 0; shift -= 8)
    out.push_back(static_cast<std::uint8_t>(value >> shift));
}

template <class T>
T GetBigEndian(BytesView bytes) {
  T value = 0;
  for (const std::uint8_t byte : bytes) value = static_cast<T>((value << 8) | byte);
  return value;
}

// The length of the well-formed UTF-8 sequence that `text` starts with, or 0.
std::size_t SequenceLength(std::string_view text) {
  const auto at = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t lead = at(0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((at(i) & 0xC0) != 0x80) return 0;
  const bool overlong = (lead == 0xE0 && at(1) < 0xA0) || (lead == 0xF0 && at(1) < 0x90);
  const bool outside = (lead == 0xED && at(1) > 0x9F) || (lead == 0xF4 && at(1) > 0x8F);
  return overlong || outside ? 0 : length;
}

}  // namespace

BytesView AsBytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string_view AsText(BytesView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Bytes ToBytes(std::string_view text) {
  const BytesView view = AsBytes(text);
  return {view.begin(), view.end()};
}

bool SameBytes(BytesView a, BytesView b) { return std::ranges::equal(a, b); }

std::string ToHex(BytesView bytes) {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const std::uint8_t byte : bytes) {
    text += kHex[byte >> 4];
    text += kHex[byte & 15];
  }
  return text;
}

Result<Bytes> FromHex(std::string_view text) {
  if (text.size() % 2 != 0) return Fail(Code::kInvalid, "Hexadecimal text needs an even length.");
  Bytes bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = HexValue(text[i]);
    const int low = HexValue(text[i + 1]);
    if (high < 0 || low < 0) return Fail(Code::kInvalid, "This is not hexadecimal text.");
    bytes.push_back(static_cast<std::uint8_t>(high * 16 + low));
  }
  return bytes;
}

std::string ToBase64(BytesView bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) group = (group << 8) | (k < count ? bytes[i + k] : 0U);
    for (std::size_t k = 0; k < 4; ++k)
      text += k <= count ? kBase64[(group >> (18 - 6 * k)) & 63] : '=';
  }
  return text;
}

Result<Bytes> FromBase64(std::string_view text) {
  const auto bad = Fail(Code::kInvalid, "This is not base64 text.");
  if (text.size() % 4 != 0) return bad;
  std::size_t padding = 0;
  while (padding < 2 && text.ends_with('=')) {
    text.remove_suffix(1);
    ++padding;
  }
  Bytes bytes;
  bytes.reserve(text.size() / 4 * 3 + 2);
  std::uint32_t group = 0;
  int bits = 0;
  for (const char c : text) {
    const std::int8_t value = kBase64Values[static_cast<std::uint8_t>(c)];
    if (value < 0) return bad;
    group = (group << 6) | static_cast<std::uint32_t>(value);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes.push_back(static_cast<std::uint8_t>(group >> bits));
      group &= (1U << bits) - 1;
    }
  }
  if (group != 0) return bad;
  return bytes;
}

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = SequenceLength(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

Writer& Writer::U8(std::uint8_t value) { return bytes_.push_back(value), *this; }
Writer& Writer::U16(std::uint16_t value) { return PutBigEndian(bytes_, value), *this; }
Writer& Writer::U32(std::uint32_t value) { return PutBigEndian(bytes_, value), *this; }
Writer& Writer::U64(std::uint64_t value) { return PutBigEndian(bytes_, value), *this; }

Writer& Writer::Raw(BytesView bytes) {
  bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
  return *this;
}

Writer& Writer::Sized(BytesView bytes) {
  CHECK(bytes.size() <= UINT32_MAX);
  return U32(static_cast<std::uint32_t>(bytes.size())).Raw(bytes);
}

Result<BytesView> Reader::Raw(std::size_t count) {
  if (count > rest_.size()) return Fail(Code::kCorrupt, "The bytes end too early.");
  const BytesView taken = rest_.first(count);
  rest_ = rest_.subspan(count);
  return taken;
}

Result<std::uint8_t> Reader::U8() { return TRY(Raw(1))[0]; }
Result<std::uint16_t> Reader::U16() { return GetBigEndian<std::uint16_t>(TRY(Raw(2))); }
Result<std::uint32_t> Reader::U32() { return GetBigEndian<std::uint32_t>(TRY(Raw(4))); }
Result<std::uint64_t> Reader::U64() { return GetBigEndian<std::uint64_t>(TRY(Raw(8))); }
Result<BytesView> Reader::Sized() { return Raw(TRY(U32())); }

Status Reader::Done() const {
  if (!rest_.empty()) return Fail(Code::kCorrupt, "There are bytes left over.");
  return {};
}

}  // namespace almoner
