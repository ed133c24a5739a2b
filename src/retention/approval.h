// Who must look before something due is destroyed, and who has. A rule of the notice may ask for
// two people; nobody who read a record approves its destruction alone; keeping longer needs a
// reason. Whether something may go is worked out each time, from decisions, the notice and the
// trail.
#pragma once

#include "retention/file.h"
#include "retention/hold.h"
#include "standing/decision.h"
#include "standing/expiry.h"

namespace almoner::retention {

struct Item;

enum class Approval : std::uint8_t {
  kNotNeeded,
  kWaits,   // for somebody to decide
  kSecond,  // for a second person
  kGiven,
  kKept,  // somebody decided to keep it longer, and that day is not past
};
[[nodiscard]] std::string_view Name(Approval approval);

// Due, about the person, held by nothing, and approved as far as its rule asks for that.
[[nodiscard]] bool MayGo(const Item& item);
// The same, but somebody has to look first.
[[nodiscard]] bool Waits(const Item& item);

// How many people the rule asks for.
[[nodiscard]] int PeopleNeeded(const notice::Retention& rule);

// What was decided about somebody.
class Approvals {
 public:
  // Of a record that runs out by `until`, recorded then, looked at on `today`.
  [[nodiscard]] Approval Of(const notice::Notice& notice, const standing::KeepUntil& until,
                            const RecordId& record, Time recorded, Date today) const;

 private:
  friend Result<Approvals> LoadApprovals(store::ReadTx& tx, const keys::Keys& keys,
                                         const SubjectId& subject);
  struct Decided {
    standing::Decision decision;
    bool had_read = false;  // whoever decided first
  };
  std::vector<Decided> all_;  // oldest first
};
Result<Approvals> LoadApprovals(store::ReadTx& tx, const keys::Keys& keys,
                                const SubjectId& subject);

// Whether the trail, as far as it reaches, shows that they opened, found or wrote what is held
// about the person, up to that moment; or about anybody from whom a record of theirs came.
enum class Knows : std::uint8_t { kNothing, kWhatIsHeld };
Result<Knows> WhatTheyKnow(store::ReadTx& tx, const StaffId& staff, const SubjectId& subject,
                           Time up_to);

struct Deciding {
  SubjectId subject;
  std::string rule;           // "": all that is due
  std::optional<Date> until;  // keep it to the end of this day; nothing: destroy it
  Personal<std::string> why;  // needed to keep
};
// By whoever has the duty `retention`. To destroy what somebody else decided to destroy already is
// to agree with them. kConflict: nothing is due; kRefused: they approved it themselves.
gate::Outcome<gate::Changed> Decide(gate::Gate& gate, const StaffId& actor,
                                    const Deciding& deciding);

// Decides once more to keep what was to be kept, from the event ledger, in a database that was put
// back to before it. Why is not known there any more.
Status KeepAgain(gate::Gate& gate, const keys::Event& event);

// Lets what a hold blocks go all the same: everything recorded so far, or one record. The first
// call asks, with a reason; it counts only when somebody else who answers for rights makes the
// second.
gate::Outcome<gate::Changed> Override(gate::Gate& gate, const StaffId& actor, const HoldName& name,
                                      const std::optional<RecordId>& record,
                                      const Personal<std::string>& why);

// The newest decision to destroy, whose file keeps the proof; nothing: nobody decided.
Result<std::optional<standing::Decision>> DecidedBy(store::ReadTx& tx, const keys::Keys& keys,
                                                    const SubjectId& subject);

}  // namespace almoner::retention
