#include "audit/note.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "audit/lines.h"

namespace almoner::audit {
namespace {

constexpr std::string_view kDash = "\u2014 ";
constexpr std::uint8_t kEd25519 = 0x01;
constexpr std::size_t kIdSize = 4;
constexpr std::size_t kMostSignatures = 100;  // readers must take 16, and may stop somewhere

// Unicode's White_Space beyond ASCII.
constexpr std::array<std::string_view, 19> kSpaces = {
    "\u0085", "\u00a0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003",
    "\u2004", "\u2005", "\u2006", "\u2007", "\u2008", "\u2009", "\u200a",
    "\u2028", "\u2029", "\u202f", "\u205f", "\u3000"};

bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20; }

bool IsKeyName(std::string_view name) {
  return !name.empty() && IsUtf8(name) && !name.contains('+') && !name.contains(' ') &&
         std::ranges::none_of(name, IsControl) &&
         std::ranges::none_of(kSpaces,
                              [&](std::string_view space) { return name.contains(space); });
}

bool IsNoteText(std::string_view text) {
  return text.ends_with('\n') && IsUtf8(text) &&
         std::ranges::none_of(text, [](char c) { return IsControl(c) && c != '\n'; });
}

Bytes EncodedKey(const crypto::PublicKey& key) { return Writer().U8(kEd25519).Raw(key).bytes(); }

Result<NoteSignature> ParseSignature(std::string_view line) {
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos || !IsKeyName(line.substr(0, space)))
    return Fail(Code::kInvalid, "A signature line of a note names no key.");
  Bytes value = TRY(FromBase64(line.substr(space + 1)));
  if (value.size() <= kIdSize)
    return Fail(Code::kInvalid, "A signature line of a note holds no signature.");
  const auto middle = value.begin() + kIdSize;
  return NoteSignature{.key_name = line.substr(0, space),
                       .key_id = Bytes(value.begin(), middle),
                       .signature = Bytes(middle, value.end())};
}

}  // namespace

Result<NoteVerifier> NoteVerifier::Make(std::string name, const crypto::PublicKey& key) {
  if (!IsKeyName(name))
    return Fail(Code::kInvalid,
                "A log's name may have no spaces, control characters or '+' in it.");
  return NoteVerifier(std::move(name), key);
}

Result<NoteVerifier> NoteVerifier::Parse(std::string_view vkey) {
  const auto bad = [] {
    return Fail(Code::kInvalid, "This is not a verifier key: <name>+<8 hex digits>+<base64>.");
  };
  const std::size_t first = vkey.find('+');  // base64 may hold the sign too; a name may not
  if (first == std::string_view::npos) return bad();
  const std::size_t second = vkey.find('+', first + 1);
  if (second == std::string_view::npos) return bad();
  const Bytes encoded = TRY(FromBase64(vkey.substr(second + 1)));
  crypto::PublicKey key{};
  if (encoded.size() != 1 + key.size() || encoded.front() != kEd25519) return bad();
  std::copy(encoded.begin() + 1, encoded.end(), key.begin());
  NoteVerifier verifier = TRY(Make(std::string(vkey.substr(0, first)), key));
  if (verifier.vkey() != vkey) return bad();  // an id that is not this key's
  return verifier;
}

Bytes NoteVerifier::id() const {
  const Digest hash = crypto::Sha256({AsBytes(name_), AsBytes("\n"), EncodedKey(key_)});
  return {hash.begin(), hash.begin() + kIdSize};
}

std::string NoteVerifier::vkey() const {
  return name_ + "+" + ToHex(id()) + "+" + ToBase64(EncodedKey(key_));
}

Result<NoteSigner> NoteSigner::Make(std::string name, crypto::SigningKey key) {
  NoteVerifier verifier = TRY(NoteVerifier::Make(std::move(name), key.public_key()));
  return NoteSigner(std::move(verifier), std::move(key));
}

Result<std::string> NoteSigner::Sign(std::string_view text) const {
  if (!IsNoteText(text))
    return Fail(Code::kInvalid, "A note's text is lines of UTF-8 without control characters.");
  const Bytes value = Writer().Raw(verifier_.id()).Raw(key_.Sign(AsBytes(text))).bytes();
  return std::string(text) + "\n" + std::string(kDash) + verifier_.name() + " " + ToBase64(value) +
         "\n";
}

Result<Note> ParseNote(std::string_view note) {
  const std::size_t gap = note.rfind("\n\n");
  if (gap == std::string_view::npos || !IsNoteText(note))
    return Fail(Code::kInvalid, "A signed note is text, an empty line, and signature lines.");
  Note parsed{.text = note.substr(0, gap + 1), .signatures = {}};
  Lines lines(note.substr(gap + 2));
  do {
    if (parsed.signatures.size() == kMostSignatures)
      return Fail(Code::kInvalid, "A signed note has too many signatures.");
    parsed.signatures.push_back(TRY(ParseSignature(TRY(lines.Next(kDash)))));
  } while (!lines.rest().empty());
  return parsed;
}

Result<std::string_view> OpenNote(std::string_view note, const NoteVerifier& verifier) {
  const Note parsed = TRY(ParseNote(note));
  bool is_signed = false;
  for (const NoteSignature& by : parsed.signatures) {
    if (by.key_name != verifier.name() || by.key_id != verifier.id()) continue;
    if (crypto::Verify(verifier.key(), AsBytes(parsed.text), by.signature) !=
        crypto::Verdict::kGood)
      return Fail(Code::kCorrupt, "The signature of this note is wrong: it was altered.");
    is_signed = true;
  }
  if (!is_signed) return Fail(Code::kCorrupt, "This note is not signed by the key it should be.");
  return parsed.text;
}

}  // namespace almoner::audit
