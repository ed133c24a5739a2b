// The keys of people and things: made, wrapped under the current epoch key, kept in the database,
// unwrapped for use and destroyed. An owner is any 16-byte id (a data subject, a staff account, an
// accountability file); each has a key of each kind it needs.
//
// Wrapping binds home, owner, kind, generation and epoch (AES-256-GCM associated data), so that a
// wrapped key moved to another row does not open.
#pragma once

#include "crypto/hash.h"
#include "keys/ledger.h"
#include "store/store.h"

namespace almoner::keys {

enum class Kind : std::uint8_t {
  kData,      // seals what is held about the owner
  kAudit,     // names the owner in audit entries; when it dies, the entries unlink
  kEvidence,  // seals the evidence of consents; goes with the person only
};
[[nodiscard]] std::string_view Name(Kind kind);

// A sealed thing's place, bound into it: the field's number (never reused;
// docs/formats/record-envelope.md), the row and what else tells one place from another.
enum class SealedField : std::uint16_t {
  kWrappedKey = 1,
  kRecordKey = 2,
  kRecordBody = 3,
  kStaffProfile = 4,
  kFileEvent = 5,
  kEvidence = 6,
  kBreakGlassWords = 7,
  kLifeDate = 8,
  kDocument = 12,  // the chunks of a document, as a stream (crypto/stream.h)
  kStatistics = 14,
  kLedgerEvent = 16,
  kAccount = 17,
  kDraft = 20,        // what somebody types on the website
  kLetter = 24,       // a letter by e-mail
  kFactor = 25,       // a second factor of an account
  kPlace = 26,        // in which browser a session began
  kAccountLink = 27,  // what a link in a letter is for
  kApiAnswer = 28,    // what the API answered, for a day
  kReaching = 29,
  kWaitingPart = 30,   // of a pack that waits to be fetched
  kShared = 31,        // why a record is shared with the person
  kTraining = 34,      // who trained a member of staff
  kWebhook = 37,       // where a webhook goes, and what it is signed with
  kNews = 38,          // what it tells
  kMadePart = 39,      // of a pack that was made in the background
  kLedgerParcel = 41,  // a change of the key ledger, on its way from one node to another
  kReserve = 42,       // an emergency reading, until the database takes it
};

struct WrappedKey {
  std::int64_t generation = 1;
  std::int64_t epoch = 0;
  Bytes wrapped;
};

// Safe for concurrent use.
class Keys {
 public:
  Keys(HomeId home, Ledger& ledger, Random& random)
      : home_(home), ledger_(ledger), random_(random), stamp_key_(ledger.StampKey()) {}

  // Associated data for a field of this home. `row` and `more` are fixed-width ids and numbers.
  [[nodiscard]] Bytes Place(SealedField field, BytesView row, BytesView more = {}) const;

  struct Made {
    SecretBytes key;
    WrappedKey wrapped;
  };
  Result<Made> Make(BytesView owner, Kind kind, std::int64_t generation = 1) const;
  Result<WrappedKey> Wrap(BytesView owner, Kind kind, std::int64_t generation,
                          const SecretBytes& key) const;
  Result<SecretBytes> Unwrap(BytesView owner, Kind kind, const WrappedKey& wrapped) const;

  // Seals under any key of this home, bound to its place.
  [[nodiscard]] Bytes Seal(const SecretBytes& key, SealedField field, BytesView row, BytesView more,
                           BytesView plain) const;
  Result<SecretBytes> Open(const SecretBytes& key, SealedField field, BytesView row, BytesView more,
                           BytesView sealed) const;

  // A search token: the first `size` bytes of HMAC(index key of the epoch, kind || 0 || value).
  [[nodiscard]] Bytes Token(std::string_view kind, std::string_view value, std::size_t size) const;

  // HMAC(stamp key, home || row): what stamp.h makes of a row.
  [[nodiscard]] crypto::Digest Stamp(BytesView row) const;

  [[nodiscard]] const HomeId& home() const { return home_; }
  // HMAC(suppression key, home || kind || 0 || value): outlives epochs, as what it recognises must.
  [[nodiscard]] crypto::Digest Suppressed(std::string_view kind, std::string_view value) const;

  [[nodiscard]] Random& random() const { return random_; }
  [[nodiscard]] Ledger& ledger() const { return ledger_; }

 private:
  HomeId home_;
  Ledger& ledger_;
  Random& random_;
  SecretBytes stamp_key_;
};

// kConflict when the key was wrapped before an epoch that has begun since: make it again.
Status Insert(store::Tx& tx, BytesView owner, Kind kind, const WrappedKey& key);
// kConflict when an epoch after this one has begun: what was made under it is not to be stored.
Status CheckEpoch(store::ReadTx& tx, std::int64_t epoch);
// From now on no key of an epoch older than this one gets in, so that Rewrap can come to an end.
Status CloseOlderEpochs(store::Store& store, std::int64_t epoch);
// The newest generation; kNotFound when the owner has none (or is erased).
Result<WrappedKey> Load(store::ReadTx& tx, BytesView owner, Kind kind);
Result<WrappedKey> LoadGeneration(store::ReadTx& tx, BytesView owner, Kind kind,
                                  std::int64_t generation);
// Every key of the owner, for good once the epoch's key goes too.
Status Destroy(store::Tx& tx, BytesView owner);

// Opens every key of every owner; `owner` is the one whose key does not, when it fails.
Status OpenAll(store::ReadTx& tx, const Keys& keys, Bytes& owner);

// Re-wraps every key of older epochs under the current one, at most 500 a transaction; how many it
// did. Interruptible: what is done stays done, and the next call goes on.
Result<std::int64_t> Rewrap(store::Store& store, const Keys& keys);

}  // namespace almoner::keys
