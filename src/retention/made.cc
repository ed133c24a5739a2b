#include "retention/made.h"

#include <algorithm>
#include <chrono>

#include "retention/waiting.h"

namespace almoner::retention {
namespace {

constexpr std::chrono::seconds kMakingLease{30};

// A part of one pack opens in no other place, of no other request, and as nothing else.
Bytes MadePlace(const MadeOf& of, std::size_t part, std::size_t parts) {
  Writer out;
  out.Sized("made pack").Raw(of.request.bytes()).U8(static_cast<std::uint8_t>(of.purpose));
  out.Raw(of.basis).U64(part).U64(parts);
  return std::move(out).bytes();
}

Bytes PackedFiles(std::span<const paper::File> files) {
  Writer out;
  out.U32(static_cast<std::uint32_t>(files.size()));
  for (const paper::File& file : files) out.Sized(file.path).U64(file.bytes.size()).Raw(file.bytes);
  return std::move(out).bytes();
}

Result<std::vector<paper::File>> UnpackedFiles(BytesView packed) {
  Reader in(packed);
  const std::uint32_t count = TRY(in.U32());
  std::vector<paper::File> files;
  for (std::uint32_t i = 0; i < count; ++i) {
    const BytesView path = TRY(in.Sized());
    const std::uint64_t size = TRY(in.U64());
    const BytesView bytes = TRY(in.Raw(size));
    files.push_back({.path = std::string(AsText(path)), .bytes = {bytes.begin(), bytes.end()}});
  }
  TRY(in.Done());
  return files;
}

Status DropMade(const keys::Change& change, const store::Rows& ids) {
  for (const store::Row& row : ids) {
    const MadeId id = TRY(row.As<MadeId>(0));
    TRY(change.tx.Execute("DELETE FROM made_part WHERE pack = $1", id));
    TRY(keys::Destroy(change.tx, id.bytes()));
    TRY(change.tx.ExecuteOne("DELETE FROM made_pack WHERE id = $1", id));
  }
  return {};
}

// One row of: request, kind, seq, tries, done.
Result<MakingNote> NoteFrom(const store::Row& row) {
  MakingNote note{.request = TRY(row.As<RequestId>(0))};
  note.purpose = TRY(row.Int(1)) == 0 ? PackPurpose::kReview : PackPurpose::kRelease;
  note.seq = TRY(row.Int(2));
  note.tries = TRY(row.Int(3));
  note.done = TRY(row.Int(4));
  return note;
}

Status StillMaking(store::Tx& tx, const MakingNote& note) {
  const auto row =
      TRY(tx.Maybe("SELECT 1 FROM making WHERE request = $1 AND kind = $2 AND seq = $3",
                   note.request, static_cast<std::int64_t>(note.purpose), note.seq));
  if (row) return {};
  return Fail(Code::kConflict, "What is being made was given up, or asked for anew, meanwhile.");
}

}  // namespace

Result<ReadyMade> SealMade(const keys::Keys& keys, const MadeOf& of,
                           std::span<const paper::File> files) {
  const Bytes packed = PackedFiles(files);
  const MadeId id = MadeId::New(keys.random());
  auto own = TRY(keys.Make(id.bytes(), keys::Kind::kData));
  const std::size_t parts = (packed.size() + kWaitingPart - 1) / kWaitingPart;
  ReadyMade ready{.id = id, .of = of, .parts = {}, .key = std::move(own.wrapped)};
  for (std::size_t i = 0; i < parts; ++i) {
    const BytesView part = BytesView(packed).subspan(
        i * kWaitingPart, std::min(kWaitingPart, packed.size() - i * kWaitingPart));
    ready.parts.push_back(keys.Seal(own.key, keys::SealedField::kMadePart, id.bytes(),
                                    MadePlace(of, i, parts), part));
  }
  return ready;
}

Status InsertMade(const keys::Change& change, const ReadyMade& made) {
  TRY(DropMade(change,
               TRY(change.tx.Query("SELECT id FROM made_pack WHERE request = $1 AND kind = $2",
                                   made.of.request, static_cast<std::int64_t>(made.of.purpose)))));
  TRY(change.tx.ExecuteOne(
      "INSERT INTO made_pack (id, request, kind, basis, parts, made) VALUES ($1, $2, $3, $4, $5, "
      "$6)",
      made.id, made.of.request, static_cast<std::int64_t>(made.of.purpose),
      BytesView(made.of.basis), std::ssize(made.parts), change.now));
  for (std::size_t i = 0; i < made.parts.size(); ++i)
    TRY(change.tx.ExecuteOne("INSERT INTO made_part (pack, part, sealed) VALUES ($1, $2, $3)",
                             made.id, static_cast<std::int64_t>(i), made.parts[i]));
  return keys::Insert(change.tx, made.id.bytes(), keys::Kind::kData, made.key);
}

Result<std::optional<std::vector<paper::File>>> OpenMade(store::ReadTx& tx, const keys::Keys& keys,
                                                         const MadeOf& of) {
  const auto row = TRY(
      tx.Maybe("SELECT id, parts FROM made_pack WHERE request = $1 AND kind = $2 AND basis = $3",
               of.request, static_cast<std::int64_t>(of.purpose), BytesView(of.basis)));
  if (!row) return std::optional<std::vector<paper::File>>();
  const MadeId id = TRY(row->As<MadeId>(0));
  const auto parts = static_cast<std::size_t>(TRY(row->Int(1)));
  const auto wrapped = TRY(keys::Load(tx, id.bytes(), keys::Kind::kData));
  const SecretBytes key = TRY(keys.Unwrap(id.bytes(), keys::Kind::kData, wrapped));
  Bytes whole;
  for (std::size_t i = 0; i < parts; ++i) {
    const store::Row stored =
        TRY(tx.One("SELECT sealed FROM made_part WHERE pack = $1 AND part = $2", id,
                   static_cast<std::int64_t>(i)));
    const SecretBytes part = TRY(keys.Open(key, keys::SealedField::kMadePart, id.bytes(),
                                           MadePlace(of, i, parts), TRY(stored.Blob(0))));
    const BytesView plain = part.view();
    whole.insert(whole.end(), plain.begin(), plain.end());
  }
  return std::optional(TRY(UnpackedFiles(whole)));
}

Status RemoveMadeOf(const keys::Change& change, const RequestId& request) {
  return DropMade(change,
                  TRY(change.tx.Query("SELECT id FROM made_pack WHERE request = $1", request)));
}

Status RemoveAllMade(const keys::Change& change) {
  return DropMade(change, TRY(change.tx.Query("SELECT id FROM made_pack")));
}

Result<std::vector<RequestId>> MadeBefore(store::ReadTx& tx, Time before) {
  std::vector<RequestId> all;
  for (const store::Row& row :
       TRY(tx.Query("SELECT request FROM made_pack WHERE made < $1", before)))
    all.push_back(TRY(row.As<RequestId>(0)));
  return all;
}

Status NoteMaking(store::Tx& tx, const RequestId& request, PackPurpose purpose, std::int64_t seq,
                  Time now) {
  TRY(ForgetMaking(tx, request));
  return tx.ExecuteOne(
      "INSERT INTO making (request, kind, seq, tries, due, done, turn) VALUES ($1, $2, $3, 0, $4, "
      "0, 0)",
      request, static_cast<std::int64_t>(purpose), seq, now);
}

Result<std::optional<MakingNote>> FindMaking(store::ReadTx& tx, const RequestId& request) {
  const auto row = TRY(
      tx.Maybe("SELECT request, kind, seq, tries, done FROM making WHERE request = $1", request));
  if (!row) return std::optional<MakingNote>();
  return std::optional(TRY(NoteFrom(*row)));
}

Result<std::optional<MakingNote>> TakeMaking(store::Tx& tx, Time now) {
  const auto row =
      TRY(tx.Maybe("SELECT request, kind, seq, tries, done FROM making WHERE due <= $1 ORDER BY "
                   "due, request LIMIT 1",
                   now));
  if (!row) return std::optional<MakingNote>();
  MakingNote note = TRY(NoteFrom(*row));
  ++note.tries;
  TRY(tx.ExecuteOne(
      "UPDATE making SET due = $2, tries = $3, done = 0, turn = turn + 1 WHERE request = $1",
      note.request, now + kMakingLease, note.tries));
  return std::optional(std::move(note));
}

Status TellMaking(store::Tx& tx, const MakingNote& note, std::int64_t done, Time now) {
  TRY(StillMaking(tx, note));
  return tx.ExecuteOne("UPDATE making SET due = $2, done = $3, turn = turn + 1 WHERE request = $1",
                       note.request, now + kMakingLease, done);
}

Status LeaveMaking(store::Tx& tx, const MakingNote& note, Time now) {
  TRY(StillMaking(tx, note));
  return tx.ExecuteOne(
      "UPDATE making SET due = $2, tries = $3, done = 0, turn = turn + 1 WHERE request = $1",
      note.request, now, note.tries - 1);
}

Status EndMaking(store::Tx& tx, const MakingNote& note) {
  TRY(StillMaking(tx, note));
  return ForgetMaking(tx, note.request);
}

Status ForgetMaking(store::Tx& tx, const RequestId& request) {
  TRY(tx.Execute("DELETE FROM making WHERE request = $1", request));
  return {};
}

}  // namespace almoner::retention
