#include "audit/checkpoint.h"

#include "audit/lines.h"

namespace almoner::audit {

std::string CheckpointText(const Checkpoint& checkpoint) {
  return checkpoint.origin + "\n" + std::to_string(checkpoint.head.size) + "\n" +
         ToBase64(checkpoint.head.root) + "\n";
}

Result<Checkpoint> ParseCheckpoint(std::string_view text) {
  Lines lines(text);
  Checkpoint checkpoint;
  checkpoint.origin = TRY(lines.Next());
  checkpoint.head.size = TRY(ParseDecimal(TRY(lines.Next())));
  checkpoint.head.root = TRY(ParseDigest(TRY(lines.Next())));
  if (checkpoint.origin.empty() || !lines.rest().empty())
    return Fail(Code::kInvalid, "A checkpoint is three lines: origin, size and root.");
  return checkpoint;
}

Result<Checkpoint> OpenCheckpoint(std::string_view note, const NoteVerifier& log) {
  Checkpoint checkpoint = TRY(ParseCheckpoint(TRY(OpenNote(note, log))));
  if (checkpoint.origin != log.name())
    return Fail(Code::kCorrupt, "This checkpoint is of another log than the key that signed it.");
  return checkpoint;
}

Result<std::string> SignCheckpoint(const TreeHead& head, const NoteSigner& log) {
  return log.Sign(CheckpointText({.origin = log.verifier().name(), .head = head}));
}

}  // namespace almoner::audit
