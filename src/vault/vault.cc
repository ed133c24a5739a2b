#include "vault/vault.h"

#include <algorithm>

#include "crypto/aead.h"
#include "vault/generation.h"
#include "vault/internal.h"
#include "vault/search.h"
#include "vault/shared.h"

namespace almoner::vault {
namespace {

constexpr std::int64_t kPage = 500;

// Where a record's wrapped key belongs: this record, this person, this generation of their key.
Bytes GripPlace(const SubjectId& subject, std::int64_t generation) {
  Writer out;
  out.Raw(subject.bytes()).U64(static_cast<std::uint64_t>(generation));
  return std::move(out).bytes();
}

crypto::Digest StampOf(const keys::Keys& keys, const Label& label,
                       const std::vector<Person>& people, BytesView body) {
  return keys::Stamp(keys, keys::Stamped::kRecord, ColumnsOf(label, people, body));
}

// The digest of a stored record, once it is its own.
Result<crypto::Digest> Checked(const keys::Keys& keys, const Label& label,
                               const std::vector<Person>& people, BytesView body,
                               BytesView stored) {
  const crypto::Digest digest = StampOf(keys, label, people, body);
  if (crypto::SameDigest(digest, stored)) return digest;
  return Fail(Code::kCorrupt, "A record, or who is in it, was changed from outside.",
              IdDetail("record", label.id));
}

Result<std::vector<Person>> LoadPeople(store::ReadTx& tx, const RecordId& record) {
  std::vector<Person> people;
  for (const store::Row& row : TRY(tx.Query(
           "SELECT subject, part FROM record_person WHERE record = $1 ORDER BY subject", record)))
    people.push_back({.subject = TRY(row.As<SubjectId>(0)),
                      .part = TRY(row.Text(1)) == "about" ? Part::kAbout : Part::kMentions});
  return people;
}

// The first columns of a row: id, version, category, purpose, recorded_at.
Result<Label> LabelFrom(const store::Row& row) {
  Label label{.id = TRY(row.As<RecordId>(0))};
  label.version = TRY(row.Int(1));
  label.category = TRY(row.Text(2));
  label.purpose = TRY(row.Text(3));
  label.recorded_at = TRY(row.At(4));
  return label;
}

// The wrapped key that a row opens through; most rows open through that of the row before.
Result<keys::WrappedKey> PersonKeyOf(store::ReadTx& tx, const Grip& grip, const Grip* before) {
  if (before != nullptr && before->subject == grip.subject && before->generation == grip.generation)
    return before->person_key;
  return keys::LoadGeneration(tx, grip.subject.bytes(), keys::Kind::kData, grip.generation);
}

#define ALMONER_SEALED_COLUMNS(through)                                            \
  "SELECT r.id, r.version, r.category, r.purpose, r.recorded_at, r.body, " through \
  ".subject, " through ".generation, " through                                     \
  ".wrapped, r.digest, (SELECT COUNT(*) FROM record_person q WHERE q.record = r.id)"
#define ALMONER_SEALED(through) ALMONER_SEALED_COLUMNS(through) " FROM "

// Where the person's own wrapped key is: in the row, when no other of theirs is expected.
enum class KeyIn : std::uint8_t { kTable, kRow };

// One row of: id, version, category, purpose, recorded_at, body, subject, generation, wrapped,
// digest, how many people are in it; with kRow, epoch and bytes of the person's own wrapped key.
Result<SealedRecord> FromRow(store::ReadTx& tx, const keys::Keys& keys, const store::Row& row,
                             const Grip* before = nullptr, KeyIn key = KeyIn::kTable) {
  const auto through = TRY(row.As<SubjectId>(6));
  Label label = TRY(LabelFrom(row));
  Grip grip{.subject = through, .generation = TRY(row.Int(7))};
  grip.wrapped = TRY(row.Blob(8));
  if (key == KeyIn::kRow) {
    grip.person_key.generation = grip.generation;
    grip.person_key.epoch = TRY(row.Int(11));
    grip.person_key.wrapped = TRY(row.Blob(12));
  } else {
    grip.person_key = TRY(PersonKeyOf(tx, grip, before));
  }
  Bytes body = TRY(row.Blob(5));
  std::vector<Person> people;
  if (TRY(row.Int(10)) == 1)
    people.push_back({.subject = through, .part = Part::kAbout});
  else
    people = TRY(LoadPeople(tx, label.id));
  const auto digest = TRY(Checked(keys, label, people, body, TRY(row.Blob(9))));
  return SealedRecord{std::move(label), std::move(body), std::move(grip), std::move(people),
                      digest};
}

Result<std::vector<SealedRecord>> FromRows(store::ReadTx& tx, const keys::Keys& keys,
                                           const store::Rows& rows) {
  std::vector<SealedRecord> all;
  all.reserve(rows.size());
  for (const store::Row& row : rows)
    all.push_back(TRY(FromRow(tx, keys, row, all.empty() ? nullptr : &all.back().grip)));
  return all;
}

crypto::Digest StampOf(const keys::Keys& keys, const SubjectId& subject, const SubjectRow& row) {
  return keys::Stamp(keys, keys::Stamped::kSubject,
                     keys::Columns(subject, row.kind, row.created, row.merged_into));
}

struct FoundSubject {
  SubjectRow row;
  crypto::Digest stamp;
};

// One row of: id, kind, created, merged_into, digest.
Result<FoundSubject> SubjectFrom(const store::Row& row, const keys::Keys& keys) {
  const auto id = TRY(row.As<SubjectId>(0));
  FoundSubject found;
  found.row.kind = TRY(row.Text(1));
  found.row.created = TRY(row.At(2));
  found.row.merged_into = TRY(row.MaybeAs<SubjectId>(3));
  found.stamp = TRY(
      keys::CheckStamp(keys, keys::Stamped::kSubject,
                       keys::Columns(id, found.row.kind, found.row.created, found.row.merged_into),
                       TRY(row.Blob(4))));
  return found;
}

Result<FoundSubject> FindSubject(store::ReadTx& tx, const keys::Keys& keys,
                                 const SubjectId& subject) {
  const auto row = TRY(tx.Maybe(
      "SELECT id, kind, created, merged_into, digest FROM subject WHERE id = $1", subject));
  if (!row) return Fail(Code::kNotFound, "There is no such person here.");
  return SubjectFrom(*row, keys);
}

Status InsertWraps(const keys::Change& change, const ReadyRecord& record) {
  store::Tx& tx = change.tx;
  // What is about one person and finds nobody can go without being looked at.
  const int care = record.wraps.size() > 1 || !record.tokens.empty() ? 1 : 0;
  for (const ReadyRecord::Wrap& wrap : record.wraps) {
    if (TRY(FindSubject(tx, change.keys, wrap.person.subject)).row.merged_into)
      return Fail(Code::kConflict,
                  "Somebody in this record was merged into another; name that one instead.",
                  IdDetail("person", wrap.person.subject));
    if (wrap.person.part == Part::kMentions) {
      TRY(tx.ExecuteOne(
          "INSERT INTO record_person (subject, record, part) VALUES ($1, $2, 'mentions')",
          wrap.person.subject, record.label.id));
      continue;
    }
    TRY(keys::LoadGeneration(tx, wrap.person.subject.bytes(), keys::Kind::kData, wrap.generation));
    TRY(tx.ExecuteOne(
        "INSERT INTO record_person (subject, record, part, generation, wrapped, care) "
        "VALUES ($1, $2, 'about', $3, $4, $5)",
        wrap.person.subject, record.label.id, wrap.generation, wrap.wrapped, care));
    TRY(InsertTokens(tx, wrap.person.subject, record.tokens));
  }
  return {};
}

// What others' records say of `from` they say of `to`: who is in a record is part of its digest.
Status MoveMentions(const keys::Change& change, const SubjectId& from, const SubjectId& to) {
  for (const store::Row& row : TRY(change.tx.Query(
           "SELECT r.id, r.version, r.category, r.purpose, r.recorded_at, r.body, r.digest FROM "
           "record_person p JOIN record r ON r.id = p.record WHERE p.subject = $1",
           from))) {
    const Label label = TRY(LabelFrom(row));
    std::vector<Person> people = TRY(LoadPeople(change.tx, label.id));
    const Bytes body = TRY(row.Blob(5));
    change.Destroyed(TRY(Checked(change.keys, label, people, body, TRY(row.Blob(6)))));
    std::erase_if(people, [&](const Person& person) { return person.subject == from; });
    const bool there = std::ranges::find(people, to, &Person::subject) != people.end();
    if (!there) people.push_back({.subject = to, .part = Part::kMentions});
    const crypto::Digest digest = StampOf(change.keys, label, people, body);
    change.Wrote(digest);
    TRY(change.tx.ExecuteOne("UPDATE record SET digest = $2 WHERE id = $1", label.id,
                             BytesView(digest)));
    TRY(change.tx.ExecuteOne("DELETE FROM record_person WHERE record = $1 AND subject = $2",
                             label.id, from));
    if (!there)
      TRY(change.tx.ExecuteOne(
          "INSERT INTO record_person (subject, record, part) VALUES ($1, $2, 'mentions')", to,
          label.id));
  }
  return {};
}

// Every record once for each person it is about, after the given pair of ids.
Result<std::vector<SealedRecord>> Page(store::Store& store, const keys::Keys& keys,
                                       const Bytes& record, const Bytes& subject) {
  return store.Read([&](store::ReadTx& tx) -> Result<std::vector<SealedRecord>> {
    return FromRows(
        tx, keys,
        TRY(tx.Query(ALMONER_SEALED(
                         "p") "record r JOIN record_person p ON p.record = r.id AND p.part = "
                              "'about' WHERE (r.id, p.subject) > ($1, $2) "
                              "AND NOT EXISTS (SELECT 1 FROM purge u WHERE u.subject = p.subject) "
                              "ORDER BY r.id, p.subject LIMIT $3",
                     record, subject, kPage)));
  });
}

}  // namespace

Result<SecretBytes> OpenRecordKey(const keys::Keys& keys, const RecordId& record,
                                  const Grip& grip) {
  const SecretBytes person =
      TRY(keys.Unwrap(grip.subject.bytes(), keys::Kind::kData, grip.person_key));
  return keys.Open(person, keys::SealedField::kRecordKey, record.bytes(),
                   GripPlace(grip.subject, grip.generation), grip.wrapped);
}

Result<SecretBytes> OpenBody(const keys::Keys& keys, const SealedRecord& row) {
  const SecretBytes key = TRY(OpenRecordKey(keys, row.label.id, row.grip));
  return keys.Open(key, keys::SealedField::kRecordBody, row.label.id.bytes(), Encode(row.label),
                   row.body);
}

Result<std::optional<SealedRecord>> LoadOne(store::ReadTx& tx, const keys::Keys& keys,
                                            const RecordId& record) {
  const auto row = TRY(
      tx.Maybe(ALMONER_SEALED("p") "record r JOIN record_person p ON p.record = r.id AND p.part = "
                                   "'about' WHERE r.id = $1 ORDER BY p.subject LIMIT 1",
               record));
  if (!row) return std::optional<SealedRecord>();
  return std::optional(TRY(FromRow(tx, keys, *row)));
}

Result<PersonKey> LoadPersonKey(store::ReadTx& tx, const keys::Keys& keys,
                                const SubjectId& subject) {
  const auto found = keys::Load(tx, subject.bytes(), keys::Kind::kData);
  if (!found && found.error().code == Code::kNotFound)
    return Fail(Code::kNotFound, "There is no such person here.");
  const keys::WrappedKey wrapped = TRY(Result<keys::WrappedKey>(found));
  return PersonKey{.subject = subject,
                   .generation = wrapped.generation,
                   .key = TRY(keys.Unwrap(subject.bytes(), keys::Kind::kData, wrapped))};
}

Result<ReadyRecord> Seal(const keys::Keys& keys, Label label, const Content& content,
                         const std::vector<Person>& people,
                         const std::vector<PersonKey>& people_keys,
                         std::vector<ReadyRecord::Token> tokens) {
  const SecretBytes key = crypto::NewKey(keys.random());
  const SecretBytes plain = Encode(content);
  ReadyRecord ready{.label = std::move(label),
                    .body = {},
                    .digest = {},
                    .wraps = {},
                    .tokens = std::move(tokens)};
  const RecordId& id = ready.label.id;
  ready.body =
      keys.Seal(key, keys::SealedField::kRecordBody, id.bytes(), Encode(ready.label), plain.view());
  ready.digest = StampOf(keys, ready.label, people, ready.body);
  for (const Person& person : people) {
    ReadyRecord::Wrap wrap{.person = person, .generation = 0, .wrapped = {}};
    if (person.part == Part::kAbout) {
      const auto found = std::ranges::find(people_keys, person.subject, &PersonKey::subject);
      if (found == people_keys.end()) return Fail(Code::kNotFound, "There is no such person here.");
      wrap.generation = found->generation;
      wrap.wrapped = keys.Seal(found->key, keys::SealedField::kRecordKey, id.bytes(),
                               GripPlace(person.subject, wrap.generation), key.view());
    }
    ready.wraps.push_back(std::move(wrap));
  }
  return ready;
}

Status Insert(const keys::Change& change, const WritePass&, const NewSubject& subject) {
  store::Tx& tx = change.tx;
  const SubjectRow row{.kind = subject.kind, .created = change.now, .merged_into = std::nullopt};
  const crypto::Digest stamp = StampOf(change.keys, subject.id, row);
  change.Wrote(stamp);
  TRY(tx.ExecuteOne("INSERT INTO subject (id, kind, created, digest) VALUES ($1, $2, $3, $4)",
                    subject.id, row.kind, row.created, BytesView(stamp)));
  TRY(keys::Insert(tx, subject.id.bytes(), keys::Kind::kData, subject.data_key));
  TRY(keys::Insert(tx, subject.id.bytes(), keys::Kind::kAudit, subject.audit_key));
  return keys::Insert(tx, subject.id.bytes(), keys::Kind::kEvidence, subject.evidence_key);
}

Status Insert(const keys::Change& change, const WritePass&, const ReadyRecord& record) {
  change.Wrote(record.digest);
  TRY(change.tx.ExecuteOne(
      "INSERT INTO record (id, version, category, purpose, recorded_at, digest, body) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7)",
      record.label.id, record.label.version, record.label.category, record.label.purpose,
      record.label.recorded_at, BytesView(record.digest), record.body));
  return InsertWraps(change, record);
}

Status Replace(const keys::Change& change, const WritePass&, const ReadyRecord& record) {
  CHECK(record.replaces.has_value());
  change.Destroyed(*record.replaces);
  change.Wrote(record.digest);
  TRY(change.tx.ExecuteOne(
      "UPDATE record SET version = $2, body = $3, digest = $4 WHERE id = $1 AND "
      "digest = $5",
      record.label.id, record.label.version, record.body, BytesView(record.digest),
      BytesView(*record.replaces)));
  TRY(change.tx.Execute("DELETE FROM record_person WHERE record = $1", record.label.id));
  TRY(RemoveShared(change, record.label.id));  // of what it said, or whom it was about
  return InsertWraps(change, record);
}

Status Remove(const keys::Change& change, const WritePass&, const RecordId& record) {
  const Bytes stored =
      TRY(TRY(change.tx.One("SELECT digest FROM record WHERE id = $1", record)).Blob(0));
  crypto::Digest digest{};
  if (stored.size() != digest.size()) return Fail(Code::kCorrupt, "A record's digest is damaged.");
  std::ranges::copy(stored, digest.begin());
  change.Destroyed(digest);
  TRY(RemoveDocuments(change, record));
  TRY(RemoveShared(change, record));
  TRY(change.tx.Execute("DELETE FROM record_person WHERE record = $1", record));
  TRY(change.tx.Execute("DELETE FROM record_event WHERE record = $1", record));
  return change.tx.ExecuteOne("DELETE FROM record WHERE id = $1", record);
}

Result<SubjectRow> LoadSubject(store::ReadTx& tx, const keys::Keys& keys,
                               const SubjectId& subject) {
  return TRY(FindSubject(tx, keys, subject)).row;
}

Result<crypto::Digest> StampOfSubject(store::ReadTx& tx, const keys::Keys& keys,
                                      const SubjectId& subject) {
  return TRY(FindSubject(tx, keys, subject)).stamp;
}

Result<SubjectId> Resolve(store::ReadTx& tx, const keys::Keys& keys, SubjectId subject) {
  while (const auto merged_into = TRY(LoadSubject(tx, keys, subject)).merged_into)
    subject = *merged_into;
  return subject;
}

Status MergeInto(const keys::Change& change, const WritePass&, const SubjectId& from,
                 const SubjectId& to) {
  store::Tx& tx = change.tx;
  if (TRY(tx.Maybe("SELECT 1 FROM record_person WHERE subject = $1 AND part = 'about' LIMIT 1",
                   from)))
    return Fail(Code::kConflict, "A record was added meanwhile; try again.");
  TRY(MoveMentions(change, from, to));
  TRY(tx.Execute("DELETE FROM search_token WHERE subject = $1", from));
  FoundSubject found = TRY(FindSubject(tx, change.keys, from));
  if (found.row.merged_into)
    return Fail(Code::kConflict, "This person was merged into another meanwhile.");
  found.row.merged_into = to;
  const crypto::Digest stamp = StampOf(change.keys, from, found.row);
  change.Destroyed(found.stamp);
  change.Wrote(stamp);
  return tx.ExecuteOne("UPDATE subject SET merged_into = $2, digest = $3 WHERE id = $1", from, to,
                       BytesView(stamp));
}

Status Forget(const keys::Change& change, const WritePass&, const SubjectId& subject) {
  if (TRY(change.tx.Maybe("SELECT 1 FROM record_person WHERE subject = $1 LIMIT 1", subject)))
    return Fail(Code::kConflict, "A record was added meanwhile; try again.");
  change.Destroyed(TRY(FindSubject(change.tx, change.keys, subject)).stamp);
  TRY(RemoveSharedWith(change, subject));
  static constexpr Literal kRows[] = {
      "DELETE FROM search_token WHERE subject = $1",
      "DELETE FROM record_event WHERE from_subject = $1 OR to_subject = $1",
      "DELETE FROM reseal_due WHERE subject = $1", "DELETE FROM subject WHERE id = $1"};
  for (const Literal sql : kRows) TRY(change.tx.Execute(sql, subject));
  return keys::Destroy(change.tx, subject.bytes());
}

Status CheckSubjects(store::ReadTx& tx, const keys::Keys& keys) {
  return keys::CheckEach(tx,
                         "SELECT id, kind, created, merged_into, digest FROM subject WHERE digest "
                         "> $1 ORDER BY digest LIMIT $2",
                         [&](const store::Row& row) -> Result<crypto::Digest> {
                           return TRY(SubjectFrom(row, keys)).stamp;
                         });
}

Result<std::vector<SealedRecord>> LoadSealed(store::ReadTx& tx, const keys::Keys& keys,
                                             const SubjectId& subject, Scope scope) {
  static constexpr Literal kAll =
      ALMONER_SEALED("p") "record_person p JOIN record r ON r.id = p.record "
      "WHERE p.subject = $1 AND p.part = 'about' ORDER BY r.recorded_at, r.id";
  // Those few by their own index, however many there are.
  static constexpr Literal kWithCare =
      ALMONER_SEALED("p") "record_person c JOIN record_person p ON p.subject = c.subject "
      "AND p.record = c.record JOIN record r ON r.id = c.record "
      "WHERE c.subject = $1 AND c.care = 1 AND c.part = 'about' ORDER BY r.recorded_at, r.id";
  auto all =
      TRY(FromRows(tx, keys, TRY(tx.Query(scope == Scope::kCare ? kWithCare : kAll, subject))));
  if (scope == Scope::kAbout) return all;
  // What mentions them opens through the first person it is about.
  for (SealedRecord& row : TRY(FromRows(
           tx, keys,
           TRY(tx.Query(
               ALMONER_SEALED("a") "record_person m JOIN record r ON r.id = m.record "
                                   "JOIN record_person a ON a.record = r.id AND a.part = 'about' "
                                   "WHERE m.subject = $1 AND m.care = 1 AND m.part = 'mentions' "
                                   "AND a.subject = "
                                   "(SELECT f.subject FROM record_person f WHERE f.record = r.id "
                                   "AND f.part = 'about' ORDER BY f.subject LIMIT 1) "
                                   "ORDER BY r.recorded_at, r.id",
               subject)))))
    all.push_back(std::move(row));
  return all;
}

Result<std::vector<SealedRecord>> LoadChosen(store::ReadTx& tx, const keys::Keys& keys,
                                             const SubjectId& subject,
                                             std::span<const RecordId> records) {
  std::vector<SealedRecord> chosen;
  for (const RecordId& record : records)
    if (const auto row = TRY(tx.Maybe(
            ALMONER_SEALED_COLUMNS(
                "p") ", k.epoch, k.wrapped FROM record_person p JOIN record r ON r.id = p.record "
                     "JOIN wrapped_key k ON k.owner = p.subject AND k.kind = 'data' AND "
                     "k.generation = p.generation "
                     "WHERE p.subject = $1 AND p.record = $2 AND p.part = 'about'",
            subject, record)))
      chosen.push_back(TRY(FromRow(tx, keys, *row, nullptr, KeyIn::kRow)));
  std::ranges::sort(chosen, {}, [](const SealedRecord& row) {
    return std::pair(row.label.recorded_at, row.label.id);
  });
  const auto twice =
      std::ranges::unique(chosen, {}, [](const SealedRecord& row) { return row.label.id; });
  chosen.erase(twice.begin(), twice.end());
  return chosen;
}

Result<std::vector<Record>> Reveal(Permit&& permit, const keys::Keys& keys, const Clock& clock) {
  const Permit used = std::move(permit);
  if (!used.entry()) return Fail(Code::kRefused, "This permit was used already; ask again.");
  const Time now = clock.Now();
  if (now < used.minted() || now > used.minted() + Permit::kLife)
    return Fail(Code::kRefused, "This permit is more than five seconds old; ask again.");
  std::vector<Record> opened;
  for (const SealedRecord& row : used.rows()) {
    const SecretBytes plain = TRY(OpenBody(keys, row));
    opened.push_back({row.label, TRY(DecodeContent(plain.view())), row.people, row.digest});
  }
  return opened;
}

Result<std::vector<SubjectId>> ResealDue(store::ReadTx& tx) {
  std::vector<SubjectId> due;
  for (const store::Row& row :
       TRY(tx.Query("SELECT subject FROM reseal_due ORDER BY since, subject")))
    due.push_back(TRY(row.As<SubjectId>(0)));
  return due;
}

Status Renew(store::Store& store, const keys::Keys& keys, const SubjectId& subject) {
  const auto rows = TRY(
      store.Read([&](store::ReadTx& tx) { return LoadSealed(tx, keys, subject, Scope::kAbout); }));
  const keys::WrappedKey newest = TRY(store.Read(
      [&](store::ReadTx& tx) { return keys::Load(tx, subject.bytes(), keys::Kind::kData); }));
  const auto next = TRY(keys.Make(subject.bytes(), keys::Kind::kData, newest.generation + 1));
  std::vector<std::pair<RecordId, Bytes>> wrapped;
  for (const SealedRecord& row : rows) {
    const SecretBytes key = TRY(OpenRecordKey(keys, row.label.id, row.grip));
    wrapped.emplace_back(row.label.id,
                         keys.Seal(next.key, keys::SealedField::kRecordKey, row.label.id.bytes(),
                                   GripPlace(subject, next.wrapped.generation), key.view()));
  }
  return store.Write([&](store::Tx& tx) -> Status {
    TRY(keys::Insert(tx, subject.bytes(), keys::Kind::kData, next.wrapped));
    for (const auto& [record, bytes] : wrapped)
      TRY(
          tx.ExecuteOne("UPDATE record_person SET generation = $3, wrapped = $4 "
                        "WHERE subject = $1 AND record = $2 AND part = 'about'",
                        subject, record, next.wrapped.generation, bytes));
    if (TRY(tx.Maybe("SELECT 1 FROM record_person WHERE subject = $1 AND part = 'about' AND "
                     "generation < $2 LIMIT 1",
                     subject, next.wrapped.generation)))
      return Fail(Code::kConflict, "A record was added meanwhile; try again.");
    TRY(tx.Execute("DELETE FROM wrapped_key WHERE owner = $1 AND kind = 'data' AND generation < $2",
                   subject, next.wrapped.generation));
    TRY(tx.Execute("DELETE FROM reseal_due WHERE subject = $1", subject));
    return {};
  });
}

Status CheckRecords(store::Store& store, const keys::Keys& keys) {
  Bytes record;
  Bytes subject;
  while (true) {
    const std::vector<SealedRecord> page = TRY(Page(store, keys, record, subject));
    for (const SealedRecord& row : page)
      if (!OpenBody(keys, row))
        return Fail(Code::kCorrupt, "The keys of a record do not open it.",
                    IdDetail("record", row.label.id));
    if (page.size() < kPage) return {};
    record = ToBytes(AsText(page.back().label.id.bytes()));
    subject = ToBytes(AsText(page.back().grip.subject.bytes()));
  }
}

}  // namespace almoner::vault
