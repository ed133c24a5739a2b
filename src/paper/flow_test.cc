#include "paper/flow.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "paper/furniture.h"
#include "paper/grid.h"

namespace almoner::paper {
namespace {

constexpr Frame kFrame = {.left = 66, .right = 529, .top = 68, .bottom = 780};

std::string Words(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += "word" + std::to_string(i) + " ";
  return text;
}

std::vector<Page> Lay(const std::vector<Block>& blocks) {
  Typesetter typesetter("en-GB");
  Flow flow(typesetter, Styles::Of(Print::kStandard), kFrame);
  flow.Title("Title");
  for (const Block& block : blocks) flow.Add(block);
  return std::move(flow).Pages();
}

// The number of the page, from 0, on which a line begins with the text; -1 for none.
int PageOf(const std::vector<Page>& pages, std::string_view text) {
  for (std::size_t i = 0; i < pages.size(); ++i)
    for (const Mark& mark : pages[i])
      if (const auto* line = std::get_if<TextMark>(&mark))
        if (line->text.starts_with(text)) return static_cast<int>(i);
  return -1;
}

int LinesOn(const Page& page, std::string_view begin) {
  return static_cast<int>(std::ranges::count_if(page, [&](const Mark& mark) {
    const auto* line = std::get_if<TextMark>(&mark);
    return line != nullptr && line->text.starts_with(begin);
  }));
}

std::vector<Block> After(int lines, const std::vector<Block>& blocks) {
  std::vector<Block> all;
  for (int i = 0; i < lines; ++i) all.emplace_back(Paragraph{"filler"});
  all.insert(all.end(), blocks.begin(), blocks.end());
  return all;
}

// Every distance from the end of a page that a block can begin at.
constexpr int kFillers[] = {18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28};

void ExpectWellFormed(const std::vector<Page>& pages) {
  std::vector<std::string> open;
  for (const Page& page : pages)
    for (const Mark& mark : page) {
      if (const auto* tag = std::get_if<OpenTag>(&mark)) open.emplace_back(tag->name);
      if (const auto* tag = std::get_if<CloseTag>(&mark)) {
        ASSERT_FALSE(open.empty());
        EXPECT_EQ(open.back(), tag->name);
        open.pop_back();
      }
      if (const auto* text = std::get_if<TextMark>(&mark)) {
        EXPECT_GT(text->y, kFrame.top) << text->text;
        EXPECT_LT(text->y, kFrame.bottom) << text->text;
      }
    }
  EXPECT_THAT(open, testing::IsEmpty());
}

TEST(Flow, AHeadingIsOnThePageOfWhatFollowsItWhereverThePageEnds) {
  const Table table = {.header = {"H1", "H2"}, .rows = {{"FOLLOWS", "b"}, {"c", "d"}}};
  const std::vector<Block> followers = {Paragraph{"FOLLOWS " + Words(60)}, Bullets{{"FOLLOWS"}},
                                        table, Facts{{{"FOLLOWS", Words(30)}}}};
  for (const Block& follower : followers)
    for (const int fillers : kFillers) {
      SCOPED_TRACE(fillers);
      const auto pages = Lay(After(fillers, {Heading{1, "OUTER"}, Heading{2, "INNER"}, follower}));
      EXPECT_EQ(PageOf(pages, "OUTER"), PageOf(pages, "FOLLOWS"));
      EXPECT_EQ(PageOf(pages, "INNER"), PageOf(pages, "FOLLOWS"));
      ExpectWellFormed(pages);
    }
}

TEST(Flow, ABulletIsOnThePageOfItsText) {
  for (const int fillers : kFillers) {
    SCOPED_TRACE(fillers);
    const auto pages = Lay(After(fillers, {Bullets{{"ITEM " + Words(30)}}}));
    EXPECT_EQ(PageOf(pages, "•"), PageOf(pages, "ITEM"));
    ExpectWellFormed(pages);
  }
}

TEST(Flow, AParagraphLeavesNoSingleLineAlone) {
  for (const int fillers : kFillers) {
    SCOPED_TRACE(fillers);
    const auto pages = Lay(After(fillers, {Paragraph{Words(50)}}));
    for (const Page& page : pages) EXPECT_NE(LinesOn(page, "word"), 1);
    ExpectWellFormed(pages);
  }
}

TEST(Flow, ARowThatFitsOnAPageIsNotBroken) {
  for (const int fillers : kFillers) {
    SCOPED_TRACE(fillers);
    const Table table = {.header = {"HEAD", "x"}, .rows = {{"FIRST", Words(150)}, {"LAST", "y"}}};
    const auto pages = Lay(After(fillers, {table}));
    EXPECT_EQ(PageOf(pages, "HEAD"), PageOf(pages, "FIRST"));
    EXPECT_EQ(PageOf(pages, "word0"), PageOf(pages, "FIRST"));
    ExpectWellFormed(pages);
  }
}

TEST(Flow, ARowTallerThanAPageBreaksUnderTheSameHeader) {
  const auto pages = Lay({Table{.header = {"HEAD", "x"}, .rows = {{"FIRST", Words(4000)}}}});
  ASSERT_GT(pages.size(), 2U);
  for (const Page& page : pages) EXPECT_EQ(LinesOn(page, "HEAD"), 1);
  ExpectWellFormed(pages);
}

TEST(Flow, AHeaderTallerThanAPageIsShownOnceAndLosesNothing) {
  const auto pages = Lay({Table{.header = {"HEAD", Words(4000)}, .rows = {{"FIRST", "y"}}}});
  int heads = 0;
  for (const Page& page : pages) heads += LinesOn(page, "HEAD");
  EXPECT_EQ(heads, 1);
  EXPECT_EQ(PageOf(pages, "FIRST"), static_cast<int>(pages.size()) - 1);
  ExpectWellFormed(pages);
}

TEST(Flow, AHeadingLongerThanAPageGoesOnToTheNext) {
  const auto pages = Lay({Heading{1, Words(2000)}, Heading{2, Words(2000)}, Paragraph{"END"}});
  EXPECT_EQ(PageOf(pages, "END"), static_cast<int>(pages.size()) - 1);
  ExpectWellFormed(pages);
}

double XOf(const Page& page, std::string_view text) {
  for (const Mark& mark : page) {
    const auto* line = std::get_if<TextMark>(&mark);
    if (line != nullptr && line->text == text) return line->x;
  }
  return -1;
}

TEST(Flow, StepsAreNumberedAndBlankOnesAreNotCounted) {
  const auto pages = Lay({Steps{{"Ring.", " ", "Go there."}}});
  EXPECT_EQ(LinesOn(pages[0], "1. "), 1);
  EXPECT_EQ(LinesOn(pages[0], "2. "), 1);
  EXPECT_EQ(LinesOn(pages[0], "3. "), 0);
  ExpectWellFormed(pages);
}

TEST(Flow, GroupsStandInColumnsAndStayTogetherWhereverThePageEnds) {
  const Groups groups = {{{"AAAAA", "BBBBB", "9F"}, {"CCCCC", "DDDDD", "K2"}}};
  for (const int fillers : kFillers) {
    SCOPED_TRACE(fillers);
    const auto pages = Lay(After(fillers, {groups}));
    EXPECT_EQ(PageOf(pages, "AAAAA"), PageOf(pages, "K2"));
    ExpectWellFormed(pages);
  }
  EXPECT_EQ(XOf(Lay({groups})[0], "BBBBB"), XOf(Lay({groups})[0], "DDDDD"));
}

TEST(Flow, LinesToWriteOnHaveTheirLabelsBelowThemOnTheSamePage) {
  for (const int fillers : kFillers) {
    SCOPED_TRACE(fillers);
    const auto pages = Lay(After(fillers, {Blanks{{"Name", "Signature"}}}));
    EXPECT_EQ(PageOf(pages, "Name"), PageOf(pages, "Signature"));
    ExpectWellFormed(pages);
  }
}

TEST(Flow, BlankBlocksLeaveNothing) {
  const auto pages =
      Lay({Paragraph{""}, Paragraph{" \n "}, Heading{1, ""}, Bullets{}, Bullets{{"", " "}}, Table{},
           Table{{}, {{}, {}}}, Facts{}, Steps{}, Groups{}, Blanks{}});
  ASSERT_EQ(pages.size(), 1U);
  EXPECT_EQ(pages[0].size(), Lay({})[0].size());
}

TEST(Flow, TextOfARightToLeftScriptStandsAtTheRight) {
  const auto pages = Lay({Paragraph{"رسالة عن موعدك"}, Paragraph{"letter"}});
  for (const Mark& mark : pages[0])
    if (const auto* line = std::get_if<TextMark>(&mark)) {
      const bool arabic = line->text.starts_with("ر");
      EXPECT_EQ(line->x, arabic ? kFrame.right : kFrame.left) << line->text;
      EXPECT_EQ(line->direction == Direction::kRightToLeft, arabic);
    }
}

TEST(Typesetter, LosesNoCharacterOfALongWordOrText) {
  Typesetter typesetter("en-GB");
  const Style& style = Styles::Of(Print::kStandard).body;
  std::string arabic;
  for (int i = 0; i < 400; ++i) arabic += "رسالة ";
  for (const std::string& text : {std::string(5000, 'x'), Words(2000), arabic}) {
    std::string joined;
    for (const Line& line : typesetter.Wrap(text, style, 200)) {
      joined += line.text;
      EXPECT_LE(typesetter.Width(line.text, style), 200.01);
    }
    EXPECT_EQ(joined, text);
  }
}

TEST(Typesetter, ShortensWhatDoesNotFitOnALine) {
  Typesetter typesetter("en-GB");
  const Style& style = Styles::Of(Print::kStandard).small;
  EXPECT_EQ(typesetter.Fit("short", style, 100).text, "short");
  EXPECT_EQ(typesetter.Fit("", style, 100).text, "");
  const Line line = typesetter.Fit(Words(100), style, 100);
  EXPECT_TRUE(line.text.ends_with("…"));
  EXPECT_LE(typesetter.Width(line.text, style), 100);
}

TEST(ColumnWidths, AddUpAndKeepWordsAndBriefTextsWhole) {
  Typesetter typesetter("en-GB");
  const Styles& styles = Styles::Of(Print::kStandard);
  const Table table = {.header = {"When", "Who", "What"},
                       .rows = {{"17 August 2026", "Cambridgeshire", Words(200)}}};
  const auto widths = ColumnWidths(typesetter, styles, table, 463);
  EXPECT_NEAR(widths[0] + widths[1] + widths[2], 463, 0.01);
  EXPECT_GE(widths[0], typesetter.Width("17 August 2026", styles.cell) + 2 * CellInset(styles));
  EXPECT_GE(widths[1], typesetter.Width("Cambridgeshire", styles.cell) + 2 * CellInset(styles));
  EXPECT_GT(widths[2], widths[0] + widths[1]);
}

TEST(ColumnWidths, AddUpWhenNotEvenTheWordsFit) {
  Typesetter typesetter("en-GB");
  Table table = {.header = {}, .rows = {std::vector<std::string>(12, std::string(90, 'w'))}};
  table.rows[0][5] = "1";
  double sum = 0;
  for (const double width : ColumnWidths(typesetter, Styles::Of(Print::kLarge), table, 463)) {
    EXPECT_GT(width, 15);
    sum += width;
  }
  EXPECT_NEAR(sum, 463, 0.01);
}

TEST(Furniture, StaysOnThePageWhateverItsTexts) {
  for (const Print print : {Print::kStandard, Print::kLarge}) {
    Typesetter typesetter("en-GB");
    Document document = {.title = Words(300), .publisher = Words(300), .footer = Words(900)};
    document.watermark = Words(300);
    document.print = print;
    const Furniture furniture(typesetter, document);
    EXPECT_GT(furniture.frame().bottom, 700);
    for (const Mark& mark : furniture.Of(1234, 5678))
      if (const auto* text = std::get_if<TextMark>(&mark)) {
        EXPECT_LT(text->y, kPageHeight - 20) << text->text;
        if (text->angle == 0) {
          EXPECT_LE(typesetter.Width(text->text, text->style), 465) << text->text;
        }
      }
  }
}

TEST(Styles, LargePrintIsLarge) {
  const Styles& styles = Styles::Of(Print::kLarge);
  for (const Style& style : {styles.body, styles.cell, styles.heading[2]})
    EXPECT_GE(style.size, 16);
  EXPECT_GE(styles.small.size, 14);
}

}  // namespace
}  // namespace almoner::paper
