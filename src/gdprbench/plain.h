// The peers: one table, as GDPRbench's own clients make it. Nothing is decided or recorded for each
// person; what is done to be compliant is what is usually done to a table.
#pragma once

#include <atomic>
#include <memory>

#include "gdprbench/table.h"
#include "gdprbench/target.h"

namespace almoner::gdprbench {

enum class Peer : std::uint8_t {
  kBare,       // an index on the key alone
  kIndexed,    // and one on each field of metadata
  kCompliant,  // PostgreSQL: indexed, the data sealed by pgcrypto, rows that are past their time or
               // objected to hidden by row-level security; what is logged is the server's (pgaudit)
};

class Plain : public Target {
 public:
  // In a file that does not exist yet. kInvalid: SQLite has no kCompliant.
  static Result<std::unique_ptr<Plain>> OnSqlite(const OperatorPath& file, const Shape& shape,
                                                 Peer peer);
  // In an empty database, used over at most so many connections. kCompliant needs a user who is no
  // superuser, and the extension pgcrypto in the database.
  static Result<std::unique_ptr<Plain>> OnPostgres(const std::string& dsn, int connections,
                                                   const Shape& shape, Peer peer);

  Status Load(std::int64_t from, std::int64_t end) override;
  Result<std::int64_t> Do(const Operation& operation) override;
  std::int64_t NewNumber() override { return last_ += 1; }
  [[nodiscard]] std::int64_t last() const override { return last_; }
  Result<std::int64_t> Size() override { return table_->Size(); }

 private:
  struct Statements;
  static const Statements& StatementsFor(Peer peer);
  Plain(std::unique_ptr<Table> table, const Shape& shape, Peer peer)
      : table_(std::move(table)), shape_(shape), sql_(StatementsFor(peer)) {}
  Status Insert(std::int64_t from, std::int64_t end);
  Result<std::int64_t> Read(const Operation& operation, bool data);
  Result<std::int64_t> Change(const Operation& operation);

  const std::unique_ptr<Table> table_;
  const Shape shape_;
  const Statements& sql_;
  std::atomic<std::int64_t> last_ = -1;
};

}  // namespace almoner::gdprbench
