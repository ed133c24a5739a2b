#include "store/dump.h"

#include <algorithm>
#include <array>

#include "store/embedded.h"
#include "store/engine.h"
#include "store/migrate.h"

namespace almoner::store {
namespace {

constexpr std::uint8_t kEnd = 0;
constexpr std::uint8_t kTable = 1;
constexpr std::uint8_t kRow = 2;
constexpr std::uint8_t kTableEnd = 3;

enum Cell : std::uint8_t { kNothing = 0, kNumber = 1, kText = 2, kBytes = 3 };

constexpr std::uint32_t kLongestName = 63;         // of a table or column
constexpr std::uint32_t kLongestCell = 256 << 20;  // bytes
constexpr std::size_t kFlushAt = 256 << 10;        // bytes
constexpr std::int64_t kTellEvery = 10'000;        // rows

// Rows taken in at once: of one statement, and of one transaction.
constexpr std::size_t kRowsAStatement = 50;
constexpr std::size_t kRowsAWrite = 1000;
constexpr std::size_t kBytesAWrite = 4 << 20;

// ---- out ----

// Collects what is written, so that the sink gets it in large pieces.
class Out {
 public:
  explicit Out(const ByteSink& sink) : sink_(sink) { buffer_.reserve(kFlushAt + (64 << 10)); }

  void Byte(std::uint8_t byte) { buffer_.push_back(byte); }
  template <class Number>
  void Big(Number number) {
    std::array<std::uint8_t, sizeof(Number)> bytes;
    for (std::size_t i = 0; i < bytes.size(); ++i)
      bytes[i] = static_cast<std::uint8_t>(number >> (8 * (bytes.size() - 1 - i)));
    buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
  }
  void Sized(BytesView bytes) {
    Big(static_cast<std::uint32_t>(bytes.size()));
    buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
  }
  void operator()(std::monostate /*nothing*/) { Byte(kNothing); }
  void operator()(std::int64_t number) {
    Byte(kNumber);
    Big(static_cast<std::uint64_t>(number));
  }
  void operator()(std::string_view text) {
    Byte(kText);
    Sized(AsBytes(text));
  }
  void operator()(BytesView bytes) {
    Byte(kBytes);
    Sized(bytes);
  }
  Status FlushSome() { return buffer_.size() < kFlushAt ? Status() : Flush(); }
  Status Flush() {
    TRY(sink_(buffer_));
    buffer_.clear();
    return {};
  }

