#include "identity/cbor.h"

namespace almoner::identity {
namespace {

constexpr int kMostDepth = 4;
constexpr std::size_t kMostItems = 256;

enum Major : std::uint8_t {
  kUnsigned = 0,
  kNegative = 1,
  kByteString = 2,
  kTextString = 3,
  kArrayOf = 4,
  kMapOf = 5,
  kSimpleOrFloat = 7,
};
constexpr std::uint8_t kOneByte = 24;  // and 25, 26, 27: the argument is in 2, 4 or 8 bytes
constexpr std::uint8_t kFalse = 20, kNull = 22;

std::unexpected<Error> Bad() {
  return Fail(Code::kInvalid, "The authenticator's CBOR is not well formed, or not of its kind.");
}

bool SameKey(const CborItem& a, const CborItem& b) {
  return a.kind == b.kind && a.integer == b.integer && SameBytes(a.bytes, b.bytes);
}

class Parser {
 public:
  explicit Parser(BytesView bytes) : reader_(bytes) {}
  [[nodiscard]] std::size_t left() const { return reader_.left(); }

  Result<CborItem> Item(int depth) {
    if (depth > kMostDepth || ++items_ > kMostItems) return Bad();
    const std::uint8_t first = TRY(Byte());
    const std::uint8_t major = first >> 5, info = first & 0x1FU;
    if (major == kSimpleOrFloat) {
      if (info < kFalse || info > kNull) return Bad();
      return CborItem{.kind = CborItem::Kind::kSimple, .integer = info};
    }
    const std::uint64_t argument = TRY(Argument(info));
    switch (major) {
      case kUnsigned:
      case kNegative:
        return Integer(major, argument);
      case kByteString:
      case kTextString:
        return String(major, argument);
      case kArrayOf:
        return List(CborItem::Kind::kArray, argument, depth);
      case kMapOf:
        return Map(argument, depth);
      default:
        return Bad();  // a tag
    }
  }

 private:
  Result<std::uint8_t> Byte() {
    auto byte = reader_.U8();
    if (!byte) return Bad();
    return byte;
  }

  // In as few bytes as it needs (RFC 8949, 4.2.1).
  Result<std::uint64_t> Argument(std::uint8_t info) {
    if (info < kOneByte) return info;
    if (info > kOneByte + 3) return Bad();  // reserved, or an indefinite length
    const int count = 1 << (info - kOneByte);
    std::uint64_t value = 0;
    for (int i = 0; i < count; ++i) value = (value << 8) | TRY(Byte());
    const std::uint64_t least = count == 1 ? kOneByte : std::uint64_t{1} << (count * 4);
    if (value < least) return Bad();
    return value;
  }

  static Result<CborItem> Integer(std::uint8_t major, std::uint64_t argument) {
    if (argument > INT64_MAX) return Bad();
    const auto value = static_cast<std::int64_t>(argument);
    return CborItem{.kind = CborItem::Kind::kInteger,
                    .integer = major == kUnsigned ? value : -1 - value};
  }

  Result<CborItem> String(std::uint8_t major, std::uint64_t size) {
    if (size > reader_.left()) return Bad();
    const BytesView bytes = TRY(reader_.Raw(size));
    if (major == kByteString) return CborItem{.kind = CborItem::Kind::kBytes, .bytes = bytes};
    if (!IsUtf8(AsText(bytes))) return Bad();
    return CborItem{.kind = CborItem::Kind::kText, .bytes = bytes};
  }

  Result<CborItem> List(CborItem::Kind kind, std::uint64_t count, int depth) {
    if (count > kMostItems) return Bad();
    CborItem list{.kind = kind};
    for (std::uint64_t i = 0; i < count; ++i) list.items.push_back(TRY(Item(depth + 1)));
    return list;
  }

  Result<CborItem> Map(std::uint64_t pairs, int depth) {
    if (pairs > kMostItems) return Bad();
    CborItem map = TRY(List(CborItem::Kind::kMap, pairs * 2, depth));
    for (std::size_t i = 0; i < map.items.size(); i += 2) {
      const CborItem::Kind kind = map.items[i].kind;
      if (kind != CborItem::Kind::kInteger && kind != CborItem::Kind::kText) return Bad();
      for (std::size_t before = 0; before < i; before += 2)
        if (SameKey(map.items[before], map.items[i])) return Bad();
    }
    return map;
  }

  Reader reader_;
  std::size_t items_ = 0;
};

}  // namespace

const CborItem* CborItem::At(std::int64_t key) const {
  if (kind != Kind::kMap) return nullptr;
  for (std::size_t i = 0; i < items.size(); i += 2)
    if (items[i].kind == Kind::kInteger && items[i].integer == key) return &items[i + 1];
  return nullptr;
}

const CborItem* CborItem::At(std::string_view key) const {
  if (kind != Kind::kMap) return nullptr;
  for (std::size_t i = 0; i < items.size(); i += 2)
    if (items[i].kind == Kind::kText && AsText(items[i].bytes) == key) return &items[i + 1];
  return nullptr;
}

Result<CborParsed> ParseCbor(BytesView bytes) {
  Parser parser(bytes);
  CborItem item = TRY(parser.Item(1));
  return CborParsed{.item = std::move(item), .size = bytes.size() - parser.left()};
}

Result<CborItem> ParseWholeCbor(BytesView bytes) {
  CborParsed parsed = TRY(ParseCbor(bytes));
  if (parsed.size != bytes.size()) return Bad();
  return std::move(parsed.item);
}

}  // namespace almoner::identity
