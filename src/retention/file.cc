#include "retention/file.h"

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
                  const SubjectId& subject) {
  TRY(change.tx.ExecuteOne("INSERT INTO file (id, kind, subject, opened) VALUES ($1, $2, $3, $4)",
                           file.key.file, kind, subject, change.now));
  return keys::Insert(change.tx, file.key.file.bytes(), keys::Kind::kData, file.wrapped);
}

Status InsertEvent(const gate::Change& change, const ReadyEvent& event) {
  change.entry.sealed.push_back(event.digest);
  return change.tx.ExecuteOne(
      "INSERT INTO file_event (file, seq, kind, at, body, digest) VALUES ($1, $2, $3, $4, $5, $6)",
      event.file, event.seq, event.kind, event.at, event.body, BytesView(event.digest));
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

Result<std::optional<SubjectId>> SubjectOf(store::ReadTx& tx, const RequestId& file) {
  const store::Row row = TRY(tx.One("SELECT subject FROM file WHERE id = $1", file));
  if (row.IsNull(0)) return std::optional<SubjectId>();
  return std::optional<SubjectId>(TRY(row.As<SubjectId>(0)));
}

Result<std::vector<RequestId>> Files(store::ReadTx& tx, std::string_view kind) {
  std::vector<RequestId> files;
  for (const store::Row& row :
       TRY(tx.Query("SELECT id FROM file WHERE kind = $1 ORDER BY opened, id", kind)))
    files.push_back(TRY(row.As<RequestId>(0)));
  return files;
}

}  // namespace almoner::retention
