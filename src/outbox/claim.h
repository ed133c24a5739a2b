// Sending what is in the outbox: who takes a letter has it alone until the lease is over, and says
// what became of it. Safe for any number of processes at one database, and for clocks that jump.
//
// A letter is sent once, unless its relay's answer was lost (the connection broke, or the process
// ended between the answer and its being recorded): then it is sent again, under the same
// Message-ID.
#pragma once

#include "outbox/outbox.h"

namespace almoner::outbox {

inline constexpr std::chrono::minutes kLease{5};
inline constexpr std::chrono::hours kTriedFor{48};
// A letter that came to nothing can be sent again, and one that was sent can come back, for so
// long.
inline constexpr std::chrono::hours kWindow{24 * 7};
// Then nothing is left of it but in the audit log.
inline constexpr std::chrono::hours kRemembered{24 * 366};

// How long to wait after the attempt of that number (from 1): 1, 5, 15 and 60 minutes, then 4
// hours.
[[nodiscard]] std::chrono::minutes WaitAfter(std::int64_t tries);

struct Claimed {
  LetterId id;
  std::int64_t turn = 0;
  std::int64_t tries = 0;  // with this one
  Time since;              // when the trying began
  Time until;
  Personal<std::string> to;
  std::string subject;
  Personal<std::string> text;
};
// The next letter that is due, leased; nothing: none is. kCorrupt, with its id: its bytes do not
// open, and it is given up.
Result<std::optional<Claimed>> Claim(store::Store& store, const keys::Keys& keys, Time now);

// How an attempt ended.
struct Attempt {
  State state = State::kSent;  // or kBounced; kQueued: to be tried again
  std::string outcome;         // as in Fact
};
// What it makes of the letter: queued once more, given up, or as the attempt says.
[[nodiscard]] State After(const Claimed& letter, const Attempt& attempt, Time now);

// Records the end of a letter; its words go with kSent and kExpired. kConflict when it is no longer
// ours: its lease was over and another has taken it, or whose it was is erased.
Status End(const keys::Change& change, const Claimed& letter, State state,
           std::string_view outcome);
// Puts it back, due when its turn comes again. kConflict as above.
Status PutBack(store::Tx& tx, const Claimed& letter, std::string_view outcome, Time now);
// Puts it back as though nobody had tried.
Status Release(store::Tx& tx, const Claimed& letter, Time now);

// Ends what is over, and takes away what is not needed any more; how many letters lost something.
Result<std::int64_t> Tidy(store::Store& store, Time now);

// Found in a database that was put back to before: held until somebody says that it be sent.
Status Quarantine(store::Tx& tx, Time now);

// A server sent it back. What it is now; kNotFound: there is no such letter, or none that was
// handed to a relay.
Status Bounce(const keys::Change& change, const LetterId& id, std::string_view status);
// Sends it again, from now. kNotFound; kConflict: it is queued, or its words are gone or over.
Status Retry(const keys::Change& change, const LetterId& id);

}  // namespace almoner::outbox
