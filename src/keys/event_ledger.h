// The event ledger: what must be done again when a backup from before it is restored. Erasures,
// restrictions, objections, holds, decisions to keep something longer, consents withdrawn and
// accounts ended each leave an event, in the transaction that did them; copies of the events stand
// outside the database, so that a database that is put back to an older state meets what it has
// missed.
//
// An event holds opaque ids and fixed words, sealed under a key of the key ledger
// (docs/formats/backup.md). Events are numbered from 1 without a gap.
#pragma once

#include <map>
#include <mutex>

#include "keys/stamp.h"

namespace almoner::keys {

// Numbers are never used again.
enum class Deed : std::uint8_t {
  kErased = 1,       // records, or a person with everything
  kMarked = 2,       // a restriction, objection or hold was placed
  kUnmarked = 3,     // and lifted
  kWithdrawn = 4,    // a consent was withdrawn or refused
  kLeft = 5,         // a staff account ended
  kHeld = 6,         // a hold was placed
  kReleased = 7,     // and lifted
  kVisitorLeft = 8,  // an account on the portal ended, or got another password
  kKept = 13,        // it was decided to keep something longer
  kLost = 14,        // what stood under this number is lost
};

struct Event {
  std::int64_t seq = 0;
  Deed deed = Deed::kErased;
  Time at;
  Bytes body;  // what whoever did it needs to do it again; each says its own format
};

struct SealedEvent {
  std::int64_t seq = 0;
  Bytes sealed;
};

// Adds an event to this transaction, after all that are there.
Status Remember(const Change& change, Deed deed, BytesView body);
// kCorrupt when it was altered, renumbered or is another home's.
Result<Event> OpenEvent(const Keys& keys, const SealedEvent& event);

// The number of the last event of this database; 0 before the first.
Result<std::int64_t> LastEvent(store::ReadTx& tx);
// At most `most` events after that one, in their order.
Result<std::vector<SealedEvent>> EventsAfter(store::ReadTx& tx, std::int64_t seq,
                                             std::int64_t most);
// Takes events in that only a copy has, under their own numbers. kConflict where they do not
// follow on the last.
Status Adopt(store::Tx& tx, const std::vector<SealedEvent>& events);
// Uses the numbers up to that one, after a restore without the events that bore them: what comes
// next is not taken for one of those.
Status CountAsLost(const Change& change, std::int64_t up_to);
// Events up to that one go: no backup is older.
Status ForgetEvents(store::Store& store, std::int64_t up_to);

// The copies, one file `events` in each of several folders; each names its home. Safe for
// concurrent use.
class EventCopies {
 public:
  EventCopies(const HomeId& home, std::vector<OperatorPath> folders)
      : home_(home), folders_(std::move(folders)) {}

  // Brings each copy up to the database, durably; how many did. A copy that cannot be written
  // (a share that is not mounted) is passed over. kConflict, with nothing written, when a copy
  // knows of later events: the database is older than it must be (see Missed). kCorrupt, once the
  // others are brought, when something else stands in a copy's place.
  Result<std::size_t> Bring(store::Store& store);
  // Events that a copy knows and the database does not, oldest first. What is no copy of this
  // home's is passed over, unless there is no other: kCorrupt then.
  Result<std::vector<SealedEvent>> Missed(store::Store& store);
  // Writes each copy anew with what the database still has, after ForgetEvents. A place that is
  // away or holds another home's copy keeps what it has, and is the error in the end.
  Status Rewrite(store::Store& store);
  [[nodiscard]] const std::vector<OperatorPath>& folders() const { return folders_; }

 private:
  struct Copy {
    std::int64_t last = 0;   // event
    std::uint64_t size = 0;  // of what is whole
  };
  Result<Copy> Look(const OperatorPath& folder);
  Status RewriteOne(const OperatorPath& folder, BytesView bytes);
  Result<Copy> Append(const OperatorPath& folder, const Copy& copy,
                      const std::vector<SealedEvent>& events);

  const HomeId home_;
  const std::vector<OperatorPath> folders_;
  std::mutex mutex_;
  std::map<std::string, Copy> known_;  // by folder; looked at again when its size is another
};

// What a copy holds; a tail that a crash cut short is not there. kCorrupt when it is no copy of
// this home's.
Result<std::vector<SealedEvent>> ReadEventCopy(const HomeId& home, const OperatorPath& folder);

}  // namespace almoner::keys