 private:
  const ByteSink& sink_;
  Bytes buffer_;
};

// ---- in ----

template <class Number>
Result<Number> Big(const ByteSource& source) {
  std::array<std::uint8_t, sizeof(Number)> bytes;
  TRY(source(bytes));
  std::uint64_t number = 0;
  for (const std::uint8_t byte : bytes) number = number << 8 | byte;
  return static_cast<Number>(number);
}

std::unexpected<Error> NoDump() {
  return Fail(Code::kCorrupt, "This is not a dump of a database that this program can read.");
}

Result<Bytes> Sized(const ByteSource& source, std::uint32_t most) {
  const auto size = TRY(Big<std::uint32_t>(source));
  if (size > most) return NoDump();
  Bytes bytes(size);
  TRY(source(bytes));
  return bytes;
}

Result<Row::Cell> ReadCell(const ByteSource& source) {
  switch (TRY(Big<std::uint8_t>(source))) {
    case kNothing:
      return Row::Cell();
    case kNumber:
      return Row::Cell(static_cast<std::int64_t>(TRY(Big<std::uint64_t>(source))));
    case kText:
      return Row::Cell(std::string(AsText(TRY(Sized(source, kLongestCell)))));
    case kBytes:
      return Row::Cell(TRY(Sized(source, kLongestCell)));
    default:
      return NoDump();
  }
}

// A name becomes part of a statement, so it is one that the schema could have.
Result<std::string> ReadName(const ByteSource& source) {
  std::string name(AsText(TRY(Sized(source, kLongestName))));
  if (name.empty() || name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_0123456789") != name.npos)
    return NoDump();
  return name;
}

struct TableHead {
  std::string name;
  std::vector<std::string> columns;
};

Result<TableHead> ReadTable(const ByteSource& source) {
  TableHead head;
  head.name = TRY(ReadName(source));
  const auto columns = TRY(Big<std::uint16_t>(source));
  for (std::uint16_t i = 0; i < columns; ++i) head.columns.push_back(TRY(ReadName(source)));
  if (head.columns.empty()) return NoDump();
  return head;
}

std::string Joined(const std::vector<std::string>& names) {
  std::string joined;
  for (const std::string& name : names) joined.append(joined.empty() ? "" : ", ").append(name);
  return joined;
}

// What the tables of a dump are given to.
class Taker {
 public:
  virtual ~Taker() = default;
  virtual Status Version(std::uint32_t version) = 0;
  virtual Status Begin(const TableHead& table) = 0;
  virtual Status Take(std::vector<Row::Cell> row) = 0;
  virtual Status End() = 0;

 protected:
  Taker() = default;
  Taker(const Taker&) = default;
  Taker& operator=(const Taker&) = default;
};

class Counting : public Taker {
 public:
  Status Version(std::uint32_t /*version*/) override { return {}; }
  Status Begin(const TableHead& /*table*/) override { return {}; }
  Status Take(std::vector<Row::Cell> /*row*/) override { return {}; }
  Status End() override { return {}; }
};

Result<std::int64_t> ReadRows(const ByteSource& source, const TableHead& table, Taker& taker,
                              const std::function<void()>& each) {
  for (std::int64_t rows = 0;; ++rows) {
    const auto what = TRY(Big<std::uint8_t>(source));
    if (what == kTableEnd) {
      if (TRY(Big<std::uint64_t>(source)) != static_cast<std::uint64_t>(rows)) return NoDump();
      return rows;
    }
    if (what != kRow) return NoDump();
    std::vector<Row::Cell> row;
    row.reserve(table.columns.size());
    for (std::size_t i = 0; i < table.columns.size(); ++i) row.push_back(TRY(ReadCell(source)));
    TRY(taker.Take(std::move(row)));
    each();
  }
}

Result<TableCounts> ReadAll(const ByteSource& source, Taker& taker, const RowCount& told) {
  TRY(taker.Version(TRY(Big<std::uint32_t>(source))));
  TableCounts counts;
  std::int64_t rows = 0;
  const auto each = [&] {
    if (++rows % kTellEvery == 0 && told) told(rows);
  };
  while (true) {
    const auto what = TRY(Big<std::uint8_t>(source));
    if (what == kEnd) return counts;
    if (what != kTable) return NoDump();
    const TableHead table = TRY(ReadTable(source));
    TRY(taker.Begin(table));
    counts[table.name] = TRY(ReadRows(source, table, taker, each));
    TRY(taker.End());
  }
}

std::size_t SizeOf(const Row::Cell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return text->size();
  if (const auto* bytes = std::get_if<Bytes>(&cell)) return bytes->size();
  return sizeof(std::int64_t);
}

}  // namespace

// Puts rows in, many a statement and many a transaction.
class Dump::Loader : public Taker {
 public:
  explicit Loader(Store& store) : store_(store) {}

  Status Version(std::uint32_t version) override {
    const auto all = Embedded();
    if (version > all.size())
      return Fail(Code::kConflict,
                  "The backup was made by a newer program; install that one and try again.",
                  Detail("backup", version), Detail("program", std::ssize(all)));
    TRY(store_.Read([](ReadTx& tx) { return CheckEmpty(tx); }));
    return Migrator::Bring(store_, all.first(version));
  }

  Status Begin(const TableHead& table) override {
    const auto known = TRY(store_.Read([&](ReadTx& tx) { return Columns(tx, table.name); }));
    if (known != table.columns) return NoDump();
    into_ = "INSERT INTO " + table.name + " (" + Joined(table.columns) + ") VALUES ";
    columns_ = table.columns.size();
    return {};
  }

  Status Take(std::vector<Row::Cell> row) override {
    for (const Row::Cell& cell : row) bytes_ += SizeOf(cell);
    rows_.push_back(std::move(row));
    return rows_.size() < kRowsAWrite && bytes_ < kBytesAWrite ? Status() : End();
  }

