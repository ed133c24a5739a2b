#include <libpq-fe.h>

#include <mutex>

#include "store/engine.h"
#include "store/pool.h"
#include "store/postgres_connection.h"

namespace almoner::store {
namespace {

// A transaction that lost a race is run again so often before its caller hears of it.
constexpr int kAttempts = 20;

class PostgresStore : public Store {
 public:
  PostgresStore(const std::string& dsn, int connections)
      : pool_(connections, [=] { return PostgresConnection::Open(dsn); }) {}

  // Finds out at once whether the server is there and fit.
  Status Probe() {
    TRY(pool_.Take());
    return {};
  }

 private:
  // SERIALIZABLE, since that is what SQLite's single writer gives: code that checks one row and
  // writes another (is there a hold? then do not erase) must mean the same on both engines, and
  // weaker levels let two such transactions pass each other. Its price is that the server may
  // refuse one of two that touch the same rows, which is then run again; those who have lost queue
  // up here, so that within this process they do not defeat each other once more.
  Status DoWrite(const std::function<Status(Tx&)>& fn) override {
    CHECK(!InsideFn());
    const auto connection = TRY(pool_.Take());
    std::unique_lock again(losers_, std::defer_lock);
    for (int attempt = 1;; ++attempt) {
      Status outcome = WriteOnce(*connection, fn);
      if (outcome || !connection->lost_race() || attempt == kAttempts) return outcome;
      if (!again.owns_lock()) again.lock();
    }
  }

  static Status WriteOnce(PostgresConnection& connection, const std::function<Status(Tx&)>& fn) {
    connection.Begin(PostgresConnection::Mode::kWriting);
    PostgresTx tx(connection);
    Status outcome = RunOnce<Tx>(fn, tx);
    if (outcome) outcome = connection.Commit();
    if (!outcome) connection.Rollback();
    return outcome;
  }

  // One snapshot, which takes no locks and never loses a race.
  Status DoRead(const std::function<Status(ReadTx&)>& fn) override {
    CHECK(!InsideFn());
    const auto connection = TRY(pool_.Take());
    connection->Begin(PostgresConnection::Mode::kReading);
    PostgresTx tx(*connection);
    Status outcome = RunOnce<ReadTx>(fn, tx);
    connection->Leave();
    return outcome;
  }

  Pool<PostgresConnection> pool_;
  std::mutex losers_;
};

}  // namespace

Result<std::unique_ptr<Store>> OpenPostgres(const std::string& dsn, int connections) {
  CHECK(connections > 0);
  auto store = std::make_unique<PostgresStore>(dsn, connections);
  TRY(store->Probe());
  return store;
}

}  // namespace almoner::store
