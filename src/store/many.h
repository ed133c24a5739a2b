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
// The same with one more parameter, $51.
template <class Key, class More>
Result<std::int64_t> ExecuteMany(Tx& tx, Literal sql, std::span<const Key> keys, const More& more) {
  const auto run = [&](const auto&... each) { return tx.Execute(sql, each..., more); };
  return many::Each(keys, run, std::make_index_sequence<kFifty>());
}

}  // namespace almoner::store
