#include "store/sqlite_connection.h"

#include <sqlite3.h>

#include "base/log.h"
#include "store/engine.h"
#include "store/sqlite_error.h"

namespace almoner::store {
namespace {

// A null pointer would bind NULL, which an empty text or blob is not.
int Bind(sqlite3_stmt* statement, int place, std::string_view text) {
  return sqlite3_bind_text64(statement, place, text.empty() ? "" : text.data(), text.size(),
                             SQLITE_STATIC, SQLITE_UTF8);
}
int Bind(sqlite3_stmt* statement, int place, BytesView bytes) {
  const void* data = bytes.empty() ? static_cast<const void*>("") : bytes.data();
  return sqlite3_bind_blob64(statement, place, data, bytes.size(), SQLITE_STATIC);
}
int Bind(sqlite3_stmt* statement, int place, std::int64_t number) {
  return sqlite3_bind_int64(statement, place, number);
}
int Bind(sqlite3_stmt* statement, int place, std::monostate) {
  return sqlite3_bind_null(statement, place);
}

// The cell where SQLite has it, until the statement goes on.
Result<Param::Value> ViewOf(sqlite3_stmt* statement, int column) {
  const auto size = [&] {
    return static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
  };
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_NULL:
      return std::monostate();
    case SQLITE_INTEGER:
      return sqlite3_column_int64(statement, column);
    case SQLITE_TEXT: {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
      return text ? std::string_view(text, size()) : std::string_view();
    }
    case SQLITE_BLOB: {
      const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement, column));
      return bytes ? BytesView(bytes, size()) : BytesView();
    }
    default:
      return Fail(Code::kInternal, "A statement asked SQLite for a fraction; none are used.");
  }
}

Result<Row> RowOf(sqlite3_stmt* statement) {
  const int columns = sqlite3_data_count(statement);
  std::vector<Row::Cell> cells;
  cells.reserve(static_cast<std::size_t>(columns));
  for (int column = 0; column < columns; ++column)
    cells.push_back(Kept(TRY(ViewOf(statement, column))));
  return Row(std::move(cells));
}

// Leaves a statement ready for its next use, and holding on to no one's data.
struct Reset {
  void operator()(sqlite3_stmt* statement) const {
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
  }
};

}  // namespace

void SqliteConnection::Closer::operator()(sqlite3* db) const { sqlite3_close_v2(db); }
void SqliteConnection::Closer::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

