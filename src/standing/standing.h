// What stands in the way of a use or a deletion: restrictions (Article 18), objections (Article 21)
// and holds.
#pragma once

#include "keys/event_ledger.h"
#include "notice/notice.h"

namespace almoner::standing {

enum class Kind : std::uint8_t {
  kRestriction,  // scope "": all of the person's data
  kObjection,    // scope: the activity's id
  kHold,         // scope: the data category's id, or "" for all; blocks erasure
};
[[nodiscard]] std::string_view Name(Kind kind);

struct Mark {
  EventId id;
  SubjectId subject;
  Kind kind = Kind::kRestriction;
  std::string scope;
  std::string ground;  // a fixed word: "accuracy-contested", "legal-claim", "objection", …
  Time since;
  std::optional<Time> until;
};

Status Place(const keys::Change& change, const Mark& mark);
// kNotFound when the person has no such mark in force.
Status Lift(const keys::Change& change, const SubjectId& subject, const EventId& mark);
// The same once more, from the event ledger, in a database that was put back to before it; nothing
// where it is done already.
Status PlaceAgain(const keys::Change& change, const keys::Event& event);
Status LiftAgain(const keys::Change& change, const keys::Event& event);
// Oldest first; kCorrupt when one was changed from outside.
Result<std::vector<Mark>> History(store::ReadTx& tx, const keys::Keys& keys,
                                  const SubjectId& subject);
Status Remove(const keys::Change& change, const SubjectId& subject);
// All marks of `from` become marks of `to`: two records of one person were merged.
Status Follow(const keys::Change& change, const SubjectId& from, const SubjectId& to);
// kCorrupt when any row bears another stamp than its own.
Status CheckRows(store::ReadTx& tx, const keys::Keys& keys);

// The same, folded into what a decision asks. What names something the notice no longer has still
// counts: an unknown category holds everything, an unknown activity nothing.
struct Standing {
  bool restricted = false;
  std::vector<notice::Index> objections;  // activities
  notice::CategorySet held;
};
Result<Standing> Load(store::ReadTx& tx, const keys::Keys& keys, const notice::Notice& notice,
                      const SubjectId& subject, Time now);

}  // namespace almoner::standing
