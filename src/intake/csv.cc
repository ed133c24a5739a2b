#include <algorithm>
#include <array>

#include "intake/formats.h"

namespace almoner::intake {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kSeparators = ",;\t";

class Csv : public Table {
 public:
  Csv(std::string_view text, std::string converted, char separator)
      : converted_(std::move(converted)),
        rest_(converted_.empty() ? text : std::string_view(converted_)),
        separator_(separator) {}

  Result<std::optional<Row>> Next() override {
    while (!rest_.empty()) {
      if (++number_ > kMostRows)
        return Fail(Code::kInvalid, "The file has more than 1,048,576 rows; divide it.");
      Row row = TRY(ReadRow());
      if (!IsEmpty(row)) return std::optional(std::move(row));
    }
    return std::optional<Row>();
  }

 private:
  [[nodiscard]] Detail Where() const { return Detail("row", number_); }
  [[nodiscard]] bool AtEnd() const {
    return rest_.empty() || rest_.front() == '\n' || rest_.front() == '\r';
  }

  Result<Row> ReadRow() {
    Row row{.number = number_, .cells = {}};
    while (true) {
      if (row.cells.size() == kMostColumns)
        return Fail(Code::kInvalid, "A row has more than 500 columns.", Where());
      row.cells.push_back({.kind = Cell::Kind::kText, .text = TRY(ReadCell())});
      if (AtEnd()) break;
      rest_.remove_prefix(1);  // the separator
    }
    if (rest_.starts_with("\r\n"))
      rest_.remove_prefix(2);
    else if (!rest_.empty())
      rest_.remove_prefix(1);
    return row;
  }

  Result<std::string> ReadCell() {
    std::string text = !rest_.empty() && rest_.front() == '"' ? TRY(Quoted()) : Plain();
    if (text.size() > kMostCell)
      return Fail(Code::kInvalid,
                  "A cell holds more than 128 KB; is there a quotation mark that nothing closes?",
                  Where());
    return std::string(Trimmed(text));
  }

  // A quotation mark inside is what it is: 5'10" tall.
  std::string Plain() {
    std::size_t length = 0;
    while (length < rest_.size() && rest_[length] != separator_ && rest_[length] != '\n' &&
           rest_[length] != '\r')
      ++length;
    std::string text(rest_.substr(0, length));
    rest_.remove_prefix(length);
    return text;
  }

  Result<std::string> Quoted() {
    std::string text;
    rest_.remove_prefix(1);
    while (true) {
      const std::size_t quote = rest_.find('"');
      if (quote == std::string_view::npos)
        return Fail(Code::kInvalid, "A quotation mark opens a cell and nothing closes it.",
                    Where());
      text += rest_.substr(0, quote);
      rest_.remove_prefix(quote + 1);
      if (rest_.empty() || rest_.front() != '"') break;
      text += '"';
      rest_.remove_prefix(1);
    }
    if (AtEnd() || rest_.front() == separator_) return text;
    return Fail(Code::kInvalid,
                "There is text behind the quotation mark that closes a cell; double the marks "
                "inside it, and look whether the separator is right.",
                Where());
  }

  std::string converted_;
  std::string_view rest_;
  char separator_;
  std::int64_t number_ = 0;
};

// What parts the first row most often, outside quotation marks; a comma where nothing does.
char FindSeparator(std::string_view text) {
  std::array<std::size_t, kSeparators.size()> counts{};
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n' || c == '\r') break;
    if (const std::size_t at = kSeparators.find(c); at != std::string_view::npos) ++counts[at];
  }
  return kSeparators[static_cast<std::size_t>(std::ranges::max_element(counts) - counts.begin())];
}

Status CheckUtf8(std::string_view text) {
  if (IsUtf8(text)) return {};
  return Fail(
      Code::kInvalid,
      "The file is not UTF-8 text. Save it as “CSV UTF-8”; or, where it comes from an older "
      "Windows program, say `encoding = \"windows-1252\"` in the mapping, and look at a few "
      "names with accents in the dry run.");
}

}  // namespace

Result<std::string> FromWindows1252(BytesView bytes) {
  // 0x80 to 0x9F; 0: nothing.
  static constexpr std::array<std::uint16_t, 32> kHigh = {
      0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
      0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
      0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};
  std::string text;
  text.reserve(bytes.size() + bytes.size() / 8);
  for (const std::uint8_t byte : bytes) {
    const unsigned point = byte >= 0x80 && byte < 0xA0 ? kHigh[byte - 0x80U] : byte;
    if (point == 0 && byte != 0)
      return Fail(Code::kInvalid,
                  "The file is not Windows-1252 text either; save it as “CSV UTF-8”.");
    if (point < 0x80) {
      text += static_cast<char>(point);
    } else if (point < 0x800) {
      text += static_cast<char>(0xC0U | point >> 6);
      text += static_cast<char>(0x80U | (point & 0x3FU));
    } else {
      text += static_cast<char>(0xE0U | point >> 12);
      text += static_cast<char>(0x80U | (point >> 6 & 0x3FU));
      text += static_cast<char>(0x80U | (point & 0x3FU));
    }
  }
  return text;
}

Result<std::unique_ptr<Table>> OpenCsv(BytesView file, const Format& format) {
  std::string_view text = AsText(file);
  std::string converted;
  if (text.starts_with(kByteOrderMark)) {
    text.remove_prefix(kByteOrderMark.size());
    TRY(CheckUtf8(text));
  } else if (format.encoding == Encoding::kWindows1252) {
    converted = TRY(FromWindows1252(file));
    text = converted;
  } else {
    TRY(CheckUtf8(text));
  }
  if (text.contains('\0'))
    return Fail(Code::kInvalid,
                "The file is not a table: it is neither text nor an Excel workbook.");
  const char separator = format.separator ? *format.separator : FindSeparator(text);
  return std::make_unique<Csv>(text, std::move(converted), separator);
}

}  // namespace almoner::intake
