#include "gdprbench/table.h"
#include "store/pool.h"
#include "store/postgres_connection.h"

namespace almoner::gdprbench {
namespace {

using store::PostgresConnection;

class OfPostgres : public Table {
 public:
  OfPostgres(std::string dsn, int connections)
      : dsn_(std::move(dsn)),
        pool_(connections, [this] { return PostgresConnection::Open(dsn_); }) {}

  Status Make(std::span<const Literal> schema) {
    const auto connection = TRY(pool_.Take());
    for (const Literal statement : schema) TRY(connection->Run(statement, {}));
    return {};
  }

  Result<std::int64_t> Find(Literal sql, const store::Param& which) override {
    const auto connection = TRY(pool_.Take());
    return std::ssize(TRY(connection->Run(sql, {which})).rows);
  }

  Result<std::int64_t> Change(Literal sql, const store::Param& which,
                              const std::optional<store::Param>& value) override {
    const auto connection = TRY(pool_.Take());
    Params params{which};
    if (value) params.push_back(*value);
    return TRY(connection->Run(sql, params)).changed;
  }

  Status Together(const Fill& fill) override {
    const auto connection = TRY(pool_.Take());
    connection->Begin(PostgresConnection::Mode::kPlain);
    const Status filled = fill([&](Literal sql, const Params& params) -> Status {
      TRY(connection->Run(sql, params));
      return {};
    });
    if (filled) return connection->Commit();
    connection->Rollback();
    return filled;
  }

  Result<std::int64_t> Size() override {
    const auto connection = TRY(pool_.Take());
    TRY(connection->Run(Literal("VACUUM"), {}));
    const auto answer =
        TRY(connection->Run(Literal("SELECT pg_total_relation_size('usertable')"), {}));
    return answer.rows.front().Int(0);
  }

 private:
  const std::string dsn_;
  store::Pool<PostgresConnection> pool_;
};

}  // namespace

Result<std::unique_ptr<Table>> PostgresTable(const std::string& dsn, int connections,
                                             std::span<const Literal> schema) {
  auto table = std::make_unique<OfPostgres>(dsn, connections);
  TRY(table->Make(schema));
  return table;
}

}  // namespace almoner::gdprbench
