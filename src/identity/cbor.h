// CBOR (RFC 8949) as far as authenticators write it (CTAP 2.1 section 8): whole numbers, byte and
// text strings, arrays, maps, true, false and null, each of a definite length that is written in as
// few bytes as it needs. Everything else is refused, and so is a map with the same key twice,
// anything more than four levels deep, and more than 256 items.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace almoner::identity {

struct CborItem {
  enum class Kind : std::uint8_t { kInteger, kBytes, kText, kArray, kMap, kSimple };
  Kind kind = Kind::kSimple;
  std::int64_t integer = 0;          // kInteger; kSimple: 20 false, 21 true, 22 null
  BytesView bytes = {};              // kBytes, and kText, which is UTF-8; of what was parsed
  std::vector<CborItem> items = {};  // kArray; kMap: a key and its value, in turns

  // A value of a map; null where it has none of that key.
  [[nodiscard]] const CborItem* At(std::int64_t key) const;
  [[nodiscard]] const CborItem* At(std::string_view key) const;
};

struct CborParsed {
  CborItem item;
  std::size_t size = 0;  // of it, in bytes; what follows was not looked at
};

// The item that `bytes` begin with; kInvalid.
Result<CborParsed> ParseCbor(BytesView bytes);

// The same, and nothing behind it.
Result<CborItem> ParseWholeCbor(BytesView bytes);

}  // namespace almoner::identity
