// Accounts on the portal, as staff give them out and take them back.
#pragma once

#include "account/account.h"
#include "app/app.h"

namespace almoner::app {

// A code for the person, who makes an account with it: handed to them, or sent to where they are
// known to live. Nobody else is told it, and it is shown only now. For whoever may read, for the
// purpose, what the portal shows; so giving it shows them nothing that they may not see.
// kConflict: they have died.
gate::Outcome<Personal<std::string>> InviteToPortal(App& app, const StaffId& actor,
                                                    std::string_view purpose,
                                                    const SubjectId& subject);

// The account is over at once, with its sessions and codes: it was stolen, or the person wishes it.
// Fine when there is none.
gate::Outcome<gate::Changed> EndPortalAccount(App& app, const StaffId& actor,
                                              std::string_view purpose, const SubjectId& subject);

// By the person, with the code. As account::Insert; kConflict also when they have died.
gate::Outcome<gate::Changed> StartPortalAccount(App& app, const account::Ready& account,
                                                std::string_view code);

}  // namespace almoner::app
