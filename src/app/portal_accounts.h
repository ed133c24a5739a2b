// Accounts on the portal, as staff give them out and take them back.
#pragma once

#include "account/holder.h"
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

// How staff know that somebody who registered by e-mail is the person.
enum class Known : std::uint8_t {
  kKnown,  // they know them, and heard the address from them
  kShown,  // they were shown who it is
};
// Somebody signed in: once a day, for the rules of the notice that begin at the last use of an
// account. Fine where there are none, or it is nobody's yet. A failure is the operator's to read
// and keeps nobody out.
void NoteAccountUse(App& app, const account::AccountId& account);

// What waits for staff: accounts that are nobody's yet, and locked ones. For whoever answers for
// rights; that they were listed is recorded.
gate::Outcome<std::vector<account::Holder>> ListWaitingAccounts(App& app, const StaffId& actor);
// The account is the person's from now on, as account::GiveTo; told by e-mail. For whoever may give
// the person an account (InviteToPortal). kConflict also when they have died.
gate::Outcome<gate::Changed> LinkAccount(App& app, const StaffId& actor, std::string_view purpose,
                                         const SubjectId& subject,
                                         const account::AccountId& account, Known how);
// The same by whoever is signed in to it, with a code from staff. kNotFound: nobody was given the
// code, or its time is over.
gate::Outcome<gate::Changed> LinkWithCode(App& app, const account::AccountId& account,
                                          std::string_view code);
// Once it is known who it is; told by e-mail. They choose another password by e-mail then.
gate::Outcome<gate::Changed> UnlockAccount(App& app, const StaffId& actor,
                                           const account::AccountId& account);

}  // namespace almoner::app
