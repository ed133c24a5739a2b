#include "paper/pdf.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <thread>

#include "support/files.h"
#include "support/matchers.h"
#include "support/shell.h"

namespace almoner::paper {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;
using namespace std::string_literals;

const Time kCreated = *Time::Parse("2026-12-24T16:00:00Z");

// Poppler's and qpdf's programs read what we wrote; one file for each test.
class Pdf : public testing::Test {
 protected:
  void Save(const Bytes& pdf) {
    std::ofstream(path_, std::ios::binary)
        .write(reinterpret_cast<const char*>(pdf.data()), static_cast<std::streamsize>(pdf.size()));
  }
  void Render(const Document& document) {
    ASSERT_OK_AND(const Bytes pdf, RenderPdf(document, kCreated));
    Save(pdf);
    EXPECT_EQ(Ask("qpdf --check").code, 0) << Ask("qpdf --check").text;
  }
  [[nodiscard]] Answer Ask(const std::string& program, const std::string& after = "") const {
    return Shell(program + " " + path_ + " " + after);
  }
  [[nodiscard]] std::string Text() const { return OnOneLine(Ask("pdftotext", "-").text); }
  [[nodiscard]] std::string PageText(int page) const {
    const std::string number = std::to_string(page);
    return OnOneLine(Ask("pdftotext -f " + number + " -l " + number, "-").text);
  }
  [[nodiscard]] std::string Structure() const { return Ask("pdfinfo -struct-text").text; }
  [[nodiscard]] std::string Objects() const {
    return Ask("qpdf --qdf --object-streams=disable", "-").text;
  }
  [[nodiscard]] int PageCount() const { return std::stoi(Ask("qpdf --show-npages").text); }
  static std::string OnOneLine(const std::string& text) {
    std::string line;
    for (const char c : text) {
      const bool space = c == ' ' || c == '\n' || c == '\f';
      if (!space || !line.ends_with(' ')) line += space ? ' ' : c;
    }
    return line;
  }
  static int Count(std::string_view text, std::string_view word) {
    int count = 0;
    for (std::size_t at = text.find(word); at != text.npos; at = text.find(word, at + word.size()))
      ++count;
    return count;
  }

