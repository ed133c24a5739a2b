// Who had a hand in whose account.
#pragma once

#include "app/app.h"

namespace almoner::app {

// Notes that `by` set up, changed or could use the account of `staff`: for as long as the settings
// say the two are not two people (staff/apart.h). Nobody, or its owner: fine.
Status NoteHand(const App& app, const keys::Change& change, const std::optional<StaffId>& by,
                const StaffId& staff);

}  // namespace almoner::app
