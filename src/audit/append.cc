#include <algorithm>
#include <span>

#include "audit/log.h"
#include "store/many.h"

namespace almoner::audit {
namespace {

Status MarkDestroyed(store::Tx& tx, const EntryId& entry, const Digest& row) {
  const std::int64_t changed =
      TRY(tx.Execute("UPDATE audit_sealed SET destroyed_by = $1"
                     " WHERE digest = $2 AND destroyed_by IS NULL",
                     entry, row));
  if (changed == 1) return {};
  if (TRY(tx.Maybe("SELECT 1 FROM audit_sealed WHERE digest = $1", row)))
    return Fail(Code::kConflict, "A row that was to be destroyed has been destroyed already.",
                IdDetail("entry", entry));
  return Fail(Code::kCorrupt,
              "A row that was destroyed is not one that the log knows; run audit verify.",
              IdDetail("entry", entry));
}

// Fifty at a time; where one of them cannot be marked, one by one, which says what is wrong with
// it.
Status MarkAllDestroyed(store::Tx& tx, const Entry& entry) {
  constexpr std::size_t kFew = 5;
  std::span<const Digest> rest(entry.destroyed);
  while (rest.size() > kFew) {
    const auto some = rest.first(std::min(rest.size(), store::kFifty));
    const std::int64_t known = TRY(store::ExecuteMany(
        tx,
        "UPDATE audit_sealed SET destroyed_by = $51 WHERE destroyed_by IS NULL AND digest "
        "IN " ALMONER_FIFTY,
        some, entry.id));
    if (known != static_cast<std::int64_t>(some.size())) {
      TRY(tx.Execute("UPDATE audit_sealed SET destroyed_by = NULL WHERE destroyed_by = $1",
                     entry.id));
      rest = entry.destroyed;
      break;
    }
    rest = rest.subspan(some.size());
  }
  for (const Digest& row : rest) TRY(MarkDestroyed(tx, entry.id, row));
  return {};
}

}  // namespace

Status Append(store::Tx& tx, const Entry& entry) {
  TRY(tx.Execute("INSERT INTO audit_entry (id, at, body) VALUES ($1, $2, $3)", entry.id, entry.at,
                 TRY(Encode(entry))));
  for (const Digest& row : entry.sealed)
    TRY(tx.Execute("INSERT INTO audit_sealed (digest, entry) VALUES ($1, $2)", row, entry.id));
  return MarkAllDestroyed(tx, entry);
}

Status Prune(store::Tx& tx, const EntryId& entry) {
  const std::int64_t changed = TRY(
      tx.Execute("UPDATE audit_entry SET body = NULL WHERE id = $1 AND seq IS NOT NULL", entry));
  if (changed == 1) return {};
  return Fail(Code::kNotFound, "There is no sealed entry with this id.", IdDetail("entry", entry));
}

}  // namespace almoner::audit
