// What is done with an account on the portal by e-mail: registering one, choosing another password,
// another address, locking it. Whoever reads the mail of an address may do these things, and nobody
// else learns whether the address has an account.
#pragma once

#include "account/link.h"
#include "app/app.h"

namespace almoner::app {

// Whether letters can bear links: the settings have a relay and the website's address.
[[nodiscard]] bool SendsLinks(const App& app);

// A letter to the address, with a link where it has an account (or for kRegister: has none), else
// one that says that there is nothing to be done. Either way the same is read, made and written, so
// that it takes as long. kInvalid: mail cannot be sent there. REQUIRES: SendsLinks; not kAddress.
Status AskByMail(App& app, account::Use use, const Personal<std::string>& email);
// A letter to the address that the account is to have, with a link that makes it so; where another
// account has it, one that says that somebody tried.
Status AskForAddress(App& app, const account::AccountId& account,
                     const Personal<std::string>& email);

// What a link is for; nothing: it was used, is over, or never was one.
Result<std::optional<account::Link>> LinkIn(App& app, const Personal<std::string>& secret,
                                            account::Use use);
// Each uses its link up, tells the account by e-mail what was done and how to lock it, and fails
// with kNotFound where the link is good no more. `password`: a PHC string.
Result<account::AccountId> RegisterByMail(App& app, const Personal<std::string>& secret,
                                          std::string password);
Status SetPasswordByMail(App& app, const Personal<std::string>& secret, std::string password);
// The old address is told. kConflict: another account has the new one since.
Status SetAddressByMail(App& app, const Personal<std::string>& secret);
Status LockByMail(App& app, const Personal<std::string>& secret);

// By whoever is signed in; everybody is signed out, and the account is told.
Status SetOwnPassword(App& app, const account::AccountId& account, std::string password);
Status CloseOwnAccount(App& app, const account::AccountId& account);

}  // namespace almoner::app
