// Parameters and answers in PostgreSQL's binary formats: int8 big-endian, text and bytea as they
// are.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "store/store.h"

struct pg_result;

namespace almoner::store {

// The four parallel arrays that libpq wants. Views into the Params, which must outlive this.
struct PostgresArguments {
  explicit PostgresArguments(const std::vector<Param>& params);
  [[nodiscard]] int count() const { return static_cast<int>(types.size()); }

  std::vector<unsigned> types;  // 0 where NULL: the statement decides
  std::vector<const char*> values;
  std::vector<int> lengths;
  std::vector<int> formats;

 private:
  std::unique_ptr<std::array<std::uint8_t, 8>[]> numbers_;  // where values points
};

// The cells of one row, where the answer has them.
Status PostgresRow(const pg_result* result, int row, std::vector<Param::Value>& cells);
Result<Outcome> PostgresOutcome(const pg_result* result);

}  // namespace almoner::store
