#include "vault/shared.h"

#include <algorithm>

namespace almoner::vault {
namespace {

constexpr std::size_t kMostText = 2'000;
constexpr std::uint8_t kFormat = 1;

#define ALMONER_SHARED_COLUMNS                                                               \
  "SELECT id, record, subject, since, until, staff, request, ended_by, sealed, digest FROM " \
  "shared_record "

Bytes ColumnsOf(const Shared& row) {
  return keys::Columns(row.id, row.record, row.subject, row.since, row.until, row.by, row.request,
                       row.ended_by, row.sealed);
}

crypto::Digest StampOf(const keys::Keys& keys, const Shared& row) {
  return keys::Stamp(keys, keys::Stamped::kShared, ColumnsOf(row));
}

Result<Shared> FromRow(const store::Row& row, const keys::Keys& keys) {
  const auto id = TRY(row.As<EventId>(0));
  const auto record = TRY(row.As<RecordId>(1));
  const auto subject = TRY(row.As<SubjectId>(2));
  Shared read{.id = id, .record = record, .subject = subject, .since = {}};
  read.since = TRY(row.At(3));
  read.until = TRY(row.MaybeAt(4));
  read.by = TRY(row.MaybeAs<StaffId>(5));
  read.request = TRY(row.MaybeAs<RequestId>(6));
  read.ended_by = TRY(row.MaybeAs<StaffId>(7));
  read.sealed = TRY(row.Blob(8));
  read.digest = StampOf(keys, read);
  if (crypto::SameDigest(read.digest, TRY(row.Blob(9)))) return read;
  return Fail(Code::kCorrupt,
              "A row of the database was changed or put in from outside, so nothing is decided by "
              "it.",
              Detail("row", Literal("what is shared with a person")));
}

Result<SecretBytes> EvidenceKey(store::ReadTx& tx, const keys::Keys& keys,
                                const SubjectId& subject) {
  const auto wrapped = TRY(keys::Load(tx, subject.bytes(), keys::Kind::kEvidence));
  return keys.Unwrap(subject.bytes(), keys::Kind::kEvidence, wrapped);
}

Result<Bytes> SealWords(const keys::Change& change, const Shared& row, const SharedWords& words) {
  Writer out;
  out.U8(kFormat);
  for (const std::string* const text : {&words.why, &words.harm, &words.others, &words.ended}) {
    if (text->size() > kMostText || !IsUtf8(*text))
      return Fail(Code::kInvalid, "These words are too long, or not UTF-8: at most 2,000 bytes.");
    out.Sized(*text);
  }
  const SecretBytes key = TRY(EvidenceKey(change.tx, change.keys, row.subject));
  return change.keys.Seal(key, keys::SealedField::kShared, row.id.bytes(), row.subject.bytes(),
                          out.bytes());
}

Status Insert(const keys::Change& change, Shared row) {
  row.digest = StampOf(change.keys, row);
  change.Wrote(row.digest);
  return change.tx.ExecuteOne(
      "INSERT INTO shared_record (id, record, subject, since, until, staff, request, ended_by, "
      "sealed, digest) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
      row.id, row.record, row.subject, row.since, row.until, row.by, row.request, row.ended_by,
      row.sealed, BytesView(row.digest));
}

// Whether each bears its stamp does not matter to what goes.
Status Drop(const keys::Change& change, const store::Rows& rows) {
  for (const store::Row& row : rows) {
    const Bytes stored = TRY(row.Blob(1));
    crypto::Digest digest{};
    if (stored.size() != digest.size()) return Fail(Code::kCorrupt, "A row's digest is damaged.");
    std::ranges::copy(stored, digest.begin());
    change.Destroyed(digest);
    TRY(change.tx.ExecuteOne("DELETE FROM shared_record WHERE id = $1", TRY(row.As<EventId>(0))));
  }
  return {};
}

Status IsAbout(const keys::Change& change, const Shared& shared,
               const std::optional<crypto::Digest>& seen) {
  const auto row = TRY(change.tx.Maybe(
      "SELECT r.digest FROM record r JOIN record_person p ON p.record = r.id WHERE r.id = $1 AND "
      "p.subject = $2 AND p.part = 'about'",
      shared.record, shared.subject));
  if (!row) return Fail(Code::kNotFound, "This person has no such record.");
  if (!seen || crypto::SameDigest(*seen, TRY(row->Blob(0)))) return {};
  return Fail(Code::kConflict,
              "The record was changed meanwhile; look at what it says now before it is shared.");
}

}  // namespace

Status Share(const keys::Change& change, const Shared& shared, const SharedWords& words,
             const std::optional<crypto::Digest>& seen) {
  TRY(IsAbout(change, shared, seen));
  if (TRY(change.tx.Maybe(
          "SELECT 1 FROM shared_record WHERE record = $1 AND subject = $2 AND until "
          "IS NULL LIMIT 1",
          shared.record, shared.subject)))
    return Fail(Code::kConflict, "This record is shared with the person already.");
  Shared row = shared;
  row.sealed = TRY(SealWords(change, row, words));
  return Insert(change, std::move(row));
}

Status Unshare(const keys::Change& change, const SubjectId& subject, const RecordId& record,
               const std::optional<StaffId>& by, const std::string& why) {
  for (Shared& row : TRY(SharedWith(change.tx, change.keys, subject))) {
    if (row.record != record) continue;
    SharedWords words = TRY(WordsOf(change.tx, change.keys, row));
    words.ended = why;
    change.Destroyed(row.digest);
    TRY(change.tx.ExecuteOne("DELETE FROM shared_record WHERE id = $1", row.id));
    row.until = change.now;
    row.ended_by = by;
    row.sealed = TRY(SealWords(change, row, words));
    return Insert(change, std::move(row));
  }
  return Fail(Code::kNotFound, "This record is not shared with the person.");
}

Result<std::vector<Shared>> SharedWith(store::ReadTx& tx, const keys::Keys& keys,
                                       const SubjectId& subject, bool all) {
  std::vector<Shared> rows;
  for (const store::Row& row :
       TRY(tx.Query(ALMONER_SHARED_COLUMNS "WHERE subject = $1 ORDER BY since, id", subject))) {
    Shared one = TRY(FromRow(row, keys));
    if (all || !one.until) rows.push_back(std::move(one));
  }
  return rows;
}

Result<SharedWords> WordsOf(store::ReadTx& tx, const keys::Keys& keys, const Shared& shared) {
  const SecretBytes key = TRY(EvidenceKey(tx, keys, shared.subject));
  const SecretBytes plain = TRY(keys.Open(key, keys::SealedField::kShared, shared.id.bytes(),
                                          shared.subject.bytes(), shared.sealed));
  Reader in(plain.view());
  if (TRY(in.U8()) != kFormat)
    return Fail(Code::kCorrupt, "Why something is shared is in an unknown format.");
  SharedWords words;
  for (std::string* const text : {&words.why, &words.harm, &words.others, &words.ended})
    *text = std::string(AsText(TRY(in.Sized())));
  TRY(in.Done());
  return words;
}

Status RemoveShared(const keys::Change& change, const RecordId& record) {
  return Drop(change, TRY(change.tx.Query("SELECT id, digest FROM shared_record WHERE record = $1",
                                          record)));
}

Status RemoveSharedWith(const keys::Change& change, const SubjectId& subject) {
  return Drop(change, TRY(change.tx.Query("SELECT id, digest FROM shared_record WHERE subject = $1",
                                          subject)));
}

Status RemoveAllShared(const keys::Change& change) {
  return Drop(change, TRY(change.tx.Query("SELECT id, digest FROM shared_record")));
}

Status CheckShared(store::ReadTx& tx, const keys::Keys& keys) {
  return keys::CheckEach(tx, ALMONER_SHARED_COLUMNS "WHERE digest > $1 ORDER BY digest LIMIT $2",
                         [&](const store::Row& row) -> Result<crypto::Digest> {
                           return TRY(FromRow(row, keys)).digest;
                         });
}

#undef ALMONER_SHARED_COLUMNS

}  // namespace almoner::vault
