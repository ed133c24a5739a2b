// For this folder only: actors whose roles do not count yet, because the notice wants them trained
// before they open anything (decision 0042).
#pragma once

#include "gate/gate.h"

namespace almoner::gate {

// The training that is wanting, of the notice's people-rules; nothing: they need not wait.
Result<std::optional<notice::Index>> Waiting(store::ReadTx& tx, const Context& context,
                                             const Ask& ask, const notice::RoleSet& roles,
                                             Time now);
// The same in words, for a refusal.
Result<std::optional<Explanation>> WhyWaiting(store::ReadTx& tx, const Context& context,
                                              const Ask& ask, Time now);

}  // namespace almoner::gate
