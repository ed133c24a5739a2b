#include "identity/encode.h"

#include <gmock/gmock.h>

#include "support/fakes.h"
#include "support/matchers.h"

namespace almoner::identity {
namespace {

Bytes Some(std::size_t size) {
  FixedRandom random(size);
  Bytes bytes(size);
  random.Fill(bytes);
  return bytes;
}

// RFC 4648, section 10, without the padding.
TEST(Base32Test, IsThatOfTheRfc) {
  const std::pair<std::string_view, std::string_view> vectors[] = {{"", ""},
                                                                   {"f", "MY"},
                                                                   {"fo", "MZXQ"},
                                                                   {"foo", "MZXW6"},
                                                                   {"foob", "MZXW6YQ"},
                                                                   {"fooba", "MZXW6YTB"},
                                                                   {"foobar", "MZXW6YTBOI"}};
  for (const auto& [plain, encoded] : vectors) {
    EXPECT_EQ(ToBase32(AsBytes(plain)), encoded);
    EXPECT_THAT(FromBase32(encoded), IsOkAndHolds(testing::Eq(ToBytes(plain))));
  }
  EXPECT_THAT(FromBase32("mzxw6ytboi"), IsOkAndHolds(testing::Eq(ToBytes("foobar"))));
}

TEST(Base32Test, IsNothingElse) {
  for (const std::string_view bad : {"M", "MZX", "MZXW6Y", "MZ", "MZXR", "MY======", "M1", "M8",
                                     "M0", "MZ XQ", "MZ-XQ", "\xc3\xa9"})
    EXPECT_THAT(FromBase32(bad), FailsWith(Code::kInvalid)) << bad;
}

TEST(Base64UrlTest, IsThatOfTheRfcInItsOwnAlphabetAndWithoutPadding) {
  const std::pair<std::string_view, std::string_view> vectors[] = {
      {"", ""}, {"f", "Zg"}, {"fo", "Zm8"}, {"foo", "Zm9v"}, {"\xfb\xff\xbe", "-_--"}};
  for (const auto& [plain, encoded] : vectors) {
    EXPECT_EQ(ToBase64Url(AsBytes(plain)), encoded);
    EXPECT_THAT(FromBase64Url(encoded), IsOkAndHolds(testing::Eq(ToBytes(plain))));
  }
}

TEST(Base64UrlTest, IsNothingElse) {
  for (const std::string_view bad :
       {"Zg==", "Zm9vZ", "Zh", "Zm9", "+_--", "-/--", "Zm 9", "Zm9v\n"})
    EXPECT_THAT(FromBase64Url(bad), FailsWith(Code::kInvalid)) << bad;
}

TEST(EncodeTest, ComesBackForEveryLength) {
  for (std::size_t size = 0; size < 40; ++size) {
    const Bytes bytes = Some(size);
    EXPECT_THAT(FromBase32(ToBase32(bytes)), IsOkAndHolds(testing::Eq(bytes)));
    EXPECT_THAT(FromBase64Url(ToBase64Url(bytes)), IsOkAndHolds(testing::Eq(bytes)));
  }
}

TEST(EncodeTest, WritesQueriesThatNoValueBreaksOutOf) {
  EXPECT_EQ(EncodePercent("a b&c=d/\xc3\xa9~-._%"), "a%20b%26c%3Dd%2F%C3%A9~-._%25");
  EXPECT_EQ(ToQuery({{"a", "1&b=2"}, {"c d", ""}}), "a=1%26b%3D2&c%20d=");
  EXPECT_EQ(WithQuery("https://a.example/b", {{"c", "d"}}), "https://a.example/b?c=d");
  EXPECT_EQ(WithQuery("https://a.example/b?x=y", {{"c", "d"}}), "https://a.example/b?x=y&c=d");
}

}  // namespace
}  // namespace almoner::identity
