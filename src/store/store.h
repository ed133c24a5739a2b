// The database, one interface over SQLite and PostgreSQL, one SQL text for both.
//
// SQL is a Literal: fixed at compile time, so no input can ever become SQL. Parameters are $1, $2,
// …; columns are TEXT, {int} (64 bits) and {blob} in migrations. Time is {int} microseconds UTC.
//
// Write(fn) commits what fn did, or nothing. On SQLite, callers that queue while a commit is being
// made durable share the next transaction, each in a savepoint of its own, so that one fsync serves
// them all; a caller that fails takes nothing of the others with it. No result leaves before COMMIT
// is durable.
//
// Both engines agree on what SQL leaves open: transactions are serializable; a statement that fails
// ends its transaction (so use ON CONFLICT, never insert-and-see); text is UTF-8 without NUL, else
// kInvalid; a truth value is 0 or 1; a NULL parameter takes its type from where it stands.
//
// fn may run more than once (after a conflict, or when the engine drops a shared transaction), so
// it touches nothing but the Tx and what it captured for its own result; it does no cryptography
// that could be done outside, never nests, and writes at most about 1,000 rows.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/id.h"
#include "base/result.h"
#include "base/time.h"

namespace almoner::store {

// What a statement is given. Views only: they must outlive the call, which an argument does.
class Param {
 public:
  Param(std::nullptr_t) {}  // NOLINT
  template <class T>
    requires std::is_integral_v<T>
  Param(T number) : value_(static_cast<std::int64_t>(number)) {}      // NOLINT
  Param(std::string_view text) : value_(text) {}                      // NOLINT
  Param(const std::string& text) : value_(std::string_view(text)) {}  // NOLINT
  Param(const char* text) : value_(std::string_view(text)) {}         // NOLINT
  Param(BytesView bytes) : value_(bytes) {}                           // NOLINT
  Param(const Bytes& bytes) : value_(BytesView(bytes)) {}             // NOLINT
  Param(Time time) : value_(time.micros()) {}                         // NOLINT
  template <class Tag>
  Param(const Id<Tag>& id) : value_(id.bytes()) {}  // NOLINT
  template <class T>
  Param(const std::optional<T>& maybe) {  // NOLINT
    if (maybe) *this = Param(*maybe);
  }

  using Value = std::variant<std::monostate, std::int64_t, std::string_view, BytesView>;
  static Param Of(const Value& value) {
    Param param(nullptr);
    param.value_ = value;
    return param;
  }
  [[nodiscard]] const Value& value() const { return value_; }

 private:
  Value value_;
};

// A statement on its way to an engine: a Literal anywhere, run-time text only by way of Migrator,
// whose files are part of the program, and of Dump, which knows tables by what they are called in
// the schema.
class Sql {
 public:
  Sql(Literal text) : literal_(text), sqlite_(text.view()), postgres_(text.view()) {}  // NOLINT
  [[nodiscard]] const std::optional<Literal>& literal() const { return literal_; }
  [[nodiscard]] std::string_view sqlite() const { return sqlite_; }
  [[nodiscard]] std::string_view postgres() const { return postgres_; }

 private:
  friend class Migrator;
  friend class Dump;
  Sql(std::string_view sqlite, std::string_view postgres) : sqlite_(sqlite), postgres_(postgres) {}
  std::optional<Literal> literal_;
  std::string_view sqlite_;
  std::string_view postgres_;
};

// One row of an answer. Columns count from 0; asking for a column as what it is not is kCorrupt,
// since only a damaged or foreign database can hold it.
class Row {
 public:
  using Cell = std::variant<std::monostate, std::int64_t, std::string, Bytes>;
  explicit Row(std::vector<Cell> cells) : cells_(std::move(cells)) {}

