// A peer's database as the benchmark's peers need it: statements one by one, each committed on its
// own, and a fast way to fill it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "store/store.h"

namespace almoner::gdprbench {

// Safe for concurrent use.
class Table {
 public:
  using Params = std::vector<store::Param>;
  // Puts a statement with what it needs into the transaction that fills the table.
  using Fill = std::function<Status(const std::function<Status(Literal, const Params&)>& put)>;

  virtual ~Table() = default;

  // How many rows there are.
  virtual Result<std::int64_t> Find(Literal sql, const store::Param& which) = 0;
  // How many rows changed, durably.
  virtual Result<std::int64_t> Change(Literal sql, const store::Param& which,
                                      const std::optional<store::Param>& value) = 0;
  // All that `fill` puts in, in one transaction. `fill` may run more than once.
  virtual Status Together(const Fill& fill) = 0;
  // Bytes on disk.
  virtual Result<std::int64_t> Size() = 0;

 protected:
  Table() = default;
  Table(const Table&) = default;
  Table& operator=(const Table&) = default;
};

// A file of its own, through the same store as Almoner's: group commit, every commit durable.
Result<std::unique_ptr<Table>> SqliteTable(const OperatorPath& file,
                                           std::span<const Literal> schema);

// An empty database, as any program would use it: prepared statements, each a transaction of its
// own, read committed, a connection for each who asks at the same time.
Result<std::unique_ptr<Table>> PostgresTable(const std::string& dsn, int connections,
                                             std::span<const Literal> schema);

}  // namespace almoner::gdprbench
