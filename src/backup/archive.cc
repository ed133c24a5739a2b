#include "backup/archive.h"

#include <algorithm>
#include <array>

namespace almoner::backup {
namespace {

constexpr std::string_view kFirstLine = "almoner backup 1\n";
constexpr std::string_view kAnyFirstLine = "almoner backup ";
constexpr std::size_t kHead = kFirstLine.size() + 16 + 16 + 8;
constexpr std::size_t kWriteAt = 1 << 20;     // bytes
constexpr std::uint32_t kLongestName = 4096;  // bytes

constexpr std::uint8_t kEnd = 0;
constexpr std::uint8_t kFile = 1;
constexpr std::uint8_t kDatabase = 2;

Bytes Encode(const Head& head) {
  Writer out;
  out.Raw(AsBytes(kFirstLine)).Raw(head.home.bytes()).Raw(head.backup.bytes());
  out.U64(static_cast<std::uint64_t>(head.made.micros()));
  return std::move(out).bytes();
}

std::unexpected<Error> NoBackup(const OperatorPath& file) {
  return Fail(Code::kCorrupt, "This file is not a backup, or it is damaged; nothing was changed.",
              Detail("file", file));
}

Result<Head> DecodeHead(const OperatorPath& file, BytesView bytes) {
  if (bytes.size() < kHead || !AsText(bytes).starts_with(kAnyFirstLine)) return NoBackup(file);
  if (!AsText(bytes).starts_with(kFirstLine))
    return Fail(Code::kConflict, "A newer program made this backup; use that one.",
                Detail("file", file));
  Reader reader(bytes.subspan(kFirstLine.size()));
  const HomeId home = TRY(HomeId::From(TRY(reader.Raw(HomeId::kSize))));
  const BackupId backup = TRY(BackupId::From(TRY(reader.Raw(BackupId::kSize))));
  const Time made = Time::FromMicros(static_cast<std::int64_t>(TRY(reader.U64())));
  return Head{.home = home, .backup = backup, .made = made};
}

// The plaintext of an archive's stream, a chunk at a time.
class Unsealed {
 public:
  Unsealed(const OperatorPath& file, FileReader reader, const Progress& told)
      : file_(file), reader_(std::move(reader)), told_(told) {}

  Status Begin(const SecretBytes& key) {
    std::array<std::uint8_t, kHead + crypto::kStreamHeader> start;
    if (TRY(reader_.Read(start)) != start.size()) return NoBackup(file_);
    TRY(DecodeHead(file_, start));
    opener_.emplace(TRY(crypto::StreamOpener::Begin(key, BytesView(start).first(kHead),
                                                    BytesView(start).subspan(kHead))));
    at_ = start.size();
    return {};
  }

  Status Read(std::span<std::uint8_t> out) {
    while (!out.empty()) {
      if (used_ == plain_.size()) TRY(Next());
      const std::size_t n = std::min(out.size(), plain_.size() - used_);
      std::copy_n(plain_.begin() + static_cast<std::ptrdiff_t>(used_), n, out.begin());
      used_ += n;
      out = out.subspan(n);
    }
    return {};
  }

  // That everything was read, and that nothing comes after it.
  Status End() {
    if (used_ != plain_.size() || !last_) return NoBackup(file_);
    return {};
  }

 private:
  Status Next() {
    if (last_) return NoBackup(file_);
    sealed_.resize(crypto::kSealedChunk);
    const std::size_t n = TRY(reader_.Read(sealed_));
    at_ += n;
    last_ = at_ >= reader_.size();
    plain_.clear();
    used_ = 0;
    const Status opened = opener_->Open(BytesView(sealed_).first(n), last_, plain_);
    if (!opened || plain_.empty()) return NoBackup(file_);
    if (told_) told_(at_);
    return {};
  }

