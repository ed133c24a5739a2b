#include "audit/log.h"

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

}  // namespace

Status Append(store::Tx& tx, const Entry& entry) {
  TRY(tx.Execute("INSERT INTO audit_entry (id, at, body) VALUES ($1, $2, $3)", entry.id, entry.at,
                 TRY(Encode(entry))));
  for (const Digest& row : entry.sealed)
    TRY(tx.Execute("INSERT INTO audit_sealed (digest, entry) VALUES ($1, $2)", row, entry.id));
  for (const Digest& row : entry.destroyed) TRY(MarkDestroyed(tx, entry.id, row));
  return {};
}

Status Prune(store::Tx& tx, const EntryId& entry) {
  const std::int64_t changed = TRY(
      tx.Execute("UPDATE audit_entry SET body = NULL WHERE id = $1 AND seq IS NOT NULL", entry));
  if (changed == 1) return {};
  return Fail(Code::kNotFound, "There is no sealed entry with this id.", IdDetail("entry", entry));
}

}  // namespace almoner::audit
