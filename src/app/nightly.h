// What a home needs every night, in one call, so that a timer is all that has to be set up.
#pragma once

#include "app/backups.h"
#include "app/upkeep.h"

namespace almoner::app {

struct Nightly {
  RetentionRun retention;
  std::optional<Rotated> rotated;  // where the epoch was over
  Expired expired;
  std::optional<backup::Made> backup;
  // What went wrong or is overdue, in plain sentences without anything about a person; empty when
  // all is well.
  std::vector<std::string> findings;
};
// Destroys what is due unattended, closes an epoch that is over, expires backups, counts how the
// promises stand, makes a backup, rewrites the database where something was destroyed, and says
// what needs somebody: each step is tried whatever became of the one before, but nothing that
// cannot be undone by a clock that was moved.
Nightly RunNightly(App& app, const backup::Progress& told = {});
// Somebody has looked at the clock: from now on it is compared with what it shows now.
Status TrustClock(App& app, const std::optional<StaffId>& by);

}  // namespace almoner::app