  [[nodiscard]] std::vector<Param::Value> Views() const;
  [[nodiscard]] bool IsNull(std::size_t column) const;
  Result<std::int64_t> Int(std::size_t column) const;
  Result<std::string> Text(std::size_t column) const;
  Result<Bytes> Blob(std::size_t column) const;
  Result<Time> At(std::size_t column) const { return Time::FromMicros(TRY(Int(column))); }
  template <class AnyId>
  Result<AnyId> As(std::size_t column) const {
    return AnyId::From(TRY(Blob(column)));
  }
  // The same for columns that may be NULL.
  Result<std::optional<Time>> MaybeAt(std::size_t column) const {
    if (IsNull(column)) return std::optional<Time>();
    return std::optional<Time>(TRY(At(column)));
  }
  template <class AnyId>
  Result<std::optional<AnyId>> MaybeAs(std::size_t column) const {
    if (IsNull(column)) return std::optional<AnyId>();
    return std::optional<AnyId>(TRY(As<AnyId>(column)));
  }

 private:
  std::vector<Cell> cells_;
};
using Rows = std::vector<Row>;

// The cells of a row where the engine has them: good until the next row is asked for.
using CellViews = std::span<const Param::Value>;
using RowVisitor = std::function<Status(CellViews)>;

struct Outcome {
  Rows rows;
  std::int64_t changed = 0;  // rows inserted, updated or deleted
};

// Reading, inside one snapshot. For one thread at a time.
class ReadTx {
 public:
  virtual ~ReadTx() = default;
  // Every row; for answers that may be large, page with a key and LIMIT.
  template <class... Params>
  Result<Rows> Query(Literal sql, const Params&... params) {
    return TRY(Attempt(sql, {Param(params)...})).rows;
  }
  // The first row; kNotFound when there is none.
  template <class... Params>
  Result<Row> One(Literal sql, const Params&... params) {
    Rows rows = TRY(Query(sql, params...));
    if (rows.empty()) return Fail(Code::kNotFound, "There is no such row.");
    return std::move(rows.front());
  }
  // The first row, or nothing.
  template <class... Params>
  Result<std::optional<Row>> Maybe(Literal sql, const Params&... params) {
    Rows rows = TRY(Query(sql, params...));
    if (rows.empty()) return std::optional<Row>();
    return std::optional<Row>(std::move(rows.front()));
  }
  // Every row, one at a time and in no order, however many there are: for whole tables. Ends with
  // what `visit` fails with; `visit` must not use this transaction.
  Status Each(const Sql& sql, const RowVisitor& visit, const std::vector<Param>& params = {});
  // The failure of a statement that ended this transaction, whatever fn made of it.
  [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }

 protected:
  ReadTx() = default;
  ReadTx(const ReadTx&) = default;
  ReadTx& operator=(const ReadTx&) = default;
  // What the engine does with a statement; for those who wrap a transaction, what `inner` would do.
  virtual Result<Outcome> Run(const Sql& sql, const std::vector<Param>& params) = 0;
  static Result<Outcome> RunIn(ReadTx& inner, const Sql& sql, const std::vector<Param>& params) {
    return inner.Attempt(sql, params);
  }
  // Run for Each; an engine gives its rows without keeping them.
  virtual Status RunEach(const Sql& sql, const RowVisitor& visit, const std::vector<Param>& params);
  // Run, unless an earlier statement has failed.
  Result<Outcome> Attempt(const Sql& sql, const std::vector<Param>& params);

 private:
  std::optional<Error> failure_;
};

// Reading and writing, inside one transaction. A Tx& in a signature means: in the same transaction
// as the audit entry.
class Tx : public ReadTx {
 public:
  // How many rows changed. A broken UNIQUE or PRIMARY KEY is kConflict.
  template <class... Params>
  Result<std::int64_t> Execute(Literal sql, const Params&... params) {
    return TRY(Attempt(sql, {Param(params)...})).changed;
  }
  // Execute for statements that must change exactly one row; kConflict otherwise.
  template <class... Params>
  Status ExecuteOne(Literal sql, const Params&... params) {
    if (TRY(Execute(sql, params...)) != 1)
      return Fail(Code::kConflict, "What was to be changed has changed meanwhile; try again.");
    return {};
  }
  // For Migrator and Dump, which alone can make an Sql that is not a Literal.
  Status Apply(const Sql& statement, const std::vector<Param>& params = {}) {
    TRY(Attempt(statement, params));
    return {};
  }
};

// Safe for concurrent use.
class Store {
 public:
  virtual ~Store() = default;

