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

Result<Made> Write(store::ReadTx& tx, const Source& source, const OperatorPath& file,
                   keys::Backup backup, const Progress& told) {
  keys::Ledger& ledger = source.keys.ledger();
  backup.epoch = TRY(OldestEpoch(tx, ledger));
  backup.replayed = TRY(keys::LastEvent(tx));
  const SecretBytes key = TRY(ledger.AddBackup(backup));
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
  const keys::Backup backup{
      .id = BackupId::New(source.keys.random()), .made = now, .expires = now + window};
  const OperatorPath file = Named(folder, source.keys.home(), backup);
  auto made =
      source.store.Read([&](store::ReadTx& tx) { return Write(tx, source, file, backup, told); });
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
