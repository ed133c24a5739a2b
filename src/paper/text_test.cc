#include "paper/text.h"

#include <gtest/gtest.h>

#include "base/bytes.h"

namespace almoner::paper {
namespace {

using namespace std::string_literals;

TEST(CleanText, LeavesEveryScriptAsItIs) {
  for (const char* text : {"", "plain", "Ŵyn a gŵydd", "Zażółć gęślą jaźń", "Лист про лікування",
                           "رسالة عن موعدك", "漢字", "e\u0301", "🙂"})
    EXPECT_EQ(CleanText(text), text);
}

TEST(CleanText, MakesBytesThatAreNotUtf8Visible) {
  EXPECT_EQ(CleanText("a\xFF\xFEz"), "a\uFFFD\uFFFDz");
  EXPECT_EQ(CleanText("cut \xE2\x82"), "cut \uFFFD\uFFFD");
  EXPECT_EQ(CleanText("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD") << "a surrogate";
  EXPECT_EQ(CleanText("\xC0\x80"), "\uFFFD\uFFFD") << "an overlong NUL";
}

TEST(CleanText, MakesControlCharactersVisible) {
  EXPECT_EQ(CleanText("a\0b"s), "a\uFFFDb");
  EXPECT_EQ(CleanText("\x1B[31m\x7F\u009B"), "\uFFFD[31m\uFFFD\uFFFD");
  EXPECT_EQ(CleanText("\uFFFE\uFDD0"), "\uFFFD\uFFFD");
}

TEST(CleanText, HasOneKindOfLineEnd) {
  EXPECT_EQ(CleanText("a\r\nb\rc\nd\u2028e\u2029f\u0085g\r"), "a\nb\nc\nd\ne\nf\ng\n");
  EXPECT_EQ(CleanText("a\tb"), "a b");
}

TEST(CleanText, LeavesOutWhatForcesADirectionAndKeepsMarks) {
  EXPECT_EQ(CleanText("pay \u202E001\u202C now"), "pay 001 now");
  EXPECT_EQ(CleanText("\u200F\u2067x\u2069"), "\u200F\u2067x\u2069");
}

TEST(CleanLine, IsOneLineWithoutSpacesAtItsEnds) {
  EXPECT_EQ(CleanLine("  Your \n request \r\n"), "Your   request");
  EXPECT_EQ(CleanLine(" \n\t "), "");
}

TEST(CleanText, IsUtf8AndCleanAfterOneGoWhateverTheBytes) {
  std::uint32_t seed = 20261224;
  SCOPED_TRACE(seed);
  for (int i = 0; i < 2000; ++i) {
    std::string text;
    for (int k = 0; k < 24; ++k)
      text += static_cast<char>((seed = seed * 1664525 + 1013904223) >> 24);
    const std::string clean = CleanText(text);
    EXPECT_TRUE(IsUtf8(clean));
    EXPECT_EQ(CleanText(clean), clean);
  }
}

}  // namespace
}  // namespace almoner::paper