 private:
  const TempDir folder_;
  const std::string path_ = folder_.path() / "test.pdf";
};

Document Letter() {
  Document letter = {.title = "Your request", .publisher = "Fenland Care & Advice"};
  letter.footer = "Registered charity 1999999";
  letter.address = Address{"Mrs Anna Kowalska\nFlat 2\nEly CB7 0ZZ", "24 December 2026", "AL-417"};
  letter.blocks = {
      Paragraph{"The first efficient office, of great difficulty and waffle, has answered."},
      Heading{1, "What we hold"},
      Facts{{{"Received", "1 December 2026"}, {"NHS number", "999 000 0018"}}},
      Heading{2, "Where we looked"},
      Bullets{{"the care record", "letters and e-mails"}},
      Table{{"When", "Who"}, {{"3 March 2026", "Ely Medical Practice"}, {"17 June 2026"}}},
      Heading{3, "Languages"},
      Paragraph{"Tŷ'r Ŵydd a'r Gŵr"},
      Paragraph{"Zażółć gęślą jaźń"},
      Paragraph{"Лист про ваше лікування"},
      Paragraph{"رسالة عن موعدك"}};
  return letter;
}

std::string Words(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += "word" + std::to_string(i) + " ";
  return text;
}

TEST_F(Pdf, EveryTextOfALetterCanBeReadBack) {
  Render(Letter());
  const std::string text = Text();
  for (const char* part :
       {"Your request",
        "Fenland Care & Advice",
        "Registered charity 1999999",
        "Mrs Anna Kowalska",
        "Flat 2",
        "24 December 2026",
        "AL-417",
        "The first efficient office, of great difficulty and waffle, has answered.",
        "What we hold",
        "Received",
        "1 December 2026",
        "NHS number",
        "999 000 0018",
        "• the care record",
        "• letters and e-mails",
        "When",
        "3 March 2026",
        "Ely Medical Practice",
        "17 June 2026",
        "Languages",
        "Tŷ'r Ŵydd a'r Gŵr",
        "Zażółć gęślą jaźń",
        "Лист про ваше лікування",
        "رسالة عن موعدك",
        "Page 1 of 1"})
    EXPECT_THAT(text, HasSubstr(part));
}

TEST_F(Pdf, SaysWhatItIsToReadersAndTheirScreenReaders) {
  Render(Letter());
  const std::string info = Ask("TZ=UTC pdfinfo").text;
  EXPECT_THAT(info, ContainsRegex("Title: +Your request\n"));
  EXPECT_THAT(info, ContainsRegex("Author: +Fenland Care & Advice\n"));
  EXPECT_THAT(info, ContainsRegex("CreationDate: +Thu Dec 24 16:00:00 2026"));
  EXPECT_THAT(info, ContainsRegex("Tagged: +yes"));
  EXPECT_THAT(info, ContainsRegex("Metadata Stream: +yes"));
  EXPECT_THAT(info, ContainsRegex("Pages: +1\n"));
  EXPECT_THAT(info, ContainsRegex("A4"));
  const std::string objects = Objects();
  EXPECT_THAT(objects, HasSubstr("/Lang (en-GB)"));
  EXPECT_THAT(objects, HasSubstr("/DisplayDocTitle true"));
  EXPECT_THAT(objects, HasSubstr("/Scope /Row"));
  EXPECT_THAT(objects, HasSubstr("/Scope /Column"));
}

TEST_F(Pdf, HasTheHeadingsAsBookmarks) {
  Render(Letter());
  const std::string outline = Ask("qpdf --json=1 --json-key=outlines").text;
  for (const char* title : {"Your request", "What we hold", "Where we looked", "Languages"})
    EXPECT_THAT(outline, HasSubstr("\"title\": \""s + title));
}

TEST_F(Pdf, TitleAndPublisherMayHoldMarkup) {
  Document letter = Letter();
  letter.title = "A & B <c> ]]> (d) \\";
  Render(letter);
  EXPECT_THAT(Ask("pdfinfo").text, HasSubstr("A & B <c> ]]> (d) \\"));
  EXPECT_THAT(Ask("pdfinfo -meta").text, HasSubstr("A &amp; B &lt;c&gt; ]]&gt; (d) \\"));
}

TEST_F(Pdf, TheStructureHoldsAllTextOverPagesAndNothingElse) {
  Document pack = Letter();
  pack.blocks.insert(pack.blocks.begin(), Paragraph{Words(2500)});
  Render(pack);
  EXPECT_GT(PageCount(), 4);
  const std::string structure = OnOneLine(Structure());
  for (int i = 0; i < 2500; ++i)
    ASSERT_THAT(structure, HasSubstr("word" + std::to_string(i) + " "));
  for (const char* part :
       {"H1 (block) \"Your request\"",
        "The first efficient office, of great difficulty and waffle, has answered.",
        "Mrs Anna Kowalska Flat 2 Ely CB7 0ZZ", "H2 (block) \"What we hold\"", "\"Received\"",
        "\"1 December 2026\"", "LBody (block) \"letters and e-mails\"", "\"Ely Medical Practice\"",
        "H4 (block) \"Languages\"", "Tŷ'r Ŵydd a'r Gŵr", "Zażółć gęślą jaźń",
        "Лист про ваше лікування", "رسالة عن موعدك"})
    EXPECT_THAT(structure, HasSubstr(part));
  EXPECT_THAT(structure, Not(HasSubstr("Page 2 of")));
  EXPECT_THAT(structure, Not(HasSubstr("Registered charity")));
}

TEST_F(Pdf, WhatIsOutsideTheStructureIsMarkedAsAnArtifact) {
  Document draft = Letter();
  draft.watermark = "DRAFT";
  Render(draft);
  const std::string objects = Objects();
  EXPECT_GT(Count(objects, "/Artifact BMC"), 4);
  EXPECT_EQ(Count(objects, " BDC") + Count(objects, "/Artifact BMC"), Count(objects, "EMC"));
}

TEST_F(Pdf, TheWatermarkIsReadableOnEveryPage) {
  Document draft = Letter();
  draft.watermark = "DRAFT - not for release";
  draft.blocks.emplace_back(Paragraph{Words(1500)});
  Render(draft);
  const int pages = PageCount();
  EXPECT_GT(pages, 2);
  for (int page = 1; page <= pages; ++page)
    EXPECT_THAT(PageText(page), HasSubstr("DRAFT - not for release"));
  EXPECT_THAT(Structure(), Not(HasSubstr("DRAFT")));
}

TEST_F(Pdf, TheHeaderOfATableIsOnEveryPageAndOnceInTheStructure) {
  Document pack = {.title = "Pack"};
  Table table = {.header = {"Column one", "Column two"}, .rows = {}};
  for (int i = 0; i < 200; ++i) table.rows.push_back({"row " + std::to_string(i), Words(10)});
  pack.blocks = {table};
  Render(pack);
  const int pages = PageCount();
  EXPECT_GT(pages, 3);
  for (int page = 1; page <= pages; ++page) EXPECT_THAT(PageText(page), HasSubstr("Column one"));
  EXPECT_EQ(Count(Structure(), "Column one"), 1);
  EXPECT_THAT(PageText(pages), HasSubstr("row 199"));
}

TEST_F(Pdf, TenThousandRowsAreAllThere) {
  Document pack = {.title = "Pack", .publisher = "Fenland Care"};
  Table table = {.header = {"No", "Name"}, .rows = {}};
  for (int i = 0; i < 10'000; ++i) table.rows.push_back({"n" + std::to_string(i), "Person"});
  pack.blocks = {table};
  Render(pack);
  const std::string text = Text();
  for (int i = 0; i < 10'000; ++i) ASSERT_THAT(text, HasSubstr(" n" + std::to_string(i) + " "));
  EXPECT_EQ(Count(text, "Person"), 10'000);
}

TEST_F(Pdf, HostileTextIsShownNotObeyed) {
  Document odd = {.title = "Odd\0 title"s, .publisher = "\xFF", .footer = "\x1B[31m"};
  odd.watermark = std::string(500, 'W');
  odd.blocks = {Paragraph{std::string(3000, 'q')}, Paragraph{"a\0b \xFF c"s},
                Table{{"", std::string(300, 'y')}, {{}, {"\r\n\r\n"}, {"1", "2", "3"}}},
                Facts{{{"", ""}}}, Bullets{{"", "one\ntwo"}}};
  Render(odd);
  const std::string text = Text();
  EXPECT_EQ(Count(text, "q"), 3000);
  EXPECT_EQ(Count(text, "y"), 300);
  EXPECT_THAT(text, HasSubstr("a\uFFFDb \uFFFD c"));
  EXPECT_THAT(Ask("pdfinfo").text, HasSubstr("Odd\uFFFD title"));
}

TEST_F(Pdf, AWelshDocumentCountsItsPagesInWelsh) {
  Document letter = Letter();
  letter.language = "cy";
  Render(letter);
  EXPECT_THAT(Text(), HasSubstr("Tudalen 1 o 1"));
}

TEST_F(Pdf, LargePrintSaysTheSameOnMorePages) {
  Document letter = Letter();
  letter.print = Print::kLarge;
  Render(letter);
  EXPECT_EQ(PageCount(), 2);
  EXPECT_THAT(Text(), HasSubstr("Лист про ваше лікування"));
}

TEST(RenderPdf, GivesTheSameBytesForTheSameInput) {
  ASSERT_OK_AND(const Bytes first, RenderPdf(Letter(), kCreated));
  ASSERT_OK_AND(const Bytes again, RenderPdf(Letter(), kCreated));
  ASSERT_OK_AND(const Bytes later, RenderPdf(Letter(), kCreated + std::chrono::seconds(1)));
  EXPECT_TRUE(SameBytes(first, again));
  EXPECT_FALSE(SameBytes(first, later));
}

TEST(RenderPdf, MayRunOnManyThreads) {
  ASSERT_OK_AND(const Bytes expected, RenderPdf(Letter(), kCreated));
  std::array<int, 4> same{};
  {
    std::vector<std::jthread> threads;
    for (int& mine : same)
      threads.emplace_back([&mine, &expected] {
        for (int i = 0; i < 3; ++i) {
          const auto pdf = RenderPdf(Letter(), kCreated);
          if (pdf && SameBytes(*pdf, expected)) ++mine;
        }
      });
  }
  EXPECT_THAT(same, testing::Each(3));
}

TEST(RenderPdf, RefusesWhatWouldMakeABadDocument) {
  const auto refused = [](void (*spoil)(Document&)) {
    Document letter = Letter();
    spoil(letter);
    EXPECT_THAT(RenderPdf(letter, kCreated), FailsWith(Code::kInvalid));
  };
  refused([](Document& d) { d.title = " \n "; });
  refused([](Document& d) { d.language = ""; });
  refused([](Document& d) { d.language = "en GB"; });
  refused([](Document& d) { d.language = "en-"; });
  refused([](Document& d) { d.language = std::string(36, 'a'); });
  refused([](Document& d) { d.blocks = {Heading{0, "x"}}; });
  refused([](Document& d) { d.blocks = {Heading{4, "x"}}; });
  refused([](Document& d) { d.blocks = {Table{{}, {std::vector<std::string>(13)}}}; });
  refused([](Document& d) { d.blocks = {Paragraph{std::string(kMaxText, 'x')}}; });
  refused([](Document& d) { d.blocks = {Paragraph{std::string(kMaxText / 32, '\n')}}; });
  refused([](Document& d) { d.blocks = {Bullets{std::vector<std::string>(kMaxText / 32)}}; });
  refused([](Document& d) {
    d.blocks = {Table{{}, std::vector<std::vector<std::string>>(kMaxText / 32)}};
  });
}

class EncryptedPdf : public Pdf {
 protected:
  void Encrypt(std::string_view password) {
    ASSERT_OK_AND(const Bytes pdf, RenderPdf(Letter(), kCreated));
    ASSERT_OK_AND(encrypted_, EncryptPdf(pdf, SecretBytes::CopyOf(password)));
    Save(encrypted_);
  }
  Bytes encrypted_;
};

TEST_F(EncryptedPdf, OpensWithItsPasswordOnly) {
  Encrypt("maple otter seven lantern");
  EXPECT_EQ(Ask("qpdf --password='maple otter seven lantern' --check").code, 0);
  EXPECT_THAT(Ask("pdftotext -upw 'maple otter seven lantern'", "-").text,
              HasSubstr("Mrs Anna Kowalska"));
  for (const char* wrong : {"", "maple", "maple otter seven lanterN"}) {
    EXPECT_EQ(Ask("qpdf --password='"s + wrong + "' --check").code, 2) << wrong;
    EXPECT_NE(Ask("pdftotext -upw '"s + wrong + "' -opw '" + wrong + "'", "-").code, 0) << wrong;
  }
}

TEST_F(EncryptedPdf, UsesAes256OfRevision6ForEverything) {
  Encrypt("maple");
  const std::string shown = Ask("qpdf --password=maple --show-encryption").text;
  EXPECT_THAT(shown, HasSubstr("R = 6"));
  EXPECT_THAT(shown, HasSubstr("file encryption method: AESv3"));
  EXPECT_THAT(shown, HasSubstr("stream encryption method: AESv3"));
  EXPECT_THAT(shown, HasSubstr("extract for accessibility: allowed"));
  EXPECT_FALSE(AsText(encrypted_).contains("Your request"));
  EXPECT_FALSE(AsText(encrypted_).contains("Fenland"));
}

TEST_F(EncryptedPdf, TakesAnyPrintablePasswordUpToItsLimit) {
  std::string longest;
  while (longest.size() < 127) longest += static_cast<char>('a' + longest.size() % 26);
  Encrypt(longest);
  EXPECT_EQ(Ask("qpdf --password=" + longest + " --check").code, 0);
  EXPECT_EQ(Ask("qpdf --password=" + longest.substr(0, 126) + " --check").code, 2);
}

TEST(EncryptPdf, RefusesPasswordsThatReadersDisagreeAbout) {
  ASSERT_OK_AND(const Bytes pdf, RenderPdf(Letter(), kCreated));
  for (const std::string& password :
       {""s, std::string(128, 'a'), "caf\u00E9"s, "two\nlines"s, "nul\0"s})
    EXPECT_THAT(EncryptPdf(pdf, SecretBytes::CopyOf(password)), FailsWith(Code::kInvalid));
}

TEST(EncryptPdf, RefusesWhatIsNotAnOpenPdf) {
  const SecretBytes password = SecretBytes::CopyOf("maple");
  ASSERT_OK_AND(const Bytes pdf, RenderPdf(Letter(), kCreated));
  ASSERT_OK_AND(const Bytes encrypted, EncryptPdf(pdf, password));
  EXPECT_THAT(EncryptPdf(encrypted, password), FailsWith(Code::kInvalid));
  EXPECT_THAT(EncryptPdf({}, password), FailsWith(Code::kInvalid));
  EXPECT_THAT(EncryptPdf(AsBytes("%PDF-1.7 and then nothing"), password),
              FailsWith(Code::kInvalid));
  EXPECT_THAT(EncryptPdf(BytesView(pdf).first(pdf.size() / 2), password),
              FailsWith(Code::kInvalid));
}

}  // namespace
}  // namespace almoner::paper
