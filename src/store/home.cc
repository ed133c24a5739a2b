#include "store/home.h"

namespace almoner::store {

Result<std::optional<Bytes>> HomeValue(ReadTx& tx, std::string_view name) {
  const auto row = TRY(tx.Maybe("SELECT value FROM home WHERE name = $1", name));
  if (!row) return std::optional<Bytes>();
  return std::optional(TRY(row->Blob(0)));
}

Status SetHomeValue(Tx& tx, std::string_view name, BytesView value) {
  TRY(
      tx.Execute("INSERT INTO home (name, value) VALUES ($1, $2) "
                 "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                 name, value));
  return {};
}

Status ClearHomeValue(Tx& tx, std::string_view name) {
  TRY(tx.Execute("DELETE FROM home WHERE name = $1", name));
  return {};
}

Result<std::optional<std::int64_t>> HomeNumber(ReadTx& tx, std::string_view name) {
  const auto value = TRY(HomeValue(tx, name));
  if (!value) return std::optional<std::int64_t>();
  Reader reader(*value);
  const auto number = static_cast<std::int64_t>(TRY(reader.U64()));
  TRY(reader.Done());
  return std::optional(number);
}

Status SetHomeNumber(Tx& tx, std::string_view name, std::int64_t number) {
  return SetHomeValue(tx, name, Writer().U64(static_cast<std::uint64_t>(number)).bytes());
}

}  // namespace almoner::store
