// Whether the portal is there for somebody at all. Where it is turned off for one person, nothing
// shows it: their account and their codes are nobody's, and signing in is answered as it is with an
// address that nobody has.
#pragma once

#include "account/account.h"
#include "safety/may.h"

namespace almoner::account {

// Nothing: it is not (safety/may.h).
Result<std::optional<safety::Cleared>> MayVisit(store::ReadTx& tx, const keys::Keys& keys,
                                                const SubjectId& subject);
// Whoever is signed in to their account is signed out.
Status EndVisits(const keys::Change& change, const SubjectId& subject);

}  // namespace almoner::account