  // Runs fn(Tx&) -> Result<T> in a transaction, commits, and returns what it returned. When fn
  // fails nothing of it is kept. kUnavailable: nothing was kept and it may be tried again (busy,
  // full disk, lost connection). A connection lost during COMMIT itself is kUnavailable too, with
  // the sentence that the outcome is unknown: only then may the change be there.
  template <class Fn>
  auto Write(Fn&& fn) -> std::invoke_result_t<Fn&, Tx&> {
    return Collect<Tx>(fn, [this](const std::function<Status(Tx&)>& run) { return DoWrite(run); });
  }
  // Runs fn(ReadTx&) -> Result<T> over one snapshot, beside any writers.
  template <class Fn>
  auto Read(Fn&& fn) -> std::invoke_result_t<Fn&, ReadTx&> {
    return Collect<ReadTx>(
        fn, [this](const std::function<Status(ReadTx&)>& run) { return DoRead(run); });
  }

  // After something was destroyed: overwrites what is left of it outside the tables, as far as the
  // engine can and without waiting long. On SQLite the write-ahead log is written back and cut to
  // nothing; where readers are in the way that happens later by itself. On PostgreSQL it is the
  // work of VACUUM and of whoever keeps the WAL archive.
  virtual void Scrub() {}
  // Rewrites the whole database, so that nothing of what was destroyed is left between its rows
  // either: Scrub overwrites rows, and not what an engine leaves behind where it moves them about.
  // Takes as long as copying the database, as much room in SQLite's folder for temporary files
  // (SQLITE_TMPDIR, TMPDIR, /var/tmp) and beside the database; who writes waits. On PostgreSQL it
  // is the work of VACUUM FULL.
  virtual Status Compact() { return {}; }

 protected:
  Store() = default;
  Store(const Store&) = default;
  Store& operator=(const Store&) = default;
  virtual Status DoWrite(const std::function<Status(Tx&)>& fn) = 0;
  virtual Status DoRead(const std::function<Status(ReadTx&)>& fn) = 0;

 private:
  // Carries fn's value past the engine, which knows only yes and no; the last run's value counts.
  template <class T, class Fn, class Engine>
  static auto Collect(Fn& fn, const Engine& engine) -> std::invoke_result_t<Fn&, T&> {
    using R = std::invoke_result_t<Fn&, T&>;
    std::optional<R> last;
    const Status done = engine([&](T& tx) -> Status {
      last.emplace(fn(tx));
      if (!*last) return std::unexpected(last->error());
      return {};
    });
    if (!done) return std::unexpected(done.error());
    CHECK(last.has_value());
    return *std::move(last);
  }
};

// Whether an error says that a commit was under way, so that the change may be there all the same.
[[nodiscard]] bool OutcomeUnknown(const Error& error);

// Opens (and creates, readable by its owner alone, if need be) an SQLite database in WAL mode with
// synchronous=FULL.
Result<std::unique_ptr<Store>> OpenSqlite(const OperatorPath& file);

// PostgreSQL 15 or later, by a libpq connection string, with a pool of at most `connections`. The
// database must be in UTF8, and collate as C where texts are to sort as they do on SQLite.
Result<std::unique_ptr<Store>> OpenPostgres(const std::string& dsn, int connections = 16);

// Brings the database to this program's schema (migrations/, in order) in one transaction. A
// database that is newer than the program is refused with kConflict and left as it is.
Status Migrate(Store& store);

}  // namespace almoner::store
