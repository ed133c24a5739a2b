// What the database knows of the home it belongs to: a few named values.
#pragma once

#include "store/store.h"

namespace almoner::store {

Result<std::optional<Bytes>> HomeValue(ReadTx& tx, std::string_view name);
Status SetHomeValue(Tx& tx, std::string_view name, BytesView value);
Status ClearHomeValue(Tx& tx, std::string_view name);

// The same for a number.
Result<std::optional<std::int64_t>> HomeNumber(ReadTx& tx, std::string_view name);
Status SetHomeNumber(Tx& tx, std::string_view name, std::int64_t number);

}  // namespace almoner::store
