// The log: every audit entry, in one sequence that cannot be altered unseen.
//
// In two steps. Append() puts an entry into the caller's own transaction, so that what was done and
// its entry are there together or not at all. Log::Seal() later gives committed entries their place
// in the Merkle tree and signs the new root as a checkpoint, which also goes to a witness file.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "audit/entry.h"
#include "audit/note.h"
#include "audit/proof.h"
#include "store/store.h"

namespace almoner::audit {

// kInvalid when the entry cannot be encoded; kConflict when its id is there already. What it says
// of rows is believed: whoever destroys one names it by what stands there in the same transaction,
// and CompareRows (rows.h) finds out.
Status Append(store::Tx& tx, const Entry& entry);

// Forgets what a sealed entry says; its hash, and so the log, stays. kNotFound when there is no
// such entry, it is not sealed yet, or was pruned before; kConflict when it answers for rows.
Status Prune(store::Tx& tx, const EntryId& entry);

// After a backup was restored, the log goes on under another name: what was signed under the old
// one, and lost, must never meet another entry of the same number. The first entry of the new log
// is `first`, which answers for the old one's last checkpoint (table log_before); all that the
// database still knows is sealed again after it. Before Log::Open, and beside nobody else. Where it
// fails, nothing is changed.
Status Restart(store::Store& store, std::string_view origin, Entry first);

// Safe for concurrent use, also beside other Logs and other processes over the same database: who
// comes second finds the head moved and begins again. Needs the same few kilobytes however long the
// log is.
class Log {
 public:
  // The log's name is the signer's. kConflict when the database holds a log of another name.
  // `store` must outlive it.
  static Result<std::unique_ptr<Log>> Open(store::Store& store, NoteSigner signer,
                                           OperatorPath witness);

  // Seals what is pending, at most 500 entries a transaction, and signs after each. Returns how
  // many this call sealed; entries that are committed while it runs may wait for the next. Also
  // signs what a crash left unsigned. kCorrupt, with nothing signed, when the stored tree does not
  // agree with its head or does not continue the last checkpoint.
  Result<std::uint64_t> Seal();

  // The newest checkpoint; kNotFound before the first Seal().
  Result<std::string> Latest();
  // That an entry is in the log, with the entry itself unless it was pruned. kNotFound when there
  // is no such entry; kUnavailable when the newest checkpoint does not cover it yet: Seal() and ask
  // again.
  Result<InclusionProof> ProveInclusion(const EntryId& entry);
  // That the newest checkpoint continues the log of `old_size` entries. kInvalid when it is
  // smaller.
  Result<ConsistencyProof> ProveConsistency(std::uint64_t old_size);
  // Writes the log as of the newest checkpoint as c2sp.org/tlog-tiles lays it out: `checkpoint`,
  // `tile/<level>/<N>`, `tile/entries/<N>`. A pruned entry is there with length 0. The checkpoint
  // comes last, so that whoever sees it finds all it speaks of. The folder is made when it is not
  // there.
  Status Export(const OperatorPath& folder);

  [[nodiscard]] const NoteVerifier& verifier() const { return signer_.verifier(); }

 private:
  struct Batch;
  enum class Race : std::uint8_t { kWon, kLost };

  Log(store::Store& store, NoteSigner signer, OperatorPath witness)
      : store_(store), signer_(std::move(signer)), witness_(std::move(witness)) {}
  Result<Batch> Plan();
  Result<Race> Commit(const Batch& batch);
  Status TakeBack();
  Status SignHead();

  store::Store& store_;
  const NoteSigner signer_;
  const OperatorPath witness_;
  std::mutex sealing_;  // saves work; the compare-and-set of log_head is what keeps the log safe
};

}  // namespace almoner::audit
