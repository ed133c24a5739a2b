// A copy of the key ledger away from the machine, sealed to a recovery kit: with a backup and the
// kit's papers it is all that a new machine needs.
//
//   copy = "almoner ledger copy 1\n" home(16) slot slot
//   slot = sequence(u64) sized(sealed) zeros, 196,608 bytes
//
// Both slots are written at each change, one after the other: what an epoch's key was is
// overwritten here too, and a crash leaves one of them whole.
#pragma once

#include "keys/kit.h"
#include "keys/ledger.h"

namespace almoner::keys {

// Writes the ledger as it is into `folder`, sealed to the kit it names, durably. kNotFound: there
// is no kit; kUnavailable: the folder is not there or cannot be written.
Status WriteLedgerCopy(const Ledger& ledger, const HomeId& home, const OperatorPath& folder);
// What Ledger::Import takes, from the copy in `folder`. kNotFound: none there; kCorrupt: it is
// another kit's or home's, or damaged.
Result<SecretBytes> OpenLedgerCopy(const OpenedKit& kit, const OperatorPath& folder);

}  // namespace almoner::keys
