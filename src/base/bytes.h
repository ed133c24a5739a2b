// Bytes, and the few encodings that formats are made of. Everything big-endian.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace almoner {

using Bytes = std::vector<std::uint8_t>;
using BytesView = std::span<const std::uint8_t>;

[[nodiscard]] BytesView AsBytes(std::string_view text);
[[nodiscard]] std::string_view AsText(BytesView bytes);
[[nodiscard]] Bytes ToBytes(std::string_view text);
[[nodiscard]] bool SameBytes(BytesView a, BytesView b);  // not for secrets: see SecretBytes

[[nodiscard]] std::string ToHex(BytesView bytes);  // lower case
Result<Bytes> FromHex(std::string_view text);      // either case
// RFC 4648 section 4, with padding; decoding refuses everything else, non-zero trailing bits too.
[[nodiscard]] std::string ToBase64(BytesView bytes);
Result<Bytes> FromBase64(std::string_view text);
[[nodiscard]] bool IsUtf8(std::string_view text);  // RFC 3629: no overlong forms, no surrogates

// Appends to a byte string: fixed-width numbers, and strings with their length before them.
class Writer {
 public:
  Writer& U8(std::uint8_t value);
  Writer& U16(std::uint16_t value);
  Writer& U32(std::uint32_t value);
  Writer& U64(std::uint64_t value);
  Writer& Raw(BytesView bytes);
  Writer& Sized(BytesView bytes);  // u32 length, then the bytes
  Writer& Sized(std::string_view text) { return Sized(AsBytes(text)); }

  [[nodiscard]] const Bytes& bytes() const& { return bytes_; }
  [[nodiscard]] Bytes bytes() && { return std::move(bytes_); }

 private:
  Bytes bytes_;
};

// Reads what Writer wrote. Every read past the end is kCorrupt; Done() refuses left-over bytes.
class Reader {
 public:
  explicit Reader(BytesView bytes) : rest_(bytes) {}
  Result<std::uint8_t> U8();
  Result<std::uint16_t> U16();
  Result<std::uint32_t> U32();
  Result<std::uint64_t> U64();
  Result<BytesView> Raw(std::size_t count);
  Result<BytesView> Sized();
  [[nodiscard]] std::size_t left() const { return rest_.size(); }
  Status Done() const;

 private:
  BytesView rest_;
};

}  // namespace almoner
