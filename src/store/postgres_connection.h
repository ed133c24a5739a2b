// One connection to PostgreSQL: its settings, its prepared statements, its errors in our words.
#pragma once

#include <map>
#include <memory>
#include <optional>
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

  // The transaction begins with its first statement, in one round trip with it. Connects again,
  // once, where the connection turns out to be lost by then: nothing has been done in it yet.
  // kPlain: as the server does by itself; for the benchmark's peers.
  enum class Mode : std::uint8_t { kWriting, kReading, kPlain };
  void Begin(Mode mode);
  Result<Outcome> Run(const Sql& sql, const std::vector<Param>& params);
  Status Each(const Sql& sql, const RowVisitor& visit, const std::vector<Param>& params);
  Status Commit();
  void Rollback();
  // Ends a transaction that only read, without waiting for the server to say so.
  void Leave();

  // Another transaction won, so that this one may be run again (since the last Begin).
  [[nodiscard]] bool lost_race() const { return lost_race_; }
  [[nodiscard]] bool usable() const;  // connected, and in no transaction (or leaving one)

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
  // A statement on its way: its arguments, and the name that it was or is to be prepared under.
  struct Call;
  Result<Answer> Send(const Call& call);
  Result<Answer> SendTogether(const Call& call);
  bool Queue(const Call& call);
  Status BeginNow();
  Status Reconnect();
  void Settle();
  static Status Visit(const pg_result* result, std::vector<Param::Value>& cells,
                      const RowVisitor& visit);
  void Cancel();
  Result<Answer> Check(Answer answer, const std::optional<Literal>& statement);

  std::unique_ptr<pg_conn, Closer> connection_;
  std::map<Key, std::string> prepared_;
  std::optional<Mode> begin_;  // of a transaction in which nothing was asked yet
  bool leaving_ = false;       // the answer to Leave() was not taken in yet
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
