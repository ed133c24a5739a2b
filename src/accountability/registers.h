// Two registers that need nothing but their tables.
#pragma once

#include "accountability/register.h"

namespace almoner::accountability {

// What people ask that is no rights request, or turns out to be one: received -> answered,
// passed-on or became-request -> closed. Purpose law.rights.
[[nodiscard]] const Register& Enquiries();

// That somebody's details have changed: reported -> checked -> recorded or declined -> closed. What
// they are now is said in a sealed event and nowhere else; recording it in the vault is a
// correction of its own. Purpose law.rights.
[[nodiscard]] const Register& DetailChanges();

}  // namespace almoner::accountability
