#include "backup/backup.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include "keys/event_ledger.h"

namespace almoner::backup {
namespace {

constexpr std::size_t kPiece = 1 << 16;  // bytes

// 2026-11-22T02:00:00Z without what a file name had better not have.
std::string Stamp(Time time) {
  std::string text = time.seconds_text();
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return text;
}

OperatorPath Named(const OperatorPath& folder, const HomeId& home, const keys::Backup& backup) {
  return OperatorPath(folder.path() /
                      ("almoner-" + home.text().substr(0, 8) + "-" + Stamp(backup.made) + "-" +
                       backup.id.text().substr(0, 6) + ".backup"));
}

Result<std::int64_t> OldestEpoch(store::ReadTx& tx, const keys::Ledger& ledger) {
  const auto row = TRY(tx.Maybe("SELECT epoch FROM wrapped_key ORDER BY epoch LIMIT 1"));
  if (!row) return ledger.CurrentEpoch();
  return row->Int(0);
}

Status WriteParts(ArchiveWriter& archive, const Source& source) {
  for (const Part& part : TRY(source.files())) {
    const Status copied = archive.CopyFile(part.name, part.file);
    if (!copied && copied.error().code == Code::kNotFound) continue;  // erased meanwhile
    TRY(Status(copied));
  }
  return {};
}

// Where a snapshot stands in the ledgers.
struct Stand {
  std::int64_t epoch = 0;
  std::int64_t replayed = 0;
  bool operator==(const Stand&) const = default;
};
Result<Stand> StandOf(store::ReadTx& tx, const keys::Ledger& ledger) {
  Stand stand;
  stand.epoch = TRY(OldestEpoch(tx, ledger));
  stand.replayed = TRY(keys::LastEvent(tx));
  return stand;
}

Result<Made> Write(store::ReadTx& tx, const Source& source, const OperatorPath& file,
                   const keys::Backup& backup, const SecretBytes& key, const Progress& told) {
  Made made{.backup = backup, .file = file, .bytes = 0, .rows = {}};
  const auto archive = TRY(ArchiveWriter::Begin(
      file, {.home = source.keys.home(), .backup = backup.id, .made = backup.made}, key,
      source.keys.random(), [&](std::uint64_t bytes) {
        made.bytes = bytes;
        if (told) told(bytes);
      }));
  made.rows = TRY(archive->AddDatabase(tx));
  TRY(WriteParts(*archive, source));
  TRY(archive->Finish());
  return made;
}

// Nothing where the snapshot that it would be stands elsewhere than was looked before. Its key has
// to be in the ledger before a byte is written, and cannot be put there while the snapshot is read:
// other nodes are told of it by writing (keys/nodes.h).
Result<std::optional<Made>> Attempt(const Source& source, const OperatorPath& file,
                                    keys::Backup& backup, const Progress& told) {
  using Tried = std::optional<Made>;
  keys::Ledger& ledger = source.keys.ledger();
  const Stand stand =
      TRY(source.store.Read([&](store::ReadTx& tx) { return StandOf(tx, ledger); }));
  backup.epoch = stand.epoch;
  backup.replayed = stand.replayed;
  const SecretBytes key = TRY(ledger.AddBackup(backup));
  return source.store.Read([&](store::ReadTx& tx) -> Result<Tried> {
    if (TRY(StandOf(tx, ledger)) != stand) return Tried();
    auto made = TRY(Write(tx, source, file, backup, key, told));
    return Tried(std::move(made));
  });
}

Result<Made> WriteOne(const Source& source, const OperatorPath& file, keys::Backup& backup,
                      const Progress& told) {
  constexpr int kTries = 20;
  for (int tries = 1; tries <= kTries; ++tries) {
    auto made = TRY(Attempt(source, file, backup, told));
    if (made) return *std::move(made);
    TRY(source.keys.ledger().DropBackup(backup.id));
  }
  return Fail(Code::kConflict,
              "People are erased, or keys rotated, faster than a backup can begin; try again.");
}

Status Skip(std::uint64_t size, const store::ByteSource& source) {
  std::array<std::uint8_t, kPiece> piece;
  for (; size > 0; size -= std::min<std::uint64_t>(size, kPiece))
    TRY(source(std::span(piece).first(std::min<std::uint64_t>(size, kPiece))));
  return {};
}

Status PutBack(const OperatorPath& folder, const std::string& name, std::uint64_t size,
               const store::ByteSource& source) {
  const OperatorPath file(folder.path() / name);
  std::error_code error;
  std::filesystem::create_directories(file.path().parent_path(), error);
  FileWriter writer = TRY(FileWriter::Create(file));
  std::array<std::uint8_t, kPiece> piece;
  for (; size > 0; size -= std::min<std::uint64_t>(size, kPiece)) {
    const auto some = std::span(piece).first(std::min<std::uint64_t>(size, kPiece));
    TRY(source(some));
    TRY(writer.Append(some));
  }
  return writer.Finish();
}

}  // namespace

Result<Made> Create(const Source& source, const OperatorPath& folder, std::chrono::hours window,
                    const Clock& clock, const Progress& told) {
  const Time now = clock.Now();
  keys::Backup backup{
      .id = BackupId::New(source.keys.random()), .made = now, .expires = now + window};
  const OperatorPath file = Named(folder, source.keys.home(), backup);
  auto made = WriteOne(source, file, backup, told);
  Status good = made ? Status() : Status(std::unexpected(made.error()));
  if (good) {
    const auto verified = Verify(file, source.keys.ledger());
    if (!verified)
      good = std::unexpected(verified.error());
    else if (verified->rows != made->rows)
      good = Fail(Code::kCorrupt, "The backup does not hold what was written into it.");
  }
  if (good) return made;
  std::error_code removing;
  if (made) std::filesystem::remove(file.path(), removing);
  static_cast<void>(source.keys.ledger().DropBackup(backup.id));
  return std::unexpected(good.error());
}

Result<Verified> Verify(const OperatorPath& file, const keys::Ledger& ledger,
                        const Progress& told) {
  Verified verified{.head = TRY(ReadHead(file)), .files = 0, .rows = {}};
  const SecretBytes key = TRY(ledger.BackupKey(verified.head.backup));
  TRY(ReadArchive(
      file, key,
      {.file =
           [&](const std::string& /*name*/, std::uint64_t size, const store::ByteSource& source) {
             ++verified.files;
             return Skip(size, source);
           },
       .database = [&](const store::ByteSource& source) -> Status {
         verified.rows = TRY(store::Dump::Read(source));
         return {};
       }},
      told));
  return verified;
}

Status Load(const OperatorPath& file, const keys::Ledger& ledger, store::Store& empty,
            const OperatorPath& folder, const Progress& told) {
  const SecretBytes key = TRY(ledger.BackupKey(TRY(ReadHead(file)).backup));
  return ReadArchive(
      file, key,
      {.file = [&](const std::string& name, std::uint64_t size,
                   const store::ByteSource& source) { return PutBack(folder, name, size, source); },
       .database = [&](const store::ByteSource& source) -> Status {
         TRY(store::Dump::In(empty, source));
         return {};
       }},
      told);
}

}  // namespace almoner::backup
