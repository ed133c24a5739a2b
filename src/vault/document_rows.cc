// Which file belongs to which record, and whether each is there and as it was.
#include <algorithm>
#include <filesystem>

#include "audit/rows.h"
#include "vault/document.h"
#include "vault/internal.h"

namespace almoner::vault {
namespace {

constexpr std::int64_t kPage = 500;

struct Found {
  DocumentRow row;
  crypto::Digest stamp{};
};

Bytes ColumnsOf(const DocumentRow& row) {
  return keys::Columns(row.file, row.record, static_cast<std::int64_t>(row.stored));
}

// One row of: file, record, stored, digest.
Result<Found> FromRow(const keys::Keys& keys, const store::Row& row) {
  const auto file = TRY(row.As<DocumentId>(0));
  const auto record = TRY(row.As<RecordId>(1));
  const std::int64_t stored = TRY(row.Int(2));
  Found found{.row = {.file = file, .record = record, .stored = static_cast<std::uint64_t>(stored)},
              .stamp = {}};
  found.stamp =
      TRY(keys::CheckStamp(keys, keys::Stamped::kDocument, ColumnsOf(found.row), TRY(row.Blob(3))));
  return found;
}

Result<std::vector<Found>> FindOf(store::ReadTx& tx, const keys::Keys& keys,
                                  const RecordId& record) {
  std::vector<Found> all;
  for (const store::Row& row : TRY(tx.Query(
           "SELECT file, record, stored, digest FROM document WHERE record = $1 ORDER BY file",
           record)))
    all.push_back(TRY(FromRow(keys, row)));
  return all;
}

Result<std::vector<DocumentRow>> Page(store::ReadTx& tx, const keys::Keys& keys,
                                      const Bytes& after) {
  std::vector<DocumentRow> page;
  for (const store::Row& row : TRY(tx.Query(
           "SELECT file, record, stored, digest FROM document WHERE file > $1 ORDER BY file "
           "LIMIT $2",
           after, kPage)))
    page.push_back(TRY(FromRow(keys, row)).row);
  return page;
}

Result<std::vector<DocumentId>> Gone(store::ReadTx& tx, const Bytes& after) {
  std::vector<DocumentId> gone;
  for (const store::Row& row : TRY(tx.Query(
           "SELECT g.file FROM document_gone g WHERE g.file > $1 AND NOT EXISTS (SELECT 1 FROM "
           "document d WHERE d.file = g.file) ORDER BY g.file LIMIT $2",
           after, kPage)))
    gone.push_back(TRY(row.As<DocumentId>(0)));
  return gone;
}

Bytes AfterAll(const DocumentId& file) { return ToBytes(AsText(file.bytes())); }

// The file ids that rows name, those of files yet to be unlinked included.
Result<std::set<DocumentId>> Named(store::Store& store) {
  return store.Read([&](store::ReadTx& tx) -> Result<std::set<DocumentId>> {
    std::set<DocumentId> named;
    for (const store::Row& row :
         TRY(tx.Query("SELECT file FROM document UNION SELECT file FROM document_gone")))
      named.insert(TRY(row.As<DocumentId>(0)));
    return named;
  });
}

Result<std::set<DocumentId>> Orphans(store::Store& store, const DocumentFolder& folder) {
  DocumentFolder::Listing there = TRY(folder.List());
  std::set<DocumentId> orphans = std::move(there.unfinished);
  for (const DocumentId& named : TRY(Named(store))) there.files.erase(named);
  orphans.merge(there.files);
  return orphans;
}

Status ReadWhole(DocumentFolder::Opened& opened, const Attachment& document, Depth depth) {
  crypto::Sha256Stream hash;
  Bytes part;
  Status read;
  do {
    read = opened.Next(part);
    hash.Add(part);
  } while (read && !opened.done() && depth == Depth::kWhole);
  Wipe(part);
  if (read && opened.done() && hash.Finish() != document.sha256)
    return Fail(Code::kCorrupt, "A document's bytes are not those that its record describes.");
  return read;
}

// kNotFound: the file is missing, or went with its record meanwhile. kCorrupt: it is not as it was.
Status CheckOne(store::Store& store, const keys::Keys& keys, const DocumentFolder& folder,
                const DocumentRow& row, Depth depth) {
  const auto record =
      TRY(store.Read([&](store::ReadTx& tx) { return LoadOne(tx, keys, row.record); }));
  if (!record) return Fail(Code::kNotFound, "There is no such record.");
  const SecretBytes plain = TRY(OpenBody(keys, *record));
  const Content content = TRY(DecodeContent(plain.view()));
  if (!content.document || content.document->file != row.file ||
      row.stored != crypto::SealedSize(content.document->size))
    return Fail(Code::kCorrupt, "The record does not name this file.");
  auto opened = TRY(folder.Open(*content.document));
  return ReadWhole(opened, *content.document, depth);
}

// Whether a file that is not there should be: its row stands still.
Result<std::optional<store::Row>> StillNamed(store::Store& store, const DocumentId& file) {
  return store.Read(
      [&](store::ReadTx& tx) { return tx.Maybe("SELECT 1 FROM document WHERE file = $1", file); });
}

}  // namespace

Status Insert(const keys::Change& change, const WritePass&, const DocumentRow& row) {
  const auto stamp = keys::Stamp(change.keys, keys::Stamped::kDocument, ColumnsOf(row));
  change.Wrote(stamp);
  return change.tx.ExecuteOne(
      "INSERT INTO document (file, record, stored, digest) VALUES ($1, $2, $3, $4)", row.file,
      row.record, row.stored, BytesView(stamp));
}

Status RemoveDocuments(const keys::Change& change, const RecordId& record) {
  for (const Found& found : TRY(FindOf(change.tx, change.keys, record))) {
    change.Destroyed(found.stamp);
    TRY(change.tx.ExecuteOne("DELETE FROM document WHERE file = $1", found.row.file));
    TRY(change.tx.ExecuteOne("INSERT INTO document_gone (file, since) VALUES ($1, $2)",
                             found.row.file, change.now));
  }
  return {};
}

Result<std::vector<DocumentRow>> DocumentsOf(store::ReadTx& tx, const keys::Keys& keys,
                                             const RecordId& record) {
  std::vector<DocumentRow> rows;
  for (const Found& found : TRY(FindOf(tx, keys, record))) rows.push_back(found.row);
  return rows;
}

Result<std::set<RecordId>> WithDocument(store::ReadTx& tx, const SubjectId& subject) {
  std::set<RecordId> records;
  for (const store::Row& row : TRY(tx.Query(
           "SELECT DISTINCT d.record FROM record_person p JOIN document d ON d.record = p.record "
           "WHERE p.subject = $1",
           subject)))
    records.insert(TRY(row.As<RecordId>(0)));
  return records;
}

Status CheckDocumentRows(store::ReadTx& tx, const keys::Keys& keys) {
  return keys::CheckEach(tx,
                         "SELECT file, record, stored, digest FROM document WHERE digest > $1 "
                         "ORDER BY digest LIMIT $2",
                         [&](const store::Row& row) -> Result<crypto::Digest> {
                           return TRY(FromRow(keys, row)).stamp;
                         });
}

Result<std::int64_t> UnlinkGone(store::Store& store, DocumentFolder& folder) {
  std::int64_t unlinked = 0;
  Bytes after;
  while (true) {
    const auto gone = TRY(store.Read([&](store::ReadTx& tx) { return Gone(tx, after); }));
    if (gone.empty()) return unlinked;
    for (const DocumentId& file : gone) TRY(folder.Unlink(file));
    TRY(store.Write([&](store::Tx& tx) -> Status {
      for (const DocumentId& file : gone)
        TRY(tx.Execute("DELETE FROM document_gone WHERE file = $1", file));
      return {};
    }));
    unlinked += std::ssize(gone);
    after = AfterAll(gone.back());
  }
}

Result<DocumentReport> CheckDocuments(store::Store& store, const keys::Keys& keys,
                                      const DocumentFolder& folder, Depth depth) {
  DocumentReport report;
  Bytes after;
  while (true) {
    const auto page = TRY(store.Read([&](store::ReadTx& tx) { return Page(tx, keys, after); }));
    if (page.empty()) break;
    for (const DocumentRow& row : page) {
      ++report.documents;
      const Status checked = CheckOne(store, keys, folder, row, depth);
      if (checked) continue;
      if (checked.error().code == Code::kNotFound) {
        if (TRY(StillNamed(store, row.file))) report.missing.push_back(row.file);
      } else if (checked.error().code == Code::kCorrupt) {
        report.altered.push_back(row.file);
      } else {
        return std::unexpected(checked.error());
      }
    }
    after = AfterAll(page.back().file);
  }
  const auto orphans = TRY(Orphans(store, folder));
  report.orphaned.assign(orphans.begin(), orphans.end());
  return report;
}

Result<std::int64_t> RemoveOrphans(store::Store& store, DocumentFolder& folder) {
  const auto orphans = TRY(Orphans(store, folder));
  if (orphans.empty()) return 0;
  const auto differ = TRY(store.Read([](store::ReadTx& tx) { return audit::CompareRows(tx); }));
  if (!differ.lost.empty())
    return Fail(Code::kCorrupt,
                "Rows are gone that were not destroyed, so files that nothing names are left where "
                "they are; run `almoner check`.");
  for (const DocumentId& file : orphans) TRY(folder.Unlink(file));
  return std::ssize(orphans);
}

}  // namespace almoner::vault
