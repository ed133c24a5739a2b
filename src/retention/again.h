// Erasing once more what a database that was put back to an older state holds again.
#pragma once

#include "keys/event_ledger.h"
#include "retention/erase.h"
#include "vault/suppression.h"

namespace almoner::retention {

// What an erasure leaves in the event ledger.
struct ErasedEvent {
  std::vector<SubjectId> gone;  // every id of people of whom nothing was left
  std::vector<SubjectId> of;    // whose records were masked
  std::vector<RecordId> destroyed;
  std::vector<RecordId> masked;  // kept for others, without this person
  bool by_right = false;         // somebody asked for it, and must not come back unnoticed
  bool undone = false;           // it was put in by mistake: nothing of it is counted
  // Those by whom they are recognised, also where the older state never knew them.
  vault::Suppression suppression;
};
[[nodiscard]] Bytes Encode(const ErasedEvent& event);
// An event from before suppressions were in it has none.
Result<ErasedEvent> DecodeErased(BytesView body);  // kCorrupt when Encode would not write it

// Holds, and periods that have not run out in the older state, do not stop it: they did not then.
// What is not there (any more) is passed over.
Status EraseAgain(gate::Gate& gate, const keys::Event& event);

}  // namespace almoner::retention
