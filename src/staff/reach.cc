#include "staff/reach.h"

#include <algorithm>

#include "staff/rows.h"

namespace almoner::staff {

Result<std::vector<RoleHeld>> RolesHeld(store::ReadTx& tx, const keys::Keys& keys,
                                        const StaffId& staff) {
  std::vector<RoleHeld> held;
  for (Stored<Role>& stored : TRY(LoadRoles(tx, keys, staff)))
    held.push_back(
        {.role = std::move(stored.row.role), .since = stored.row.since, .until = stored.row.until});
  std::ranges::stable_sort(held, {}, &RoleHeld::since);
  return held;
}

Result<std::vector<Assignment>> AssignmentsNow(store::ReadTx& tx, const keys::Keys& keys,
                                               const StaffId& staff, Time now) {
  std::vector<Assignment> all;
  for (Stored<Assignment>& stored : TRY(LoadAssignments(tx, keys, staff)))
    if (stored.row.since <= now && (!stored.row.until || *stored.row.until > now))
      all.push_back(std::move(stored.row));
  std::ranges::stable_sort(all, {}, &Assignment::since);
  return all;
}

Result<Caseload> CaseloadNow(store::ReadTx& tx, const keys::Keys& keys, const StaffId& staff,
                             Time now, std::size_t most) {
  Caseload caseload;
  for (const Assignment& assignment : TRY(AssignmentsNow(tx, keys, staff, now))) {
    if (assignment.kind != AssignmentKind::kCaseload) continue;
    const SubjectId subject = TRY(SubjectId::From(assignment.target));
    const auto closed = TRY(LoadClosed(tx, keys, subject));
    const bool shut = std::ranges::any_of(
        closed, [&](const Stored<ClosedRecord>& each) { return each.row.staff == staff; });
    if (shut || std::ranges::find(caseload.people, subject) != caseload.people.end()) continue;
    caseload.more = caseload.people.size() == most;
    if (caseload.more) break;
    caseload.people.push_back(subject);
  }
  return caseload;
}

}  // namespace almoner::staff
