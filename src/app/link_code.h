// A code with which somebody links their account to the identity provider that staff sign in at.
#pragma once

#include "app/app.h"

namespace almoner::app {

// A link that they have ends, and so do their sessions. Shown once, kept nowhere. kNotFound: not in
// office; kConflict: it is a program's.
Result<SecretBytes> GiveLinkCode(App& app, const StaffId& by, const StaffId& staff);

}  // namespace almoner::app
