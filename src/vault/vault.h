// Data subjects and their records: sealed on the way in, opened only for a Permit.
//
// Cryptography is done outside transactions: Seal before, Reveal after; the functions that take a
// transaction move sealed bytes and stamp plain rows. What is written and destroyed is put into the
// change's audit entry. All are safe from any thread.
#pragma once

#include "keys/stamp.h"
#include "vault/permit.h"

namespace almoner::vault {

struct NewSubject {
  SubjectId id;
  std::string kind;  // subject category id of the notice
  keys::WrappedKey data_key;
  keys::WrappedKey audit_key;
  keys::WrappedKey evidence_key;
};

// A record ready to be stored: sealed, its key wrapped for everyone it is about, its search tokens
// made.
struct ReadyRecord {
  std::optional<crypto::Digest> replaces = {};  // the digest of the row whose place it takes
  Label label;
  Bytes body;
  crypto::Digest digest;
  struct Wrap {
    Person person;
    std::int64_t generation = 0;  // of the person's data key; 0 for those only mentioned
    Bytes wrapped;
  };
  std::vector<Wrap> wraps;
  struct Token {
    std::string kind;
    Bytes token;
    std::int64_t epoch = 0;  // of the index key it was made under
  };
  std::vector<Token> tokens;  // for everyone it is about
};

// A person's data key, open, with its generation: what sealing and moving need.
struct PersonKey {
  SubjectId subject;
  std::int64_t generation = 1;
  SecretBytes key;
};

Result<PersonKey> LoadPersonKey(store::ReadTx& tx, const keys::Keys& keys,
                                const SubjectId& subject);

// `people_keys` holds a key for each person that the record is about.
Result<ReadyRecord> Seal(const keys::Keys& keys, Label label, const Content& content,
                         const std::vector<Person>& people,
                         const std::vector<PersonKey>& people_keys,
                         std::vector<ReadyRecord::Token> tokens);

Status Insert(const keys::Change& change, const WritePass& pass, const NewSubject& subject);
// kConflict when a person it is about or mentions was erased, merged into another or got a new
// generation meanwhile: seal again.
Status Insert(const keys::Change& change, const WritePass& pass, const ReadyRecord& record);
// Replaces body, keys and people; kConflict when the row is not the one it `replaces` any more.
Status Replace(const keys::Change& change, const WritePass& pass, const ReadyRecord& record);
// The row, its keys, its links and its documents' rows; their files are unlinked after the commit
// (UnlinkGone, vault/document.h).
Status Remove(const keys::Change& change, const WritePass& pass, const RecordId& record);

struct SubjectRow {
  std::string kind;
  Time created;
  std::optional<SubjectId> merged_into;
};
// kCorrupt when the row was changed from outside.
Result<SubjectRow> LoadSubject(store::ReadTx& tx, const keys::Keys& keys, const SubjectId& subject);
// The stamp of the person's row, which is right.
Result<crypto::Digest> StampOfSubject(store::ReadTx& tx, const keys::Keys& keys,
                                      const SubjectId& subject);
// Whom the id means now: whoever they were merged into, or themself.
Result<SubjectId> Resolve(store::ReadTx& tx, const keys::Keys& keys, SubjectId subject);
// `from` points to `to` from now on, and what mentioned the one mentions the other. REQUIRES: no
// record is about `from` any more; kConflict when one was added meanwhile.
Status MergeInto(const keys::Change& change, const WritePass& pass, const SubjectId& from,
                 const SubjectId& to);
// The person's row, tokens, history and keys. REQUIRES: their records are removed or masked;
// kConflict when one was added meanwhile.
Status Forget(const keys::Change& change, const WritePass& pass, const SubjectId& subject);

// The sealed records that are about `subject`, oldest first. With mentions, also those whose words
// mention them (through the key of one they are about). kCorrupt when a record, or who is in it,
// was changed from outside.
// With care, only those that cannot be destroyed without being looked at: about several people,
// mentioning others or them, or finding them.
enum class Scope : std::uint8_t { kAbout, kAboutAndMentions, kCare };
Result<std::vector<SealedRecord>> LoadSealed(store::ReadTx& tx, const keys::Keys& keys,
                                             const SubjectId& subject, Scope scope);
// Those of `records` that are about `subject`, oldest first, with the same errors; what nobody
// holds, or is about others alone, is left out.
Result<std::vector<SealedRecord>> LoadChosen(store::ReadTx& tx, const keys::Keys& keys,
                                             const SubjectId& subject,
                                             std::span<const RecordId> records);

// Opens what the permit holds. kRefused: used already, or more than five seconds old.
Result<std::vector<Record>> Reveal(Permit&& permit, const keys::Keys& keys, const Clock& clock);

// Whether every stored record bears its stamp and its keys open; kCorrupt names the first that does
// not.
Status CheckRecords(store::Store& store, const keys::Keys& keys);
// kCorrupt when a person's row was changed or put in from outside.
Status CheckSubjects(store::ReadTx& tx, const keys::Keys& keys);

}  // namespace almoner::vault
