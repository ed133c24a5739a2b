// What makes the day bearable on which the machine is gone: the recovery kit on paper, and copies
// of what a new machine needs, at the places that `copies` in almoner.toml names.
#pragma once

#include "app/app.h"
#include "app/kit_paper.h"

namespace almoner::app {

// Makes a kit, writes a sheet for each trustee into `folder` (kit-1-sheet-1.pdf, …), and from then
// on seals the copies to it: older kits open no newer copy. Recorded in the log. kConflict when a
// sheet of that name is there.
struct Escrowed {
  std::int64_t kit = 0;
  std::vector<OperatorPath> sheets;
};
Result<Escrowed> MakeKit(App& app, const OperatorPath& folder, const keys::KitPlan& plan,
                         const std::optional<StaffId>& by);

// Brings the sealed key ledger, the event ledger and the checkpoints to every place. Places that
// are away are passed over.
struct Copied {
  std::size_t confirmed = 0;  // places that have all of it, durably
  std::size_t places = 0;
  struct Behind {
    OperatorPath place;
    Error why;
  };
  std::vector<Behind> behind = {};  // the others
};
Copied BringCopies(App& app);

// Brings the checkpoints into a folder; nothing where none was signed yet.
Status CopyWitness(const App& app, const OperatorPath& folder);

// On a new machine: opens the copy in `place` with the trustees' shares, and makes the key folder
// `keys` of it, under a new root key. Then a backup can be restored. kInvalid when the shares do
// not open it; kConflict when `keys` exists, and kNotFound when the place has no copy of the event
// ledger: without one a restored backup brings back whoever was erased since. Where none is left
// anywhere, `without_events`.
Status Recover(const std::vector<std::string>& shares, const OperatorPath& place,
               const OperatorPath& keys, Random& random, bool without_events = false);

}  // namespace almoner::app
