#include "audit/log.h"
#include "base/ablation.h"

namespace almoner::audit {
Status Append(store::Tx& tx, const Entry& entry) {
  if (ablation::Without(ablation::Part::kEntry)) return {};
  return tx.ExecuteOne("INSERT INTO audit_entry (id, at, body) VALUES ($1, $2, $3)", entry.id,
                       entry.at, TRY(Encode(entry)));
}

Status Prune(store::Tx& tx, const EntryId& entry) {
  const auto row = TRY(tx.Maybe(
      "SELECT body FROM audit_entry WHERE id = $1 AND seq IS NOT NULL AND body IS NOT NULL",
      entry));
  if (!row)
    return Fail(Code::kNotFound, "There is no sealed entry with this id.",
                IdDetail("entry", entry));
  const Entry read = TRY(Decode(TRY(row->Blob(0))));
  if (!read.sealed.empty() || !read.destroyed.empty())
    return Fail(Code::kConflict, "An entry that answers for rows stays as long as the log.",
                IdDetail("entry", entry));
  return tx.ExecuteOne("UPDATE audit_entry SET body = NULL WHERE id = $1", entry);
}

}  // namespace almoner::audit
