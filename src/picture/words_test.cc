#include "picture/words.h"

#include <gmock/gmock.h>

#include "picture/axis.h"
#include "picture/svg.h"

namespace almoner::picture {
namespace {

using testing::ElementsAre;

TEST(WordsTest, LinesBreakBetweenWordsAndNoneIsWiderThanItMayBe) {
  EXPECT_THAT(Wrapped("keeping people safe from harm", 120, 15, 4),
              ElementsAre("keeping people", "safe from harm"));
  EXPECT_THAT(Wrapped("", 120, 15, 4), ElementsAre(""));
  for (const double width : {30.0, 55.0, 90.0, 200.0})
    for (const std::string& line :
         Wrapped("Llanfairpwllgwyngyllgogerychwyrndrobwll is a WWWWWWWW place", width, 15, 99))
      EXPECT_LE(WidthOf(line, 15), width) << line;
}

TEST(WordsTest, TooManyLinesEndInAnEllipsisThatFits) {
  const auto lines = Wrapped("one two three four five six seven", 60, 15, 2);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_TRUE(lines.back().ends_with("…")) << lines.back();
  EXPECT_LE(WidthOf(lines.back(), 15), 60);
  EXPECT_THAT(Wrapped("ééééééééé", 40, 15, 1), ElementsAre("ééé…"));
}

TEST(WordsTest, FiguresAndNumbersOfThings) {
  EXPECT_EQ(Figure(0), "0");
  EXPECT_EQ(Figure(999), "999");
  EXPECT_EQ(Figure(1000), "1,000");
  EXPECT_EQ(Figure(-1234567), "-1,234,567");
  EXPECT_EQ(HowMany(0, "person", "people"), "no people");
  EXPECT_EQ(HowMany(1, "person", "people"), "1 person");
  EXPECT_EQ(HowMany(5552, "person", "people"), "5,552 people");
  EXPECT_EQ(Series({}), "");
  EXPECT_EQ(Series({"a", "b", "c"}), "a, b and c");
}

TEST(AxisTest, StepsAreRoundAndReachTheLargest) {
  EXPECT_THAT(AxisTo(0, 5, 100).ticks, ElementsAre(0, 1));
  EXPECT_THAT(AxisTo(82, 5, 100).ticks, ElementsAre(0, 20, 40, 60, 80, 100));
  EXPECT_THAT(AxisTo(5, 5, 100).ticks, ElementsAre(0, 1, 2, 3, 4, 5));
  for (std::int64_t largest = 1; largest < 1'000'000; largest = largest * 3 / 2 + 1) {
    const Axis axis = AxisTo(largest, 5, 100);
    EXPECT_LE(axis.ticks.size(), 6U) << largest;
    EXPECT_GE(axis.ticks.back(), largest);
    EXPECT_LT(axis.ticks[axis.ticks.size() - 2], largest);
    EXPECT_DOUBLE_EQ(axis.At(axis.ticks.back()), 100);
  }
}

TEST(SvgTest, NumbersAreShortAndStable) {
  EXPECT_EQ(Number(12), "12");
  EXPECT_EQ(Number(12.04), "12");
  EXPECT_EQ(Number(-0.04), "0");
  EXPECT_EQ(Number(-0.25), "-0.3");
  EXPECT_EQ(Number(1.0 / 3), "0.3");
}

TEST(SvgTest, WhatXmlCannotHoldOrWouldReadAsMarkupNeverGetsIn) {
  EXPECT_EQ(Escaped("<script>\"'&"), "&lt;script&gt;&quot;&#39;&amp;");
  EXPECT_EQ(Escaped(std::string_view("a\0b\x1B", 4)),
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD");
  EXPECT_EQ(Escaped("\xC0\xAF"), "\xEF\xBF\xBD\xEF\xBF\xBD") << "a slash written long";
  EXPECT_EQ(Escaped("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD") << "a surrogate";
  EXPECT_EQ(Escaped("\xE2"), "\xEF\xBF\xBD") << "cut short";
  EXPECT_EQ(Escaped("a\u202Eb"), "ab") << "a forced direction";
  EXPECT_EQ(Escaped("Kovač 漢 😀"), "Kovač 漢 😀");
}

}  // namespace
}  // namespace almoner::picture
