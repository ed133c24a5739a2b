// The peer without any protection: one table, as GDPRbench's own clients make it. Nothing is
// decided, sealed or recorded; personal data and metadata stand in plain.
#pragma once

#include <atomic>
#include <memory>

#include "gdprbench/target.h"
#include "store/store.h"

namespace almoner::gdprbench {

class Plain : public Target {
 public:
  // In an empty database. `indexed`: an index on each field of metadata, else the key's alone.
  static Result<std::unique_ptr<Plain>> Create(std::unique_ptr<store::Store> store,
                                               const Shape& shape, bool indexed);

  Status Load(std::int64_t from, std::int64_t end) override;
  Result<std::int64_t> Do(const Operation& operation) override;
  std::int64_t NewNumber() override { return last_ += 1; }
  [[nodiscard]] std::int64_t last() const override { return last_; }
  Result<std::int64_t> Size() override;

 private:
  Plain(std::unique_ptr<store::Store> store, const Shape& shape)
      : store_(std::move(store)), shape_(shape) {}
  Status Insert(store::Tx& tx, std::int64_t k) const;
  Result<std::int64_t> Read(const Operation& operation, bool data);
  Result<std::int64_t> Change(const Operation& operation);

  std::unique_ptr<store::Store> store_;
  const Shape shape_;
  std::atomic<std::int64_t> last_ = -1;
};

}  // namespace almoner::gdprbench