Result<std::unique_ptr<SqliteConnection>> SqliteConnection::Open(
    const OperatorPath& file, Mode mode, std::chrono::milliseconds patience) {
  std::unique_ptr<SqliteConnection> connection(new SqliteConnection(file));
  const int access = mode == Mode::kWriter ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
  sqlite3* db = nullptr;
  const int opened = sqlite3_open_v2(file.path().c_str(), &db,
                                     access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  connection->db_.reset(db);
  if (opened != SQLITE_OK) return SqliteFailure(db, file, std::nullopt);
  sqlite3_busy_timeout(db, static_cast<int>(patience.count()));
  TRY(connection->Configure(mode));
  return connection;
}

Status SqliteConnection::Configure(Mode mode) {
  sqlite3* db = db_.get();
  sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_FKEY, 1, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  TRY(Do("PRAGMA temp_store=MEMORY"));
  if (mode == Mode::kReader) return Do("PRAGMA query_only=ON");
  TRY(Do("PRAGMA cache_size=-32768"));  // KiB, as far as they are used
  TRY(Do("PRAGMA synchronous=FULL"));
  TRY(Do("PRAGMA secure_delete=ON"));
  const Rows journal = TRY(Run(Literal("PRAGMA journal_mode=WAL"), {})).rows;
  if (journal.empty() || TRY(journal.front().Text(0)) != "wal")
    return Fail(Code::kUnavailable,
                "The database's file system does not allow a write-ahead log; use a local disk.",
                Detail("file", file_));
  return {};
}

void SqliteConnection::WhenLogGrows(std::function<bool(int)> grown) {
  constexpr int kVeryLong = 80'000;  // 320 MB: nobody writes it back as fast as it grows
  log_grows_ = std::move(grown);
  sqlite3_wal_hook(
      db_.get(),
      [](void* self, sqlite3* db, const char* schema, int pages) {
        if (static_cast<SqliteConnection*>(self)->log_grows_(pages) && pages >= kVeryLong)
          sqlite3_wal_checkpoint_v2(db, schema, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
        return SQLITE_OK;
      },
      this);
}

void SqliteConnection::WriteLogBack() {
  // SQLite itself makes the database durable only once nothing of the log is left, which is while
  // it keeps everybody from committing; so that is done before, and little is left to wait for.
  if (Do("PRAGMA wal_checkpoint(PASSIVE)") && MakeFileDurable())
    static_cast<void>(Do("PRAGMA wal_checkpoint(RESTART)"));
}

// By SQLite's own handle: closing another one of the file would give up SQLite's locks on it.
bool SqliteConnection::MakeFileDurable() {
  sqlite3_file* file = nullptr;
  return sqlite3_file_control(db_.get(), "main", SQLITE_FCNTL_FILE_POINTER, &file) == SQLITE_OK &&
         file->pMethods->xSync(file, SQLITE_SYNC_NORMAL) == SQLITE_OK;
}

bool SqliteConnection::InTransaction() const { return sqlite3_get_autocommit(db_.get()) == 0; }

std::unexpected<Error> SqliteConnection::Failure(const Sql& sql) const {
  return SqliteFailure(db_.get(), file_, sql.literal());
}

Result<SqliteConnection::Statement> SqliteConnection::Prepare(const Sql& sql) {
  const std::string_view text = sql.sqlite();
  sqlite3_stmt* handle = nullptr;
  const char* rest = nullptr;
  const int prepared = sqlite3_prepare_v3(db_.get(), text.data(), static_cast<int>(text.size()),
                                          SQLITE_PREPARE_PERSISTENT, &handle, &rest);
  Statement statement;
  statement.handle.reset(handle);
  if (prepared != SQLITE_OK) return Failure(sql);
  if (!handle || rest != text.data() + text.size())
    return Fail(Code::kInternal, "One statement at a time can be given to the database.");
  // SQLite takes $2 for a name and numbers names by first appearance.
  for (int n = 1; n <= sqlite3_bind_parameter_count(handle); ++n) {
    const std::string name = std::string("$").append(std::to_string(n));
    statement.places.push_back(sqlite3_bind_parameter_index(handle, name.c_str()));
  }
  return statement;
}

Result<Outcome> SqliteConnection::Run(const Sql& sql, const std::vector<Param>& params) {
  if (!sql.literal()) {
    Statement once = TRY(Prepare(sql));
    return Run(once, sql, params);
  }
  const char* key = sql.sqlite().data();
  auto found = statements_.find(key);
  if (found == statements_.end()) found = statements_.emplace(key, TRY(Prepare(sql))).first;
  return Run(found->second, sql, params);
}

Result<Outcome> SqliteConnection::Run(Statement& statement, const Sql& sql,
                                      const std::vector<Param>& params) {
  sqlite3_stmt* handle = statement.handle.get();
  const std::unique_ptr<sqlite3_stmt, Reset> reset(handle);
  TRY(BindAll(statement, sql, params));
  if (sqlite3_stmt_readonly(handle) == 0) ++writes_;
  const std::int64_t before = sqlite3_total_changes64(db_.get());
  Outcome outcome{.rows = TRY(Step(handle, sql)), .changed = 0};
  // What SQLite calls changes is left from the statement before, when this one changed none.
  if (sqlite3_total_changes64(db_.get()) != before) outcome.changed = sqlite3_changes64(db_.get());
  return outcome;
}

Status SqliteConnection::BindAll(const Statement& statement, const Sql& sql,
                                 const std::vector<Param>& params) {
  if (params.size() != statement.places.size())
    return Fail(Code::kInternal, "A statement was given more or fewer parameters than it has.",
                Detail("statement", sql.literal().value_or(Literal("made by the program"))));
  for (std::size_t i = 0; i < params.size(); ++i) {
    const int place = statement.places[i];
    const int bound = std::visit(
        [&](auto value) { return Bind(statement.handle.get(), place, value); }, params[i].value());
    if (bound != SQLITE_OK) return Failure(sql);
  }
  return {};
}

Status SqliteConnection::Each(const Sql& sql, const RowVisitor& visit,
                              const std::vector<Param>& params) {
  const Statement once = TRY(Prepare(sql));
  sqlite3_stmt* const handle = once.handle.get();
  TRY(BindAll(once, sql, params));
  std::vector<Param::Value> cells(static_cast<std::size_t>(sqlite3_column_count(handle)));
  for (;;) {
    const int step = sqlite3_step(handle);
    if (step == SQLITE_DONE) return {};
    if (step != SQLITE_ROW) return Failure(sql);
    for (std::size_t column = 0; column < cells.size(); ++column)
      cells[column] = TRY(ViewOf(handle, static_cast<int>(column)));
    TRY(visit(cells));
  }
}

Result<Rows> SqliteConnection::Step(sqlite3_stmt* statement, const Sql& sql) {
  Rows rows;
  for (;;) {
    const int step = sqlite3_step(statement);
    if (step == SQLITE_DONE) return rows;
    if (step != SQLITE_ROW) return Failure(sql);
    rows.push_back(TRY(RowOf(statement)));
  }
}

Status SqliteConnection::Do(Literal sql) {
  TRY(Run(sql, {}));
  return {};
}

Status SqliteConnection::Commit() {
  Status done = Do("COMMIT");
  // When the log could not be synced, or its index not extended, its frames may be on disk, and a
  // crash before they are written over would bring them back.
  const int primary = sqlite3_extended_errcode(db_.get()) & 0xff;
  if (!done && (primary == SQLITE_IOERR || primary == SQLITE_NOMEM))
    done = Fail(Code::kUnavailable, kOutcomeUnknown, Detail("file", file_));
  return done;
}

void SqliteConnection::Rollback() {
  if (!InTransaction()) return;
  const Status undone = Do("ROLLBACK");
  if (!undone) log::Failure("Rolling back", undone.error());
}

}  // namespace almoner::store
