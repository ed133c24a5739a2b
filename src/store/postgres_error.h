// PostgreSQL's SQLSTATE codes as errors that say what to do.
#pragma once

#include <optional>
#include <string_view>

#include "base/result.h"

namespace almoner::store {

// The server's own text is left out: it quotes stored values ("Key (name)=(…) already exists").
[[nodiscard]] std::unexpected<Error> PostgresFailure(std::string_view sqlstate,
                                                     const std::optional<Literal>& statement);

// Whether others, at the same rows or locks, kept a transaction from being done, and not the
// server.
[[nodiscard]] bool OthersWon(const Error& error);

// serialization_failure and deadlock_detected: the server chose another transaction over this one.
[[nodiscard]] bool IsLostRace(std::string_view sqlstate);

}  // namespace almoner::store
