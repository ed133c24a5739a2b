// What stands in the way of a use or a deletion: restrictions (Article 18), objections (Article 21)
// and holds (hold.h; a mark of that kind is a hold from before holds had a reason and a review, and
// holds as they do).
#pragma once

#include <functional>

#include "keys/event_ledger.h"
#include "notice/notice.h"

namespace almoner::standing {

enum class Kind : std::uint8_t {
  kRestriction,  // scope "": all of the person's data
  kObjection,    // scope: the activity's id
  kHold,         // scope: the data category's id, or "" for all; new ones: hold.h
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
// What of `which` is in force for `from` is for `to` too, where it is not already; each can be
// lifted by itself.
Status CopyMarks(const keys::Change& change, Random& random, const SubjectId& from,
                 const SubjectId& to, const std::function<bool(const Mark&)>& which);
// Holds and decisions too.
Status Remove(const keys::Change& change, const SubjectId& subject);
// All marks and holds of `from` become those of `to`: two records of one person were merged.
Status Follow(const keys::Change& change, const SubjectId& from, const SubjectId& to);
// kCorrupt when any row, holds included, bears another stamp than its own.
Status CheckRows(store::ReadTx& tx, const keys::Keys& keys);

// The same, folded into what a decision about a use asks; holds stop no use (retention/blocks.h).
// An objection to an activity that the notice no longer has objects to nothing.
struct Standing {
  bool restricted = false;
  std::vector<notice::Index> objections;  // activities
};
Result<Standing> Load(store::ReadTx& tx, const keys::Keys& keys, const notice::Notice& notice,
                      const SubjectId& subject, Time now);

}  // namespace almoner::standing
