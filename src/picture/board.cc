#include "picture/board.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "picture/canvas.h"
#include "picture/words.h"

namespace almoner::picture {
namespace {

using Counts = std::array<std::int64_t, kStandings>;

constexpr double kSide = 24;   // of a mark
constexpr double kPitch = 30;  // from mark to mark
constexpr double kPartAfter = 22;
constexpr std::size_t kNamed = 2;  // lines of names under a part

constexpr std::array kAll = {Standing::kKept, Standing::kAtRisk, Standing::kBroken,
                             Standing::kNotShown};

std::size_t IndexOf(Standing standing) { return static_cast<std::size_t>(standing); }

Literal LetterOf(Standing standing) {
  constexpr std::array kLetters = {Literal("K"), Literal("R"), Literal("B"), Literal("N")};
  return kLetters[IndexOf(standing)];
}

std::int64_t Sum(const Counts& counts) { return counts[0] + counts[1] + counts[2] + counts[3]; }

Counts CountsOf(const Board::Part& part) {
  Counts counts{};
  for (const Board::Cell& cell : part.cells) ++counts[IndexOf(cell.standing)];
  return counts;
}

Counts CountsOf(const Board& board) {
  Counts all{};
  for (const Board::Part& part : board.parts) {
    const Counts counts = CountsOf(part);
    for (std::size_t i = 0; i < kStandings; ++i) all[i] += counts[i];
  }
  return all;
}

std::string Is(std::int64_t count) { return Figure(count) + (count == 1 ? " is " : " are "); }

// "37 of 61 promises are kept, 3 are at risk, 1 is broken and 20 are not yet shown."
std::string Sentence(const Counts& counts) {
  const std::int64_t all = Sum(counts);
  if (all == 0) return "There are no promises.";
  std::vector<std::string> parts = {Figure(counts[0]) + " of " +
                                    HowMany(all, "promise", "promises") +
                                    (counts[0] == 1 ? " is " : " are ") + "kept"};
  for (std::size_t i = 1; i < kStandings; ++i)
    parts.push_back(Is(counts[i]) + std::string(Name(kAll[i])));
  return Series(parts) + ".";
}

std::vector<std::string> RowOf(const std::string& name, const Counts& counts) {
  std::vector<std::string> row = {name};
  for (const std::int64_t count : counts) row.push_back(Figure(count));
  row.push_back(Figure(Sum(counts)));
  return row;
}

Table TableOf(const Board& board) {
  Table table{.caption = board.heading.title,
              .header = {"Part", "Kept", "At risk", "Broken", "Not yet shown", "All"}};
  for (const Board::Part& part : board.parts)
    if (!part.cells.empty()) table.rows.push_back(RowOf(part.name, CountsOf(part)));
  table.rows.push_back(RowOf("All", CountsOf(board)));
  return table;
}

class Drawing {
 public:
  Drawing(const Board& board, std::string_view sentence, Layout layout)
      : board_(board),
        canvas_(board.heading, sentence, layout),
        across_(static_cast<std::size_t>((canvas_.width() + kPitch - kSide) / kPitch)) {}

  std::string All() && {
    for (const Standing standing : kAll) Define(standing);
    Keys();
    for (const Board::Part& part : board_.parts)
      if (!part.cells.empty()) Part(part);
    return std::move(canvas_).Finish(y_ - kPartAfter + 4);
  }

 private:
  [[nodiscard]] std::string Id(Standing standing) const {
    return canvas_.id() + "-" + std::string(LetterOf(standing).view());
  }

  // A disc; a diamond with a thick edge; a full square; an edge of dashes.
  void Shape(Standing standing) {
    Writer& out = canvas_.writer();
    const Literal ink = "currentColor";
    const Literal paper = "app-picture__paper";
    switch (standing) {
      case Standing::kKept:
        return out.Leaf("circle", {{"class", Literal("app-picture__mid")},
                                   {"cx", 12.0},
                                   {"cy", 12.0},
                                   {"r", 12.0},
                                   {"fill-opacity", Literal("0.6")}});
      case Standing::kAtRisk:
        return out.Leaf("path", {{"class", paper},
                                 {"d", Literal("M12-1.5L25.5 12L12 25.5L-1.5 12Z")},
                                 {"fill", Literal("#fff")},
                                 {"stroke", ink},
                                 {"stroke-width", 2.4}});
      case Standing::kBroken:
        return out.Leaf(
            "rect", {{"class", Literal("app-picture__ink")}, {"width", kSide}, {"height", kSide}});
      case Standing::kNotShown:
        return out.Leaf("rect", {{"class", paper},
                                 {"x", 1.0},
                                 {"y", 1.0},
                                 {"width", 22.0},
                                 {"height", 22.0},
                                 {"rx", 5.0},
                                 {"fill", Literal("#fff")},
                                 {"stroke", ink},
                                 {"stroke-dasharray", Literal("3 3")}});
    }
  }