  const OperatorPath& file_;
  FileReader reader_;
  const Progress& told_;
  std::optional<crypto::StreamOpener> opener_;
  std::uint64_t at_ = 0;
  bool last_ = false;
  Bytes sealed_;
  Bytes plain_;
  std::size_t used_ = 0;
};

template <class Number>
Result<Number> Big(const store::ByteSource& source) {
  std::array<std::uint8_t, sizeof(Number)> bytes;
  TRY(source(bytes));
  std::uint64_t number = 0;
  for (const std::uint8_t byte : bytes) number = number << 8 | byte;
  return static_cast<Number>(number);
}

// A name that stays inside the folder it is put into.
bool IsInside(std::string_view name) {
  const std::filesystem::path path(name);
  return !name.empty() && !name.contains('\0') && path.is_relative() &&
         std::ranges::find(path, std::filesystem::path("..")) == path.end();
}

Status ReadFilePart(const OperatorPath& archive, const store::ByteSource& source,
                    const Receiver& receiver) {
  const auto length = TRY(Big<std::uint32_t>(source));
  if (length > kLongestName) return NoBackup(archive);
  std::string name(length, '\0');
  TRY(source({reinterpret_cast<std::uint8_t*>(name.data()), name.size()}));
  if (!IsInside(name)) return NoBackup(archive);
  const auto size = TRY(Big<std::uint64_t>(source));
  return receiver.file(name, size, source);
}

}  // namespace

ArchiveWriter::ArchiveWriter(FileWriter file, crypto::StreamSealer sealer, Progress told)
    : file_(std::move(file)), sealer_(std::move(sealer)), told_(std::move(told)) {
  plain_.reserve(crypto::kChunk);
  out_.reserve(kWriteAt + crypto::kSealedChunk);
}

Result<std::unique_ptr<ArchiveWriter>> ArchiveWriter::Begin(const OperatorPath& file,
                                                            const Head& head,
                                                            const SecretBytes& key, Random& random,
                                                            Progress told) {
  const Bytes start = Encode(head);
  FileWriter out = TRY(FileWriter::Create(file));
  std::unique_ptr<ArchiveWriter> writer(
      new ArchiveWriter(std::move(out), crypto::StreamSealer(key, start, random), std::move(told)));
  writer->out_ = start;
  const BytesView salt = writer->sealer_.header();
  writer->out_.insert(writer->out_.end(), salt.begin(), salt.end());
  return writer;
}

// A chunk that is full waits until it is known whether more comes.
Status ArchiveWriter::Put(BytesView bytes) {
  while (!bytes.empty()) {
    if (plain_.size() == crypto::kChunk) TRY(SealFull(false));
    const std::size_t n = std::min(bytes.size(), crypto::kChunk - plain_.size());
    plain_.insert(plain_.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(n));
    bytes = bytes.subspan(n);
  }
  return {};
}

Status ArchiveWriter::SealFull(bool last) {
  sealer_.Seal(plain_, last, out_);
  plain_.clear();
  return out_.size() < kWriteAt && !last ? Status() : WriteOut();
}

Status ArchiveWriter::WriteOut() {
  TRY(file_.Append(out_));
  written_ += out_.size();
  out_.clear();
  if (told_) told_(written_);
  return {};
}

Status ArchiveWriter::AddFile(std::string_view name, BytesView bytes) {
  Writer start;
  start.U8(kFile).Sized(name).U64(bytes.size());
  TRY(Put(start.bytes()));
  return Put(bytes);
}

Status ArchiveWriter::CopyFile(std::string_view name, const OperatorPath& from) {
  FileReader reader = TRY(FileReader::Open(from));
  std::uint64_t left = reader.size();
  Writer start;
  start.U8(kFile).Sized(name).U64(left);
  TRY(Put(start.bytes()));
  Bytes buffer(crypto::kChunk);
  while (left > 0) {
    const std::size_t want = std::min<std::uint64_t>(left, buffer.size());
    if (TRY(reader.Read(std::span(buffer).first(want))) != want)
      return Fail(Code::kUnavailable, "A file grew shorter while it was copied; try again.",
                  Detail("file", from));
    TRY(Put(BytesView(buffer).first(want)));
    left -= want;
  }
  return {};
}

Result<store::TableCounts> ArchiveWriter::AddDatabase(store::ReadTx& tx) {
  TRY(Put(BytesView(&kDatabase, 1)));
  return store::Dump::Out(tx, [&](BytesView bytes) { return Put(bytes); });
}

Status ArchiveWriter::Finish() {
  TRY(Put(BytesView(&kEnd, 1)));
  TRY(SealFull(true));
  return file_.Finish();
}

Result<Head> ReadHead(const OperatorPath& file) {
  FileReader reader = TRY(FileReader::Open(file));
  std::array<std::uint8_t, kHead> start;
  const std::size_t n = TRY(reader.Read(start));
  return DecodeHead(file, BytesView(start).first(n));
}

Status ReadArchive(const OperatorPath& file, const SecretBytes& key, const Receiver& receiver,
                   const Progress& told) {
  Unsealed stream(file, TRY(FileReader::Open(file)), told);
  TRY(stream.Begin(key));
  const store::ByteSource source = [&](std::span<std::uint8_t> out) { return stream.Read(out); };
  while (true) {
    switch (TRY(Big<std::uint8_t>(source))) {
      case kEnd:
        return stream.End();
      case kFile:
        TRY(ReadFilePart(file, source, receiver));
        break;
      case kDatabase:
        TRY(receiver.database(source));
        break;
      default:
        return NoBackup(file);
    }
  }
}

}  // namespace almoner::backup
