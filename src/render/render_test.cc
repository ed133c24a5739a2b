#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "notice/test_notice.h"
#include "render/forms.h"
#include "render/reading_age.h"
#include "render/ropa.h"
#include "support/matchers.h"

namespace almoner::render {
namespace {

namespace json = boost::json;
using notice::Activity;
using notice::kLanternHouse;
using notice::Replaced;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr std::string_view kBase = "https://lantern.example/notice#";
const Time kCreated = *Time::Parse("2026-11-21T10:00:00Z");

const law::Lawbook& Book() {
  static const law::Lawbook book = *law::LoadLawbook();
  return book;
}

notice::Notice Compiled(std::string_view text) {
  auto notice = notice::Compile(text, Book().bases);
  EXPECT_TRUE(notice) << (notice ? "" : ToText(notice.error().front(), "notice"));
  return notice ? *std::move(notice) : notice::Notice();
}

std::string FileText(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in) << path;
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

constexpr std::array kShipped = {"anglian-community-enterprise", "aptcoo",
                                 "customer-data-protection",     "example",
                                 "halifax-opportunities-trust",  "stronger-together-thurrock"};

const notice::Notice& Shipped(const std::string& name) {
  static std::map<std::string, notice::Notice> read;
  const auto found = read.find(name);
  if (found != read.end()) return found->second;
  return read.emplace(name, Compiled(FileText("notices/" + name + ".yaml"))).first->second;
}

Sources From(const notice::Notice& notice) { return {notice, Book()}; }

// What stands between each `before` and the next `after`.
std::vector<std::string> Between(std::string_view text, std::string_view before,
                                 std::string_view after) {
  std::vector<std::string> found;
  std::size_t at = 0;
  while ((at = text.find(before, at)) != std::string_view::npos) {
    at += before.size();
    found.emplace_back(text.substr(at, text.find(after, at) - at));
  }
  return found;
}

std::map<std::string, std::string> FilesOf(const notice::Notice& notice) {
  std::map<std::string, std::string> files;
  auto rendered = RenderAll(From(notice), kBase, kCreated);
  EXPECT_THAT(rendered, IsOk());
  if (!rendered) return files;
  for (const RenderedFile& file : *rendered)
    EXPECT_TRUE(files.emplace(file.name, AsText(file.bytes)).second)
        << file.name << " is written twice";
  return files;
}

// The pages take a while, and several tests read them.
const std::map<std::string, std::string>& ShippedFiles(const std::string& name) {
  static std::map<std::string, std::map<std::string, std::string>> made;
  const auto found = made.find(name);
  if (found != made.end()) return found->second;
  return made.emplace(name, FilesOf(Shipped(name))).first->second;
}

std::map<std::string, std::string> PagesOf(const std::map<std::string, std::string>& files) {
  std::map<std::string, std::string> pages;
  for (const auto& [name, text] : files)
    if (name.ends_with(".html")) pages.emplace(name, text);
  return pages;
}

std::string WholeText(const Leaflet& leaflet) {
  std::string text = leaflet.intro + "\n";
  for (const Section& section : leaflet.sections) {
    for (const Line& line : section.lines) text += line.text + "\n";
    for (const Line& line : section.bullets) text += line.text + "\n";
  }
  return text;
}

// What stands at an anchor; "" where nothing does.
std::string At(const Leaflet& leaflet, const std::string& anchor) {
  for (const Section& section : leaflet.sections) {
    if (section.anchor == anchor) return section.heading;
    for (const Line& line : section.lines)
      if (line.anchor == anchor) return line.text;
    for (const Line& line : section.bullets)
      if (line.anchor == anchor) return line.text;
    for (const auto& [label, line] : section.facts)
      if (line.anchor == anchor) return line.text;
  }
  return "";
}

std::string Printed(const std::string& command) {
  std::string text;
  FILE* const pipe = popen((command + " 2>&1").c_str(), "r");
  EXPECT_NE(pipe, nullptr);
  std::array<char, 65536> buffer{};
  while (const std::size_t read = fread(buffer.data(), 1, buffer.size(), pipe))
    text.append(buffer.data(), read);
  EXPECT_EQ(WEXITSTATUS(pclose(pipe)), 0) << command << ": " << text;
  return text;
}

// A folder of this test's own, gone after it.
class Folder {
 public:
  Folder() {
    std::string name = testing::TempDir() + "render-XXXXXX";
    EXPECT_NE(mkdtemp(name.data()), nullptr);
    path_ = name;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path_); }
  [[nodiscard]] std::string File(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

class EveryShippedNotice : public testing::TestWithParam<const char*> {
 protected:
  [[nodiscard]] static const notice::Notice& Read() { return Shipped(GetParam()); }
  [[nodiscard]] static std::map<std::string, std::string> Pages() {
    return PagesOf(ShippedFiles(GetParam()));
  }
};
INSTANTIATE_TEST_SUITE_P(Notices, EveryShippedNotice, testing::ValuesIn(kShipped),
                         [](const auto& tested) {
                           std::string name = tested.param;
                           std::erase(name, '-');
                           return name;
                         });

// Pages

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

// Reading age

struct Vector {
  std::string_view text;
  double words, sentences, syllables;  // counted by hand
};

TEST(ReadingAgeTest, IsTheFleschKincaidGradeAndFive) {
  for (const Vector& vector : {
           Vector{"The cat sat.", 3, 1, 3},
           Vector{"We ate cake. You ran home!", 6, 2, 6},  // a silent e is not heard
           Vector{"An eager animal", 3, 1, 6},             // without a full stop
           Vector{"table wanted asked boxes names", 5, 1, 8},
           Vector{"Why?! Oh.\nYes", 3, 3, 3},  // two marks end one sentence, a line's end another
           Vector{"Tell us: we listen.", 4, 2, 5},
           Vector{"It is 8 years, and 12 months.", 5, 1, 5},  // numbers are no words
           Vector{"Don't ask.", 2, 1, 2},
           Vector{"The information is confidential.", 4, 1, 10},
       }) {
    EXPECT_NEAR(ReadingAge(vector.text),
                (0.39 * vector.words / vector.sentences) +
                    (11.8 * vector.syllables / vector.words) - 15.59 + 5,
                1e-9)
        << vector.text;
  }
}

TEST(ReadingAgeTest, OfATextWithoutWordsIsNought) {
  EXPECT_EQ(ReadingAge(""), 0);
  EXPECT_EQ(ReadingAge("12. - 34!\n"), 0);
}

TEST(ReadingAgeTest, RisesWithLongSentencesAndLongWords) {
  EXPECT_LT(ReadingAge("You can say no. We stop at once."),
            ReadingAge("You can say no and we stop at once."));
  EXPECT_LT(ReadingAge("You can say no."), ReadingAge("You can withdraw authorisation."));
}

TEST_P(EveryShippedNotice, IsReadAtElevenAndByChildrenAtNine) {
  for (const Leaflet& leaflet : AllLeaflets(From(Read()))) {
    const bool simple = leaflet.name == "children" || leaflet.name == "easy-read";
    EXPECT_THAT(GeneratedText(leaflet), Not(IsEmpty())) << leaflet.name;
    EXPECT_LE(ReadingAge(GeneratedText(leaflet)), simple ? 9 : 11) << leaflet.name;
  }
}

// Here the clauses are ours too.
TEST(LeafletTest, TheExampleIsReadByChildrenAtNineWithItsClauses) {
  const Sources from = From(Shipped("example"));
  EXPECT_LE(ReadingAge(WholeText(ChildrensNotice(from))), 9);
  EXPECT_LE(ReadingAge(WholeText(EasyRead(from))), 9);
}

// Generated words that stand in tables, which GeneratedText leaves out for the names beside them.
TEST(LeafletTest, WhyTheLawAllowsItIsReadAtEleven) {
  std::string adult;
  std::string child;
  for (const auto* const list : {&Book().plain_bases, &Book().plain_conditions})
    for (const law::PlainWords& words : *list) {
      adult += words.adult + ".\n";
      child += words.child + "\n";
    }
  EXPECT_LE(ReadingAge(adult), 11);
  EXPECT_LE(ReadingAge(child), 9);
}

TEST(LeafletTest, GeneratedTextHoldsNoClause) {
  const notice::Notice& notice = Shipped("example");
  for (const Leaflet& leaflet : AllLeaflets(From(notice)))
    for (const notice::Clause& clause : notice.clauses)
      EXPECT_THAT(GeneratedText(leaflet), Not(HasSubstr(clause.text))) << leaflet.name;
}

// What Articles 13 and 14 ask for

TEST(FullNoticeTest, SaysWhoWeAreAndHowToReachUsAndTheOfficer) {
  const Leaflet full = FullNotice(From(Shipped("example")));
  EXPECT_EQ(At(full, "controller"), "Harbour Lights Community Care");
  EXPECT_EQ(At(full, "contact"), "privacy@harbourlights.example");
  EXPECT_EQ(At(full, "address"), "1 Quay Street, Portwick PW1 2AB");
  EXPECT_EQ(At(full, "officer"), "Data protection officer");
  EXPECT_EQ(At(full, "officer-contact"), "dpo@harbourlights.example");
}

TEST(FullNoticeTest, SaysOfEachPurposeWhyWithWhatWhoGetsItAndHowLong) {
  const notice::Notice& notice = Shipped("example");
  const Leaflet full = FullNotice(From(notice));
  int told = 0;
  for (const Activity& activity : notice.activities) {
    if (activity.imposed) continue;
    ++told;
    const std::string id = "activity-" + activity.id;
    EXPECT_FALSE(At(full, id).empty()) << "the purpose of " << id;
    EXPECT_THAT(At(full, id + "-why"), HasSubstr("Article " + activity.basis)) << id;
    EXPECT_FALSE(At(full, id + "-data").empty()) << id;
    EXPECT_FALSE(At(full, id + "-people").empty()) << id;
    if (!activity.condition.empty()) {
      EXPECT_THAT(At(full, id + "-condition"), HasSubstr("Article " + activity.condition)) << id;
      EXPECT_THAT(At(full, id + "-condition"),
                  HasSubstr("Schedule 1 paragraph " + activity.schedule_1))
          << id;
    }
    if (activity.basis == "6(1)(f)") {
      EXPECT_FALSE(At(full, id + "-interest").empty()) << id;
    }
    EXPECT_EQ(At(full, id + "-recipients").empty(), activity.recipients.empty()) << id;
    EXPECT_EQ(At(full, id + "-sources").empty(), activity.record.sources.empty()) << id;
    for (const notice::Retention& rule : notice.retention)
      if ((rule.data & (activity.reads | activity.writes)).any()) {
        EXPECT_FALSE(At(full, id + "-kept-" + rule.id).empty()) << id;
      }
  }
  EXPECT_EQ(told, 4);
  EXPECT_EQ(At(full, "activity-support-why"),
            "It is part of a task that the law gives us for the good of everybody. (UK GDPR "
            "Article 6(1)(e))");
  EXPECT_THAT(At(full, "activity-support-sources"), HasSubstr("the council that arranges"));
  EXPECT_THAT(At(full, "activity-reception-interest"), HasSubstr("reach the right person"));
}

TEST(FullNoticeTest, SaysHowLongEachKindIsKeptAndWhy) {
  const notice::Notice& notice = Shipped("example");
  const Leaflet full = FullNotice(From(notice));
  for (const notice::Retention& rule : notice.retention)
    EXPECT_THAT(At(full, "keeping-" + rule.id), HasSubstr("This is why: " + rule.reason));
  EXPECT_THAT(At(full, "keeping-support-record"),
              StartsWith("8 years after we last had contact with you."));
  EXPECT_THAT(At(full, "keeping-newsletter"), StartsWith("Until you say no."));
}

// A file may list what its document lists although no service needs it.
TEST(FullNoticeTest, DoesNotSayHowLongItKeepsWhatNobodyCanRecord) {
  const notice::Notice& notice = Shipped("stronger-together-thurrock");
  const Leaflet full = FullNotice(From(notice));
  EXPECT_EQ(At(full, "keeping-unneeded"), "");
  EXPECT_NE(At(full, "keeping-support-record"), "");
}

TEST(FullNoticeTest, SaysWhoElseGetsItAndThatItStaysInTheCountry) {
  const notice::Notice& notice = Shipped("example");
  const Leaflet full = FullNotice(From(notice));
  for (const notice::Recipient& recipient : notice.recipients)
    EXPECT_THAT(At(full, "recipient-" + recipient.id), HasSubstr(recipient.why));
  EXPECT_EQ(At(full, "abroad"), "Other countries");
  EXPECT_EQ(At(full, "abroad-none"), "We keep what we know about you in the United Kingdom.");
}

TEST(FullNoticeTest, SaysWhereElseItGoesWhatProtectsItAndWhatItDoesNotSay) {
  const auto with = [](std::string_view recipient, std::string_view transfers) {
    return FullNotice(From(Compiled(
        Replaced(kLanternHouse, "why: so that it knows}",
                 "why: so that it knows, kind: processor, " + std::string(recipient) + "}") +
        std::string(transfers))));
  };
  const Leaflet contract = with("country: US",
                                "transfers:\n  - {id: host, to: gp, country: US, safeguard: idta, "
                                "risk-assessment: 2026-10-20, clause: L-1}\n");
  EXPECT_EQ(At(contract, "transfer-host"),
            "The GP practice, in the United States of America. A contract that the regulator "
            "approved protects it. Ask us for "
            "a copy.");
  EXPECT_EQ(At(contract, "abroad-none"), "");
  EXPECT_EQ(At(contract, "abroad-gp"), "") << "the transfer has said it";

  const Leaflet untold = with("country: US", "");
  EXPECT_EQ(At(untold, "abroad-gp"), "The GP practice, in US.");
  EXPECT_EQ(At(untold, "abroad-none"), "");

  const Leaflet unstated = with("country: unstated", "");
  EXPECT_THAT(At(unstated, "abroad-unsaid"), HasSubstr("the GP practice"));
  EXPECT_EQ(At(with("country: GB", ""), "abroad-unsaid"), "");
}

TEST(FullNoticeTest, SaysEachRightUnderAHeadingOfItsOwn) {
  const notice::Notice& notice = Shipped("example");
  const Leaflet full = FullNotice(From(notice));
  ASSERT_THAT(Book().rights, SizeIs(8));
  for (const law::RightLaw& right : Book().rights) {
    EXPECT_FALSE(At(full, "right-" + right.right).empty()) << right.right;
    EXPECT_EQ(At(full, "right-" + right.right + "-what"), right.plain);
  }
  EXPECT_EQ(At(full, "right-access-when"), "We answer within 28 days.");
  EXPECT_THAT(At(full, "rights-how"), HasSubstr("It is free."));
}

// Article 21(4): clearly, and apart from other information.
TEST(FullNoticeTest, SaysTheRightAgainstAdvertisingByItself) {
  for (const std::string name : kShipped) {
    const Leaflet full = FullNotice(From(Shipped(name)));
    const auto section = std::ranges::find(full.sections, "right-marketing", &Section::anchor);
    ASSERT_NE(section, full.sections.end()) << name;
    EXPECT_THAT(section->heading, HasSubstr("advertising"));
    ASSERT_THAT(section->lines, SizeIs(1)) << "and nothing beside it";
    EXPECT_THAT(section->lines.front().text, HasSubstr("We stop at once"));
    EXPECT_TRUE(section->bullets.empty() && section->facts.empty());
  }
}

TEST(FullNoticeTest, SaysThatAYesCanBeTakenBackAndHow) {
  const Leaflet full = FullNotice(From(Shipped("example")));
  EXPECT_THAT(At(full, "consent-free"), HasSubstr("change your mind at any time"));
  EXPECT_THAT(At(full, "consent-newsletter"),
              HasSubstr("newsletter by e-mail. I can say no at any time.” You can say no: by the "
                        "link in every newsletter, or tell any of us."));
}

// Silence and use are no consent (Article 4(11)), so nobody is told that they agreed by them.
TEST(FullNoticeTest, ShowsNoWordingThatNobodyIsAsked) {
  const notice::Notice& notice = Shipped("stronger-together-thurrock");
  const Leaflet full = FullNotice(From(notice));
  int unasked = 0;
  for (const notice::Consent& consent : notice.consents) {
    EXPECT_EQ(At(full, "consent-" + consent.id).empty(), !consent.Valid()) << consent.id;
    unasked += consent.Valid() ? 0 : 1;
  }
  EXPECT_GT(unasked, 0);
}

TEST(FullNoticeTest, SaysHowToComplainToUsAndToTheRegulator) {
  for (const std::string name : kShipped) {
    const notice::Notice& notice = Shipped(name);
    const Leaflet full = FullNotice(From(notice));
    EXPECT_THAT(At(full, "complaint-us"), HasSubstr(notice.organisation.complaints.substr(1)));
    EXPECT_THAT(At(full, "complaint-us"), HasSubstr("within 30 days")) << name;
    EXPECT_THAT(At(full, "complaint-regulator"), HasSubstr(Book().regulator.name)) << name;
    EXPECT_EQ(At(full, "regulator-address"), Book().regulator.address) << name;
    EXPECT_EQ(At(full, "regulator-phone"), Book().regulator.phone) << name;
  }
}

TEST(FullNoticeTest, SaysWhatComputersDecide) {
  const Leaflet people = FullNotice(From(Shipped("example")));
  EXPECT_EQ(At(people, "automated-none"), "No computer decides about you. People do.");
  const Leaflet computer = FullNotice(From(Compiled(Replaced(
      kLanternHouse, "    purpose: sending news\n",
      "    purpose: sending news\n    automated: decision-alone\n    logic: it counts visits\n"
      "    effect: you get more news\n    safeguards: [information, representations, human, "
      "contest]\n"))));
  EXPECT_EQ(At(computer, "automated-none"), "Where a computer decides about you, we say so above.");
  EXPECT_EQ(At(computer, "activity-news-automated"),
            "It counts visits. You get more news. You can ask a person to look at it again.");
}

TEST(FullNoticeTest, SaysWhatMustBeToldAndWhatFollowsWithoutIt) {
  const Leaflet free = FullNotice(From(Shipped("example")));
  EXPECT_THAT(At(free, "required-none"), StartsWith("No law makes you tell us anything."));
  const Leaflet bound = FullNotice(From(Shipped("aptcoo")));
  EXPECT_EQ(At(bound, "required-staff-checks"),
            "The law makes you tell us (Safeguarding Vulnerable Groups Act 2006). Without it: you "
            "cannot do work with people at risk.");
  EXPECT_THAT(At(bound, "required-none"), Not(HasSubstr("No law")));
}

// What the law does not allow is not announced.
TEST(LeafletTest, NoLeafletTellsOfAnActivityThatIsBarred) {
  int barred = 0;
  for (const std::string name : kShipped) {
    const notice::Notice& notice = Shipped(name);
    for (const Activity& activity : notice.activities) {
      if (activity.barred.empty()) continue;
      ++barred;
      for (const Leaflet& leaflet : AllLeaflets(From(notice)))
        for (const std::string prefix : {"activity-", "short-"})
          EXPECT_EQ(At(leaflet, prefix + activity.id), "") << leaflet.name;
    }
  }
  EXPECT_GT(barred, 0);
}

TEST(LeafletTest, AServicesPageTellsOfItsOwnActivitiesAndOfThoseOfAllServices) {
  const notice::Notice& notice = Shipped("example");
  const Leaflet home = ServiceNotice(From(notice), *notice.FindService("home-support"));
  EXPECT_EQ(home.title, "Support at home");
  EXPECT_NE(At(home, "activity-support"), "");
  EXPECT_NE(At(home, "activity-newsletter"), "") << "it belongs to no service";
  EXPECT_EQ(At(home, "activity-reception"), "") << "it belongs to the day centre";
  EXPECT_NE(At(home, "complaint-regulator"), "");
}

TEST(LeafletTest, NamesThatHoldAnAndAreKeptApart) {
  const Leaflet full = FullNotice(From(Shipped("example")));
  EXPECT_EQ(At(full, "activity-support-data"),
            "Name and contact details; support notes; and support plan.");
}

// The same sentence under five rights helps nobody.
TEST(LeafletTest, AClauseStandsUnderTheFirstRightThatItPromises) {
  const notice::Notice& notice = Shipped("example");
  const Leaflet full = FullNotice(From(notice));
  const auto clause = std::ranges::find(notice.clauses, "HL-17", &notice::Clause::id);
  EXPECT_THAT(Between(WholeText(full), clause->text, "\n"), SizeIs(1));
}

TEST(LeafletTest, TheFormBlockNamesUsTheNoticeAndTheRegulator) {
  const std::string block = FormBlock(From(Shipped("example")));
  for (const std::string word : {"Harbour Lights Community Care", "Information Commissioner",
                                 "privacy@harbourlights.example", "2026-11"})
    EXPECT_THAT(block, HasSubstr(word));
}

// Markdown and PDF

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
  const Folder folder;
  const auto& files = ShippedFiles("example");
  for (const Leaflet& leaflet : AllLeaflets(From(Shipped("example")))) {
    const std::string& pdf = files.at(leaflet.name + ".pdf");
    EXPECT_THAT(pdf, StartsWith("%PDF"));
    const std::string path = folder.File(leaflet.name + ".pdf");
    std::ofstream(path, std::ios::binary) << pdf;
    std::istringstream words(Printed("pdftotext " + path + " -"));
    std::string text;
    for (std::string word; words >> word;) text += word + " ";
    EXPECT_THAT(text, HasSubstr(leaflet.title));
    EXPECT_THAT(text, HasSubstr(leaflet.sections.front().heading)) << leaflet.name;
    EXPECT_THAT(text, HasSubstr("edition 2026-11")) << leaflet.name;
  }
}

// Data Privacy Vocabulary

json::object Dpv(const notice::Notice& notice) {
  return json::parse(ToDpv(From(notice), kBase)).as_object();
}

std::vector<const json::object*> OfType(const json::object& document, std::string_view type) {
  std::vector<const json::object*> found;
  for (const json::value& node : document.at("@graph").as_array())
    for (const json::value& has : node.at("@type").as_array())
      if (has.as_string() == type) found.push_back(&node.as_object());
  return found;
}

// Each name of a thing in the graph, or of a term: "@id" and what the context declares to be one.
void Names(const json::value& value, const json::object& context, std::vector<std::string>& names) {
  if (const json::array* const list = value.if_array())
    for (const json::value& one : *list) Names(one, context, names);
  if (const json::object* const object = value.if_object())
    for (const auto& [key, held] : *object) {
      const json::value* const declared = context.if_contains(key);
      const bool names_one = key == "@id" || (declared != nullptr && declared->is_object());
      if (names_one && held.is_string()) names.emplace_back(held.as_string());
      if (names_one && held.is_array())
        for (const json::value& one : held.as_array())
          if (one.is_string()) names.emplace_back(one.as_string());
      Names(held, context, names);
    }
}

TEST_P(EveryShippedNotice, HasAProcessForEachActivityInItsJsonLd) {
  const json::object document = Dpv(Read());
  const auto processes = OfType(document, "dpv:Process");
  ASSERT_THAT(processes, SizeIs(Read().activities.size()));
  for (std::size_t i = 0; i < processes.size(); ++i) {
    const Activity& activity = Read().activities[i];
    EXPECT_EQ(processes[i]->at("@id").as_string(), std::string(kBase) + "activity-" + activity.id);
    for (const std::string_view property :
         {"dct:title", "dpv:hasPurpose", "dpv:hasDataController", "dpv:hasDataSubject",
          "dpv:hasPersonalData", "dpv:hasLegalBasis", "dpv:hasRecipient",
          "dpv:hasTechnicalOrganisationalMeasure", "dpv:hasStorageCondition", "dpv:hasNotice",
          "dpv:hasRight", "dpv:hasApplicableLaw", "dpv:hasJurisdiction"})
      EXPECT_TRUE(processes[i]->contains(property)) << activity.id << " " << property;
    for (const std::string_view property :
         {"dpv:hasDataSubject", "dpv:hasPersonalData", "dpv:hasLegalBasis", "dpv:hasRight"})
      EXPECT_FALSE(processes[i]->at(property).as_array().empty()) << activity.id << " " << property;
  }
}

TEST_P(EveryShippedNotice, NamesInItsJsonLdOnlyWhatIsThere) {
  const json::object document = Dpv(Read());
  const json::object& context = document.at("@context").as_object();
  std::vector<std::string> names;
  Names(document.at("@graph"), context, names);
  std::set<std::string> things;
  for (const json::value& node : document.at("@graph").as_array())
    EXPECT_TRUE(things.insert(std::string(node.at("@id").as_string())).second)
        << node.at("@id").as_string() << " stands twice";
  for (const std::string& name : names) {
    EXPECT_FALSE(name.empty());
    EXPECT_EQ(name.find(' '), std::string::npos) << name;
    if (name.starts_with(kBase) && !name.starts_with(std::string(kBase) + "purpose-")) {
      EXPECT_TRUE(things.contains(name)) << name;
    }
    if (!name.starts_with("https://")) {
      EXPECT_TRUE(context.contains(name.substr(0, name.find(':')))) << name;
    }
  }
}

TEST(DpvTest, NamesTheBasisOfEachActivityInTheVocabularysTerms) {
  const std::map<std::string, std::string> terms = {
      {"6(1)(a)", "eu-gdpr:A6-1-a"}, {"6(1)(b)", "eu-gdpr:A6-1-b"}, {"6(1)(c)", "eu-gdpr:A6-1-c"},
      {"6(1)(d)", "eu-gdpr:A6-1-d"}, {"6(1)(e)", "eu-gdpr:A6-1-e"}, {"6(1)(ea)", "uk:A6-1-ea"},
      {"6(1)(f)", "eu-gdpr:A6-1-f"}};
  std::set<std::string> used;
  for (const std::string name : kShipped) {
    const notice::Notice& notice = Shipped(name);
    const json::object document = Dpv(notice);
    const auto processes = OfType(document, "dpv:Process");
    ASSERT_THAT(processes, SizeIs(notice.activities.size()));
    for (std::size_t i = 0; i < processes.size(); ++i) {
      const Activity& activity = notice.activities[i];
      const json::array& bases = processes[i]->at("dpv:hasLegalBasis").as_array();
      used.insert(activity.basis);
      EXPECT_EQ(bases.at(0).as_string(), terms.at(activity.basis)) << activity.id;
      ASSERT_EQ(bases.size(), activity.condition.empty() ? 1U : 2U) << activity.id;
      if (bases.size() == 2) {
        EXPECT_EQ(bases.at(1).as_string(), std::string("eu-gdpr:A9-2-") + activity.condition[5]);
      }
    }
    EXPECT_THAT(OfType(document, "dpv:LegalBasis"), SizeIs(1)) << "uk:A6-1-ea is explained";
  }
  EXPECT_EQ(used.size(), terms.size()) << "no shipped notice tries one of the bases";
}

// JSON-LD 1.1 takes a term for a prefix only if its IRI ends with one of these, or it says so.
TEST(DpvTest, EveryPrefixIsOneThatJsonLdExpands) {
  const json::object document = Dpv(Shipped("example"));
  for (const auto& [term, meaning] : document.at("@context").as_object()) {
    if (term.contains(':')) continue;
    const json::string* const iri = meaning.if_string();
    const bool is_prefix =
        iri != nullptr ? std::string_view(":/?#[]@").contains(iri->back())
                       : meaning.as_object().contains("@prefix") && meaning.at("@prefix").as_bool();
    EXPECT_TRUE(is_prefix) << term;
  }
}

TEST(DpvTest, PrivateDataAndRightsHaveTheirTerms) {
  const notice::Notice& notice = Shipped("example");
  const json::object document = Dpv(notice);
  std::set<std::string> special;
  for (const json::object* const node : OfType(document, "dpv:SpecialCategoryPersonalData"))
    special.insert(std::string(node->at("@id").as_string()).substr(kBase.size()));
  EXPECT_TRUE(special.contains("data-support-notes"));
  EXPECT_FALSE(special.contains("data-contact-details"));
  for (const json::object* const process : OfType(document, "dpv:Process"))
    for (const json::value& right : process->at("dpv:hasRight").as_array())
      EXPECT_THAT(std::string(right.as_string()), testing::MatchesRegex("eu-gdpr:A(1[5-9]|2[01])"));
}

// The record of processing and the policy document

TEST_P(EveryShippedNotice, HasARowInTheRecordOfProcessingForEachActivity) {
  const Register table = RecordOfProcessing(From(Read()));
  ASSERT_THAT(table.rows, SizeIs(Read().activities.size())) << "the law's own too";
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const Activity& activity = Read().activities[i];
    ASSERT_EQ(table.rows[i].size(), table.header.size()) << activity.id;
    const auto cell = [&](std::string_view column) {
      const auto at = std::ranges::find(table.header, column) - table.header.begin();
      return table.rows[i].at(static_cast<std::size_t>(at));
    };
    EXPECT_THAT(cell("Article 6 lawful basis"), StartsWith(activity.basis));
    EXPECT_EQ(cell("Article 9 condition"), activity.condition);
    EXPECT_EQ(cell("Data Protection Act 2018 Schedule 1 condition"), activity.schedule_1);
    for (const std::string_view column :
         {"Business function", "Purpose of processing", "Categories of individuals",
          "Categories of personal data", "Retention schedule",
          "General description of security measures", "Rights available to individuals",
          "Clause of the notice or law"})
      EXPECT_FALSE(cell(column).empty()) << activity.id << ": " << column;
  }
}

// RFC 4180, read by nothing of ours: rows of cells.
std::vector<std::vector<std::string>> Parsed(std::string_view csv) {
  std::vector<std::vector<std::string>> rows(1, {""});
  bool quoted = false;
  for (std::size_t i = 0; i < csv.size(); ++i) {
    std::string& cell = rows.back().back();
    if (quoted && csv[i] == '"' && i + 1 < csv.size() && csv[i + 1] == '"') {
      cell += csv[i++];
    } else if (csv[i] == '"') {
      quoted = !quoted;
    } else if (!quoted && csv[i] == ',') {
      rows.back().emplace_back();
    } else if (!quoted && csv.substr(i).starts_with("\r\n")) {
      rows.push_back({""});
      ++i;
    } else {
      cell += csv[i];
    }
  }
  rows.pop_back();  // after the last line's end
  return rows;
}

TEST(CsvTest, QuotesAndGuardsAgainstFormulas) {
  const Register table{.header = {"one", "two"},
                       .rows = {{"say \"yes\", or no", "two\nlines"},
                                {"=1+1", "+44 20"},
                                {"-3", "@x"},
                                {"\tx", "\rx"},
                                {"", "a=b"}}};
  const std::string csv = ToCsv(table);
  ASSERT_THAT(csv, StartsWith("\xEF\xBB\xBF\"one\",\"two\"\r\n"));
  EXPECT_THAT(
      Parsed(std::string_view(csv).substr(3)),
      ElementsAre(ElementsAre("one", "two"), ElementsAre("say \"yes\", or no", "two\nlines"),
                  ElementsAre("'=1+1", "'+44 20"), ElementsAre("'-3", "'@x"),
                  ElementsAre("'\tx", "'\rx"), ElementsAre("", "a=b")));
}

TEST_P(EveryShippedNotice, HasARecordOfProcessingThatReadsBackFromCsv) {
  const Register table = RecordOfProcessing(From(Read()));
  const std::string csv = ToCsv(table);
  auto rows = Parsed(std::string_view(csv).substr(3));
  ASSERT_FALSE(rows.empty());
  EXPECT_EQ(rows.front(), table.header);
  rows.erase(rows.begin());
  EXPECT_EQ(rows, table.rows) << "nothing in it begins like a formula";
}

TEST(XlsxTest, HoldsTheHeaderAndEveryRow) {
  const Folder folder;
  const Register table = RecordOfProcessing(From(Shipped("example")));
  const std::string path = folder.File("record.xlsx");
  ASSERT_THAT(WriteXlsx(table, OperatorPath(path)), IsOk());
  ASSERT_THAT(WriteXlsx(table, OperatorPath(path)), IsOk()) << "over what the file held";
  const auto part = [&](const std::string& name) {  // python3 reads it, and none of our code
    return Printed(
        "python3 -c \"import sys, zipfile; "
        "print(zipfile.ZipFile('" +
        path + "').read('" + name + "').decode())\"");
  };
  const std::string strings = part("xl/sharedStrings.xml");
  for (const std::string& column : table.header) EXPECT_THAT(strings, HasSubstr(column));
  EXPECT_THAT(strings, HasSubstr("Supporting people at home and in the day centre"));
  EXPECT_THAT(Between(part("xl/worksheets/sheet1.xml"), "<row ", ">"),
              SizeIs(table.rows.size() + 1));
  EXPECT_THAT(part("xl/worksheets/sheet1.xml"), HasSubstr("frozen"));
}

TEST(XlsxTest, SaysWhenItCannotBeWritten) {
  const Folder folder;
  const Register table{.header = {"one"}, .rows = {}};
  EXPECT_THAT(WriteXlsx(table, OperatorPath(folder.File("no/such/folder.xlsx"))),
              FailsWith(Code::kUnavailable));
}

TEST_P(EveryShippedNotice, HasAPolicyDocumentForEachConditionThatNeedsOneAndForNoOther) {
  std::set<std::string> expected;
  std::size_t activities = 0;
  for (const Activity& activity : Read().activities) {
    const law::Schedule1* const paragraph = Book().FindParagraph(activity.schedule_1);
    if (activity.imposed || paragraph == nullptr || !paragraph->policy_document) continue;
    expected.insert("Paragraph " + paragraph->paragraph + ": " + paragraph->name);
    ++activities;
  }
  const std::string text = PolicyDocument(From(Read()));
  const std::vector<std::string> headings = Between(text, "\n## ", "\n");
  EXPECT_EQ(std::set(headings.begin(), headings.end()), expected);
  EXPECT_EQ(headings.size(), expected.size());
  EXPECT_THAT(Between(text, "\n### ", "\n"), SizeIs(activities));
  // Article 5(1)(a) to (f) and 5(2), as paragraph 39(a) asks.
  for (const std::string_view principle :
       {"\n- Lawfulness, fairness, transparency: ", "\n- Purpose: ", "\n- Minimisation: ",
        "\n- Accuracy: ", "\n- Storage: ", "\n- Security: ", "\n- Accountability: "}) {
    const std::vector<std::string> said = Between(text, principle, "\n");
    EXPECT_THAT(said, SizeIs(activities)) << principle;
    EXPECT_THAT(said, Each(SizeIs(testing::Gt(10)))) << principle;
  }
}

TEST(PolicyDocumentTest, NamesTheParagraphAndWhenItIsReviewed) {
  const std::string text = PolicyDocument(From(Shipped("example")));
  EXPECT_THAT(text, HasSubstr("## Paragraph 18: "));
  EXPECT_THAT(text, Not(HasSubstr("## Paragraph 2: "))) << "health care needs none";
  EXPECT_THAT(text, HasSubstr("reviewed by 20 October 2027"));
  EXPECT_THAT(text, HasSubstr("Article 6(1)(f)"));
}

}  // namespace
}  // namespace almoner::render
