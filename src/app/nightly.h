// What a home needs every night, in one call, so that a timer is all that has to be set up.
#pragma once

#include "app/backups.h"
#include "app/upkeep.h"
#include "app/whose.h"

namespace almoner::app {

struct Nightly {
  RetentionRun retention;
  std::optional<Rotated> rotated;  // where the epoch was over
  Expired expired;
  std::optional<backup::Made> backup;
  // What went wrong or is overdue, and whose it is to see to; empty when all is well.
  std::vector<Finding> findings;
  // Another node does, or has done, what is done once for all of them.
  bool elsewhere = false;
  [[nodiscard]] std::vector<std::string> Words() const;  // of the findings
};
// Destroys what is due unattended, closes an epoch that is over, expires backups, counts how the
// promises stand, makes a backup, rewrites the database where something was destroyed, and says
// what needs somebody: each step is tried whatever became of the one before, but nothing that
// cannot be undone by a clock that was moved. Of several nodes one does what is there once for all
// of them: where another is at it, or was within kOneNight, the rest is looked at alone.
inline constexpr std::chrono::hours kOneNight{12};
Nightly RunNightly(App& app, const backup::Progress& told = {});
// Somebody has looked at the clock: from now on it is compared with what it shows now.
Status TrustClock(App& app, const std::optional<StaffId>& by);

}  // namespace almoner::app
