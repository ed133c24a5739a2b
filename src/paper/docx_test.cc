#include "paper/docx.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "paper/pdf.h"
#include "support/files.h"
#include "support/matchers.h"
#include "support/shell.h"

namespace almoner::paper {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const Time kCreated = *Time::Parse("2026-11-21T10:00:00Z");

// Each part must be XML; what is printed is, line by line, the style and the text of the paragraphs
// of a part, or the part as it is. Python's own readers, and none of our code.
constexpr const char* kReader = R"python(
import sys, zipfile
import xml.etree.ElementTree as tree
W = '{http://schemas.openxmlformats.org/wordprocessingml/2006/main}'
z = zipfile.ZipFile(sys.argv[1])
assert z.namelist()[0] == '[Content_Types].xml'
parts = {name: tree.fromstring(z.read(name)) for name in z.namelist()}
for name in ('document', 'header1', 'footer1'):
    styles = {s.get(W + 'styleId') for s in parts['word/styles.xml'].iter(W + 'style')}
    used = parts['word/' + name + '.xml'].iter()
    assert all(e.get(W + 'val') in styles for e in used if e.tag in (W + 'pStyle', W + 'tblStyle'))
numbers = {n.get(W + 'numId') for n in parts['word/numbering.xml'].iter(W + 'num')}
assert all(n.get(W + 'val') in numbers for n in parts['word/document.xml'].iter(W + 'numId'))
for cell in parts['word/document.xml'].iter(W + 'tc'):
    assert cell[-1].tag == W + 'p'
targets = {t.get('Target') for t in parts['word/_rels/document.xml.rels']}
assert all('word/' + t in parts for t in targets)
if len(sys.argv) > 3:
    print(z.read(sys.argv[2]).decode())
    sys.exit()
for p in parts[sys.argv[2]].iter(W + 'p'):
    words = ''.join('|' if e.tag == W + 'br' else e.text or '' for e in p.iter()
                    if e.tag in (W + 't', W + 'br'))
    print(p.find(W + 'pPr/' + W + 'pStyle').get(W + 'val') + ': ' + words)
)python";

std::string Read(const Bytes& docx, const std::string& part, const std::string& how) {
  const TempDir folder;
  const std::string at = folder.path().string();
  std::ofstream(at + "/read.py") << kReader;
  std::ofstream(at + "/it.docx", std::ios::binary) << AsText(docx);
  const Answer answer =
      Shell("PYTHONUTF8=1 python3 '" + at + "/read.py' '" + at + "/it.docx' " + part + " " + how);
  EXPECT_EQ(answer.code, 0) << answer.text;
  return answer.text;
}
std::string Paragraphs(const Bytes& docx, const std::string& part = "word/document.xml") {
  return Read(docx, part, "");
}
std::string Xml(const Bytes& docx, const std::string& part = "word/document.xml") {
  return Read(docx, part, "whole");
}

Document Letter() {
  return {.title = "Your request",
          .publisher = "Harbour Lights",
          .footer = "Request 0192. Made on 21 November 2026.",
          .address =
              Address{"Ana Kovač\n3 Quay Street\nPortwick PW1 2AB", "21 November 2026", "AL-417"},
          .blocks = {Heading{1, "What we hold"}, Paragraph{"One line,\nand another."},
                     Heading{2, "Notes"}, Heading{3, "Of May"}, Bullets{{"This", "That"}},
                     Table{{"When", "What"}, {{"May", "A visit", "long"}, {"June"}}},
                     Facts{{{"Name", "Ana Kovač"}}}, Steps{{"Read", "Sign"}}, Steps{{"Send"}},
                     Groups{{{"ABCD", "EFGH"}, {"JKLM"}}}, Blanks{{"Name", "Date"}}}};
}

