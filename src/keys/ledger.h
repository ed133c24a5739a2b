// The key ledger: a small file outside the home, the database and every backup, sealed under the
// root key. It holds the epoch keys, which wrap every person's keys, the index key of each epoch,
// and the seed of the key that signs the log. It is rewritten in place: what an epoch key was is
// overwritten when it goes.
//
//   file = slot, slot; each 32,768 bytes: u32 length, sealed bytes, zeros. A change is written to
//   the older slot and made durable, then to the other: a crash leaves one whole, and no old copy
//   stays behind.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "base/id.h"
#include "base/random.h"
#include "base/secret.h"
#include "base/time.h"

namespace almoner::keys {

struct Epoch {
  std::int64_t number = 0;
  SecretBytes key;        // wraps the keys of people
  SecretBytes index_key;  // search tokens
  Time begun;
};

// Safe for concurrent use.
class Ledger {
 public:
  // Makes `directory` (0700) with a new root key and ledger. kConflict when either exists already.
  static Status Create(const OperatorPath& directory, Random& random, const Clock& clock);
  // kInvalid when the root key can be read by others than its owner or is not 32 bytes; kCorrupt
  // when it does not open this ledger. Secrets never stand in the error.
  static Result<std::unique_ptr<Ledger>> Open(const OperatorPath& directory, Random& random);

  [[nodiscard]] SecretBytes LogSeed() const;
  // For stamps on plain rows; derived from the log's seed, since both live as long as the home.
  [[nodiscard]] SecretBytes StampKey() const;
  // For hashes that recognise who was erased, were they put in again; derived like the stamp key.
  [[nodiscard]] SecretBytes SuppressionKey() const;
  [[nodiscard]] std::int64_t CurrentEpoch() const;
  Result<SecretBytes> EpochKey(std::int64_t number) const;  // kNotFound: destroyed, or never was
  [[nodiscard]] SecretBytes IndexKey() const;               // of the current epoch
  [[nodiscard]] std::vector<std::int64_t> Epochs() const;

  Result<std::int64_t> BeginEpoch(const Clock& clock);  // the new one is current; the old ones stay
  Status DestroyBefore(std::int64_t number);            // for good

 private:
  struct State {
    std::uint64_t sequence = 0;
    SecretBytes log_seed;
    std::vector<Epoch> epochs;  // oldest first; never empty
  };
  Ledger(OperatorPath file, SecretBytes root, Random& random, State state);
  static Bytes Encode(const State& state);
  static Result<State> Decode(const SecretBytes& bytes);
  static Result<State> ReadNewest(const OperatorPath& file, const SecretBytes& root);
  Status Save();  // REQUIRES: mutex_ held

  OperatorPath file_;
  SecretBytes root_;
  Random& random_;
  mutable std::mutex mutex_;
  State state_;
};

}  // namespace almoner::keys
