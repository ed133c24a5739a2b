// Holds: what must not be destroyed for now. A hold is on a person, on one record or on a category
// of data, of a kind that the law knows (law/accountability.yaml), placed by somebody, and looked
// at again on a day that is named with it. Why it was placed and lifted stands in a file of its own
// (retention/hold.h): words say too much to stand in plain.
#pragma once

#include "standing/standing.h"

namespace almoner::standing {

struct Hold {
  EventId id;
  SubjectId subject;
  std::string kind;                // "legal-claim", …
  std::optional<RecordId> record;  // only this one
  std::string category;            // only this data category; neither: everything
  RequestId file;
  std::optional<StaffId> placed_by;  // nobody: the program itself
  Time since;
  Date review{};
  std::optional<Time> until;
  std::optional<StaffId> lifted_by;

  [[nodiscard]] bool InForce(Time now) const { return since <= now && (!until || *until > now); }
  [[nodiscard]] bool Overdue(Time now) const {
    return InForce(now) && sys_days(LondonDate(now)) > sys_days(review);
  }
};

Status Place(const keys::Change& change, const Hold& hold);
// kNotFound when the person has no such hold in force.
Status LiftHold(const keys::Change& change, const SubjectId& subject, const EventId& hold,
                const std::optional<StaffId>& by);
// From the event ledger, in a database that was put back to before it: the hold as it was placed;
// putting it in again; and lifting it again. Nothing where it is done already.
Result<Hold> HoldIn(const keys::Event& event);
Status PutAgain(const keys::Change& change, const Hold& hold);
Status ReleaseAgain(const keys::Change& change, const keys::Event& event);
// It stands, and is looked at again on another day; kNotFound as above.
Status ReviewHold(const keys::Change& change, const SubjectId& subject, const EventId& hold,
                  Date next);

// Of the person, oldest first, lifted ones too; kCorrupt, as all that read holds, when one was
// changed or put in from outside.
Result<std::vector<Hold>> Holds(store::ReadTx& tx, const keys::Keys& keys,
                                const SubjectId& subject);
// On single records that are about or mention the person, whoever they were placed for.
Result<std::vector<Hold>> HoldsOnRecordsOf(store::ReadTx& tx, const keys::Keys& keys,
                                           const SubjectId& subject);
// Of everybody, in force, those to be looked at first before the others.
Result<std::vector<Hold>> AllInForce(store::ReadTx& tx, const keys::Keys& keys, Time now);
// What is in force for `from` is for `to` too, where it is not already; each can be lifted by
// itself.
Status CopyHolds(const keys::Change& change, Random& random, const SubjectId& from,
                 const SubjectId& to);

// A record goes to somebody else: what holds it for `from` now, as a hold on it, on the person or
// on a category that `reaches` it, holds it there too, and nothing else of theirs.
Status HoldMoved(const keys::Change& change, Random& random, const RecordId& record,
                 const std::function<bool(std::string_view)>& reaches, const SubjectId& from,
                 const SubjectId& to);

// For standing.cc, which does the same with all that stands.
Status RemoveHolds(const keys::Change& change, const SubjectId& subject);
Status FollowHolds(const keys::Change& change, const SubjectId& from, const SubjectId& to);
Status CheckHolds(store::ReadTx& tx, const keys::Keys& keys);

}  // namespace almoner::standing
