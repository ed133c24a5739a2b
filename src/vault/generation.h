// A new generation of a person's data key: what remains of them is wrapped under it and the old
// generations go, so that what was destroyed stays destroyed even for who still has the old rows.
#pragma once

#include "vault/vault.h"

namespace almoner::vault {

// Everyone of whom less than everything was destroyed since their last generation.
Result<std::vector<SubjectId>> ResealDue(store::ReadTx& tx);
// kConflict when a record came or went meanwhile: try again.
Status Renew(store::Store& store, const keys::Keys& keys, const SubjectId& subject);

}  // namespace almoner::vault