TEST(RenderDocx, SaysWhatTheDocumentSaysInStylesThatWordKnows) {
  ASSERT_OK_AND(const Bytes docx, RenderDocx(Letter(), kCreated));
  EXPECT_EQ(Paragraphs(docx),
            "Letterhead: Harbour Lights\n"
            "Address: Ana Kovač|3 Quay Street|Portwick PW1 2AB\n"
            "Address: 21 November 2026\nAddress: AL-417\nAfterTable: \n"
            "Title: Your request\n"
            "Heading1: What we hold\nBodyText: One line,|and another.\n"
            "Heading2: Notes\nHeading3: Of May\nListBullet: This\nListBullet: That\n"
            "TableHeader: When\nTableHeader: What\nTableText: \n"
            "TableText: May\nTableText: A visit\nTableText: long\n"
            "TableText: June\nTableText: \nTableText: \nAfterTable: \n"
            "TableHeader: Name\nTableText: Ana Kovač\nAfterTable: \n"
            "ListNumber: Read\nListNumber: Sign\nListNumber: Send\n"
            "TableText: 1\nGroups: ABCD\nGroups: EFGH\n"
            "TableText: 2\nGroups: JKLM\nTableText: \nAfterTable: \n"
            "BeforeBlank: \nBlank: Name\nTableText: \nBlank: Date\nTableText: \nAfterTable: \n");
  EXPECT_EQ(Paragraphs(docx, "word/footer1.xml"),
            "Footer: Request 0192. Made on 21 November 2026.\nFooter: Page 1 of 1\n");
  EXPECT_EQ(Paragraphs(docx, "word/header1.xml"), "Header: Harbour Lights  ·  Your request\n");
}

TEST(RenderDocx, RepeatsTheHeaderOfATableOnEachPageAndCountsEachListFromOne) {
  ASSERT_OK_AND(const Bytes docx, RenderDocx(Letter(), kCreated));
  const std::string xml = Xml(docx);
  EXPECT_THAT(xml, HasSubstr("<w:tblHeader/>"));
  EXPECT_THAT(xml, AllOf(HasSubstr(R"(<w:numId w:val="2"/>)"), HasSubstr(R"(<w:numId w:val="3"/>)"),
                         Not(HasSubstr(R"(<w:numId w:val="4"/>)"))));
  EXPECT_THAT(Xml(docx, "word/numbering.xml"), HasSubstr(R"(<w:startOverride w:val="1"/>)"));
}

TEST(RenderDocx, HasTitleTimeAndLanguageAsItsProperties) {
  ASSERT_OK_AND(const Bytes docx, RenderDocx(Letter(), kCreated));
  EXPECT_THAT(Xml(docx, "docProps/core.xml"),
              AllOf(HasSubstr("<dc:title>Your request</dc:title>"),
                    HasSubstr(">2026-11-21T10:00:00Z</dcterms:created>")));
  EXPECT_THAT(Xml(docx, "word/styles.xml"), HasSubstr(R"(<w:lang w:val="en-GB"/>)"));
  Document welsh = Letter();
  welsh.language = "cy";
  ASSERT_OK_AND(const Bytes other, RenderDocx(welsh, kCreated));
  EXPECT_THAT(Xml(other, "word/styles.xml"), HasSubstr(R"(<w:lang w:val="cy"/>)"));
  EXPECT_THAT(Paragraphs(other, "word/footer1.xml"), HasSubstr("Tudalen 1 o 1"));
}

TEST(RenderDocx, IsTheSameForTheSameDocumentAndTime) {
  ASSERT_OK_AND(const Bytes once, RenderDocx(Letter(), kCreated));
  EXPECT_THAT(RenderDocx(Letter(), kCreated), IsOkAndHolds(once));
}

TEST(RenderDocx, SetsLargePrintInEighteenPointsAndNothingBelowFourteen) {
  Document large = Letter();
  large.print = Print::kLarge;
  ASSERT_OK_AND(const Bytes docx, RenderDocx(large, kCreated));
  const std::string styles = Xml(docx, "word/styles.xml");
  EXPECT_THAT(styles, HasSubstr(R"(<w:sz w:val="36"/>)"));
  for (std::size_t at = 0; (at = styles.find("<w:sz w:val=\"", at)) != std::string::npos; ++at)
    EXPECT_GE(std::stoi(styles.substr(at + 13)), 28);
  ASSERT_OK_AND(const Bytes standard, RenderDocx(Letter(), kCreated));
  EXPECT_THAT(Xml(standard, "word/styles.xml"),
              AllOf(HasSubstr(R"(<w:sz w:val="23"/>)"), Not(HasSubstr(R"(<w:sz w:val="36"/>)"))));
}

TEST(RenderDocx, SaysTheWatermarkAtTheTopOfEachPage) {
  Document draft = Letter();
  draft.watermark = "DRAFT - not for release";
  ASSERT_OK_AND(const Bytes docx, RenderDocx(draft, kCreated));
  EXPECT_THAT(Paragraphs(docx), testing::StartsWith("Watermark: DRAFT - not for release\n"));
  EXPECT_THAT(Paragraphs(docx, "word/header1.xml"),
              testing::StartsWith("Watermark: DRAFT - not for release\n"));
}

