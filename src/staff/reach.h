// What reach an account has, and since when: for whoever reviews it, and for their own first page.
#pragma once

#include "staff/staff.h"

namespace almoner::staff {

struct RoleHeld {
  std::string role;
  Time since;
  std::optional<Time> until;

  [[nodiscard]] bool InForce(Time now) const { return since <= now && (!until || *until > now); }
};
// Those in force or to come, and those that are over; oldest first.
Result<std::vector<RoleHeld>> RolesHeld(store::ReadTx& tx, const keys::Keys& keys,
                                        const StaffId& staff);
// To people, services and sites, in force now; oldest first.
Result<std::vector<Assignment>> AssignmentsNow(store::ReadTx& tx, const keys::Keys& keys,
                                               const StaffId& staff, Time now);

// Whom they are assigned to by name, and whose record is not closed to them.
struct Caseload {
  std::vector<SubjectId> people;  // at most as many as were asked for
  bool more = false;
};
Result<Caseload> CaseloadNow(store::ReadTx& tx, const keys::Keys& keys, const StaffId& staff,
                             Time now, std::size_t most);

}  // namespace almoner::staff
