// Tables as people bring them, one row at a time: CSV (RFC 4180, and what spreadsheets make of it)
// and XLSX (ECMA-376, Transitional and Strict).
//
// Everything is bounded, and whatever is not such a table is kInvalid with a row where there is
// one; no error says what a cell holds. For one thread at a time.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace almoner::intake {

inline constexpr std::size_t kMostFile = std::size_t{64} << 20;           // bytes
inline constexpr std::uint64_t kMostUnpacked = std::uint64_t{256} << 20;  // of a workbook's parts
inline constexpr std::size_t kMostColumns = 500;
inline constexpr std::size_t kMostCell = std::size_t{128}
                                         << 10;  // bytes; Excel stops at 32,767 letters
inline constexpr std::int64_t kMostRows = 1'048'576;

struct Cell {
  enum class Kind : std::uint8_t {
    kText,
    kNumber,  // of a workbook: what looked like 01632 is 1632 here
    kDate,    // of a workbook; written like 2007-03-27
    kFault,   // of a workbook: #REF!, or a date that there is not
  };
  Kind kind = Kind::kText;
  std::string text;  // UTF-8, without blanks around it; "" when there is nothing
};

struct Row {
  std::int64_t number = 0;  // as a spreadsheet counts: the first is 1
  std::vector<Cell> cells;
};

enum class Encoding : std::uint8_t { kUtf8, kWindows1252 };

struct Format {
  std::optional<char> separator = {};  // of CSV; nothing: what parts the first row most often
  Encoding encoding = Encoding::kUtf8;
  std::string sheet = {};  // of a workbook; "": its only one
};

class Table {
 public:
  virtual ~Table() = default;
  // The next row that has something in it; nothing at the end.
  virtual Result<std::optional<Row>> Next() = 0;

 protected:
  Table() = default;
  Table(const Table&) = default;
  Table& operator=(const Table&) = default;
};

// `file` is a whole file, and outlives the table.
Result<std::unique_ptr<Table>> OpenTable(BytesView file, const Format& format);

// "A", "B", … "Z", "AA": what a spreadsheet calls its columns, from 0.
[[nodiscard]] std::string ColumnName(std::size_t column);

// Without blanks around it.
[[nodiscard]] std::string_view Trimmed(std::string_view text);

}  // namespace almoner::intake
