// The key ledger: a small file outside the home, the database and every backup, sealed under the
// root key. It holds the epoch keys, which wrap every person's keys, the index key of each epoch,
// one key for each backup that has not expired, and the seed of the key that signs the log. It is
// rewritten in place: what a key was is overwritten when it goes.
//
//   file = slot, slot; each half of the file: u32 length, sealed bytes, zeros. A change is written
//   to the older slot and made durable, then to the other: a crash leaves one whole, and no old
//   copy stays behind.
//
// An epoch that is over stays as long as a backup needs its key: what a backup holds is wrapped
// under it. So what was destroyed in an epoch is beyond anyone's reach once the epoch is over and
// the last backup made in it has expired.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "base/id.h"
#include "base/random.h"
#include "base/secret.h"
#include "base/time.h"

namespace almoner::keys {

using NodeId = Id<struct NodeTag>;  // one of several processes over one database

// A node of several over one database (keys/nodes.h): what a ledger's changes are sealed to for it.
struct LedgerNode {
  NodeId id;
  SecretBytes inbox;                       // an X25519 secret, replaced with each change taken in
  std::optional<SecretBytes> before = {};  // the one before, until the database knows the new one
  [[nodiscard]] LedgerNode Clone() const;
};

struct Epoch {
  std::int64_t number = 0;
  SecretBytes key;        // wraps the keys of people
  SecretBytes index_key;  // search tokens
  Time begun;
};

// What is known of a backup besides its key.
struct Backup {
  BackupId id;
  Time made;
  Time expires;               // from then on its key is not there any more
  std::int64_t epoch = 0;     // the oldest whose key it needs
  std::int64_t replayed = 0;  // the last event of the event ledger that it holds
};

// To whom copies of the ledger are sealed: the public half of a recovery kit.
struct Recovery {
  Bytes public_key;      // X25519, 32 bytes
  std::int64_t kit = 0;  // the number on the kit's papers
};

// Safe for concurrent use.
class Ledger {
 public:
  ~Ledger();
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;
  Ledger(Ledger&&) = delete;
  Ledger& operator=(Ledger&&) = delete;

  // Makes `directory` (0700) with a new root key and ledger. kConflict when either exists already.
  static Status Create(const OperatorPath& directory, Random& random, const Clock& clock);
  // The same with what Export() gave: a ledger that was recovered, under a new root key.
  static Status Import(const OperatorPath& directory, const SecretBytes& exported, Random& random);
  // kInvalid when the root key can be read by others than its owner or is not 32 bytes; kCorrupt
  // when it does not open this ledger. Secrets never stand in the error.
  static Result<std::unique_ptr<Ledger>> Open(const OperatorPath& directory, Random& random);

  // Everything in it, to be sealed to a recovery kit and to nothing else.
  [[nodiscard]] SecretBytes Export() const;

  [[nodiscard]] SecretBytes LogSeed() const;
  // For stamps on plain rows; derived from the log's seed, since both live as long as the home.
  [[nodiscard]] SecretBytes StampKey() const;
  // Seals the event ledger; derived in the same way.
  [[nodiscard]] SecretBytes EventKey() const;
  // For hashes that recognise who was erased, were they put in again; derived like the stamp key.
  [[nodiscard]] SecretBytes SuppressionKey() const;
  [[nodiscard]] std::int64_t CurrentEpoch() const;
  [[nodiscard]] Time EpochBegun() const;  // the current one
  // kNotFound: destroyed; kUnavailable: of an epoch that another node began a moment ago.
  Result<SecretBytes> EpochKey(std::int64_t number) const;
  [[nodiscard]] SecretBytes IndexKey() const;  // of the current epoch
  [[nodiscard]] std::vector<std::int64_t> Epochs() const;

  Result<std::int64_t> BeginEpoch(const Clock& clock);  // the new one is current; the old ones stay
  // For good, save those that a backup still needs: they go with it.
  Status DestroyBefore(std::int64_t number);

  // A new backup's key, durable when this returns. kConflict when there are too many, or when the
  // epoch it needs is gone already.
  Result<SecretBytes> AddBackup(const Backup& backup);
  // kNotFound: it has expired, or was made by another home.
  Result<SecretBytes> BackupKey(const BackupId& id) const;
  [[nodiscard]] std::vector<Backup> Backups() const;  // oldest first
  // Destroys, for good, the keys of backups that have expired by now, and of epochs over before
  // `current` that none needs any more; the ids of those backups.
  Result<std::vector<BackupId>> Expire(Time now, std::int64_t current);
  Status DropBackup(const BackupId& id);  // one that was not finished, or is to go before its time

  [[nodiscard]] std::optional<Recovery> recovery() const;
  Status SetRecovery(const Recovery& recovery);

  // How many changes the nodes over one database have made to it; 0 where there is one home only.
  [[nodiscard]] std::int64_t version() const;
  // What all nodes hold alike, as Export() without what only this file knows.
  [[nodiscard]] SecretBytes Shared() const;
  // Seals what goes from one node to another; derived like the stamp key.
  [[nodiscard]] SecretBytes CarryKey() const;
  [[nodiscard]] std::optional<LedgerNode> node() const;
  Status SetNode(const LedgerNode& node);
  // Makes what another node holds this one's, and `node` what is known of itself, in one change of
  // the file: what is not in it any more is overwritten. kConflict: it is not newer.
  Status Adopt(const SecretBytes& shared, const LedgerNode& node);
  // From now on a change is made by putting it out to all nodes, this one among them: `put_out`
  // Adopts what it is given, or what another node put out before, and then the change is made anew.
  enum class PutOut : std::uint8_t { kDone, kOvertaken };
  using PuttingOut = std::function<Result<PutOut>(const SecretBytes& shared, std::int64_t version)>;
  void PutOutBy(PuttingOut put_out);

 private:
  struct BackupEntry {
    Backup backup;
    SecretBytes key;
  };
  struct State {
    std::uint64_t sequence = 0;
    SecretBytes log_seed;
    std::vector<Epoch> epochs;  // oldest first; never empty
    std::vector<BackupEntry> backups;
    std::optional<Recovery> recovery;
    std::int64_t version = 0;
    std::optional<LedgerNode> node;

    [[nodiscard]] State Clone() const;
  };
  Ledger(OperatorPath file, std::size_t slot, SecretBytes root, Random& random, State state);
  enum class Reach : std::uint8_t { kFile, kExport, kShared };
  static Bytes Encode(const State& state, Reach reach);
  static Result<State> Decode(const SecretBytes& bytes);
  static Result<State> ReadNewest(const OperatorPath& file, const SecretBytes& root,
                                  std::size_t& slot);
  static Status Make(const OperatorPath& directory, const SecretBytes& root, State state,
                     Random& random);
  static void DropUnneeded(State& state, std::int64_t current);
  Status CheckRoom(const State& next) const;
  // Makes `next` the state, once it is durable. REQUIRES: mutex_ held
  Status Save(State next);
  // What `change` makes of the state; more than once where another node's change came first.
  Status Change(const std::function<Status(State&)>& change);

  OperatorPath file_;
  std::size_t slot_;
  SecretBytes root_;
  Random& random_;
  PuttingOut put_out_;   // set once, before there is a second thread
  std::mutex changing_;  // held for a whole change; before mutex_
  mutable std::mutex mutex_;
  State state_;
};

}  // namespace almoner::keys
