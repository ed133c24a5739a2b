// Whatever is read of a proof, a note, a checkpoint or a verifier key is written back as it was,
// and none of them is believed: nobody knows the key here.
#include <cstddef>
#include <cstdint>

#include "audit/lines.h"
#include "audit/proof.h"

using namespace almoner;         // NOLINT(google-build-using-namespace)
using namespace almoner::audit;  // NOLINT(google-build-using-namespace)

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = AsText({data, size});
  static const NoteVerifier stranger = *NoteVerifier::Make("charity.example/log", {});

  if (const auto proof = ParseInclusionProof(text)) {
    CHECK(Write(*proof) == text);
    CHECK(!Check(*proof, EmptyRoot(), stranger));
  }
  if (const auto proof = ParseConsistencyProof(text)) {
    CHECK(Write(*proof) == text);
    CHECK(!Check(*proof, {"charity.example/log", {proof->old_size, EmptyRoot()}}, stranger));
  }
  if (const auto note = ParseNote(text)) {
    std::string again = std::string(note->text) + "\n";
    for (const NoteSignature& by : note->signatures)
      again += "\u2014 " + std::string(by.key_name) + " " +
               ToBase64(Writer().Raw(by.key_id).Raw(by.signature).bytes()) + "\n";
    CHECK(again == text);
    CHECK(!OpenNote(text, stranger));
  }
  if (const auto checkpoint = ParseCheckpoint(text)) CHECK(CheckpointText(*checkpoint) == text);
  if (const auto verifier = NoteVerifier::Parse(text)) CHECK(verifier->vkey() == text);
  return 0;
}
