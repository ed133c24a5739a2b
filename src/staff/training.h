// The training of staff that the notice speaks of (people-rules of kind training): who did which,
// when, who gave it and how long it counts. Rows are stamped and in the log; who gave it is sealed
// under the key of the account that it is about. What was entered wrongly is taken away and entered
// again: the log keeps both.
#pragma once

#include "keys/stamp.h"
#include "staff/staff.h"

namespace almoner::staff {

struct Training {
  EventId id;
  StaffId staff;
  std::string rule = {};           // of the notice, by its id
  Date done = {};                  // the day on which it was over
  std::optional<Date> until = {};  // the last day on which it counts, where whoever gave it said so
  Personal<std::string> by = Personal(std::string());  // who gave it
  StaffId recorded_by;
  Time at = {};
};

// kNotFound: nobody in office has the account.
Status Record(const keys::Change& change, const Training& training);
// kNotFound: there is no such row of that account.
Status TakeBack(const keys::Change& change, const StaffId& staff, const EventId& id);
// The oldest first.
Result<std::vector<Training>> TrainingOf(store::ReadTx& tx, const keys::Keys& keys,
                                         const StaffId& staff);

// One training that the notice asks of somebody.
struct Asked {
  notice::Index rule = 0;         // of the notice's people-rules
  std::optional<Date> done = {};  // the last time; nothing: never
  // The last day on which that counts: as whoever gave it said or as the notice says, whichever
  // comes first; nothing: for good.
  std::optional<Date> until = {};
  bool current = false;  // on the day that was asked about
};
[[nodiscard]] bool IsTraining(const notice::PeopleRule& rule);  // of which records are kept
// Without which nobody opens anything.
[[nodiscard]] bool BeforeAccess(const notice::PeopleRule& rule);
// The last day on which training of that rule counts, with what whoever gave it said.
[[nodiscard]] std::optional<Date> CountsUntil(const notice::PeopleRule& rule, Date done,
                                              const std::optional<Date>& said);
// What the notice asks of those roles, in its order, against what was done.
[[nodiscard]] std::vector<Asked> AskedOf(const notice::Notice& notice, const notice::RoleSet& roles,
                                         const std::vector<Training>& done, Date today);

// The first training without which the notice lets nobody of those roles open anything, and which
// the account has not. A notice that asks for none costs nothing.
Result<std::optional<notice::Index>> Untrained(store::ReadTx& tx, const keys::Keys& keys,
                                               const notice::Notice& notice, const StaffId& staff,
                                               const notice::RoleSet& roles, Time now);

// kCorrupt when any row bears another stamp than its own.
Status CheckTraining(store::ReadTx& tx, const keys::Keys& keys);

}  // namespace almoner::staff
