#include "base/bytes.h"

#include <random>

#include "support/matchers.h"

namespace almoner {
namespace {

using namespace std::string_view_literals;

TEST(HexTest, EveryByteIsWrittenInLowerCaseAndReadInEither) {
  Bytes all;
  for (int i = 0; i < 256; ++i) all.push_back(static_cast<std::uint8_t>(i));
  const std::string text = ToHex(all);
  EXPECT_TRUE(text.starts_with("000102") && text.ends_with("fdfeff"));
  EXPECT_THAT(FromHex(text), IsOkAndHolds(all));
  EXPECT_THAT(FromHex("00fFaBCd"), IsOkAndHolds(Bytes{0x00, 0xFF, 0xAB, 0xCD}));
  EXPECT_THAT(FromHex(""), IsOkAndHolds(Bytes()));
}

TEST(HexTest, WhatIsNotHexadecimalIsRefused) {
  for (const std::string_view bad : {"0"sv, "000"sv, "0g"sv, "g0"sv, " 00"sv, "0 0 "sv, "0x00"sv,
                                     "\0\0"sv, "@@"sv, "``"sv, "//"sv, "::"sv})
    EXPECT_THAT(FromHex(bad), FailsWith(Code::kInvalid)) << bad;
}

// RFC 4648, section 10.
constexpr std::pair<std::string_view, std::string_view> kBase64Vectors[] = {{"", ""},
                                                                            {"f", "Zg=="},
                                                                            {"fo", "Zm8="},
                                                                            {"foo", "Zm9v"},
                                                                            {"foob", "Zm9vYg=="},
                                                                            {"fooba", "Zm9vYmE="},
                                                                            {"foobar", "Zm9vYmFy"}};

TEST(Base64Test, WritesAndReadsThePublishedVectors) {
  for (const auto& [plain, coded] : kBase64Vectors) {
    EXPECT_EQ(ToBase64(AsBytes(plain)), coded);
    EXPECT_THAT(FromBase64(coded), IsOkAndHolds(ToBytes(plain)));
  }
}

TEST(Base64Test, EveryByteStringComesBack) {
  constexpr int kSeed = 20261121;
  SCOPED_TRACE(kSeed);
  std::mt19937 random(kSeed);
  for (std::size_t size = 0; size < 300; ++size) {
    Bytes bytes(size);
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random());
    ASSERT_THAT(FromBase64(ToBase64(bytes)), IsOkAndHolds(bytes));
    ASSERT_THAT(FromHex(ToHex(bytes)), IsOkAndHolds(bytes));
  }
}

TEST(Base64Test, OnlyTheOneCanonicalFormIsRead) {
  for (const std::string_view bad :
       {"Zg"sv, "Zg="sv, "Zm8"sv, "Zm9vY"sv, "===="sv, "Z==="sv, "=Zg="sv, "Zg=a"sv, "Zg==Zg=="sv,
        "Zh=="sv, "Zm9="sv, "Zm-v"sv, "Zm_v"sv, "Zm9v\n"sv, " Zm9"sv, "Zm9\0"sv, "Zg==="sv,
        "Zg====="sv, "="sv})
    EXPECT_THAT(FromBase64(bad), FailsWith(Code::kInvalid)) << bad;
}

TEST(Utf8Test, WellFormedTextPasses) {
  for (const std::string_view good :
       {""sv, "plain"sv, "\0"sv, "\x7F"sv, "\xC2\x80"sv, "\xDF\xBF"sv, "\xE0\xA0\x80"sv,
        "\xED\x9F\xBF"sv, "\xEE\x80\x80"sv, "\xEF\xBF\xBF"sv, "\xF0\x90\x80\x80"sv,
        "\xF4\x8F\xBF\xBF"sv, "S\xC3\xAC\xC3\xB4n \xE2\x82\xAC \xF0\x9F\x98\x80"sv})
    EXPECT_TRUE(IsUtf8(good)) << ToHex(AsBytes(good));
}

TEST(Utf8Test, OverlongFormsSurrogatesAndStrayBytesDoNot) {
  for (const std::string_view bad : {"\x80"sv,
                                     "\xBF"sv,
                                     "\xC0\x80"sv,
                                     "\xC0\xAF"sv,
                                     "\xC1\xBF"sv,
                                     "\xC2"sv,
                                     "\xC2\x41"sv,
                                     "\xC3\x28"sv,
                                     "\xE0\x80\x80"sv,
                                     "\xE0\x9F\xBF"sv,
                                     "\xE2\x82"sv,
                                     "\xE2\x28\xA1"sv,
                                     "\xED\xA0\x80"sv,
                                     "\xED\xBF\xBF"sv,
                                     "\xF0\x80\x80\x80"sv,
                                     "\xF0\x8F\xBF\xBF"sv,
                                     "\xF0\x90\x80"sv,
                                     "\xF4\x90\x80\x80"sv,
                                     "\xF5\x80\x80\x80"sv,
                                     "\xF8\x88\x80\x80\x80"sv,
                                     "\xFE"sv,
                                     "\xFF"sv,
                                     "fine \xE2\x82\xAC\x80"sv})
    EXPECT_FALSE(IsUtf8(bad)) << ToHex(AsBytes(bad));
}

TEST(Utf8Test, AgreesWithTheDefinitionOnEverySequenceOfOneTwoOrThreeBytes) {
  // RFC 3629, section 4, as its grammar reads.
  const auto in = [](int byte, int low, int high) { return low <= byte && byte <= high; };
  const auto tail = [&](int byte) { return in(byte, 0x80, 0xBF); };
  const auto two = [&](int a, int b) { return in(a, 0xC2, 0xDF) && tail(b); };
  const auto three = [&](int a, int b, int c) {
    return tail(c) && ((a == 0xE0 && in(b, 0xA0, 0xBF)) || (a == 0xED && in(b, 0x80, 0x9F)) ||
                       ((in(a, 0xE1, 0xEC) || in(a, 0xEE, 0xEF)) && tail(b)));
  };
  const auto text = [](auto... bytes) { return std::string{static_cast<char>(bytes)...}; };
  for (int a = 0; a < 256; ++a) {
    ASSERT_EQ(IsUtf8(text(a)), a < 0x80) << a;
    for (int b = 0; b < 256; ++b) {
      ASSERT_EQ(IsUtf8(text(a, b)), (a < 0x80 && b < 0x80) || two(a, b)) << a << " " << b;
      for (const int c : {0x00, 0x7F, 0x80, 0xBF, 0xC0, 0xFF}) {
        const bool good = (a < 0x80 && ((b < 0x80 && c < 0x80) || two(b, c))) ||
                          (two(a, b) && c < 0x80) || three(a, b, c);
        ASSERT_EQ(IsUtf8(text(a, b, c)), good) << a << " " << b << " " << c;
      }
    }
  }
}

// Something of each kind that a Writer writes.
Bytes Written() {
  return Writer()
      .U8(0x01)
      .U16(0x0203)
      .U32(0x04050607)
      .U64(0x08090A0B0C0D0E0F)
      .Sized("text")
      .Raw(AsBytes("raw"))
      .Sized("")
      .bytes();
}

// Reads that, and that nothing is left.
Status ReadBack(BytesView bytes) {
  Reader reader(bytes);
  EXPECT_EQ(TRY(reader.U8()), 0x01);
  EXPECT_EQ(TRY(reader.U16()), 0x0203);
  EXPECT_EQ(TRY(reader.U32()), 0x04050607U);
  EXPECT_EQ(TRY(reader.U64()), 0x08090A0B0C0D0E0FU);
  EXPECT_EQ(AsText(TRY(reader.Sized())), "text");
  EXPECT_EQ(AsText(TRY(reader.Raw(3))), "raw");
  EXPECT_EQ(AsText(TRY(reader.Sized())), "");
  return reader.Done();
}

TEST(WriterTest, WritesNumbersBigEndianAndLengthsBeforeStrings) {
  EXPECT_EQ(ToHex(Written()), "0102030405060708090a0b0c0d0e0f000000047465787472617700000000");
}

TEST(ReaderTest, ReadsWhatWasWritten) { EXPECT_THAT(ReadBack(Written()), IsOk()); }

TEST(ReaderTest, BytesThatEndAnywhereTooEarlyAreCorrupt) {
  const Bytes whole = Written();
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_THAT(ReadBack(BytesView(whole).first(size)), FailsWith(Code::kCorrupt)) << size;
}

TEST(ReaderTest, BytesLeftOverAreCorrupt) {
  Bytes longer = Written();
  longer.push_back(0);
  EXPECT_THAT(ReadBack(longer), FailsWith(Code::kCorrupt));
}

TEST(ReaderTest, ALengthLargerThanTheRestIsCorruptAndTakesNothing) {
  const Bytes bytes = Writer().U32(UINT32_MAX).Raw(AsBytes("rest")).bytes();
  Reader reader(bytes);
  EXPECT_THAT(reader.Sized(), FailsWith(Code::kCorrupt));
  EXPECT_EQ(reader.left(), 4U);
  EXPECT_THAT(reader.Raw(SIZE_MAX), FailsWith(Code::kCorrupt));
  EXPECT_THAT(reader.U64(), FailsWith(Code::kCorrupt));
  EXPECT_THAT(reader.U32(), IsOk());
  EXPECT_THAT(reader.Done(), IsOk());
}

TEST(BytesTest, TextAndBytesAreViewsOfOneAnother) {
  EXPECT_EQ(AsText(AsBytes("a\0b"sv)), "a\0b"sv);
  EXPECT_TRUE(SameBytes(ToBytes("abc"), AsBytes("abc")));
  EXPECT_FALSE(SameBytes(ToBytes("abc"), AsBytes("abcd")));
  EXPECT_FALSE(SameBytes(ToBytes("abc"), AsBytes("abd")));
  EXPECT_TRUE(SameBytes({}, {}));
}

}  // namespace
}  // namespace almoner
