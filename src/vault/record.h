// A record: what is held about one or several data subjects, as one sealed thing with a key of its
// own.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/personal.h"
#include "base/secret.h"
#include "base/time.h"
#include "crypto/hash.h"
#include "keys/stamp.h"

namespace almoner::vault {

enum class Nature : std::uint8_t { kFact, kOpinion };

// What the person says of a record, beside what stands in it: they disagree, and it is kept with it
// (Article 16). A field of any category.
inline constexpr std::string_view kStatement = "almoner:statement";

struct FieldValue {
  std::string field;  // id in the notice's category; free text is "text"
  Personal<std::string> value;
};

// A document that belongs to a record. Its bytes stand in a file of their own (vault/document.h),
// sealed under a key that is nowhere but here.
struct Attachment {
  DocumentId file;
  std::string field;  // of the record's category, of kind document; its value is the name
  std::string media;  // "application/pdf"
  std::uint64_t size = 0;
  crypto::Digest sha256{};
  std::shared_ptr<const SecretBytes> key;
};

// What is sealed: everything that says anything about a person, the author included.
struct Content {
  std::vector<FieldValue> fields;
  std::string source;  // where it came from: "self", "family", "referrer", …
  Nature nature = Nature::kFact;
  std::optional<StaffId> author;
  Time event_at;  // when what it tells happened
  std::optional<Attachment> document = {};

  [[nodiscard]] const std::string* Find(std::string_view field) const;
};

[[nodiscard]] SecretBytes Encode(const Content& content);
Result<Content> DecodeContent(BytesView bytes);  // kCorrupt on anything Encode would not write

enum class Part : std::uint8_t {
  kAbout,     // the record is about them: its key is wrapped for them
  kMentions,  // its words mention them
};

struct Person {
  SubjectId subject;
  Part part = Part::kAbout;
};

// The outside of a record; bound into the sealed body and into the digest that the log holds, so
// that a record which was given another category or time from outside does not open.
struct Label {
  RecordId id;
  std::int64_t version = 1;
  std::string category;
  std::string purpose;
  Time recorded_at;
};

struct Record {
  Label label;
  Content content;
  std::vector<Person> people;
  crypto::Digest digest{};  // of the sealed row it was opened from
};

// A record's key as wrapped for one person, and that person's own wrapped key.
struct Grip {
  SubjectId subject;
  std::int64_t generation = 1;
  Bytes wrapped;
  keys::WrappedKey person_key;
};

struct SealedRecord {
  Label label;
  Bytes body;
  Grip grip;
  std::vector<Person> people;
  crypto::Digest digest{};
};

// The label's bytes, as they are bound.
[[nodiscard]] Bytes Encode(const Label& label);
// Label, people (in any order) and sealed body as columns: the stamp over them (keys/stamp.h) is
// the record's digest, which an audit entry commits to and every reading compares.
[[nodiscard]] Bytes ColumnsOf(const Label& label, std::vector<Person> people, BytesView body);

}  // namespace almoner::vault
