// What stands in the way of a use or a deletion: restrictions (Article 18), objections (Article 21)
// and holds.
#pragma once

#include "notice/notice.h"
#include "store/store.h"

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

Status Place(store::Tx& tx, const Mark& mark);
// kNotFound when the person has no such mark in force.
Status Lift(store::Tx& tx, const SubjectId& subject, const EventId& mark, Time now);
Result<std::vector<Mark>> History(store::ReadTx& tx, const SubjectId& subject);  // oldest first
Status Remove(store::Tx& tx, const SubjectId& subject);

// The same, folded into what a decision asks. What names something the notice no longer has still
// counts: an unknown category holds everything, an unknown activity nothing.
struct Standing {
  bool restricted = false;
  std::vector<notice::Index> objections;  // activities
  notice::CategorySet held;
};
Result<Standing> Load(store::ReadTx& tx, const notice::Notice& notice, const SubjectId& subject,
                      Time now);

}  // namespace almoner::standing
