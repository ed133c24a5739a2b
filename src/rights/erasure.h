// The right to erasure (UK GDPR Article 17): ground and exceptions, category by category.
#pragma once

#include "rights/request.h"

namespace almoner::rights {

// What the law and the notice say of each category held, for a person to rule on.
struct Proposal {
  std::string category;
  std::string category_name;
  std::int64_t records = 0;
  std::int64_t documents_kept = 0;  // about others too: they stay for those as they are
  bool erase = false;
  std::string ground;  // what a ruling names (grounds.h): why it is erased, or why it stays
  std::string reason;  // in words, quoting the clause
  std::string clause;
  std::optional<Date> until;          // kept to the end of this day
  std::vector<retention::Item> held;  // of these records: what a hold keeps until it is lifted
};
// That the actor looked at it is recorded.
gate::Outcome<std::vector<Proposal>> Propose(const Context& context, const StaffId& actor,
                                             const State& state);

struct CarriedOut {
  std::optional<retention::Erased> erased;  // nothing: every category was kept
  std::vector<retention::Item> held;        // ruled to be erased, and still there: do it again
  gate::Changed changed;
};
// Erases what was ruled to be erased, through the one erase routine; what was ruled to be kept
// stays, and so does each record that a hold blocks: the request then stays at this step, and goes
// on when the hold is lifted. kConflict when a category that is held has no ruling, or holds block
// everything that was to be erased.
// kRefused when one person alone ruled and carries out, and has read what is held: somebody else
// approves it first (ApproveErasure).
gate::Outcome<CarriedOut> CarryOut(const Context& context, const StaffId& actor,
                                   const State& state);

// A second pair of eyes on the rulings; a new ruling voids it. kRefused for the only one who ruled.
gate::Outcome<gate::Changed> ApproveErasure(const Context& context, const StaffId& actor,
                                            const State& state);

}  // namespace almoner::rights
