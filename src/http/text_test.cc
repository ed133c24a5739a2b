#include "http/text.h"

#include <gmock/gmock.h>

namespace almoner::http {
namespace {

using ::testing::ElementsAre;
using ::testing::Optional;
using ::testing::Pair;

TEST(PercentDecoding, GivesTheBytesThatTheEscapesStandFor) {
  EXPECT_THAT(DecodePercent("caf%C3%A9%20%2B+", Plus::kLiteral), Optional(std::string("café ++")));
  EXPECT_THAT(DecodePercent("two+words%2B", Plus::kSpace), Optional(std::string("two words+")));
  EXPECT_THAT(DecodePercent("%252e", Plus::kLiteral), Optional(std::string("%2e")));
}

TEST(PercentDecoding, RefusesBrokenEscapesNulAndWhatIsNotUtf8) {
  for (const char* text : {"%", "%4", "a%4", "%zz", "%4g", "%-1", "% 1", "%00", "a%00b", "%ff",
                           "%c3", "%c0%af", "%ed%a0%80", "%f4%90%80%80"})
    EXPECT_EQ(DecodePercent(text, Plus::kLiteral), std::nullopt) << text;
}

TEST(PercentEncoding, IsUndoneByDecoding) {
  const std::string text = "a/b?c=d&e+f g%h~é\n";
  EXPECT_THAT(DecodePercent(EncodePercent(text), Plus::kLiteral), Optional(text));
  EXPECT_THAT(DecodePercent(EncodePercent(text), Plus::kSpace), Optional(text));
  EXPECT_EQ(EncodePercent("a b/é"), "a%20b%2F%C3%A9");
}

TEST(Pairs, AreReadWithTheirEscapes) {
  EXPECT_THAT(ParsePairs("name=Ada+L&note=a%26b%3Dc&tick&e="),
              Optional(ElementsAre(Pair("e", ""), Pair("name", "Ada L"), Pair("note", "a&b=c"),
                                   Pair("tick", ""))));
  EXPECT_THAT(ParsePairs("a=b=c"), Optional(ElementsAre(Pair("a", "b=c"))));
  EXPECT_THAT(ParsePairs("&&a=1&&"), Optional(ElementsAre(Pair("a", "1"))));
  EXPECT_THAT(ParsePairs(""), Optional(ElementsAre()));
}

TEST(Pairs, ThatTwoReadersCouldTakeDifferentlyAreRefused) {
  for (const char* text : {"a=1&a=2", "a=1&a=1", "a=1&%61=2", "=1", "a=1&=", "a=%zz", "%=1",
                           "a=%ff", "a=b c", "a=\x01", "a=\xc3\xa9", "a=\r\n", "a=%00"})
    EXPECT_EQ(ParsePairs(text), std::nullopt) << text;
}

TEST(Pairs, AreRefusedWhenThereAreTooMany) {
  std::string text;
  for (std::size_t i = 0; i < kMaxPairs; ++i) text += "k" + std::to_string(i) + "=1&";
  EXPECT_EQ(ParsePairs(text)->size(), kMaxPairs);
  EXPECT_EQ(ParsePairs(text + "one=more"), std::nullopt);
}

TEST(Tokens, AreWhatRfc9110Says) {
  EXPECT_TRUE(IsToken("X-Request-Id"));
  EXPECT_TRUE(IsToken("!#$%&'*+-.^_`|~9z"));
  for (const char* text : {"", "a b", "a:", "a\r", "é", "a\"", "(a)"})
    EXPECT_FALSE(IsToken(text)) << text;
}

TEST(Lists, AreSearchedByWholeWordsInAnyCase) {
  EXPECT_TRUE(ListHas("keep-alive, Close", "close"));
  EXPECT_TRUE(ListHas("\tclose ", "close"));
  EXPECT_FALSE(ListHas("closed, enclose", "close"));
  EXPECT_FALSE(ListHas("", "close"));
}

}  // namespace
}  // namespace almoner::http
