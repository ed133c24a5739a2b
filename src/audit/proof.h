// Proofs that can be handed over and checked without the log.
//
// That an entry is in the log (c2sp.org/tlog-proof, kept as *.tlog-proof):
//
//   c2sp.org/tlog-proof@v1
//   extra <base64>                          optional; ours holds the entry itself
//   index <decimal>
//   <base64 of a hash>                      zero or more, from the leaf's sibling up
//                                           an empty line
//   <checkpoint>
//
// That the log continues what it was, as a witness is shown it (c2sp.org/tlog-witness):
//
//   old <decimal>
//   <base64 of a hash>                      zero or more
//                                           an empty line
//   <checkpoint>
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "audit/checkpoint.h"

namespace almoner::audit {

struct InclusionProof {
  std::optional<Bytes> extra;  // not covered by the proof, unless it is the entry
  std::uint64_t index = 0;
  Hashes hashes;
  std::string checkpoint;  // a signed note
  friend bool operator==(const InclusionProof&, const InclusionProof&) = default;
};
struct ConsistencyProof {
  std::uint64_t old_size = 0;
  Hashes hashes;
  std::string checkpoint;
  friend bool operator==(const ConsistencyProof&, const ConsistencyProof&) = default;
};

[[nodiscard]] std::string Write(const InclusionProof& proof);
[[nodiscard]] std::string Write(const ConsistencyProof& proof);
// kInvalid unless the text is as Write() would write it, around a well-formed checkpoint.
Result<InclusionProof> ParseInclusionProof(std::string_view text);
Result<ConsistencyProof> ParseConsistencyProof(std::string_view text);

// The checkpoint, once it is signed by this log and the proof leads from the leaf to its root;
// kCorrupt otherwise. For a proof that carries its entry, `leaf` is LeafHash(*proof.extra).
Result<Checkpoint> Check(const InclusionProof& proof, const Digest& leaf, const NoteVerifier& log);
// The newer checkpoint, once it is signed and shown to continue `older`; kCorrupt otherwise.
Result<Checkpoint> Check(const ConsistencyProof& proof, const Checkpoint& older,
                         const NoteVerifier& log);

}  // namespace almoner::audit