  Status End() override {
    TRY(store_.Write([&](Tx& tx) -> Status {
      for (std::size_t from = 0; from < rows_.size(); from += kRowsAStatement)
        TRY(Insert(tx,
                   std::span(rows_).subspan(from, std::min(kRowsAStatement, rows_.size() - from))));
      return {};
    }));
    rows_.clear();
    bytes_ = 0;
    return {};
  }

 private:
  Status Insert(Tx& tx, std::span<const std::vector<Row::Cell>> rows) const {
    std::string text = into_;
    std::vector<Param> params;
    for (const std::vector<Row::Cell>& row : rows) {
      text += params.empty() ? "(" : ", (";
      for (const Row::Cell& cell : row) {
        params.push_back(
            std::visit([](const auto& value) { return Param::Of(Param::Value(value)); }, cell));
        text += (&cell == &row.front() ? "$" : ", $") + std::to_string(params.size());
      }
      text += ")";
    }
    return tx.Apply(Sql(text, text), params);
  }

  Store& store_;
  std::string into_;
  std::size_t columns_ = 0;
  std::vector<std::vector<Row::Cell>> rows_;
  std::size_t bytes_ = 0;
};

// The history of the schema is what makes a database's tables, and comes with them.
Status Dump::CheckEmpty(ReadTx& tx) {
  for (const std::string& table : TRY(Tables(tx))) {
    const std::string text = "SELECT 1 FROM " + table + " LIMIT 1";
    TRY(tx.Each(Sql(text, text), [](CellViews /*row*/) -> Status {
      return Fail(Code::kConflict, "There is something in this database; give an empty one.");
    }));
  }
  return {};
}

Result<std::vector<std::string>> Dump::Tables(ReadTx& tx) {
  std::vector<std::string> tables;
  TRY(tx.Each(Sql("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' "
                  "AND name <> 'schema_version' ORDER BY name",
                  "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = "
                  "current_schema() AND tablename <> 'schema_version' ORDER BY tablename"),
              [&](CellViews row) -> Status {
                tables.emplace_back(std::get<std::string_view>(row[0]));
                return {};
              }));
  return tables;
}

Result<std::vector<std::string>> Dump::Columns(ReadTx& tx, const std::string& table) {
  std::vector<std::string> columns;
  TRY(tx.Each(Sql("SELECT name FROM pragma_table_info($1)",
                  "SELECT CAST(column_name AS TEXT) FROM information_schema.columns WHERE "
                  "table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position"),
              [&](CellViews row) -> Status {
                columns.emplace_back(std::get<std::string_view>(row[0]));
                return {};
              },
              {Param(table)}));
  return columns;
}

Result<TableCounts> Dump::Out(ReadTx& tx, const ByteSink& sink, const RowCount& told) {
  class Out out(sink);
  const auto version = TRY(tx.One("SELECT COUNT(*) FROM schema_version"));
  out.Big(static_cast<std::uint32_t>(TRY(version.Int(0))));
  TableCounts counts;
  std::int64_t all = 0;
  for (const std::string& table : TRY(Tables(tx))) {
    const auto columns = TRY(Columns(tx, table));
    out.Byte(kTable);
    out.Sized(AsBytes(table));
    out.Big(static_cast<std::uint16_t>(columns.size()));
    for (const std::string& column : columns) out.Sized(AsBytes(column));
    std::int64_t& rows = counts[table];
    const std::string text = "SELECT " + Joined(columns) + " FROM " + table;
    TRY(tx.Each(Sql(text, text), [&](CellViews row) -> Status {
      out.Byte(kRow);
      for (const Param::Value& cell : row) std::visit([&](const auto& value) { out(value); }, cell);
      ++rows;
      if (++all % kTellEvery == 0 && told) told(all);
      return out.FlushSome();
    }));
    out.Byte(kTableEnd);
    out.Big(static_cast<std::uint64_t>(rows));
  }
  out.Byte(kEnd);
  TRY(out.Flush());
  return counts;
}

Result<TableCounts> Dump::In(Store& empty, const ByteSource& source, const RowCount& told) {
  Loader loader(empty);
  auto counts = TRY(ReadAll(source, loader, told));
  TRY(Migrate(empty));
  return counts;
}

Result<TableCounts> Dump::Read(const ByteSource& source) {
  Counting counting;
  return ReadAll(source, counting, {});
}

}  // namespace almoner::store
