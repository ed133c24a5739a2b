// SQLite with the settings that only tests change.
#pragma once

#include <chrono>

#include "store/store.h"

namespace almoner::store {

struct SqliteOptions {
  std::chrono::milliseconds patience{5000};  // for another process that writes
  int readers = 8;                           // connections that read at the same time
};
Result<std::unique_ptr<Store>> OpenSqlite(const OperatorPath& file, const SqliteOptions& options);

}  // namespace almoner::store
