// Erasing somebody entirely, however much is held about them.
//
// First, in one transaction that costs the same for a million records as for one: what names them
// in records of others is masked, and their keys, tokens and row are destroyed. From then on they
// are not there: nobody finds, opens or writes anything of theirs, through the program or with all
// its keys. Their rows, which nothing opens any more, go behind that in batches, and a list of whom
// is still to do (the table `purge`) brings an interrupted one to its end.
#pragma once

#include "retention/erase.h"
#include "standing/due.h"

namespace almoner::retention {

struct VanishOrder {
  SubjectId subject;
  std::optional<StaffId> actor;  // nobody: the program, for what retention says
  std::string purpose;           // "law.rights" or "law.retention"
  // As they were looked at when it was found that everything of theirs may go; it goes only if
  // nothing has changed since. REQUIRES: for law.retention, that all is due and nothing held.
  std::optional<standing::Hint> seen;
  std::optional<RequestId> file;  // the request this answers; otherwise a disposal file is opened
  // As an EraseOrder's, with the classes of what goes, where the caller has looked at it.
  Disposal disposal = {};
};

// kConflict when a hold is in force, something changed, or others were merged into them (use
// Erase). `records` of the answer is 0: what there was is counted by the entries of
// FinishVanishing.
gate::Outcome<Erased> Vanish(gate::Gate& gate, const VanishOrder& order);

// Destroys the rows of everybody who has vanished, at most 500 a transaction, and few while others
// write. Resumable, and safe
// on several nodes at once. Returns of how many people rows are left that cannot go, one damaged
// from outside say; the operator's log says why.
Result<std::int64_t> FinishVanishing(gate::Gate& gate);

}  // namespace almoner::retention
