#include "audit/log.h"
#include "audit/tables.h"

namespace almoner::audit {
namespace {

Result<std::string> LatestIn(store::ReadTx& tx) {
  auto note = TRY(NewestCheckpoint(tx));
  if (!note) return Fail(Code::kNotFound, "The log has no checkpoint yet.");
  return *std::move(note);
}

// A proof is handed out only after it has been checked as its receiver will check it.
Result<InclusionProof> Checked(InclusionProof proof, const Digest& leaf, const NoteVerifier& log) {
  TRY(Check(proof, leaf, log));
  return proof;
}

}  // namespace

Result<std::string> Log::Latest() {
  return store_.Read([](store::ReadTx& tx) { return LatestIn(tx); });
}

Result<InclusionProof> Log::ProveInclusion(const EntryId& entry) {
  return store_.Read([&](store::ReadTx& tx) -> Result<InclusionProof> {
    const auto row = TRY(tx.Maybe("SELECT seq, leaf, body FROM audit_entry WHERE id = $1", entry));
    if (!row) return Fail(Code::kNotFound, "There is no audit entry with this id.");
    InclusionProof proof{.extra = {}, .index = 0, .hashes = {}, .checkpoint = {}};
    const auto newest = TRY(NewestCheckpoint(tx));
    const std::uint64_t size = newest ? TRY(OpenCheckpoint(*newest, verifier())).head.size : 0;
    if (!row->IsNull(0)) proof.index = TRY(CountAt(*row, 0));
    if (row->IsNull(0) || proof.index >= size)
      return Fail(Code::kUnavailable,
                  "This entry is not under a checkpoint yet; seal the log and ask again.");
    StoredTiles tiles(tx);
    proof.hashes = TRY(Tree(tiles, size).ProveInclusion(proof.index));
    proof.checkpoint = *newest;
    if (!row->IsNull(2)) proof.extra = TRY(row->Blob(2));
    const Digest leaf = proof.extra ? LeafHash(*proof.extra) : TRY(DigestAt(*row, 1));
    return Checked(std::move(proof), leaf, verifier());
  });
}

Result<ConsistencyProof> Log::ProveConsistency(std::uint64_t old_size) {
  return store_.Read([&](store::ReadTx& tx) -> Result<ConsistencyProof> {
    ConsistencyProof proof{.old_size = old_size, .hashes = {}, .checkpoint = TRY(LatestIn(tx))};
    const TreeHead newer = TRY(OpenCheckpoint(proof.checkpoint, verifier())).head;
    StoredTiles tiles(tx);
    proof.hashes = TRY(Tree(tiles, newer.size).ProveConsistency(old_size));
    return proof;
  });
}

}  // namespace almoner::audit
