// SQLite's result codes as errors that say what to do.
#pragma once

#include <optional>

#include "base/result.h"

struct sqlite3;

namespace almoner::store {

// The error of the last call on `db`. SQLite's own text is left out: it may quote stored values.
[[nodiscard]] std::unexpected<Error> SqliteFailure(sqlite3* db, const OperatorPath& file,
                                                   const std::optional<Literal>& statement);

}  // namespace almoner::store
