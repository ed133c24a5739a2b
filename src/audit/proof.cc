#include "audit/proof.h"

#include <utility>

#include "audit/lines.h"

namespace almoner::audit {
namespace {

constexpr std::string_view kMagic = "c2sp.org/tlog-proof@v1";

// What is left must be a checkpoint, whoever signed it.
Result<std::string> CheckpointOf(const Lines& lines) {
  TRY(ParseCheckpoint(TRY(ParseNote(lines.rest())).text));
  return std::string(lines.rest());
}

}  // namespace

std::string Write(const InclusionProof& proof) {
  std::string text = std::string(kMagic) + "\n";
  if (proof.extra) text += "extra " + ToBase64(*proof.extra) + "\n";
  return text + "index " + std::to_string(proof.index) + "\n" + HashLines(proof.hashes) +
         proof.checkpoint;
}

std::string Write(const ConsistencyProof& proof) {
  return "old " + std::to_string(proof.old_size) + "\n" + HashLines(proof.hashes) +
         proof.checkpoint;
}

Result<InclusionProof> ParseInclusionProof(std::string_view text) {
  Lines lines(text);
  if (TRY(lines.Next()) != kMagic)
    return Fail(Code::kInvalid, "This is not a proof of the form c2sp.org/tlog-proof@v1.");
  InclusionProof proof;
  if (lines.StartsWith("extra ")) proof.extra = TRY(FromBase64(TRY(lines.Next("extra "))));
  proof.index = TRY(ParseDecimal(TRY(lines.Next("index "))));
  proof.hashes = TRY(ParseHashes(lines));
  proof.checkpoint = TRY(CheckpointOf(lines));
  return proof;
}

Result<ConsistencyProof> ParseConsistencyProof(std::string_view text) {
  Lines lines(text);
  ConsistencyProof proof;
  proof.old_size = TRY(ParseDecimal(TRY(lines.Next("old "))));
  proof.hashes = TRY(ParseHashes(lines));
  proof.checkpoint = TRY(CheckpointOf(lines));
  return proof;
}

Result<Checkpoint> Check(const InclusionProof& proof, const Digest& leaf, const NoteVerifier& log) {
  Checkpoint checkpoint = TRY(OpenCheckpoint(proof.checkpoint, log));
  if (VerifyInclusion(leaf, proof.index, checkpoint.head, proof.hashes) != Verdict::kGood)
    return Fail(Code::kCorrupt, "This proof does not lead from the entry to the checkpoint.");
  return checkpoint;
}

Result<Checkpoint> Check(const ConsistencyProof& proof, const Checkpoint& older,
                         const NoteVerifier& log) {
  Checkpoint newer = TRY(OpenCheckpoint(proof.checkpoint, log));
  const bool continues = older.origin == newer.origin && older.head.size == proof.old_size &&
                         VerifyConsistency(older.head, newer.head, proof.hashes) == Verdict::kGood;
  if (!continues)
    return Fail(Code::kCorrupt, "The newer checkpoint does not continue the older one.");
  return newer;
}

}  // namespace almoner::audit
