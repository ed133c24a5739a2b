// The outbox: letters by e-mail to those who use the portal and to staff, put in by the transaction
// that they tell of and sent afterwards (outbox/claim.h). E-mail is read by machines on its way, so
// a letter says nothing about anyone: at most a code or a link, under a subject that anybody may
// see. Address and words are sealed under a key of the letter's own, which is destroyed when it is
// sent.
#pragma once

#include "base/personal.h"
#include "keys/stamp.h"

namespace almoner::outbox {

using LetterId = Id<struct LetterTag>;

inline constexpr std::size_t kMostText = 10'000;  // bytes

struct Letter {
  Personal<std::string> to;
  Literal kind;                         // what sort of letter: "sign-in-code"
  Literal subject;                      // neutral: somebody else may look over a shoulder
  Personal<std::string> text;           // lines that end with \n, with a code or a link at most
  Time until;                           // not sent from then on: the code in it is over
  std::optional<SubjectId> about = {};  // whose it is, so that it goes with them; nothing: staff
  // They asked for it just now, or it protects their account: sent also to whoever wants no e-mail.
  bool asked = false;
};

// A letter, sealed; made outside the transaction.
struct ReadyLetter {
  LetterId id;
  std::string kind;
  std::optional<SubjectId> about;
  Time until;
  bool asked = false;
  Bytes sealed;
  keys::WrappedKey key;
};
// kInvalid when mail cannot be sent to the address, or the text is empty, too long, not UTF-8 or
// has control characters in it.
Result<ReadyLetter> Prepare(const keys::Keys& keys, const Letter& letter);

// In the transaction of what it tells of. kConflict when the keys were rotated since it was
// prepared. Works without a relay too: then it waits for one. To somebody who has said that they
// want no e-mail (outbox/ways.h) it is not sent: it stands there as declined, without its words.
// Where e-mail is not safe for them (safety/may.h) nothing is put in at all, and nobody is told so;
// where that is said later, it does not go either.
Status Queue(const keys::Change& change, const ReadyLetter& letter);

// What waits for someone who is erased is not sent any more, and no letter names them.
Status Forget(const keys::Change& change, const SubjectId& subject);

enum class State : std::uint8_t {
  kQueued,       // to be sent, or to be tried again
  kSent,         // the relay answers for it
  kBounced,      // refused for good, by the relay or by a server behind it
  kGivenUp,      // tried for two days
  kExpired,      // what it says was over before it could be sent
  kDeclined,     // they want no e-mail
  kQuarantined,  // found in a restored backup: it may have been sent long ago
};
[[nodiscard]] std::string_view Name(State state);
Result<State> ParseState(std::string_view name);

// What stays of a letter, and nothing of whom it went to.
struct Fact {
  LetterId id;
  std::string kind;
  State state = State::kQueued;
  Time made;
  std::int64_t tries = 0;
  std::optional<Time> due = {};    // when it is tried next
  std::optional<Time> ended = {};  // when it became what it is
  // "taken", "reply 550", "status 5.1.1", "unreachable", "wants no e-mail", …
  std::string outcome = {};
  bool whole = false;  // its words are still there, so that it can be sent again
};
// The newest first.
Result<std::vector<Fact>> List(store::ReadTx& tx, std::int64_t most);
// Those of one person, while they are linked: what came back tells that an address is wrong.
Result<std::vector<Fact>> ListOf(store::ReadTx& tx, const SubjectId& subject);

struct Counts {
  std::int64_t queued = 0;
  std::optional<Time> oldest = {};  // of those: since when it is tried
  std::int64_t quarantined = 0;
  std::int64_t bounced = 0;  // since `since`, as are the next
  std::int64_t given_up = 0;
};
Result<Counts> Count(store::ReadTx& tx, Time since);

}  // namespace almoner::outbox
