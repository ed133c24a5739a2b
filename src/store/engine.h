// What both engines share: how one fn is run, and what is said when a commit's outcome is unknown.
#pragma once

#include <functional>

#include "store/store.h"

namespace almoner::store {

inline constexpr Literal kOutcomeUnknown(
    "The database was lost while committing: the change may or may not be there; look before "
    "trying "
    "again.");

// Whether this thread is running an fn. Starting a transaction then would wait for itself sooner or
// later (for the writer's place, or for the pool's last connection), so both engines CHECK it.
[[nodiscard]] bool InsideFn();

// A cell of its own, where the engine's goes with its row.
[[nodiscard]] Row::Cell Kept(const Param::Value& view);

// Calls fn with InsideFn(); an exception that escapes it is kInternal.
Status Guarded(const std::function<Status()>& fn);

// One run of fn. A failed statement fails it even where fn passed over the failure; fn's own words
// for it come first.
template <class AnyTx>
Status RunOnce(const std::function<Status(AnyTx&)>& fn, AnyTx& tx) {
  Status outcome = Guarded([&] { return fn(tx); });
  if (outcome && tx.failure()) return std::unexpected(*tx.failure());
  return outcome;
}

}  // namespace almoner::store
