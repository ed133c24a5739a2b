#include "paper/grid.h"

#include <algorithm>

namespace almoner::paper {
namespace {

// A row taller than this part of the page breaks over pages; a lower one moves to the next page
// whole.
constexpr double kTallRow = 0.4;

// A header taller than this part of the page is shown once only.
constexpr double kTallHeader = 0.25;

struct Cell {
  std::vector<Line> lines;
  bool head = false;
  std::size_t done = 0;
  [[nodiscard]] std::span<const Line> rest() const { return std::span(lines).subspan(done); }
};
using Row = std::vector<Cell>;

bool IsDone(const Row& row) {
  return std::ranges::all_of(row, [](const Cell& cell) { return cell.rest().empty(); });
}

// Draws rows one under the other; what is the same for all of them.
class Grid {
 public:
  Grid(Sheets& sheets, Typesetter& typesetter, const Styles& styles,
       const std::vector<double>& widths)
      : sheets_(sheets), typesetter_(typesetter), plain_(styles.cell), head_(styles.cell) {
    head_.bold = true;
    double x = sheets.strip().x;
    for (const double width : widths) {
      columns_.push_back({x + CellInset(styles), width - 2 * CellInset(styles)});
      x += width;
    }
  }

  void Header(const std::vector<std::string>& texts);
  void Body(std::span<const std::string> texts);
  void Fact(std::string_view label, std::string_view value);

 private:
  enum class Structure : std::uint8_t { kTagged, kDecoration };

  [[nodiscard]] double Padding() const { return plain_.size * 0.45; }
  [[nodiscard]] double HeightOf(const Row& row) const;
  [[nodiscard]] const Style& StyleOf(const Cell& cell) const { return cell.head ? head_ : plain_; }
  Cell Set(std::string_view text, std::size_t column, bool head);
  void PutHeader(Structure structure);
  void PutBreaking(Row row);
  void PutCells(Row& row, double height, Structure structure);
  void PutLines(Cell& cell, const Strip& strip, double height);
  void NewPage();

  Sheets& sheets_;
  Typesetter& typesetter_;
  Style plain_, head_;
  std::vector<Strip> columns_;
  Row header_;  // as shown again on each page
};

double Grid::HeightOf(const Row& row) const {
  double height = plain_.pitch;
  for (const Cell& cell : row) height = std::max(height, Height(cell.rest()));
  return height + 2 * Padding();
}

Cell Grid::Set(std::string_view text, std::size_t column, bool head) {
  return {.lines = typesetter_.Wrap(text, head ? head_ : plain_, columns_[column].width),
          .head = head};
}

void Grid::Header(const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  Row row(columns_.size(), Cell{.head = true});
  for (std::size_t i = 0; i < texts.size(); ++i) row[i] = Set(texts[i], i, true);
  if (HeightOf(row) > kTallHeader * sheets_.height()) return PutBreaking(std::move(row));
  header_ = std::move(row);
  sheets_.Need(HeightOf(header_));
  const Sheets::Spot start = sheets_.KeepStart();
  PutHeader(Structure::kTagged);
  sheets_.Keep(start);
}

// Only the first is in the structure; on the following pages it is there for the eye.
void Grid::PutHeader(Structure structure) {
  if (header_.empty()) return;
  Row row = header_;
  const double height = HeightOf(row);
  sheets_.Put(BoxMark{sheets_.strip().x, sheets_.y(), sheets_.strip().width, height, kShade});
  PutCells(row, height, structure);
  sheets_.Rule(sheets_.y(), kMuted, 0.9);
}

void Grid::Body(std::span<const std::string> texts) {
  Row row(columns_.size());
  for (std::size_t i = 0; i < texts.size(); ++i) row[i] = Set(texts[i], i, false);
  PutBreaking(std::move(row));
}

void Grid::Fact(std::string_view label, std::string_view value) {
  PutBreaking({Set(label, 0, true), Set(value, 1, false)});
}

void Grid::PutBreaking(Row row) {
  const double whole = HeightOf(row);
  const bool tall = whole > kTallRow * sheets_.height();
  if (sheets_.left() < (tall ? 3 * plain_.pitch + 2 * Padding() : whole)) NewPage();
  while (true) {
    sheets_.Settle();
    PutCells(row, std::min(HeightOf(row), sheets_.left()), Structure::kTagged);
    sheets_.Rule(sheets_.y(), kRule);
    if (IsDone(row)) return;
    NewPage();
  }
}

void Grid::NewPage() {
  if (sheets_.IsFresh()) return;
  if (sheets_.NewPage() == Sheets::Carried::kNothing) PutHeader(Structure::kDecoration);
}

void Grid::PutCells(Row& row, double height, Structure structure) {
  const bool tagged = structure == Structure::kTagged;
  if (tagged) sheets_.Put(OpenTag{"TR"});
  for (std::size_t i = 0; i < row.size(); ++i) {
    const char* const tag = row[i].head ? "TH" : "TD";
    if (tagged) sheets_.Put(OpenTag{tag});
    PutLines(row[i], columns_[i], height);
    if (tagged) sheets_.Put(CloseTag{tag});
  }
  if (tagged) sheets_.Put(CloseTag{"TR"});
  sheets_.Down(height);
}

// As many of the cell's lines as the height holds, one at least.
void Grid::PutLines(Cell& cell, const Strip& strip, double height) {
  double used = Padding();
  for (const Line& line : cell.rest()) {
    const bool first = used == Padding();
    if (!first && used + line.advance + Padding() > height + 0.01) return;
    sheets_.Put(MarkOf(line, StyleOf(cell), strip, sheets_.y() + used));
    used += line.advance;
    ++cell.done;
  }
}

}  // namespace

void PutTable(Sheets& sheets, Typesetter& typesetter, const Styles& styles, const Table& table) {
  if (ColumnCount(table) == 0) return;
  Grid grid(sheets, typesetter, styles,
            ColumnWidths(typesetter, styles, table, sheets.strip().width));
  sheets.Put(OpenTag{"Table"});
  grid.Header(table.header);
  for (const auto& row : table.rows) grid.Body(row);
  sheets.Put(CloseTag{"Table"});
}

void PutFacts(Sheets& sheets, Typesetter& typesetter, const Styles& styles, const Facts& facts) {
  if (facts.rows.empty()) return;
  const double label = sheets.strip().width * 0.32;
  Grid grid(sheets, typesetter, styles, {label, sheets.strip().width - label});
  sheets.Put(OpenTag{"Table"});
  sheets.Rule(sheets.y(), kRule);
  for (const auto& [name, value] : facts.rows) grid.Fact(name, value);
  sheets.Put(CloseTag{"Table"});
}

}  // namespace almoner::paper
