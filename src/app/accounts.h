// What no notice decides but somebody must: staff accounts, their roles and reach. Every change has
// its entry, like all others.
#pragma once

#include <bitset>

#include "app/app.h"

namespace almoner::app {

// Lets `change` act, and appends its entry in the same transaction; the entry's id. `by`: who does
// it; nobody: the program itself. `change` may run more than once.
Result<EntryId> Administer(App& app, const std::optional<StaffId>& by, Literal action,
                           const std::function<Status(const keys::Change&)>& change);

// The duties without which a home cannot be run, to administer and to answer for rights, that
// somebody in office would have under the notice.
Result<std::bitset<2>> DutiesInOffice(const keys::Change& in, const notice::Notice& notice);

// Lets `change` take from someone what it takes, and fails with kConflict where nobody in office
// would administer, or answer for rights, any more: nobody could give it back.
Status TakeAway(const App& app, const keys::Change& in,
                const std::function<Status(const keys::Change&)>& change);

// Account, keys and roles in one transaction.
Result<StaffId> AddStaff(App& app, const std::optional<StaffId>& by, const staff::Profile& profile,
                         const SecretBytes* password, const std::vector<std::string>& roles);

// "4k7m-9qxr-…": sixteen letters and digits, some 80 bits.
[[nodiscard]] SecretBytes NewPassword(Random& random);

}  // namespace almoner::app