  void Define(Standing standing) {
    Writer& out = canvas_.writer();
    out.Open("defs");
    out.Open("g", {{"id", Id(standing)}});
    Shape(standing);
    Attributes attributes = {{"x", 12.0}, {"y", 17.5}, {"text-anchor", Literal("middle")}};
    if (standing != Standing::kNotShown) attributes.push_back({"font-weight", Literal("700")});
    if (standing == Standing::kKept || standing == Standing::kBroken) {
      attributes.push_back({"class", Literal("app-picture__paper")});
      attributes.push_back({"fill", Literal("#fff")});
    }
    out.Open("text", attributes);
    out.Words(LetterOf(standing).view());
    out.Close();
    out.Close();
    out.Close();
  }

  void Mark(Point at, Standing standing) {
    canvas_.writer().Leaf("use", {{"href", "#" + Id(standing)}, {"x", at.x}, {"y", at.y}});
  }

  void Keys() {
    const Counts counts = CountsOf(board_);
    const double step = canvas_.width() / (canvas_.layout() == Layout::kNarrow ? 2 : 4);
    for (std::size_t i = 0; i < kStandings; ++i) {
      const double across = static_cast<double>(i) * step;
      const double x = across < canvas_.width() ? across : across - canvas_.width();
      const double y = across < canvas_.width() ? 1 : 37;
      Mark({x + 1, y}, kAll[i]);
      canvas_.Words({x + 34, y + 17.5}, Figure(counts[i]) + " " + std::string(Name(kAll[i])));
    }
    y_ = canvas_.layout() == Layout::kNarrow ? 92 : 56;
  }

  void Part(const Board::Part& part) {
    const Counts counts = CountsOf(part);
    const std::string kept = Figure(counts[0]) + " of " + Figure(Sum(counts)) + " kept";
    const double room = canvas_.width() - WidthOf(kept, kText) - 16;
    const auto name = Wrapped(part.name, room, kHeading, 3, true);
    canvas_.Words({canvas_.width(), y_ + 16}, kept, {.muted = true, .anchor = Anchor::kEnd});
    canvas_.Lines({0, y_ + 16}, name, {.size = kHeading, .bold = true});
    y_ += 10 + (kLine * static_cast<double>(name.size()));
    for (std::size_t i = 0; i < part.cells.size(); ++i)
      Mark({1 + (kPitch * static_cast<double>(i % across_)),
            y_ + (kPitch * std::floor(static_cast<double>(i) / static_cast<double>(across_)))},
           part.cells[i].standing);
    const std::size_t rows = (part.cells.size() + across_ - 1) / across_;
    y_ += kPitch * static_cast<double>(rows);
    Named(part, Standing::kBroken, "Broken: ");
    Named(part, Standing::kAtRisk, "At risk: ");
    y_ += kPartAfter;
  }

  void Named(const Board::Part& part, Standing standing, std::string_view before) {
    std::vector<std::string> names;
    for (const Board::Cell& cell : part.cells)
      if (cell.standing == standing) names.push_back(cell.name);
    if (names.empty()) return;
    const auto lines = Wrapped(std::string(before) + Series(names), canvas_.width(), kText, kNamed);
    canvas_.Lines({0, y_ + 14}, lines);
    y_ += kLine * static_cast<double>(lines.size());
  }

  const Board& board_;
  Canvas canvas_;
  std::size_t across_;  // marks in a row
  double y_ = 0;
};

}  // namespace

std::string_view Name(Standing standing) {
  switch (standing) {
    case Standing::kKept:
      return "kept";
    case Standing::kAtRisk:
      return "at risk";
    case Standing::kBroken:
      return "broken";
    case Standing::kNotShown:
      return "not yet shown";
  }
  std::unreachable();
}

Picture Draw(const Board& board) {
  const Counts counts = CountsOf(board);
  Picture picture{.sentence = Sentence(counts)};
  picture.table.caption = board.heading.title;
  if (Sum(counts) == 0) return picture;
  picture.table = TableOf(board);
  picture.narrow = Drawing(board, picture.sentence, Layout::kNarrow).All();
  picture.wide = Drawing(board, picture.sentence, Layout::kWide).All();
  return picture;
}

}  // namespace almoner::picture
