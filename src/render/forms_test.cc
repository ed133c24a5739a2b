// The notice as HTML, Markdown and PDF.
#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "render/test_leaflets.h"
#include "support/shell.h"

namespace almoner::render {
namespace {

using notice::kLanternHouse;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

INSTANTIATE_TEST_SUITE_P(Notices, EveryShippedNotice, testing::ValuesIn(kShipped),
                         [](const auto& tested) {
                           std::string name = tested.param;
                           std::erase(name, '-');
                           return name;
                         });

TEST_P(EveryShippedNotice, HasAPageForEachReader) {
  std::vector<std::string> expected = {"children.html", "easy-read.html", "index.html",
                                       "notice.html"};
  for (const notice::Service& service : Read().services)
    expected.push_back("service-" + service.id + ".html");
  std::vector<std::string> pages;
  for (const auto& [name, text] : Pages()) pages.push_back(name);
  EXPECT_THAT(pages, testing::UnorderedElementsAreArray(expected));
}

TEST_P(EveryShippedNotice, HasIdsThatAreUniqueInAPageAndHoldNoSpace) {
  for (const auto& [name, text] : Pages()) {
    std::set<std::string> seen;
    for (const std::string& id : Between(text, " id=\"", "\"")) {
      EXPECT_FALSE(id.empty()) << name;
      EXPECT_EQ(id.find_first_of(" \t\n"), std::string::npos) << name << ": " << id;
      EXPECT_TRUE(seen.insert(id).second) << name << " has it twice: " << id;
    }
  }
}

// A refusal links to the clause that it rests on.
TEST_P(EveryShippedNotice, HasEachClauseOnceInTheFullNotice) {
  const std::vector<std::string> ids = Between(Pages().at("notice.html"), " id=\"", "\"");
  for (const notice::Clause& clause : Read().clauses)
    EXPECT_EQ(std::ranges::count(ids, clause.id), 1) << clause.id;
}

TEST_P(EveryShippedNotice, HasHeadingsThatSkipNoLevel) {
  for (const auto& [name, text] : Pages()) {
    int before = 0;
    int firsts = 0;
    for (const std::string& heading : Between(text, "<h", ">")) {
      if (heading.front() < '1' || heading.front() > '6') continue;  // <head>, <header>, <html>
      const int level = heading.front() - '0';
      firsts += level == 1 ? 1 : 0;
      EXPECT_LE(level, before + 1) << name << ": <h" << heading;
      before = level;
    }
    EXPECT_EQ(firsts, 1) << name;
    EXPECT_GE(before, 2) << name << " has no sections";
  }
}

TEST_P(EveryShippedNotice, HasNoLinkThatLeadsNowhere) {
  const auto& files = ShippedFiles(GetParam());
  for (const auto& [name, text] : Pages()) {
    const std::vector<std::string> ids = Between(text, " id=\"", "\"");
    const std::vector<std::string> links = Between(text, " href=\"", "\"");
    EXPECT_THAT(links, Contains("style.css")) << name;
    for (const std::string& link : links) {
      if (link.starts_with('#'))
        EXPECT_THAT(ids, Contains(link.substr(1))) << name;
      else
        EXPECT_TRUE(files.contains(link)) << name << " links to " << link;
    }
  }
}

// Nothing is said with an empty paragraph, and nobody's word for "not stated" reaches the reader.
TEST_P(EveryShippedNotice, LeavesNothingEmptyAndNoWordOfTheFormat) {
  for (const Leaflet& leaflet : AllLeaflets(From(Read()))) {
    EXPECT_FALSE(leaflet.title.empty() || leaflet.intro.empty()) << leaflet.name;
    const auto check = [&](const Line& line) {
      EXPECT_FALSE(line.text.empty()) << leaflet.name << " at " << line.anchor;
      EXPECT_THAT(line.text, Not(HasSubstr("unstated"))) << leaflet.name;
      EXPECT_THAT(line.text, Not(HasSubstr(".."))) << leaflet.name;
    };
    for (const Section& section : leaflet.sections) {
      std::ranges::for_each(section.lines, check);
      std::ranges::for_each(section.bullets, check);
      for (const auto& [label, line] : section.facts) check(line);
    }
  }
}

// Every name and sentence that a file can hold, with what HTML reads as markup.
std::string Hostile() {
  const std::string bad = R"(<script>alert("x")</script> & 'co' <img src=x>)";
  const std::string quoted = R"('<script>alert("x")</script> & ''co'' <img src=x>')";
  std::string text(kLanternHouse);
  for (const auto& [what, with] :
       {std::pair{"  name: Lantern House", "  name: "},
        {"address: 2 Quay Street, Portwick", "address: "},
        {"contact: privacy@lantern.example", "contact: "},
        {"officer: data protection officer", "officer: "},
        {"complaints: write to the data protection officer", "complaints: "},
        {"text: We note how you are.", "text: "},
        {"name: At home", "name: "},
        {"name: people we support", "name: "},
        {"name: contact details", "name: "},
        {"name: the GP practice", "name: "},
        {"why: so that it knows", "why: "},
        {"wording: I would like news.", "wording: "},
        {"purpose: supporting people", "purpose: "},
        {"authority: Care Act 2014 section 8", "authority: "},
        {"because: the law says so", "because: "},
        {"version: \"2026-11\"", "version: "}})
    text = Replaced(text, what, with + quoted);
  text = Replaced(text, "{id: L-1, text: " + quoted,
                  "{id: L-1, child: " + quoted + ", easy: " + quoted + ", text: " + quoted);
  text = Replaced(text, "{id: home, ", "{id: home, about: " + quoted + ", ");
  return text;
}

TEST(HtmlTest, LetsNoMarkupFromTheFileThrough) {
  const std::set<std::string> ours = {
      "!doctype", "html", "head", "meta", "title", "link", "body", "a",  "header", "p",  "nav",
      "ul",       "li",   "main", "h1",   "h2",    "h3",   "dl",   "dd", "div",    "dt", "footer"};
  const auto pages = PagesOf(FilesOf(Compiled(Hostile())));
  EXPECT_THAT(pages, SizeIs(5));
  for (const auto& [name, text] : pages) {
    EXPECT_THAT(text, HasSubstr("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; "
                                "&#39;co&#39; &lt;img src=x&gt;"))
        << name;
    for (std::string tag : Between(text, "<", ">")) {
      if (tag.starts_with('/')) tag.erase(0, 1);
      EXPECT_TRUE(ours.contains(tag.substr(0, tag.find(' ')))) << name << ": <" << tag;
      EXPECT_EQ(std::ranges::count(tag, '"') % 2, 0) << name << ": <" << tag;
    }
    for (const std::string& entity : Between(text, "&", ";"))
      EXPECT_THAT(entity, testing::AnyOf("amp", "lt", "gt", "quot", "#39")) << name;
  }
}

TEST(HtmlTest, NeedsNothingFromElsewhereAndRunsNothing) {
  for (const auto& [name, text] : PagesOf(ShippedFiles("example"))) {
    EXPECT_THAT(text, StartsWith("<!doctype html>\n<html lang=\"en-GB\">")) << name;
    EXPECT_THAT(text, Not(HasSubstr("<script"))) << name;
    EXPECT_THAT(text, Not(HasSubstr(" src="))) << name;
    EXPECT_THAT(Between(text, " href=\"", "\""), Each(Not(HasSubstr("//")))) << name;
  }
  EXPECT_THAT(StyleSheet(), Not(HasSubstr("url(")));
  EXPECT_THAT(StyleSheet(), Not(HasSubstr("@import")));
}

TEST(HtmlTest, EachPageSaysWhichItIsAndLeadsToTheFullNotice) {
  for (const auto& [name, text] : PagesOf(ShippedFiles("example"))) {
    EXPECT_THAT(Between(text, " aria-current=\"", "\""), ElementsAre("page")) << name;
    EXPECT_THAT(text, HasSubstr("<a href=\"" + name + "\" aria-current=\"page\">"));
    const std::string main = Between(text, "<main", "</main>").front();
    EXPECT_EQ(main.find("<a href=\"notice.html\">") != std::string::npos, name != "notice.html")
        << name;
  }
}

// A name of a cookie may be anything; a browser finds no id that holds a space.
TEST(HtmlTest, TheIdOfACookieIsNotItsName) {
  const notice::Notice notice = Compiled(std::string(kLanternHouse) + R"(website:
  addresses: [www.lantern.example]
  cookies:
    - {name: one two, purpose: necessary}
    - {name: one two, purpose: statistics}
)");
  const std::string page = PagesOf(FilesOf(notice)).at("notice.html");
  EXPECT_THAT(Between(page, " id=\"cookie-", "\""), ElementsAre("1", "2"));
  EXPECT_THAT(page, HasSubstr("Cookie “one two”"));
}

TEST(MarkdownTest, EscapesWhatItWouldReadAsMarkup) {
  Leaflet leaflet{.name = "notice", .title = "A *b* #1", .intro = "<b>", .sections = {}};
  leaflet.sections.push_back({.level = 3,
                              .heading = "_c_ | `d`",
                              .anchor = "c",
                              .lines = {{R"([e](f) \ g)", "L-1"}},
                              .bullets = {{"one\ntwo"}},
                              .facts = {{"*h*", {"i]", "L-2"}}}});
  EXPECT_EQ(ToMarkdown(leaflet), R"(# A \*b\* \#1

\<b\>

### \_c\_ \| \`d\`

<a id="L-1"></a>\[e\](f) \\ g

- one two
- **\*h\***: <a id="L-2"></a>i\]
)");
}

TEST(MarkdownTest, LetsNoElementFromTheFileThrough) {
  for (const auto& [name, text] : FilesOf(Compiled(Hostile()))) {
    if (!name.ends_with(".md")) continue;
    for (const std::string& tag : Between(text, "<", ">"))
      EXPECT_TRUE(tag.starts_with("a id=\"") || tag == "/a" || tag.starts_with("script\\") ||
                  tag.starts_with("/script\\") || tag.starts_with("img src=x\\"))
          << name << ": <" << tag;
    for (const std::string word : {"<script", "</script", "<img"})
      EXPECT_THAT(Between(text, word, ">").size(), Between(text, "\\" + word, ">").size()) << name;
  }
}

TEST(LeafletPdfTest, HoldsTheTitleTheWordsAndTheEdition) {
  const TempDir folder;
  const auto& files = ShippedFiles("example");
  for (const Leaflet& leaflet : AllLeaflets(From(Shipped("example")))) {
    const std::string& pdf = files.at(leaflet.name + ".pdf");
    EXPECT_THAT(pdf, StartsWith("%PDF"));
    const std::string path = folder.path() / (leaflet.name + ".pdf");
    std::ofstream(path, std::ios::binary) << pdf;
    std::istringstream words(Shell("pdftotext " + path + " -").text);
    std::string text;
    for (std::string word; words >> word;) text += word + " ";
    EXPECT_THAT(text, HasSubstr(leaflet.title));
    EXPECT_THAT(text, HasSubstr(leaflet.sections.front().heading)) << leaflet.name;
    EXPECT_THAT(text, HasSubstr("edition 2026-11")) << leaflet.name;
  }
}

}  // namespace
}  // namespace almoner::render
