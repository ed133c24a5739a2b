// What holds for every picture: it can do no harm, everybody can read it, and it stays small.
#include "picture/picture.h"

#include <gmock/gmock.h>

#include <array>
#include <cmath>
#include <fstream>

#include "picture/svg.h"
#include "picture/test_pictures.h"
#include "picture/test_xml.h"
#include "picture/tone.h"
#include "picture/words.h"

namespace almoner::picture {
namespace {

using testing::AnyOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr std::size_t kMost = 60 * 1024;

Bars WithNames(const std::string& name) {
  Bars bars = SomeRequests();
  bars.heading.title = bars.groups[0].name = bars.groups[0].bars[0].label = name;
  return bars;
}

std::vector<Picture> Samples() {
  Flow flow = SomeMap();
  flow.layers[1].nodes[0].label = R"(<script>alert("1")</script> & 'more')";
  flow.layers[2].nodes[0].label = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch";
  Board board = SomePromises();
  board.parts[0].name = "A part whose name is <b>long</b> enough for two lines & more, at 320";
  return {Draw(SomeRequests()),
          Draw(WithNames("<svg onload=\"alert(1)\">")),
          Draw(WithNames("a \xFF name that is much too long for its place, and longer")),
          Draw(SomeConsents()),
          Draw(SomeTallies()),
          Draw(SomeYears()),
          Draw(SomePromises()),
          Draw(board),
          Draw(SomeMap()),
          Draw(flow)};
}

std::vector<std::string> Drawings() {
  std::vector<std::string> all;
  for (const Picture& picture : Samples()) {
    all.push_back(picture.narrow);
    all.push_back(picture.wide);
  }
  return all;
}

TEST(PictureTest, IsWellFormedAndHasNoScriptStyleOrLink) {
  for (const std::string& svg : Drawings()) {
    const Xml xml(svg);
    ASSERT_TRUE(xml.good()) << svg;
    for (const Tag& tag : xml.tags()) {
      EXPECT_THAT(tag.name, Not(AnyOf("script", "style", "a", "image", "foreignObject")));
      for (const auto& [name, value] : tag.attributes) {
        EXPECT_NE(name, "style");
        EXPECT_FALSE(name.starts_with("on")) << name;
        EXPECT_TRUE(name != "href" || value.starts_with('#')) << value;
        EXPECT_TRUE(!value.contains("url(") || value.starts_with("url(#")) << value;
      }
    }
  }
}

TEST(PictureTest, SaysWhatItShowsToAScreenReader) {
  for (const Picture& picture : Samples())
    for (const std::string& svg : {picture.narrow, picture.wide}) {
      const Xml xml(svg);
      const Tag& root = xml.tags().front();
      EXPECT_EQ(root.Text("role"), "img");
      EXPECT_EQ(root.Text("aria-labelledby"), xml.All("title").front().Text("id"));
      EXPECT_EQ(root.Text("aria-describedby"), xml.All("desc").front().Text("id"));
      EXPECT_EQ(xml.All("title").front().words,
                Xml("<t>" + Escaped(picture.table.caption) + "</t>").tags().front().words);
      EXPECT_EQ(xml.All("desc").front().words, picture.sentence);
      EXPECT_TRUE(picture.sentence.ends_with('.')) << picture.sentence;
    }
}

// The ids that a tag names.
std::string Named(const Tag& tag) {
  if (const std::string to = tag.Text("href"); !to.empty()) return to.substr(1);
  const std::string fill = tag.Text("fill");
  return fill.starts_with("url(#") ? fill.substr(5, fill.size() - 6) : "";
}

TEST(PictureTest, EveryIdIsThereOnceInBothLayoutsTogetherAndNoneIsMissed) {
  for (const Picture& picture : Samples()) {
    std::multiset<std::string> ids;
    for (const std::string& svg : {picture.narrow, picture.wide}) {
      const Xml xml(svg);
      for (const Tag& tag : xml.tags()) ids.insert(tag.Text("id"));
      ids.erase("");
      for (const Tag& tag : xml.tags())
        EXPECT_TRUE(Named(tag).empty() || ids.contains(Named(tag))) << Named(tag);
    }
    EXPECT_EQ(ids.size(), std::set<std::string>(ids.begin(), ids.end()).size());
  }
}

double SizeOf(const Tag& text) {
  return text.attributes.contains("font-size") ? text.At("font-size") : 15;
}

// A page's gutters leave 290 pixels of a screen of 320, and 581 of one of 641, from which on the
// wide layout is shown.
TEST(PictureTest, WordsAreNoSmallerThanTwelvePixelsOnASmallScreen) {
  for (const std::string& svg : Drawings()) {
    const Xml xml(svg);
    const double width = xml.tags().front().At("width");
    ASSERT_THAT(width, AnyOf(kNarrowWidth, kWideWidth));
    EXPECT_EQ(xml.tags().front().Text("viewBox"),
              "0 0 " + Number(width) + " " + xml.tags().front().Text("height"));
    const double pixels = width == kNarrowWidth ? 290 : 581;
    for (const Tag& text : xml.All("text"))
      EXPECT_GE(SizeOf(text) * pixels / width, 12) << text.words;
  }
}

TEST(PictureTest, NoWordsOrShapesRunOverTheEdge) {
  for (const std::string& svg : Drawings()) {
    const Xml xml(svg);
    const double width = xml.tags().front().At("width");
    const double height = xml.tags().front().At("height");
    for (const Tag& text : xml.All("text")) {
      const double size = SizeOf(text);
      const double wide = WidthOf(text.words, size, text.Text("font-weight") == "700");
      const std::string anchor = text.Text("text-anchor");
      const double left = text.At("x") - (anchor == "end"      ? wide
                                          : anchor == "middle" ? wide / 2
                                                               : 0);
      EXPECT_GE(left, -2) << text.words;
      EXPECT_LE(left + wide, width + 2) << text.words;
      EXPECT_LE(text.At("y"), height - 3) << text.words;
    }
    for (const Tag& rect : xml.All("rect")) {
      EXPECT_GE(rect.At("x"), 0);
      EXPECT_LE(rect.At("x") + rect.At("width"), width + 0.1);
      EXPECT_LE(rect.At("y") + rect.At("height"), height);
    }
  }
}

// WCAG 2.2, relative luminance and contrast ratio, of greys.
double Luminance(double grey) {
  const double part = grey / 255;
  return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
}
double Contrast(double one, double other) {
  const double a = Luminance(one);
  const double b = Luminance(other);
  return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

struct Shades {
  double ink, paper;
  [[nodiscard]] double Of(const Tag& tag, const std::string& kind) const {
    const std::string value = tag.Text(kind);
    if (kind == "fill" && value == "#fff") return paper;
    const std::string opacity = tag.Text(kind + "-opacity");
    return Mixed(opacity.empty() ? 1 : std::stod(opacity));
  }
  [[nodiscard]] double Mixed(double opacity) const {
    return (ink * opacity) + (paper * (1 - opacity));
  }
};

bool IsShape(const Tag& tag) {
  static const std::set<std::string> kShapes = {"rect", "circle", "path", "polygon", "line"};
  return kShapes.contains(tag.name);
}

void ExpectContrast(const Xml& xml, const Shades& shades) {
  const Tag* before = nullptr;  // the last shape: what words of paper stand on
  for (const Tag& tag : xml.tags()) {
    if (IsShape(tag)) {
      before = &tag;
      const bool edge = !tag.Text("stroke").empty();
      const bool faint = tag.name == "line" && tag.At("stroke-opacity") == kFaintOpacity;
      const double contrast = Contrast(shades.Of(tag, edge ? "stroke" : "fill"), shades.paper);
      EXPECT_TRUE(faint || contrast >= 3) << tag.name << contrast;
    }
    if (tag.name != "text") continue;
    const bool on_shape = tag.Text("fill") == "#fff";
    const double under = on_shape ? shades.Of(*before, "fill") : shades.paper;
    EXPECT_GE(Contrast(shades.Of(tag, "fill"), under), 4.5) << tag.words;
  }
}

TEST(PictureTest, ShapesAndWordsStandOutInBlackAndWhiteBothWays) {
  for (const std::string& svg : Drawings()) {
    ExpectContrast(Xml(svg), {.ink = 11, .paper = 255});
    ExpectContrast(Xml(svg), {.ink = 243, .paper = 17});
  }
  // A part in one tone beside a part in another.
  const Shades shades{.ink = 11, .paper = 255};
  EXPECT_GE(Contrast(shades.Mixed(kMidOpacity), shades.ink), 3);
  EXPECT_GE(Contrast(shades.Mixed(kMutedOpacity), shades.paper), 4.5);
}

std::string FileText(const char* path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// What stands after the first `name` that begins a line's words.
std::string ValueOf(const std::string& sheet, const std::string& name) {
  const std::size_t at = sheet.find(name + ": ");
  if (at == std::string::npos) return "";
  const std::size_t begin = at + name.size() + 2;
  return sheet.substr(begin, sheet.find(';', begin) - begin);
}

TEST(PictureTest, TheMidToneOfTheStyleSheetStandsOutFromPaperAndInk) {
  const std::string brand = ValueOf(FileText("pages/style/almoner.scss"), "$brand");
  ASSERT_THAT(brand, testing::MatchesRegex("#[0-9a-f]{6}"));
  const double opacity = std::stod(ValueOf(FileText("pages/style/_picture.scss"), "fill-opacity"));
  constexpr std::array kWeights = {0.2126, 0.7152, 0.0722};
  double mid = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const double part = std::stoi(brand.substr(1 + (2 * i), 2), nullptr, 16);
    mid += kWeights.at(i) * Luminance((part * opacity) + (255 * (1 - opacity)));
  }
  EXPECT_GE((Luminance(255) + 0.05) / (mid + 0.05), 4.5) << "letters of paper stand in it";
  EXPECT_GE((mid + 0.05) / (Luminance(11) + 0.05), 3);
}

TEST(PictureTest, TheSameDataGivesTheSameBytes) {
  EXPECT_EQ(Draw(SomeMap()).wide, Draw(SomeMap()).wide);
  const Picture one = Draw(Columns{.heading = {"one", "A & B"},
                                   .one = "thing",
                                   .many = "things",
                                   .series = {"things"},
                                   .periods = {{"2026", "2026", "", {3}}},
                                   .period_column = "Year"});
  EXPECT_EQ(
      one.narrow,
      R"(<svg xmlns="http://www.w3.org/2000/svg" class="app-picture app-picture--narrow" role="img" )"
      R"(aria-labelledby="one-narrow-title" aria-describedby="one-narrow-desc" width="360" )"
      R"(height="270" viewBox="0 0 360 270" font-family="sans-serif" font-size="15" fill="currentColor">)"
      R"(<title id="one-narrow-title">A &amp; B</title>)"
      R"(<desc id="one-narrow-desc">3 things in 2026.</desc>)"
      R"(<line x1="18.6" y1="224" x2="82.6" y2="224" stroke="currentColor" stroke-opacity="1" )"
      R"(stroke-width="1" stroke-dasharray="none"/>)"
      R"(<text x="8.6" y="229" class="app-picture__muted" fill-opacity="0.8" text-anchor="end">0</text>)"
      R"(<line x1="18.6" y1="157.3" x2="82.6" y2="157.3" stroke="currentColor" )"
      R"(stroke-opacity="0.25" stroke-width="1" stroke-dasharray="none"/>)"
      R"(<text x="8.6" y="162.3" class="app-picture__muted" fill-opacity="0.8" text-anchor="end">1</text>)"
      R"(<line x1="18.6" y1="90.7" x2="82.6" y2="90.7" stroke="currentColor" )"
      R"(stroke-opacity="0.25" stroke-width="1" stroke-dasharray="none"/>)"
      R"(<text x="8.6" y="95.7" class="app-picture__muted" fill-opacity="0.8" text-anchor="end">2</text>)"
      R"(<line x1="18.6" y1="24" x2="82.6" y2="24" stroke="currentColor" stroke-opacity="0.25" )"
      R"(stroke-width="1" stroke-dasharray="none"/>)"
      R"(<text x="8.6" y="29" class="app-picture__muted" fill-opacity="0.8" text-anchor="end">3</text>)"
      R"(<rect class="app-picture__mid" x="26.2" y="24" width="48.6" height="200" )"
      R"(fill-opacity="0.6"/>)"
      R"(<text x="50.6" y="18" font-weight="700" text-anchor="middle">3</text>)"
      R"(<text x="50.6" y="244" text-anchor="middle">2026</text></svg>)");
}

TEST(PictureTest, NothingIsASentenceAndNotAnEmptyFrame) {
  Bars bars = SomeRequests();
  for (auto& group : bars.groups)
    for (auto& bar : group.bars) bar.counts = {0, 0, 0};
  Columns columns = SomeConsents();
  columns.periods.clear();
  Flow flow = SomeMap();
  flow.links.clear();
  for (auto& layer : flow.layers) layer.nodes.clear();
  const std::vector<std::pair<Picture, std::string>> empty = {
      {Draw(bars), "There are no open requests."},
      {Draw(columns), "There are no answers."},
      {Draw(Board{.heading = {"promises", "Promises"}, .parts = {{"Rights", {}}}}),
       "There are no promises."},
      {Draw(flow), "There are no purposes."}};
  for (const auto& [picture, sentence] : empty) {
    EXPECT_EQ(picture.sentence, sentence);
    EXPECT_THAT(picture.narrow, IsEmpty());
    EXPECT_THAT(picture.wide, IsEmpty());
    EXPECT_THAT(picture.table.rows, IsEmpty());
  }
}

Flow HugeMap() {
  Flow flow = SomeMap();
  flow.links.clear();
  const std::vector<std::size_t> sizes = {30, 150, 100, 30};
  for (std::size_t layer = 0; layer < sizes.size(); ++layer) {
    flow.layers[layer].nodes.clear();
    for (std::size_t i = 0; i < sizes[layer]; ++i)
      flow.layers[layer].nodes.push_back(
          {"node " + std::to_string(i) + " with a name that is as long as such names often are"});
    if (layer > 0)
      for (std::size_t to = 0; to < sizes[layer]; ++to)
        for (std::size_t from = to % 7; from < sizes[layer - 1]; from += 7)
          flow.links.push_back({layer - 1, from, to});
  }
  return flow;
}

TEST(PictureTest, ManyOfAnythingStayUnderSixtyKilobytes) {
  Bars bars = SomeRequests();
  for (int i = 0; i < 8; ++i)
    for (auto& bar : bars.groups[0].bars) bar.counts = {8'999 + i, 900, 102};
  bars.groups.resize(8, bars.groups[0]);
  Columns columns = SomeConsents();
  while (columns.periods.size() < 5000) columns.periods.push_back(columns.periods.back());
  for (const Picture& picture : {Draw(SomePromises({127, 120, 110, 100, 96, 90, 70})),
                                 Draw(SomePromises(std::vector<std::size_t>(40, 18))), Draw(bars),
                                 Draw(columns), Draw(HugeMap())}) {
    EXPECT_LT(picture.narrow.size(), kMost) << picture.sentence;
    EXPECT_LT(picture.wide.size(), kMost) << picture.sentence;
    EXPECT_GT(picture.wide.size(), 1000U);
  }
  const Picture map = Draw(HugeMap());
  EXPECT_THAT(map.narrow, HasSubstr(" more</t"));
  EXPECT_THAT(map.sentence, HasSubstr("150 purposes"));
}

}  // namespace
}  // namespace almoner::picture