TEST(RenderDocx, EscapesWhatIsMarkUpAndShowsWhatIsNotText) {
  const std::string nasty = "</w:t> <&\"' ]]> \xFF\x01 \xC0\xAF \xEF\xBF\xBE end";
  const std::string shown = "</w:t> <&\"' ]]> \uFFFD\uFFFD \uFFFD\uFFFD \uFFFD end";
  const Document document{
      .title = nasty,
      .publisher = nasty,
      .footer = nasty,
      .watermark = nasty,
      .address = Address{nasty, nasty, nasty},
      .blocks = {Heading{1, nasty}, Paragraph{nasty}, Bullets{{nasty}}, Table{{nasty}, {{nasty}}},
                 Facts{{{nasty, nasty}}}, Steps{{nasty}}, Groups{{{nasty}}}, Blanks{{nasty}}}};
  ASSERT_OK_AND(const Bytes docx, RenderDocx(document, kCreated));
  const std::string body = Paragraphs(docx);
  for (const char* const style :
       {"Watermark", "Letterhead", "Address", "Title", "Heading1", "BodyText", "ListBullet",
        "TableHeader", "TableText", "ListNumber", "Groups", "Blank"})
    EXPECT_THAT(body, HasSubstr(std::string(style) + ": " + shown + "\n"));
  EXPECT_THAT(Paragraphs(docx, "word/footer1.xml"), HasSubstr("Footer: " + shown));
  EXPECT_THAT(Xml(docx, "docProps/core.xml"), HasSubstr("&lt;/w:t&gt; &lt;&amp;"));
}

TEST(RenderDocx, SetsTextOfARightToLeftScriptFromTheRight) {
  const Document document{.title = "Your request",
                          .publisher = "",
                          .blocks = {Paragraph{"1. \u0645\u0631\u062d\u0628\u0627"}}};
  ASSERT_OK_AND(const Bytes docx, RenderDocx(document, kCreated));
  EXPECT_THAT(Xml(docx), HasSubstr(R"(<w:pStyle w:val="BodyText"/><w:bidi/></w:pPr>)"
                                   R"(<w:r><w:rPr><w:rtl/></w:rPr>)"));
  EXPECT_THAT(Xml(docx), HasSubstr(R"(<w:pStyle w:val="Title"/></w:pPr>)"));
}

TEST(RenderDocx, LeavesOutWhatIsEmpty) {
  const Document document{.title = "Only a title",
                          .publisher = "",
                          .watermark = "",
                          .blocks = {Heading{2, " "}, Paragraph{""}, Bullets{}, Table{}, Facts{},
                                     Steps{{"", " "}}, Groups{}, Blanks{}}};
  ASSERT_OK_AND(const Bytes docx, RenderDocx(document, kCreated));
  EXPECT_EQ(Paragraphs(docx), "Title: Only a title\n");
  EXPECT_THAT(RenderDocx({}, kCreated), FailsWith(Code::kInvalid));
}

TEST(RenderDocx, RefusesWhatNoPageHolds) {
  const auto with = [](Block block) {
    return RenderDocx({.title = "T", .publisher = "", .blocks = {std::move(block)}}, kCreated);
  };
  EXPECT_THAT(with(Heading{0, "x"}), FailsWith(Code::kInvalid));
  EXPECT_THAT(with(Heading{4, "x"}), FailsWith(Code::kInvalid));
  const auto many = [](std::size_t count) { return std::vector<std::string>(count, "x"); };
  EXPECT_THAT(with(Table{many(kMaxColumns + 1), {}}), FailsWith(Code::kInvalid));
  EXPECT_THAT(with(Table{many(kMaxColumns), {}}), IsOk());
  EXPECT_THAT(with(Groups{{many(kMaxGroups + 1)}}), FailsWith(Code::kInvalid));
  EXPECT_THAT(with(Blanks{many(kMaxBlanks + 1)}), FailsWith(Code::kInvalid));
  EXPECT_THAT(with(Paragraph{std::string(kMaxText, 'x')}), FailsWith(Code::kInvalid));
  EXPECT_THAT(with(Steps{many(kMaxText / 32)}), FailsWith(Code::kInvalid));
  EXPECT_THAT(with(Table{many(12), std::vector<std::vector<std::string>>(kMaxText / 32 / 10)}),
              FailsWith(Code::kInvalid));
  Document document = Letter();
  document.language = "en\"";
  EXPECT_THAT(RenderDocx(document, kCreated), FailsWith(Code::kInvalid));
}

}  // namespace
}  // namespace almoner::paper
