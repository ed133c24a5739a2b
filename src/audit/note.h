// Signed notes (c2sp.org/signed-note) with Ed25519: text that people can read and programs can
// check.
//
//   <text, one or more lines>
//                                           an empty line
//   — <key name> <base64 of key id (4 bytes), signature (64 bytes)>
//
// A note may carry signatures of others too; those of unknown keys are read for their form and
// ignored.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/sign.h"

namespace almoner::audit {

// Whom a note must be signed by. Its text form, the "vkey", is what an auditor is handed:
// <name>+<key id, 8 hex digits>+<base64 of 0x01 and the 32 bytes of the public key>
class NoteVerifier {
 public:
  // kInvalid when the name is empty or has a space, a control character or '+' in it.
  static Result<NoteVerifier> Make(std::string name, const crypto::PublicKey& key);
  static Result<NoteVerifier> Parse(std::string_view vkey);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const crypto::PublicKey& key() const { return key_; }
  [[nodiscard]] Bytes id() const;  // 4 bytes
  [[nodiscard]] std::string vkey() const;

 private:
  NoteVerifier(std::string name, const crypto::PublicKey& key)
      : name_(std::move(name)), key_(key) {}
  std::string name_;
  crypto::PublicKey key_;
};

class NoteSigner {
 public:
  static Result<NoteSigner> Make(std::string name, crypto::SigningKey key);

  [[nodiscard]] const NoteVerifier& verifier() const { return verifier_; }
  // kInvalid when the text is empty, not UTF-8, has control characters or does not end with a
  // newline.
  Result<std::string> Sign(std::string_view text) const;

 private:
  NoteSigner(NoteVerifier verifier, crypto::SigningKey key)
      : verifier_(std::move(verifier)), key_(std::move(key)) {}
  NoteVerifier verifier_;
  crypto::SigningKey key_;
};

struct NoteSignature {
  std::string_view key_name;
  Bytes key_id;     // 4 bytes
  Bytes signature;  // as the algorithm of that key makes them; not empty
};
struct Note {
  std::string_view text;  // with its last newline
  std::vector<NoteSignature> signatures;
};

// The parts of a note, NOT checked against any key; views into `note`. kInvalid when it is not one.
Result<Note> ParseNote(std::string_view note);

// The text, which this key has signed. kInvalid when it is not a note; kCorrupt when the key has
// not signed it or a signature said to be of this key is wrong. A view into `note`.
Result<std::string_view> OpenNote(std::string_view note, const NoteVerifier& verifier);

}  // namespace almoner::audit
