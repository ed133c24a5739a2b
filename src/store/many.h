// One statement for up to fifty rows: SQL is a Literal and so cannot grow a list of its own, but it
// can hold a long one, whose last places repeat the last id.
//
//   ExecuteMany(tx, "DELETE FROM record WHERE id IN " ALMONER_FIFTY, ids)
#pragma once

#include <algorithm>
#include <span>
#include <utility>

#include "store/store.h"

#define ALMONER_FIFTY                                                                            \
  "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, " \
  "$21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, "   \
  "$39, "                                                                                        \
  "$40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50)"

// The same for a second key of each row.
#define ALMONER_FIFTY_MORE                                                                      \
  "($51, $52, $53, $54, $55, $56, $57, $58, $59, $60, $61, $62, $63, $64, $65, $66, $67, $68, " \
  "$69, $70, $71, $72, $73, $74, $75, $76, $77, $78, $79, $80, $81, $82, $83, $84, $85, $86, "  \
  "$87, $88, $89, $90, $91, $92, $93, $94, $95, $96, $97, $98, $99, $100)"

namespace almoner::store {

inline constexpr std::size_t kFifty = 50;

namespace many {

// Calls `run` with fifty arguments for each fifty of `keys`.
template <class Key, class Run, std::size_t... I>
Result<std::int64_t> Each(std::span<const Key> keys, const Run& run, std::index_sequence<I...>) {
  std::int64_t changed = 0;
  for (; !keys.empty(); keys = keys.subspan(std::min(keys.size(), kFifty)))
    changed += TRY(run(keys[std::min(I, keys.size() - 1)]...));
  return changed;
}

}  // namespace many

// How many rows changed in all. REQUIRES: `sql` ends its list of $1 to $50 as above and has no
// parameter beyond; no key stands twice.
template <class Key>
Result<std::int64_t> ExecuteMany(Tx& tx, Literal sql, std::span<const Key> keys) {
  const auto run = [&](const auto&... each) { return tx.Execute(sql, each...); };
  return many::Each(keys, run, std::make_index_sequence<kFifty>());
}
// The same with a second key for each row, in the same order: $51 to $100.
template <class Key, class Second>
Result<std::int64_t> ExecuteMany(Tx& tx, Literal sql, std::span<const Key> keys,
                                 std::span<const Second> seconds) {
  CHECK(keys.size() == seconds.size());
  const auto run = [&]<std::size_t... I>(std::index_sequence<I...>) {
    return tx.Execute(sql, keys[std::min(I, keys.size() - 1)]...,
                      seconds[std::min(I, keys.size() - 1)]...);
  };
  std::int64_t changed = 0;
  while (!keys.empty()) {
    changed += TRY(run(std::make_index_sequence<kFifty>()));
    const std::size_t done = std::min(keys.size(), kFifty);
    keys = keys.subspan(done);
    seconds = seconds.subspan(done);
  }
  return changed;
}

}  // namespace almoner::store
