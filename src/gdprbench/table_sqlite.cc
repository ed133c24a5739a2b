#include "gdprbench/table.h"

namespace almoner::gdprbench {
namespace {

class OfSqlite : public Table {
 public:
  explicit OfSqlite(std::unique_ptr<store::Store> store) : store_(std::move(store)) {}

  Result<std::int64_t> Find(Literal sql, const store::Param& which) override {
    return store_->Read([&](store::ReadTx& tx) -> Result<std::int64_t> {
      return std::ssize(TRY(tx.Query(sql, which)));
    });
  }

  Result<std::int64_t> Change(Literal sql, const store::Param& which,
                              const std::optional<store::Param>& value) override {
    return store_->Write([&](store::Tx& tx) {
      return value ? tx.Execute(sql, which, *value) : tx.Execute(sql, which);
    });
  }

  Status Together(const Fill& fill) override {
    return store_->Write([&](store::Tx& tx) {
      return fill([&](Literal sql, const Params& params) { return tx.Apply(sql, params); });
    });
  }

  Result<std::int64_t> Size() override {
    return store_->Read([](store::ReadTx& tx) -> Result<std::int64_t> {
      return TRY(tx.One("SELECT page_count * page_size FROM pragma_page_count(), "
                        "pragma_page_size()"))
          .Int(0);
    });
  }

 private:
  const std::unique_ptr<store::Store> store_;
};

}  // namespace

Result<std::unique_ptr<Table>> SqliteTable(const OperatorPath& file,
                                           std::span<const Literal> schema) {
  auto store = TRY(store::OpenSqlite(file));
  TRY(store->Write([&](store::Tx& tx) -> Status {
    for (const Literal statement : schema) TRY(tx.Execute(statement));
    return {};
  }));
  return std::make_unique<OfSqlite>(std::move(store));
}

}  // namespace almoner::gdprbench
