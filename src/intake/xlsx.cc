#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <deque>

#include "intake/formats.h"
#include "intake/workbook.h"

namespace almoner::intake {
namespace {

constexpr double kWhole = 1e15;  // up to here a double is exact in whole numbers

// What someone would have typed: 4.505577104E9 is 4505577104.
std::string NumberText(double number) {
  if (std::abs(number) < kWhole && number == std::floor(number))
    return fmt::format("{}", static_cast<std::int64_t>(number));
  return fmt::format("{}", number);
}

std::optional<double> ParseNumber(std::string_view text) {
  double number = 0;
  const auto end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, number);
  if (parsed.ec != std::errc() || parsed.ptr != end || !std::isfinite(number)) return std::nullopt;
  return number;
}

// The rows of one sheet, as expat meets them.
class SheetReader {
 public:
  explicit SheetReader(const Workbook& workbook) : workbook_(workbook) {}

  std::deque<Row> rows;  // done, and not taken yet

  Status Open(std::string_view name, const Attributes& attributes) {
    if (name == "row") return OpenRow(attributes);
    if (name == "c") return OpenCell(attributes);
    if (name == "rPh") ++aside_;
    inside_ = (name == "v" || name == "t") && in_cell_ && aside_ == 0;
    return {};
  }

  Status Close(std::string_view name) {
    inside_ = false;
    if (name == "rPh") --aside_;
    if (name == "c" && in_cell_) return CloseCell();
    if (name == "row" && !IsEmpty(row_)) rows.push_back(std::exchange(row_, {}));
    return {};
  }

  Status Text(std::string_view text) {
    if (!inside_) return {};
    if (value_.size() + text.size() > kMostCell)
      return Fail(Code::kInvalid, "A cell holds more than 128 KB.", Where());
    value_ += text;
    return {};
  }

 private:
  [[nodiscard]] Detail Where() const { return Detail("row", number_); }

  Status OpenRow(const Attributes& attributes) {
    const std::string_view given = attributes.Get("r");
    std::int64_t number = number_ + 1;
    if (!given.empty()) std::from_chars(given.data(), given.data() + given.size(), number);
    if (number <= number_ || number > kMostRows)
      return Fail(Code::kInvalid, "The workbook is damaged; open it and save it again.", Where());
    number_ = number;
    next_ = 0;
    row_ = {.number = number_, .cells = {}};
    return {};
  }

  // "AB12" stands in the 28th column.
  Status OpenCell(const Attributes& attributes) {
    std::size_t column = 0;
    for (const char c : attributes.Get("r")) {
      if (c < 'A' || c > 'Z' || column > kMostColumns) break;
      column = column * 26 + static_cast<std::size_t>(c - 'A' + 1);
    }
    column_ = column == 0 ? next_ : column - 1;
    if (column_ >= kMostColumns)
      return Fail(Code::kInvalid, "A row has more than 500 columns.", Where());
    next_ = column_ + 1;
    type_ = std::string(attributes.Get("t"));
    style_ = 0;
    const std::string_view style = attributes.Get("s");
    std::from_chars(style.data(), style.data() + style.size(), style_);
    value_.clear();
    in_cell_ = true;
    return {};
  }

  Status CloseCell() {
    in_cell_ = false;
    Cell cell = TRY(MakeCell());
    if (cell.text.empty() && cell.kind != Cell::Kind::kFault) return {};
    if (row_.cells.size() <= column_) row_.cells.resize(column_ + 1);
    row_.cells[column_] = std::move(cell);
    return {};
  }

  Result<Cell> MakeCell() {
    if (type_ == "s") {
      std::size_t index = workbook_.strings.size();
      std::from_chars(value_.data(), value_.data() + value_.size(), index);
      if (index >= workbook_.strings.size())
        return Fail(Code::kInvalid, "The workbook is damaged; open it and save it again.", Where());
      return Cell{.text = std::string(Trimmed(workbook_.strings[index]))};
    }
    if (type_ == "e") return Cell{.kind = Cell::Kind::kFault, .text = {}};
    if (type_ == "b") return Cell{.text = value_.empty() ? "" : value_ == "1" ? "TRUE" : "FALSE"};
    if (type_ == "str" || type_ == "inlineStr") return Cell{.text = std::string(Trimmed(value_))};
    if (type_ == "d")
      return Cell{.kind = Cell::Kind::kDate, .text = std::string(Trimmed(value_).substr(0, 10))};
    return Numeric();
  }

  [[nodiscard]] Cell Numeric() const {
    const std::string_view text = Trimmed(value_);
    if (text.empty()) return {};
    const auto number = ParseNumber(text);
    if (!number) return {.kind = Cell::Kind::kFault, .text = {}};
    if (style_ >= workbook_.dates.size() || workbook_.dates[style_] == 0)
      return {.kind = Cell::Kind::kNumber, .text = NumberText(*number)};
    const auto day = DayOfSerial(*number, workbook_.from_1904);
    if (!day) return {.kind = Cell::Kind::kFault, .text = {}};
    return {.kind = Cell::Kind::kDate, .text = ToText(*day)};
  }

  const Workbook& workbook_;
  Row row_;
  std::int64_t number_ = 0;
  std::size_t next_ = 0;    // the column of a cell that does not say
  std::size_t column_ = 0;  // of the open cell
  std::string type_;
  std::size_t style_ = 0;
  std::string value_;
  bool in_cell_ = false;
  bool inside_ = false;  // an element whose text is the cell's
  int aside_ = 0;
};

class Xlsx : public Table {
 public:
  Xlsx(std::unique_ptr<Package> package, Workbook workbook, PartReader part)
      : package_(std::move(package)),
        workbook_(std::move(workbook)),
        part_(std::move(part)),
        sheet_(workbook_),
        xml_(
            {.open = [this](std::string_view name,
                            const Attributes& attributes) { return sheet_.Open(name, attributes); },
             .close = [this](std::string_view name) { return sheet_.Close(name); },
             .text = [this](std::string_view text) { return sheet_.Text(text); }}) {}

  Result<std::optional<Row>> Next() override {
    std::array<std::uint8_t, 16384> piece{};
    while (sheet_.rows.empty() && !done_) {
      const std::size_t got = TRY(part_.Read(piece));
      done_ = got == 0;
      TRY(xml_.Feed(BytesView(piece).first(got), done_));
    }
    if (sheet_.rows.empty()) return std::optional<Row>();
    std::optional<Row> row(std::move(sheet_.rows.front()));
    sheet_.rows.pop_front();
    return row;
  }

 private:
  std::unique_ptr<Package> package_;
  Workbook workbook_;
  PartReader part_;
  SheetReader sheet_;
  XmlReader xml_;
  bool done_ = false;
};

}  // namespace

Result<std::unique_ptr<Table>> OpenXlsx(BytesView file, const Format& format) {
  auto package = TRY(Package::Open(file));
  Workbook workbook = TRY(ReadWorkbook(*package, format.sheet));
  PartReader part = TRY(package->OpenPart(workbook.sheet));
  return std::make_unique<Xlsx>(std::move(package), std::move(workbook), std::move(part));
}

}  // namespace almoner::intake
