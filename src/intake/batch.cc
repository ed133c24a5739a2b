#include "intake/batch.h"

#include <algorithm>

namespace almoner::intake {
namespace {

std::int64_t DaysOf(Date date) { return sys_days(date).time_since_epoch().count(); }

// The last stands there only where it is set, so that the stamps of older rows hold.
Bytes ColumnsOf(const Batch& batch) {
  Bytes columns =
      keys::Columns(batch.id, BytesView(batch.file), BytesView(batch.mapping), batch.staff,
                    std::string_view(batch.purpose), std::string_view(batch.source),
                    DaysOf(batch.obtained), batch.begun, batch.finished, batch.undone);
  if (batch.undoing) {
    const Bytes more = keys::Columns(batch.undoing);
    columns.insert(columns.end(), more.begin(), more.end());
  }
  return columns;
}

Bytes ColumnsOf(const EventId& batch, const Made& made) {
  return keys::Columns(batch, made.line, made.step, std::string_view(made.what), made.subject,
                       made.record, made.seq, made.entry, made.at);
}

Result<crypto::Digest> DigestFrom(const Bytes& bytes) {
  crypto::Digest digest{};
  if (bytes.size() != digest.size())
    return Fail(Code::kCorrupt, "A stored hash does not have 32 bytes.");
  std::ranges::copy(bytes, digest.begin());
  return digest;
}

// One row of: id, file, mapping, staff, purpose, source, obtained, begun, finished, undone,
// undoing, stamp.
Result<Batch> BatchFrom(const store::Row& row, const keys::Keys& keys) {
  const auto id = TRY(row.As<EventId>(0));
  const auto staff = TRY(row.As<StaffId>(3));
  Batch batch{.id = id, .staff = staff};
  batch.file = TRY(DigestFrom(TRY(row.Blob(1))));
  batch.mapping = TRY(DigestFrom(TRY(row.Blob(2))));
  batch.purpose = TRY(row.Text(4));
  batch.source = TRY(row.Text(5));
  batch.obtained = Date(sys_days(std::chrono::days(TRY(row.Int(6)))));
  batch.begun = TRY(row.At(7));
  batch.finished = TRY(row.MaybeAt(8));
  batch.undone = TRY(row.MaybeAt(9));
  batch.undoing = TRY(row.MaybeAt(10));
  TRY(keys::CheckStamp(keys, keys::Stamped::kBatch, ColumnsOf(batch), TRY(row.Blob(11))));
  return batch;
}

// One row of: line, step, what, subject, record, seq, entry, at, stamp. Of who was erased nothing
// is left that could be checked.
Result<Made> MadeFrom(const store::Row& row, const EventId& batch, const keys::Keys& keys) {
  const auto entry = TRY(row.As<EntryId>(6));
  Made made{.entry = entry};
  made.line = TRY(row.Int(0));
  made.step = TRY(row.Int(1));
  made.what = TRY(row.Text(2));
  made.subject = TRY(row.MaybeAs<SubjectId>(3));
  made.record = TRY(row.MaybeAs<RecordId>(4));
  if (!row.IsNull(5)) made.seq = TRY(row.Int(5));
  made.at = TRY(row.At(7));
  if (made.subject)
    TRY(keys::CheckStamp(keys, keys::Stamped::kBatchRow, ColumnsOf(batch, made), TRY(row.Blob(8))));
  return made;
}

}  // namespace

crypto::Digest HashOf(const keys::Keys& keys, std::string_view what, BytesView bytes) {
  return keys.Suppressed(what, AsText(crypto::Sha256(bytes)));
}

Status Insert(const keys::Change& change, const Batch& batch) {
  const crypto::Digest stamp = keys::Stamp(change.keys, keys::Stamped::kBatch, ColumnsOf(batch));
  const auto begun = TRY(change.tx.Execute(
      "INSERT INTO intake_batch (id, file, mapping, staff, purpose, source, obtained, begun, "
      "finished, undone, stamp) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) "
      "ON CONFLICT DO NOTHING",
      batch.id, BytesView(batch.file), BytesView(batch.mapping), batch.staff, batch.purpose,
      batch.source, DaysOf(batch.obtained), batch.begun, batch.finished, batch.undone,
      BytesView(stamp)));
  if (begun == 1) return {};
  return Fail(Code::kConflict,
              "Somebody began to import this file a moment ago; wait for it, or go on with it by "
              "importing it once more.");
}

Status Update(const keys::Change& change, const Batch& batch) {
  const crypto::Digest stamp = keys::Stamp(change.keys, keys::Stamped::kBatch, ColumnsOf(batch));
  return change.tx.ExecuteOne(
      "UPDATE intake_batch SET finished = $2, undone = $3, undoing = $4, stamp = $5 WHERE id = $1",
      batch.id, batch.finished, batch.undone, batch.undoing, BytesView(stamp));
}

Result<std::vector<Batch>> Batches(store::ReadTx& tx, const keys::Keys& keys) {
  std::vector<Batch> batches;
  for (const store::Row& row :
       TRY(tx.Query("SELECT id, file, mapping, staff, purpose, source, obtained, begun, finished, "
                    "undone, undoing, stamp FROM intake_batch ORDER BY begun DESC, id")))
    batches.push_back(TRY(BatchFrom(row, keys)));
  return batches;
}

Result<Batch> LoadBatch(store::ReadTx& tx, const keys::Keys& keys, const EventId& id) {
  const auto row =
      TRY(tx.Maybe("SELECT id, file, mapping, staff, purpose, source, obtained, begun, finished, "
                   "undone, undoing, stamp FROM intake_batch WHERE id = $1",
                   id));
  if (!row) return Fail(Code::kNotFound, "There is no such import.");
  return BatchFrom(*row, keys);
}

Result<std::optional<Batch>> FindBatch(store::ReadTx& tx, const keys::Keys& keys,
                                       const crypto::Digest& file, const crypto::Digest& mapping) {
  const auto row = TRY(tx.Maybe(
      "SELECT id, file, mapping, staff, purpose, source, obtained, begun, finished, "
      "undone, undoing, stamp FROM intake_batch WHERE file = $1 AND mapping = $2 AND undone IS "
      "NULL ORDER BY begun DESC LIMIT 1",
      BytesView(file), BytesView(mapping)));
  if (!row) return std::optional<Batch>();
  return std::optional<Batch>(TRY(BatchFrom(*row, keys)));
}

Status StillWanted(store::ReadTx& tx, const keys::Keys& keys, const EventId& id) {
  const Batch batch = TRY(LoadBatch(tx, keys, id));
  if (!batch.undoing && !batch.undone) return {};
  return Fail(Code::kConflict,
              "This import is being taken back, so no more of it is done; let that come to its end "
              "before the file is imported again.");
}

Status Insert(const keys::Change& change, const EventId& batch, const Made& made) {
  TRY(StillWanted(change.tx, change.keys, batch));
  const crypto::Digest stamp =
      keys::Stamp(change.keys, keys::Stamped::kBatchRow, ColumnsOf(batch, made));
  const std::int64_t rows = TRY(change.tx.Execute(
      "INSERT INTO intake_made (batch, line, step, what, subject, record, seq, entry, at, stamp) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING",
      batch, made.line, made.step, made.what, made.subject, made.record, made.seq, made.entry,
      made.at, BytesView(stamp)));
  if (rows == 1) return {};
  return Fail(Code::kConflict, "This row was imported a moment ago by another process.",
              Detail("row", made.line));
}

Result<std::vector<Made>> MadeBy(store::ReadTx& tx, const keys::Keys& keys, const EventId& batch) {
  std::vector<Made> all;
  for (const store::Row& row :
       TRY(tx.Query("SELECT line, step, what, subject, record, seq, entry, at, stamp FROM "
                    "intake_made WHERE batch = $1 ORDER BY line, step",
                    batch)))
    all.push_back(TRY(MadeFrom(row, batch, keys)));
  return all;
}

Status CheckBatches(store::ReadTx& tx, const keys::Keys& keys) {
  for (const Batch& batch : TRY(Batches(tx, keys))) TRY(MadeBy(tx, keys, batch.id));
  return {};
}

}  // namespace almoner::intake
