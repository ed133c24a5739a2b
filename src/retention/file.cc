#include "retention/file.h"

#include <algorithm>

#include "outbox/news.h"
#include "retention/made.h"
#include "retention/waiting.h"

namespace almoner::retention {
namespace {

Bytes Encode(const FileEvent& event) {
  Writer out;
  out.U8(1).U32(static_cast<std::uint32_t>(event.facts.size()));
  for (const auto& [key, value] : event.facts) out.Sized(key).Sized(value);
  return std::move(out).bytes();
}

Result<Facts> Decode(BytesView bytes) {
  Reader in(bytes);
  if (TRY(in.U8()) != 1) return Fail(Code::kCorrupt, "A file's event is in an unknown format.");
  const std::uint32_t count = TRY(in.U32());
  Facts facts;
  for (std::uint32_t i = 0; i < count; ++i) {
    std::string key(AsText(TRY(in.Sized())));
    facts[std::move(key)] = AsText(TRY(in.Sized()));
  }
  TRY(in.Done());
  return facts;
}

// Kind, moment and place in the sequence are bound into what is sealed.
Bytes Place(std::int64_t seq, std::string_view kind, Time at) {
  Writer out;
  out.U64(static_cast<std::uint64_t>(seq)).U64(static_cast<std::uint64_t>(at.micros())).Sized(kind);
  return std::move(out).bytes();
}

struct FileRow {
  RequestId id;
  std::string kind;
  std::optional<SubjectId> subject;
  Time opened;
  crypto::Digest stamp;
};

Bytes ColumnsOf(const FileRow& row) {
  return keys::Columns(row.id, row.kind, row.subject, row.opened);
}

// One row of: id, kind, subject, opened, digest.
Result<FileRow> FromRow(const keys::Keys& keys, const store::Row& row) {
  FileRow file{
      .id = TRY(row.As<RequestId>(0)), .kind = {}, .subject = {}, .opened = {}, .stamp = {}};
  file.kind = TRY(row.Text(1));
  file.subject = TRY(row.MaybeAs<SubjectId>(2));
  file.opened = TRY(row.At(3));
  file.stamp = TRY(keys::CheckStamp(keys, keys::Stamped::kFile, ColumnsOf(file), TRY(row.Blob(4))));
  return file;
}

crypto::Digest DigestOf(const RequestId& file, BytesView place, BytesView body) {
  return crypto::Sha256({AsBytes("almoner file event 1"), file.bytes(), place, body});
}

}  // namespace

Result<NewFile> MakeFile(const keys::Keys& keys) {
  const RequestId id = RequestId::New(keys.random());
  auto made = TRY(keys.Make(id.bytes(), keys::Kind::kData));
  return NewFile{.key = {.file = id, .key = std::move(made.key)},
                 .wrapped = std::move(made.wrapped)};
}

Result<FileKey> OpenFile(store::ReadTx& tx, const keys::Keys& keys, const RequestId& file) {
  const auto wrapped = keys::Load(tx, file.bytes(), keys::Kind::kData);
  if (!wrapped && wrapped.error().code == Code::kNotFound)
    return Fail(Code::kNotFound, "There is no such file or request.");
  if (!wrapped) return std::unexpected(wrapped.error());
  return FileKey{.file = file, .key = TRY(keys.Unwrap(file.bytes(), keys::Kind::kData, *wrapped))};
}

ReadyEvent SealEvent(const keys::Keys& keys, const FileKey& key, const FileEvent& event) {
  const Bytes place = Place(event.seq, event.kind, event.at);
  ReadyEvent ready{.file = key.file,
                   .seq = event.seq,
                   .kind = event.kind,
                   .at = event.at,
                   .body = {},
                   .digest = {}};
  ready.body =
      keys.Seal(key.key, keys::SealedField::kFileEvent, key.file.bytes(), place, Encode(event));
  ready.digest = DigestOf(key.file, place, ready.body);
  return ready;
}

Status InsertFile(const gate::Change& change, const NewFile& file, std::string_view kind,
                  const std::optional<SubjectId>& subject) {
  const FileRow row{.id = file.key.file,
                    .kind = std::string(kind),
                    .subject = subject,
                    .opened = change.now,
                    .stamp = {}};
  const auto stamp = keys::Stamp(change.keys, keys::Stamped::kFile, ColumnsOf(row));
  change.Wrote(stamp);
  TRY(change.tx.ExecuteOne(
      "INSERT INTO file (id, kind, subject, opened, digest) VALUES ($1, $2, $3, $4, $5)", row.id,
      row.kind, row.subject, row.opened, BytesView(stamp)));
  return keys::Insert(change.tx, file.key.file.bytes(), keys::Kind::kData, file.wrapped);
}

Status InsertEvent(const gate::Change& change, const ReadyEvent& event) {
  change.Wrote(event.digest);
  TRY(outbox::AnnounceEvent(change, event.kind, event.file));
  return change.tx.ExecuteOne(
      "INSERT INTO file_event (file, seq, kind, at, body, digest, entry) VALUES ($1, $2, $3, $4, "
      "$5, $6, $7)",
      event.file, event.seq, event.kind, event.at, event.body, BytesView(event.digest),
      change.entry.id);
}

Result<std::vector<FileEvent>> ReadEvents(store::ReadTx& tx, const keys::Keys& keys,
                                          const FileKey& key) {
  std::vector<FileEvent> events;
  for (const store::Row& row : TRY(tx.Query(
           "SELECT seq, kind, at, body, digest FROM file_event WHERE file = $1 ORDER BY seq",
           key.file))) {
    FileEvent event{
        .seq = TRY(row.Int(0)), .kind = TRY(row.Text(1)), .at = TRY(row.At(2)), .facts = {}};
    const Bytes place = Place(event.seq, event.kind, event.at);
    const Bytes body = TRY(row.Blob(3));
    if (!SameBytes(TRY(row.Blob(4)), DigestOf(key.file, place, body)))
      return Fail(Code::kCorrupt, "An event of this file was altered.", Detail("event", event.seq));
    const SecretBytes plain =
        TRY(keys.Open(key.key, keys::SealedField::kFileEvent, key.file.bytes(), place, body));
    event.facts = TRY(Decode(plain.view()));
    events.push_back(std::move(event));
  }
  return events;
}

Result<std::optional<SubjectId>> SubjectOf(store::ReadTx& tx, const keys::Keys& keys,
                                           const RequestId& file) {
  const store::Row row =
      TRY(tx.One("SELECT id, kind, subject, opened, digest FROM file WHERE id = $1", file));
  const auto subject = TRY(FromRow(keys, row)).subject;
  if (!subject) return subject;
  return std::optional<SubjectId>(TRY(vault::Resolve(tx, keys, *subject)));
}

Status UnlinkFiles(const gate::Change& change, const SubjectId& subject) {
  for (const store::Row& stored : TRY(change.tx.Query(
           "SELECT id, kind, subject, opened, digest FROM file WHERE subject = $1", subject))) {
    FileRow row = TRY(FromRow(change.keys, stored));
    TRY(RemovePacksOf(change, row.id));
    TRY(RemoveMadeOf(change, row.id));
    TRY(ForgetMaking(change.tx, row.id));
    change.Destroyed(row.stamp);
    row.subject.reset();
    const auto stamp = keys::Stamp(change.keys, keys::Stamped::kFile, ColumnsOf(row));
    change.Wrote(stamp);
    TRY(change.tx.ExecuteOne("UPDATE file SET subject = NULL, digest = $2 WHERE id = $1", row.id,
                             BytesView(stamp)));
  }
  return {};
}

Status RemoveFile(const gate::Change& change, const RequestId& file, std::int64_t events) {
  const store::Row row =
      TRY(change.tx.One("SELECT id, kind, subject, opened, digest FROM file WHERE id = $1", file));
  change.Destroyed(TRY(FromRow(change.keys, row)).stamp);
  const store::Rows rows =
      TRY(change.tx.Query("SELECT digest FROM file_event WHERE file = $1 ORDER BY seq", file));
  if (std::ssize(rows) != events)
    return Fail(Code::kConflict, "An event was added to this file meanwhile; try again.");
  for (const store::Row& event : rows) {
    const Bytes stored = TRY(event.Blob(0));
    crypto::Digest digest{};
    if (stored.size() != digest.size())
      return Fail(Code::kCorrupt, "A stored digest does not have 32 bytes.");
    std::ranges::copy(stored, digest.begin());
    change.Destroyed(digest);
  }
  TRY(RemovePacksOf(change, file));
  TRY(RemoveMadeOf(change, file));
  TRY(ForgetMaking(change.tx, file));
  TRY(change.tx.Execute("DELETE FROM telling WHERE request = $1", file));
  TRY(change.tx.Execute("DELETE FROM file_event WHERE file = $1", file));
  TRY(change.tx.ExecuteOne("DELETE FROM file WHERE id = $1", file));
  return keys::Destroy(change.tx, file.bytes());
}

Status CheckFileRows(store::ReadTx& tx, const keys::Keys& keys) {
  return keys::CheckEach(tx,
                         "SELECT id, kind, subject, opened, digest FROM file WHERE digest > $1 "
                         "ORDER BY digest LIMIT $2",
                         [&](const store::Row& row) -> Result<crypto::Digest> {
                           return TRY(FromRow(keys, row)).stamp;
                         });
}

Result<std::vector<RequestId>> Files(store::ReadTx& tx, std::string_view kind) {
  std::vector<RequestId> files;
  for (const store::Row& row :
       TRY(tx.Query("SELECT id FROM file WHERE kind = $1 ORDER BY opened, id", kind)))
    files.push_back(TRY(row.As<RequestId>(0)));
  return files;
}

Result<ReadyEvent> NextEvent(const gate::Context& context, const RequestId& file, std::string kind,
                             Facts facts) {
  struct Tail {
    FileKey key;
    std::int64_t last = 0;
  };
  const Tail tail = TRY(context.store.Read([&](store::ReadTx& tx) -> Result<Tail> {
    FileKey key = TRY(OpenFile(tx, context.keys, file));
    const auto row = TRY(tx.One("SELECT MAX(seq) FROM file_event WHERE file = $1", file));
    return Tail{.key = std::move(key), .last = row.IsNull(0) ? 0 : TRY(row.Int(0))};
  }));
  return SealEvent(context.keys, tail.key,
                   {.seq = tail.last + 1,
                    .kind = std::move(kind),
                    .at = context.clock.Now(),
                    .facts = std::move(facts)});
}

Result<std::vector<SubjectId>> KnownIds(store::ReadTx& tx, const SubjectId& subject) {
  std::vector<SubjectId> ids = {subject};
  for (std::size_t i = 0; i < ids.size(); ++i)
    for (const store::Row& row :
         TRY(tx.Query("SELECT id FROM subject WHERE merged_into = $1", ids[i])))
      ids.push_back(TRY(row.As<SubjectId>(0)));
  return ids;
}

Result<std::vector<RequestId>> FilesAbout(store::ReadTx& tx, const keys::Keys& keys,
                                          std::string_view kind, const SubjectId& subject) {
  std::vector<RequestId> files;
  for (const SubjectId& id : TRY(KnownIds(tx, subject)))
    for (const store::Row& stored :
         TRY(tx.Query("SELECT id, kind, subject, opened, digest FROM file WHERE kind = $1 AND "
                      "subject = $2 ORDER BY opened, id",
                      kind, id)))
      files.push_back(TRY(FromRow(keys, stored)).id);
  return files;
}

std::unexpected<Error> NobodyRetains() {
  return Fail(Code::kRefused,
              "The notice does not let retention act; give a role the duty `retention`.");
}

Status FileAgain(gate::Gate& gate, const Again& again,
                 const std::function<Status(const gate::Change&, const RequestId&)>& put) {
  const gate::Context& context = gate.context();
  const NewFile file = TRY(MakeFile(context.keys));
  const ReadyEvent event = SealEvent(
      context.keys, file.key,
      {.seq = 1, .kind = again.event_kind, .at = context.clock.Now(), .facts = again.facts});
  const auto done = TRY(gate.Act({.purpose = "law.retention"}, again.action,
                                 [&](const gate::Change& change) -> Status {
                                   TRY(InsertFile(change, file, again.file_kind, again.subject));
                                   TRY(InsertEvent(change, event));
                                   return put(change, event.file);
                                 }));
  return done ? Status() : NobodyRetains();
}

Result<std::vector<RequestId>> StillOpen(store::ReadTx& tx, const keys::Keys& keys,
                                         std::string_view kind, const SubjectId& subject) {
  std::vector<RequestId> open;
  for (const RequestId& file : TRY(FilesAbout(tx, keys, kind, subject))) {
    // An event that was put in from outside does not open, and closes nothing.
    const auto events = TRY(ReadEvents(tx, keys, TRY(OpenFile(tx, keys, file))));
    if (std::ranges::find(events, "closed", &FileEvent::kind) == events.end()) open.push_back(file);
  }
  return open;
}

}  // namespace almoner::retention
