// An audit entry: who did what to whose data, why and how it ended; without a word about anyone.
//
// People are named only by pseudonyms, HMACs under a key of their own: whoever holds someone's
// audit key can find the entries about them, and when that key is destroyed no one can. All other
// text is a fixed word of this program or an id from the notice or the law; Encode() refuses
// anything that is neither.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/id.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"
#include "crypto/hash.h"

namespace almoner::audit {

// A word fixed at compile time ("record.read"), or read back from an entry that holds one.
class Word {
 public:
  explicit Word(Literal word) : text_(word.view()) {}
  [[nodiscard]] const std::string& text() const { return text_; }
  friend bool operator==(const Word& word, std::string_view text) { return word.text_ == text; }
  friend bool operator==(const Word&, const Word&) = default;

 private:
  friend struct EntryReader;
  explicit Word(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

struct Entry {
  Entry(EntryId entry, Time when, Literal what, Literal how)
      : Entry(entry, when, Word(what), Word(how)) {}
  Entry(EntryId entry, Time when, Word what, Word how)
      : id(entry), at(when), action(std::move(what)), outcome(std::move(how)) {}

  EntryId id;
  Time at;
  Word action;                            // "record.read", "request.opened"
  Word outcome;                           // "allowed", "refused", "done"
  std::string purpose;                    // its id in the notice, or ""
  std::vector<std::string> clauses;       // ids in the notice or the law, in the order of argument
  std::string notice;                     // hex SHA-256 of the notice version in force, or ""
  std::optional<crypto::Digest> actor;    // Pseudonym(actor's audit key, id)
  std::vector<crypto::Digest> subjects;   // Pseudonym(subject's audit key, id)
  std::vector<crypto::Digest> sealed;     // SHA-256 of each sealed row that this operation wrote
  std::vector<crypto::Digest> destroyed;  // and of each it destroyed
  std::map<std::string, std::int64_t> counts;  // {"records", 12}

  friend bool operator==(const Entry&, const Entry&) = default;
};

// How an entry names a person. It differs from entry to entry, so entries cannot be linked without
// the key.
[[nodiscard]] crypto::Digest Pseudonym(const SecretBytes& audit_key, const EntryId& entry);

inline constexpr std::size_t kMaxEntrySize = 65'535;  // an entry's length is two bytes in a bundle

// The one form of an entry: JSON without spaces, keys in one order, what is empty left out;
// subjects, sealed and destroyed are sets, written in order and once each.
// docs/formats/audit-entry.md has the grammar. kInvalid when a word or id holds anything but
// letters, digits and -_.:/() (at most 80), `notice` is not a hash, `at` is not within the years 1
// to 9999, or the whole is too long (some 1,350 digests in all fit): divide the operation then.
Result<Bytes> Encode(const Entry& entry);
// kInvalid for anything that Encode would not write.
Result<Entry> Decode(BytesView body);

}  // namespace almoner::audit
