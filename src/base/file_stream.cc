#include "base/file_stream.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <vector>

namespace almoner {
namespace {

// For errors of the operating system: which file, and its own words for why.
std::unexpected<Error> System(Literal what, const OperatorPath& file) {
  const int number = errno;
  const Code code = number == ENOENT   ? Code::kNotFound
                    : number == EEXIST ? Code::kConflict
                                       : Code::kUnavailable;
  return Fail(code, what, Detail("file", file), Detail::Errno(number));
}

int RenameIfFree(const char* from, const char* to) {
  return ::renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
}

}  // namespace

namespace internal {

int NameIfFree(const std::filesystem::path& from, const std::filesystem::path& to,
               int (*rename)(const char*, const char*)) {
  if (rename(from.c_str(), to.c_str()) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return -1;
  // NFS, FUSE and others know no such renaming. A second name never replaces either.
  if (::link(from.c_str(), to.c_str()) == 0) return ::unlink(from.c_str());
  if (errno == EEXIST) return -1;
  // And some know no second names. Whoever makes a file of this name at this moment loses it.
  if (::access(to.c_str(), F_OK) == 0) {
    errno = EEXIST;
    return -1;
  }
  return ::rename(from.c_str(), to.c_str());
}

}  // namespace internal

Result<FileReader> FileReader::Open(const OperatorPath& file) {
  FileHandle handle(::open(file.path().c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!handle.ok()) return System("A file could not be opened.", file);
  struct stat info{};
  if (::fstat(handle.fd(), &info) != 0 || !S_ISREG(info.st_mode))
    return Fail(Code::kInvalid, "This is not a plain file.", Detail("file", file));
  return FileReader(file, std::move(handle), static_cast<std::uint64_t>(info.st_size));
}

Result<std::size_t> FileReader::Read(std::span<std::uint8_t> into) {
  std::size_t done = 0;
  while (done < into.size()) {
    const ssize_t n = ::read(handle_.fd(), into.data() + done, into.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return System("A file could not be read.", file_);
    if (n == 0) break;
    done += static_cast<std::size_t>(n);
  }
  return done;
}

std::filesystem::path FileWriter::Unfinished() const {
  std::filesystem::path path = file_.path();
  return path += kUnfinished;
}

Result<FileWriter> FileWriter::Create(const OperatorPath& file) {
  if (::access(file.path().c_str(), F_OK) == 0) {
    errno = EEXIST;
    return System("A file of this name exists already; name a new one.", file);
  }
  FileWriter writer(file, FileHandle());
  writer.handle_ = FileHandle(
      ::open(writer.Unfinished().c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!writer.handle_.ok()) return System("A file could not be made.", file);
  return writer;
}

FileWriter::~FileWriter() {
  if (handle_.ok()) ::unlink(Unfinished().c_str());
}

Status FileWriter::Append(BytesView bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(handle_.fd(), bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return System("A file could not be written; nothing of it is kept.", file_);
    bytes = bytes.subspan(static_cast<std::size_t>(n));
  }
  return {};
}

Status FileWriter::Finish() {
  if (::fsync(handle_.fd()) != 0)
    return System("A file could not be made durable; nothing of it is kept.", file_);
  if (internal::NameIfFree(Unfinished(), file_.path(), RenameIfFree) != 0)
    return System("A file could not be given its name; nothing of it is kept.", file_);
  handle_ = FileHandle();
  return SyncFolder(OperatorPath(file_.path().parent_path()));
}

Status TakePlace(const OperatorPath& file, const OperatorPath& of) {
  if (::rename(file.path().c_str(), of.path().c_str()) != 0)
    return System("A file could not be put in its place.", of);
  return SyncFolder(OperatorPath(of.path().parent_path()));
}

Status CopyOver(const OperatorPath& from, const OperatorPath& to) {
  constexpr std::size_t kPiece = 1 << 16;
  FileReader reader = TRY(FileReader::Open(from));
  const OperatorPath next(to.path().string() + ".new");
  for (const char* left : {"", ".part"}) ::unlink((next.path().string() + left).c_str());
  {
    FileWriter writer = TRY(FileWriter::Create(next));
    std::vector<std::uint8_t> piece(kPiece);
    while (const std::size_t n = TRY(reader.Read(piece)))
      TRY(writer.Append(BytesView(piece).first(n)));
    TRY(writer.Finish());
  }
  return TakePlace(next, to);
}

}  // namespace almoner
