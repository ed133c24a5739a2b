// One connection to PostgreSQL: its settings, its prepared statements, its errors in our words.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "store/store.h"

struct pg_conn;
struct pg_result;

namespace almoner::store {

// For one thread at a time.
class PostgresConnection {
 public:
  static Result<std::unique_ptr<PostgresConnection>> Open(const std::string& dsn);

  // Connects again, once, where the connection turns out to be lost: nothing has been done in it
  // yet.
  Status Begin(Literal begin);
  Result<Outcome> Run(const Sql& sql, const std::vector<Param>& params);
  Status Each(const Sql& sql, const RowVisitor& visit, const std::vector<Param>& params);
  Status Commit();
  void Rollback();

  // Another transaction won, so that this one may be run again (since the last Begin).
  [[nodiscard]] bool lost_race() const { return lost_race_; }
  [[nodiscard]] bool usable() const;  // connected, and in no transaction

 private:
  struct Closer {
    void operator()(pg_conn* connection) const;
    void operator()(pg_result* result) const;
  };
  using Answer = std::unique_ptr<pg_result, Closer>;
  // A Literal's place and the types it was prepared for.
  using Key = std::pair<const char*, std::vector<unsigned>>;

  explicit PostgresConnection(pg_conn* connection) : connection_(connection) {}
  Status Greet();
  Result<Answer> Do(Literal sql);
  Result<std::string> Prepared(const Sql& sql, const std::vector<unsigned>& types);
  static Status Visit(const pg_result* result, std::vector<Param::Value>& cells,
                      const RowVisitor& visit);
  void Cancel();
  Result<Answer> Check(Answer answer, const std::optional<Literal>& statement);

  std::unique_ptr<pg_conn, Closer> connection_;
  std::map<Key, std::string> prepared_;
  bool lost_race_ = false;
};

class PostgresTx : public Tx {
 public:
  explicit PostgresTx(PostgresConnection& connection) : connection_(connection) {}

 private:
  Result<Outcome> Run(const Sql& sql, const std::vector<Param>& params) override {
    return connection_.Run(sql, params);
  }
  Status RunEach(const Sql& sql, const RowVisitor& visit,
                 const std::vector<Param>& params) override {
    return connection_.Each(sql, visit, params);
  }
  PostgresConnection& connection_;
};

}  // namespace almoner::store
