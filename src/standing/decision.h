// What people decided about what is due (destroy it, keep it longer) or held (let it go all the
// same), and who agreed with them. A decision is a row of plain facts; its reason stands in a file.
// What a decision lets happen is worked out from all of them each time (retention/approval.h).
#pragma once

#include "keys/event_ledger.h"
#include "notice/notice.h"

namespace almoner::standing {

enum class Verdict : std::uint8_t {
  kDestroy,
  kKeep,      // until a day
  kOverride,  // a hold: only with a second person
};
[[nodiscard]] std::string_view Name(Verdict verdict);

struct Decision {
  EventId id;
  SubjectId subject;
  Verdict verdict = Verdict::kDestroy;
  std::string rule;                // of the notice's retention; "": all that is due
  std::optional<EventId> hold;     // that is overridden
  std::optional<RecordId> record;  // for this one only
  std::optional<Date> until;       // kept to the end of this day
  RequestId file;
  StaffId staff;
  Time at;
  std::optional<StaffId> second;
  std::optional<Time> second_at;
};

// To keep something leaves an event besides, so that a restored backup destroys nothing that is to
// be kept.
Status Put(const keys::Change& change, const Decision& decision);
// What is to be kept, from the event ledger.
Result<Decision> KeptIn(const keys::Event& event);
// The same once more, in a database that was put back to before it, without another event. Nothing
// where it stands, or nobody of that id is there.
Status PutAgain(const keys::Change& change, const Decision& decision);
// Another person agrees. kRefused: it is the same one; kNotFound: there is no such decision that
// waits for anybody.
Status Agree(const keys::Change& change, const SubjectId& subject, const EventId& decision,
             const StaffId& second);
// About the person, oldest first; kCorrupt when one was changed or put in from outside.
Result<std::vector<Decision>> Decisions(store::ReadTx& tx, const keys::Keys& keys,
                                        const SubjectId& subject);
// What is kept for `from` is kept for `to` too, where it is not already; nothing else is decided
// about `to` yet. With `record`: kept as far as it is that record, which goes to `to`.
Status CopyKept(const keys::Change& change, Random& random, const SubjectId& from,
                const SubjectId& to, const std::optional<RecordId>& record = std::nullopt);

// More is held about the person than was looked at: what may be destroyed has to be decided anew.
Status DropApprovals(const keys::Change& change, const SubjectId& subject);

// For standing.cc, which does the same with all that stands. Only what keeps follows into another
// record: what may be destroyed there has to be looked at again.
Status RemoveDecisions(const keys::Change& change, const SubjectId& subject);
Status FollowDecisions(const keys::Change& change, const SubjectId& from, const SubjectId& to);
Status CheckDecisions(store::ReadTx& tx, const keys::Keys& keys);

}  // namespace almoner::standing
