// Checkpoints (c2sp.org/tlog-checkpoint): what a log looked like at one size, signed by the log.
//
//   <origin>
//   <size, decimal>
//   <base64 of the root>
//                                           and the signatures of a note (audit/note.h)
//
// The signing key's name is the origin. Extension lines, which the format advises against, are
// refused.
#pragma once

#include <string>
#include <string_view>

#include "audit/note.h"
#include "audit/verify.h"

namespace almoner::audit {

struct Checkpoint {
  std::string origin;
  TreeHead head;
  friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

[[nodiscard]] std::string CheckpointText(const Checkpoint& checkpoint);  // the part that is signed
Result<Checkpoint> ParseCheckpoint(std::string_view text);               // kInvalid

// kInvalid when the note is not a checkpoint, kCorrupt when this log's key has not signed it.
Result<Checkpoint> OpenCheckpoint(std::string_view note, const NoteVerifier& log);
Result<std::string> SignCheckpoint(const TreeHead& head, const NoteSigner& log);

}  // namespace almoner::audit
