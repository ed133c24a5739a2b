// One connection to an SQLite file: its settings, its statements, its errors in our words.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

#include "store/store.h"

struct sqlite3;
struct sqlite3_stmt;

namespace almoner::store {

// For one thread at a time.
class SqliteConnection {
 public:
  enum class Mode : std::uint8_t { kWriter, kReader };
  // `patience`: how long to wait for another process that writes.
  static Result<std::unique_ptr<SqliteConnection>> Open(const OperatorPath& file, Mode mode,
                                                        std::chrono::milliseconds patience);

  Result<Outcome> Run(const Sql& sql, const std::vector<Param>& params);
  Status Each(const Sql& sql, const RowVisitor& visit, const std::vector<Param>& params);
  Status Do(Literal sql);  // a statement without parameters, whose rows nobody needs
  Status Commit();
  void Rollback();  // nothing, if the engine has rolled back already
  [[nodiscard]] bool InTransaction() const;
  // How many statements that can change something have been run.
  [[nodiscard]] std::uint64_t writes() const { return writes_; }
  // From now on `grown` is told, on the thread that commits, how many pages the write-ahead log
  // has, and has it written back elsewhere; where it says that it does, and the log is very long
  // all the same, whoever commits writes it back too.
  void WhenLogGrows(std::function<bool(int pages)> grown);
  // Writes back what of the log is committed, nearly all of it beside whoever commits, and has the
  // log begin anew. What fails is tried again the next time.
  void WriteLogBack();
  [[nodiscard]] bool usable() const { return !InTransaction(); }

 private:
  struct Closer {
    void operator()(sqlite3* db) const;
    void operator()(sqlite3_stmt* statement) const;
  };
  struct Statement {
    std::unique_ptr<sqlite3_stmt, Closer> handle;
    std::vector<int> places;  // where SQLite has put $1, $2, …
  };

  explicit SqliteConnection(const OperatorPath& file) : file_(file) {}
  Status Configure(Mode mode);
  Result<Statement> Prepare(const Sql& sql);
  bool MakeFileDurable();
  Result<Outcome> Run(Statement& statement, const Sql& sql, const std::vector<Param>& params);
  Status BindAll(const Statement& statement, const Sql& sql, const std::vector<Param>& params);
  Result<Rows> Step(sqlite3_stmt* statement, const Sql& sql);
  [[nodiscard]] std::unexpected<Error> Failure(const Sql& sql) const;

  const OperatorPath file_;
  std::function<bool(int)> log_grows_;
  std::uint64_t writes_ = 0;
  std::unique_ptr<sqlite3, Closer> db_;
  // By where its Literal lies: two texts cannot begin at the same place, both ending with a NUL.
  std::unordered_map<const char*, Statement> statements_;
};

class SqliteTx : public Tx {
 public:
  explicit SqliteTx(SqliteConnection& connection) : connection_(connection) {}

 private:
  Result<Outcome> Run(const Sql& sql, const std::vector<Param>& params) override {
    return connection_.Run(sql, params);
  }
  Status RunEach(const Sql& sql, const RowVisitor& visit,
                 const std::vector<Param>& params) override {
    return connection_.Each(sql, visit, params);
  }
  SqliteConnection& connection_;
};

}  // namespace almoner::store
