#include "backup/archive.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

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

std::unexpected<Error> NotWritten(const OperatorPath& file, int number) {
  return Fail(Code::kUnavailable,
              "The backup could not be written; the ones before it are as they were.",
              Detail("file", file), Detail::Errno(number));
}

// Reads until `out` is full or the file ends; how much there was.
Result<std::size_t> ReadSome(int fd, const OperatorPath& file, std::span<std::uint8_t> out) {
  std::size_t done = 0;
  while (done < out.size()) {
    const ssize_t n = ::read(fd, out.data() + done, out.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0)
      return Fail(Code::kUnavailable, "A file could not be read.", Detail("file", file),
                  Detail::Errno(errno));
    if (n == 0) break;
    done += static_cast<std::size_t>(n);
  }
  return done;
}

Result<FileHandle> OpenToRead(const OperatorPath& file) {
  FileHandle handle(::open(file.path().c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (handle.ok()) return handle;
  return Fail(errno == ENOENT ? Code::kNotFound : Code::kUnavailable, "A file cannot be opened.",
              Detail("file", file), Detail::Errno(errno));
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
  Unsealed(const OperatorPath& file, FileHandle handle, const Progress& told)
      : file_(file), handle_(std::move(handle)), told_(told) {}

  Status Begin(const SecretBytes& key) {
    struct stat info{};
    if (::fstat(handle_.fd(), &info) != 0) return NoBackup(file_);
    size_ = static_cast<std::uint64_t>(info.st_size);
    std::array<std::uint8_t, kHead + crypto::kStreamHeader> start;
    if (TRY(ReadSome(handle_.fd(), file_, start)) != start.size()) return NoBackup(file_);
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
    if (used_ != plain_.size()) return NoBackup(file_);
    if (!last_) return NoBackup(file_);
    return {};
  }

 private:
  Status Next() {
    if (last_) return NoBackup(file_);
    sealed_.resize(crypto::kSealedChunk);
    const std::size_t n = TRY(ReadSome(handle_.fd(), file_, sealed_));
    at_ += n;
    last_ = at_ >= size_;
    plain_.clear();
    used_ = 0;
    const Status opened = opener_->Open(BytesView(sealed_).first(n), last_, plain_);
    if (!opened || plain_.empty()) return NoBackup(file_);
    if (told_) told_(at_);
    return {};
  }

  const OperatorPath& file_;
  FileHandle handle_;
  const Progress& told_;
  std::optional<crypto::StreamOpener> opener_;
  std::uint64_t size_ = 0;
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

ArchiveWriter::ArchiveWriter(OperatorPath file, OperatorPath part, FileHandle handle,
                             crypto::StreamSealer sealer, Progress told)
    : file_(std::move(file)),
      part_(std::move(part)),
      handle_(std::move(handle)),
      sealer_(std::move(sealer)),
      told_(std::move(told)) {
  plain_.reserve(crypto::kChunk);
  out_.reserve(kWriteAt + crypto::kSealedChunk);
}

ArchiveWriter::~ArchiveWriter() {
  if (!finished_) ::unlink(part_.path().c_str());
}

Result<std::unique_ptr<ArchiveWriter>> ArchiveWriter::Begin(const OperatorPath& file,
                                                            const Head& head,
                                                            const SecretBytes& key, Random& random,
                                                            Progress told) {
  std::error_code error;
  if (std::filesystem::exists(file.path(), error))
    return Fail(Code::kConflict, "There is a backup of this name already.", Detail("file", file));
  const OperatorPath part(file.path().string() + ".part");
  FileHandle handle(::open(part.path().c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!handle.ok()) return NotWritten(file, errno);
  const Bytes start = Encode(head);
  std::unique_ptr<ArchiveWriter> writer(new ArchiveWriter(
      file, part, std::move(handle), crypto::StreamSealer(key, start, random), std::move(told)));
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
  BytesView rest = out_;
  while (!rest.empty()) {
    const ssize_t n = ::write(handle_.fd(), rest.data(), rest.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return NotWritten(file_, errno);
    rest = rest.subspan(static_cast<std::size_t>(n));
  }
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
  const FileHandle handle = TRY(OpenToRead(from));
  struct stat info{};
  if (::fstat(handle.fd(), &info) != 0 || !S_ISREG(info.st_mode))
    return Fail(Code::kInvalid, "This is not a plain file.", Detail("file", from));
  auto left = static_cast<std::uint64_t>(info.st_size);
  Writer start;
  start.U8(kFile).Sized(name).U64(left);
  TRY(Put(start.bytes()));
  Bytes buffer(crypto::kChunk);
  while (left > 0) {
    const std::size_t want = std::min<std::uint64_t>(left, buffer.size());
    if (TRY(ReadSome(handle.fd(), from, std::span(buffer).first(want))) != want)
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
  if (::fsync(handle_.fd()) != 0) return NotWritten(file_, errno);
  if (::rename(part_.path().c_str(), file_.path().c_str()) != 0) return NotWritten(file_, errno);
  finished_ = true;
  return SyncFolder(OperatorPath(file_.path().parent_path()));
}

Result<Head> ReadHead(const OperatorPath& file) {
  const FileHandle handle = TRY(OpenToRead(file));
  std::array<std::uint8_t, kHead> start;
  const std::size_t n = TRY(ReadSome(handle.fd(), file, start));
  return DecodeHead(file, BytesView(start).first(n));
}

Status ReadArchive(const OperatorPath& file, const SecretBytes& key, const Receiver& receiver,
                   const Progress& told) {
  Unsealed stream(file, TRY(OpenToRead(file)), told);
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
