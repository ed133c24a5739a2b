// The numbers in a picture are those of its table, whatever the data.
#include <gmock/gmock.h>

#include <cmath>
#include <random>

#include "picture/svg.h"
#include "picture/test_pictures.h"
#include "picture/test_xml.h"
#include "picture/words.h"

namespace almoner::picture {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr unsigned kSeed = 20261123;
constexpr double kNear = 1.7;  // units: the rounding of two numbers, an edge, and a join

std::int64_t Plain(std::string figure) {
  std::erase(figure, ',');
  return std::stoll(figure);
}

class CountsTest : public testing::Test {
 protected:
  CountsTest() { RecordProperty("seed", std::to_string(kSeed)); }
  // Often nothing, seldom very many.
  std::int64_t Some() {
    constexpr std::array<std::int64_t, 6> kMost = {1, 1, 4, 30, 400, 9000};
    const std::int64_t most = kMost.at(random_() % kMost.size());
    return static_cast<std::int64_t>(random_()) % most;
  }
  std::vector<std::int64_t> Some(std::size_t count) {
    std::vector<std::int64_t> counts(count);
    for (auto& one : counts) one = Some();
    return counts;
  }
  std::mt19937 random_{kSeed};
};

const std::vector<std::string>& Classes() {
  static const std::vector<std::string> classes = {"app-picture__mid", "app-picture__hatch",
                                                   "app-picture__ink", "app-picture__paper"};
  return classes;
}

// What of each series is drawn, without its key: the first of it, or the last where the names
// stand beside the columns.
std::vector<std::vector<Tag>> PartsOf(const Xml& xml, std::size_t series) {
  std::vector<std::vector<Tag>> parts(series);
  for (std::size_t i = 0; i < series; ++i) {
    parts[i] = xml.Drawn("rect", Classes()[i]);
    if (series == 1) continue;
    const Tag& first = parts[i].front();
    const bool key = first.At("width") == first.At("height") &&
                     (first.At("width") == 13 || first.At("width") == 12);
    parts[i].erase(key ? parts[i].begin() : parts[i].end() - 1);
  }
  return parts;
}

using Rows = std::vector<std::vector<std::string>>;

// The table's rows of bars in groups that are not empty: others are not drawn.
Rows BarRows(const Table& table) {
  std::map<std::string, std::int64_t> of_group;
  for (const auto& row : table.rows) of_group[row.front()] += Plain(row.back());
  Rows rows;
  for (const auto& row : table.rows)
    if (row.front() != "All" && of_group[row.front()] > 0) rows.push_back(row);
  return rows;
}

// The numbers at the ends of the bars.
std::vector<std::int64_t> NumbersOf(const Xml& xml) {
  std::vector<std::int64_t> numbers;
  for (const Tag& text : xml.All("text"))
    if (text.words.find_first_not_of("0123456789,") == std::string::npos)
      numbers.push_back(Plain(text.words));
  return numbers;
}

void ExpectBars(const Table& table, const std::string& svg, std::size_t series) {
  const Xml xml(svg);
  const Rows rows = BarRows(table);
  std::vector<std::int64_t> totals;
  std::vector<std::int64_t> said(series);
  for (const auto& row : rows) {
    totals.push_back(Plain(row.back()));
    for (std::size_t i = 0; i < series; ++i) said[i] += Plain(row[2 + i]);
  }
  EXPECT_EQ(NumbersOf(xml), totals);
  double left = 1e9;
  double right = 0;
  std::vector<double> lengths(series);
  const auto parts = PartsOf(xml, series);
  for (std::size_t i = 0; i < series; ++i)
    for (const Tag& part : parts[i]) {
      lengths[i] += part.At("width");
      left = std::min(left, part.At("x"));
      right = std::max(right, part.At("x") + part.At("width"));
    }
  const double unit = (right - left) / static_cast<double>(*std::ranges::max_element(totals));
  for (std::size_t i = 0; i < series; ++i)
    EXPECT_NEAR(lengths[i], unit * static_cast<double>(said[i]),
                kNear * static_cast<double>(rows.size()));
}

TEST_F(CountsTest, BarsAreAsLongAsTheTableSays) {
  for (int turn = 0; turn < 60; ++turn) {
    Bars bars = SomeRequests();
    const std::size_t series = 1 + (random_() % 4);
    bars.series = {"in time", "clock stopped", "late", "other"};
    bars.series.resize(series);
    for (auto& group : bars.groups)
      for (auto& bar : group.bars) bar.counts = Some(series);
    bars.groups[0].bars[0].counts[0] += 1;
    const Picture picture = Draw(bars);
    for (const auto& row : picture.table.rows) ASSERT_EQ(row.size(), series == 1 ? 3 : 3 + series);
    ExpectBars(picture.table, picture.narrow, series);
    ExpectBars(picture.table, picture.wide, series);
  }
}

// How many units high one is, by the numbers beside the lines.
double UnitOf(const Xml& xml) {
  std::map<std::int64_t, double> scale;
  for (const Tag& text : xml.Drawn("text", "app-picture__muted"))
    if (text.Text("text-anchor") == "end") scale[Plain(text.words)] = text.At("y");
  if (scale.size() < 2 || scale.begin()->first != 0) return 0;
  return (scale.begin()->second - scale.rbegin()->second) /
         static_cast<double>(scale.rbegin()->first);
}

void ExpectColumns(const Table& table, const std::string& svg, std::size_t series) {
  const Xml xml(svg);
  const double unit = UnitOf(xml);
  ASSERT_GT(unit, 0);
  std::map<double, double> heights;  // by where the column stands
  for (const auto& parts : PartsOf(xml, series))
    for (const Tag& part : parts)
      heights[std::round(part.At("x") + (part.At("width") / 2))] += part.At("height");
  std::vector<double> drawn;
  for (const auto& [x, height] : heights) drawn.push_back(height);
  std::vector<double> wanted;
  for (const auto& row : table.rows)
    if (row.front() != "All" && Plain(row.back()) > 0)
      wanted.push_back(unit * static_cast<double>(Plain(row.back())));
  EXPECT_THAT(drawn,
              testing::Pointwise(testing::DoubleNear(kNear * static_cast<double>(series)), wanted));
}

TEST_F(CountsTest, ColumnsAreAsHighAsTheTableSaysAlsoWhereTheyAreJoined) {
  for (int turn = 0; turn < 60; ++turn) {
    Columns columns = SomeConsents();
    columns.joining = turn % 2 == 0 ? Joining::kSum : Joining::kLast;
    const std::size_t series = 1 + (random_() % 4);
    columns.series = {"given", "refused", "withdrawn", "other"};
    columns.series.resize(series);
    columns.periods.clear();
    std::int64_t all = 0;
    const std::size_t count = 1 + (random_() % 70);
    for (std::size_t i = 0; i < count; ++i) {
      columns.periods.push_back({"week " + std::to_string(i), std::to_string(i), "", Some(series)});
      if (i + 1 == count) columns.periods.back().counts[0] += 5;
      for (const std::int64_t one : columns.periods.back().counts) all += one;
    }
    const Picture picture = Draw(columns);
    if (columns.joining == Joining::kSum) {
      EXPECT_LE(picture.table.rows.size(), kMostColumns + 1);
      EXPECT_EQ(Plain(picture.table.rows.back().back()), all);
    } else {
      EXPECT_LE(picture.table.rows.size(), kMostColumns);
      EXPECT_EQ(Plain(picture.table.rows.back()[1]), columns.periods.back().counts[0]);
    }
    ExpectColumns(picture.table, picture.narrow, series);
    ExpectColumns(picture.table, picture.wide, series);
  }
}

TEST_F(CountsTest, TheBoardHasAMarkForEachPromiseOfTheTable) {
  for (int turn = 0; turn < 30; ++turn) {
    Board board = SomePromises();
    std::array<std::int64_t, kStandings> counts{};
    for (auto& part : board.parts) {
      part.cells.resize(random_() % 60);
      for (auto& cell : part.cells) {
        cell.standing = static_cast<Standing>(random_() % kStandings);
        ++counts.at(static_cast<std::size_t>(cell.standing));
      }
    }
    const Picture picture = Draw(board);
    const auto& all = picture.table.rows.back();
    for (const std::string& svg : {picture.narrow, picture.wide}) {
      std::map<char, std::int64_t> marks;
      for (const Tag& use : Xml(svg).All("use")) ++marks[use.Text("href").back()];
      for (std::size_t i = 0; i < kStandings; ++i) {
        EXPECT_EQ(marks["KRBN"[i]], counts.at(i) + 1) << "one is the key";
        EXPECT_EQ(Plain(all[1 + i]), counts.at(i));
      }
    }
  }
}

TEST(BoardTest, SaysAndNamesWhatIsNotKept) {
  const Board board{.heading = {"promises", "Promises"},
                    .parts = {{"Rights",
                               {{"HL-1", Standing::kKept},
                                {"HL-2", Standing::kBroken},
                                {"HL-3", Standing::kAtRisk},
                                {"HL-4", Standing::kBroken}}}}};
  const Picture picture = Draw(board);
  EXPECT_EQ(picture.sentence,
            "1 of 4 promises is kept, 1 is at risk, 2 are broken and 0 are not yet shown.");
  EXPECT_THAT(picture.narrow, HasSubstr(">Broken: HL-2 and HL-4</text>"));
  EXPECT_THAT(picture.narrow, HasSubstr(">At risk: HL-3</text>"));
  EXPECT_THAT(picture.table.rows, ElementsAre(ElementsAre("Rights", "1", "1", "2", "0", "4"),
                                              ElementsAre("All", "1", "1", "2", "0", "4")));
}

// Every node that is drawn, and every link: a curve of the path each.
TEST(FlowTest, DrawsEachNodeAndLinkOfTheTable) {
  const Flow flow = SomeMap();
  const Picture picture = Draw(flow);
  std::size_t nodes = 0;
  for (const auto& layer : flow.layers) nodes += layer.nodes.size();
  const Xml xml(picture.wide);
  EXPECT_EQ(xml.Drawn("rect", "app-picture__paper").size(), nodes);
  std::size_t curves = 0;
  for (const Tag& path : xml.Drawn("path", "app-picture__link"))
    curves += static_cast<std::size_t>(std::ranges::count(path.Text("d"), 'M'));
  EXPECT_EQ(curves, flow.links.size());
  EXPECT_EQ(picture.sentence,
            "6 groups of people, 8 purposes and 9 recipients in 2 countries, 1 of them outside the "
            "United Kingdom; for some no country is stated.");
  EXPECT_THAT(picture.table.header, ElementsAre("Whose", "What for", "Who gets it", "Where"));
  EXPECT_THAT(picture.table.rows.front(),
              ElementsAre("people whom we support, their children and family and carers",
                          "arranging your support and keeping in touch about it", "your doctor",
                          "United Kingdom"));
}

TEST(FlowTest, WhatGoesToNobodySaysSoAndPlacesHaveShapes) {
  Flow flow = SomeMap();
  std::erase_if(flow.links, [](const Link& link) { return link.layer == 1 && link.from == 7; });
  const Picture picture = Draw(flow);
  EXPECT_THAT(picture.table.rows.back(),
              ElementsAre("people whom we support and family and carers",
                          "answering complaints and legal claims", "nobody outside", ""));
  const Xml xml(picture.wide);
  EXPECT_EQ(xml.All("circle").size(), 1U);
  EXPECT_EQ(xml.Drawn("polygon", "app-picture__ink").size(), 1U) << "abroad";
  EXPECT_EQ(xml.Drawn("polygon", "app-picture__paper").size(), 1U) << "not stated";
}

}  // namespace
}  // namespace almoner::picture
