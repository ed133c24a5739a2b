#include "identity/cbor.h"

#include <gmock/gmock.h>

#include "support/matchers.h"

namespace almoner::identity {
namespace {

using Kind = CborItem::Kind;

Result<CborItem> Whole(std::string_view hex) {
  static Bytes bytes;  // items look into it
  bytes = *FromHex(hex);
  return ParseWholeCbor(bytes);
}

// RFC 8949, appendix A.
TEST(CborTest, ReadsTheNumbersOfTheRfc) {
  const std::pair<std::string_view, std::int64_t> vectors[] = {
      {"00", 0},
      {"01", 1},
      {"0a", 10},
      {"17", 23},
      {"1818", 24},
      {"1864", 100},
      {"1903e8", 1000},
      {"1a000f4240", 1000000},
      {"1b000000e8d4a51000", 1000000000000},
      {"20", -1},
      {"29", -10},
      {"3863", -100},
      {"3903e7", -1000},
      {"1b7fffffffffffffff", INT64_MAX},
      {"3b7fffffffffffffff", INT64_MIN}};
  for (const auto& [hex, number] : vectors) {
    ASSERT_OK_AND(const CborItem item, Whole(hex));
    EXPECT_EQ(item.kind, Kind::kInteger);
    EXPECT_EQ(item.integer, number);
  }
}

TEST(CborTest, ReadsTheStringsListsAndMapsOfTheRfc) {
  ASSERT_OK_AND(const CborItem bytes, Whole("4401020304"));
  EXPECT_EQ(bytes.kind, Kind::kBytes);
  EXPECT_EQ(ToHex(bytes.bytes), "01020304");
  ASSERT_OK_AND(const CborItem text, Whole("62c3bc"));
  EXPECT_EQ(text.kind, Kind::kText);
  EXPECT_EQ(AsText(text.bytes), "\xc3\xbc");
  ASSERT_OK_AND(const CborItem list, Whole("8301820203820405"));
  EXPECT_EQ(list.kind, Kind::kArray);
  EXPECT_EQ(list.items.at(2).items.at(1).integer, 5);
  ASSERT_OK_AND(const CborItem map, Whole("a26161016162820203"));
  EXPECT_EQ(map.At("a")->integer, 1);
  EXPECT_EQ(map.At("b")->items.size(), 2U);
  EXPECT_EQ(map.At("c"), nullptr);
  EXPECT_EQ(map.At(1), nullptr);
  ASSERT_OK_AND(const CborItem numbers, Whole("a201022003"));
  EXPECT_EQ(numbers.At(-1)->integer, 3);
  EXPECT_EQ(list.At(1), nullptr);
  for (const auto& [hex, value] : {std::pair{"f4", 20}, std::pair{"f5", 21}, std::pair{"f6", 22}}) {
    ASSERT_OK_AND(const CborItem simple, Whole(hex));
    EXPECT_EQ(simple.kind, Kind::kSimple);
    EXPECT_EQ(simple.integer, value);
  }
}

TEST(CborTest, SaysWhereAnItemEnds) {
  const Bytes bytes = *FromHex("a10102ffff");
  ASSERT_OK_AND(const CborParsed parsed, ParseCbor(bytes));
  EXPECT_EQ(parsed.size, 3U);
  EXPECT_THAT(ParseWholeCbor(bytes), FailsWith(Code::kInvalid));
}

TEST(CborTest, RefusesWhatAuthenticatorsDoNotWrite) {
  for (const std::string_view bad : {"",
                                     "18",
                                     "1817",
                                     "190017",
                                     "1900ff",
                                     "1a0000ffff",
                                     "1b00000000ffffffff",  // not shortest
                                     "1bffffffffffffffff",
                                     "3bffffffffffffffff",  // too large
                                     "1c",
                                     "1d",
                                     "1e",
                                     "1f",
                                     "5f",
                                     "5f42010243030405ff",
                                     "7f",
                                     "9fff",
                                     "bfff",  // indefinite
                                     "c0",
                                     "c11a514b67b0",
                                     "d9d9f700",  // tags
                                     "f90000",
                                     "fa47c35000",
                                     "fb3ff199999999999a",
                                     "f7",
                                     "f0",
                                     "f818",
                                     "ff",  // others
                                     "44010203",
                                     "5affffffff00",
                                     "5bffffffffffffffff00",
                                     "61ff",
                                     "62c328",  // strings
                                     "81",
                                     "8201",
                                     "9affffffff",
                                     "9b8000000000000000",
                                     "a1",
                                     "a101",
                                     "a20102",
                                     "bb8000000000000000",
                                     "a201020103",
                                     "a2616101616102",  // a key twice
                                     "a14000",
                                     "a18000",
                                     "a1f400",  // keys that are neither numbers nor text
                                     "8181818181"}) {
    const auto bytes = FromHex(bad);
    ASSERT_THAT(bytes, IsOk()) << bad;
    EXPECT_THAT(ParseWholeCbor(*bytes), FailsWith(Code::kInvalid)) << bad;
  }
}

TEST(CborTest, IsBoundedInDepthAndInItems) {
  EXPECT_THAT(Whole("81818100"), IsOk());
  EXPECT_THAT(Whole("8181818100"), FailsWith(Code::kInvalid));
  EXPECT_THAT(ParseWholeCbor(Bytes(100'000, 0x81)), FailsWith(Code::kInvalid));
  Bytes most = *FromHex("98ff");
  most.resize(2 + 255, 0x00);
  EXPECT_THAT(ParseWholeCbor(most), IsOk());
  Bytes more = *FromHex("990100");
  more.resize(3 + 256, 0x00);
  EXPECT_THAT(ParseWholeCbor(more), FailsWith(Code::kInvalid));
}

TEST(CborTest, RefusesEveryBeginningOfAnItem) {
  const Bytes right = *FromHex("a3010203262043aabbcc");
  ASSERT_THAT(ParseWholeCbor(right), IsOk());
  for (std::size_t size = 0; size < right.size(); ++size)
    EXPECT_THAT(ParseWholeCbor(BytesView(right).first(size)), FailsWith(Code::kInvalid)) << size;
}

}  // namespace
}  // namespace almoner::identity
