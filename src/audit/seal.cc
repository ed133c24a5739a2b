#include <utility>
#include <vector>

#include "audit/edge.h"
#include "audit/log.h"
#include "audit/tables.h"
#include "audit/witness.h"

namespace almoner::audit {
namespace {

// Bounds a transaction (two statements an entry would be over 1,000 rows) and the memory of a
// batch.
constexpr std::int64_t kBatch = 500;

struct Leaf {
  EntryId id;
  Digest hash;
};

// Never signs what a later reader could not reconcile with what was signed before:
// c2sp.org/tlog-checkpoint says a log must not, and a database put back to an older state would
// make it do so.
Status CheckContinues(store::ReadTx& tx, const TreeHead& head, const NoteVerifier& log) {
  const auto newest = TRY(NewestCheckpoint(tx));
  if (!newest) return {};
  const TreeHead before = TRY(OpenCheckpoint(*newest, log)).head;
  StoredTiles tiles(tx);
  if (before.size > head.size || TRY(Tree(tiles, before.size).Root()) != before.root)
    return Fail(
        Code::kCorrupt,
        "The log does not continue its last checkpoint; it is not signed. Run audit verify.");
  return {};
}

}  // namespace

// What a transaction is to write, worked out beforehand.
struct Log::Batch {
  TreeHead before;
  TreeHead after;
  std::vector<Leaf> leaves;
  std::vector<Tile> tiles;
  bool waiting = false;  // entries of a log before this one
};

Result<std::unique_ptr<Log>> Log::Open(store::Store& store, NoteSigner signer,
                                       OperatorPath witness) {
  const std::string& origin = signer.verifier().name();
  TRY(store.Write([&](store::Tx& tx) {
    return tx.Execute(
        "INSERT INTO log_head (one, origin, size, root) VALUES (1, $1, 0, $2)"
        " ON CONFLICT (one) DO NOTHING",
        origin, EmptyRoot());
  }));
  const Head head = TRY(store.Read([](store::ReadTx& tx) { return ReadHead(tx); }));
  if (head.origin != origin)
    return Fail(Code::kConflict,
                "The database holds a log of another name; give the name that it was begun with.");
  return std::unique_ptr<Log>(new Log(store, std::move(signer), std::move(witness)));
}

Result<std::uint64_t> Log::Seal() {
  const std::lock_guard lock(sealing_);
  TRY(SignHead());  // of a sealer that stopped before it could
  for (std::uint64_t sealed = 0;;) {
    const Batch batch = TRY(Plan());
    if (batch.leaves.empty()) {
      if (!batch.waiting) return sealed;
      TRY(TakeBack());
      continue;
    }
    if (TRY(Commit(batch)) == Race::kLost) continue;  // another sealer got on, so this ends
    TRY(SignHead());
    sealed += batch.leaves.size();
    if (batch.leaves.size() < kBatch && !batch.waiting) return sealed;
  }
}

Result<Log::Batch> Log::Plan() {
  return store_.Read([](store::ReadTx& tx) -> Result<Batch> {
    Batch batch;
    batch.before = TRY(ReadHead(tx)).tree;
    StoredTiles tiles(tx);
    Edge edge = TRY(Edge::Load(tiles, batch.before.size));
    if (edge.Root() != batch.before.root)
      return Fail(
          Code::kCorrupt,
          "The log's tiles do not agree with its head; nothing is sealed. Run audit verify.");
    for (const store::Row& row : TRY(tx.Query(
             "SELECT id, body, leaf FROM audit_entry WHERE seq IS NULL ORDER BY at, id LIMIT $1",
             kBatch))) {
      // An entry that was pruned in a log before this one has its hash alone.
      const Leaf leaf{TRY(row.As<EntryId>(0)),
                      row.IsNull(1) ? TRY(DigestAt(row, 2)) : LeafHash(TRY(row.Blob(1)))};
      edge.Append(leaf.hash);
      batch.leaves.push_back(leaf);
    }
    batch.waiting = TRY(tx.Maybe("SELECT 1 FROM audit_entry WHERE seq < 0 LIMIT 1")).has_value();
    batch.after = {.size = edge.size(), .root = edge.Root()};
    batch.tiles = edge.TakeFull();
    std::ranges::move(edge.TouchedPartial(), std::back_inserter(batch.tiles));
    return batch;
  });
}

// Entries of the log before this one, which wait until its first is sealed (Restart): some of them,
// in their order.
Status Log::TakeBack() {
  return store_.Write([](store::Tx& tx) -> Status {
    TRY(
        tx.Execute("UPDATE audit_entry SET seq = NULL WHERE id IN"
                   " (SELECT id FROM audit_entry WHERE seq < 0 ORDER BY seq DESC LIMIT $1)",
                   kBatch));
    return {};
  });
}

// The compare-and-set is an INSERT that always meets the row: on PostgreSQL, where transactions are
// serializable, an UPDATE would count as having read the head, and sealers who do nothing but wait
// for one another would make the writers beside them lose their races.
Result<Log::Race> Log::Commit(const Batch& batch) {
  return store_.Write([&](store::Tx& tx) -> Result<Race> {
    const std::int64_t moved =
        TRY(tx.Execute("INSERT INTO log_head (one, origin, size, root) VALUES (1, $5, $1, $2)"
                       " ON CONFLICT (one) DO UPDATE SET size = excluded.size, root = excluded.root"
                       " WHERE log_head.size = $3 AND log_head.root = $4",
                       batch.after.size, batch.after.root, batch.before.size, batch.before.root,
                       verifier().name()));
    if (moved == 0) return Race::kLost;
    std::uint64_t seq = batch.before.size;
    for (const Leaf& leaf : batch.leaves)
      TRY(tx.ExecuteOne("UPDATE audit_entry SET seq = $1, leaf = $2 WHERE id = $3", seq++,
                        leaf.hash, leaf.id));
    for (const Tile& tile : batch.tiles)
      TRY(
          tx.Execute("INSERT INTO log_tile (level, position, hashes) VALUES ($1, $2, $3)"
                     " ON CONFLICT (level, position) DO UPDATE SET hashes = excluded.hashes",
                     tile.id.level, tile.id.index, PackHashes(tile.hashes)));
    return Race::kWon;
  });
}

// The head as committed and durable, signed if it is not yet. First the witness, then the database:
// a crash between the two leaves a line that the next attempt writes again, word for word.
Status Log::SignHead() {
  const auto unsigned_head =
      TRY(store_.Read([&](store::ReadTx& tx) -> Result<std::optional<TreeHead>> {
        const TreeHead head = TRY(ReadHead(tx)).tree;
        if (TRY(tx.Maybe("SELECT 1 FROM log_checkpoint WHERE size = $1", head.size)))
          return std::optional<TreeHead>();
        TRY(CheckContinues(tx, head, verifier()));
        return std::optional(head);
      }));
  if (!unsigned_head) return {};
  const std::string note = TRY(SignCheckpoint(*unsigned_head, signer_));
  TRY(AppendToWitness(witness_, note));
  return store_.Write([&](store::Tx& tx) -> Status {
    TRY(
        tx.Execute("INSERT INTO log_checkpoint (size, note) VALUES ($1, $2)"
                   " ON CONFLICT (size) DO NOTHING",
                   unsigned_head->size, note));
    return {};
  });
}

}  // namespace almoner::audit
