#include "audit/log.h"
#include "audit/tables.h"
#include "audit/tree.h"

namespace almoner::audit {
namespace {

// Aside, so that the first entry is alone to be sealed: the nth entry waits under -1 - n. Those
// that were never sealed wait after the others.
Status PutAside(store::Tx& tx, std::uint64_t size) {
  TRY(tx.Execute("UPDATE audit_entry SET seq = -1 - seq WHERE seq IS NOT NULL"));
  auto next = static_cast<std::int64_t>(size);
  for (const store::Row& row :
       TRY(tx.Query("SELECT id FROM audit_entry WHERE seq IS NULL ORDER BY at, id")))
    TRY(tx.ExecuteOne("UPDATE audit_entry SET seq = $2 WHERE id = $1", TRY(row.As<EntryId>(0)),
                      -1 - next++));
  return {};
}

Status KeepCheckpoint(store::Tx& tx, const Head& before, Entry& first) {
  const auto note = TRY(NewestCheckpoint(tx));
  if (!note) return {};
  const Digest digest = crypto::Sha256(*note);
  TRY(tx.Execute("INSERT INTO log_before (origin, note, digest) VALUES ($1, $2, $3)", before.origin,
                 *note, BytesView(digest)));
  first.sealed.push_back(digest);
  return {};
}

}  // namespace

Status Restart(store::Store& store, std::string_view origin, Entry first) {
  return store.Write([&](store::Tx& tx) -> Status {
    const Head before = TRY(ReadHead(tx));
    Entry entry = first;
    TRY(KeepCheckpoint(tx, before, entry));
    TRY(PutAside(tx, before.tree.size));
    TRY(tx.Execute("DELETE FROM log_tile"));
    TRY(tx.Execute("DELETE FROM log_checkpoint"));
    TRY(tx.Execute("UPDATE log_head SET origin = $1, size = 0, root = $2", origin, EmptyRoot()));
    return Append(tx, entry);
  });
}

}  // namespace almoner::audit
