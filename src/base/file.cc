#include "base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

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

FileHandle OpenAt(const OperatorPath& file, int flags) {
  return FileHandle(::open(file.path().c_str(), flags | O_CLOEXEC, 0600));
}

Status WriteAll(int fd, const OperatorPath& file, BytesView bytes, std::uint64_t offset) {
  while (!bytes.empty()) {
    const ssize_t n = ::pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return System("A file could not be written; nothing was changed that counts.", file);
    bytes = bytes.subspan(static_cast<std::size_t>(n));
    offset += static_cast<std::uint64_t>(n);
  }
  if (::fsync(fd) != 0) return System("A file could not be made durable.", file);
  return {};
}

}  // namespace

FileHandle& FileHandle::operator=(FileHandle&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

FileHandle::~FileHandle() {
  if (fd_ >= 0) ::close(fd_);
}

Result<SecretBytes> ReadFile(const OperatorPath& file, Access access, std::size_t most) {
  const FileHandle handle = OpenAt(file, O_RDONLY);
  if (!handle.ok()) return System("A file could not be opened.", file);
  struct stat info{};
  if (::fstat(handle.fd(), &info) != 0 || !S_ISREG(info.st_mode))
    return Fail(Code::kInvalid, "This is not a plain file.", Detail("file", file));
  if (access == Access::kOwnerOnly && (info.st_mode & 077) != 0)
    return Fail(
        Code::kInvalid,
        "A file with a secret can be read by others than its owner. Run chmod 600 on it, and "
        "change the secret if someone may have read it.",
        Detail("file", file));
  const auto size = static_cast<std::size_t>(info.st_size);
  if (size > most)
    return Fail(Code::kInvalid, "A file is larger than can be right.", Detail("file", file));
  SecretBytes bytes(size);
  std::size_t done = 0;
  while (done < size) {
    const ssize_t n = ::read(handle.fd(), bytes.mutable_span().data() + done, size - done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return System("A file could not be read whole.", file);
    done += static_cast<std::size_t>(n);
  }
  return bytes;
}

Status WriteNewFile(const OperatorPath& file, BytesView bytes) {
  const FileHandle handle = OpenAt(file, O_WRONLY | O_CREAT | O_EXCL);
  if (!handle.ok()) return System("A file could not be made.", file);
  TRY(WriteAll(handle.fd(), file, bytes, 0));
  return SyncFolder(OperatorPath(file.path().parent_path()));
}

Status OverwriteFile(const OperatorPath& file, std::uint64_t offset, BytesView bytes) {
  const FileHandle handle = OpenAt(file, O_WRONLY);
  if (!handle.ok()) return System("A file could not be opened for writing.", file);
  return WriteAll(handle.fd(), file, bytes, offset);
}

Status MakePrivateFolder(const OperatorPath& folder) {
  if (::mkdir(folder.path().c_str(), 0700) != 0 && errno != EEXIST)
    return System("A folder could not be made.", folder);
  struct stat info{};
  if (::stat(folder.path().c_str(), &info) != 0 || !S_ISDIR(info.st_mode))
    return Fail(Code::kInvalid, "This is not a folder.", Detail("file", folder));
  if ((info.st_mode & 077) != 0 && ::chmod(folder.path().c_str(), 0700) != 0)
    return System("A folder could not be made private.", folder);
  return {};
}

Status SyncFolder(const OperatorPath& folder) {
  const std::filesystem::path path = folder.path().empty() ? "." : folder.path();
  const FileHandle handle(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!handle.ok() || ::fsync(handle.fd()) != 0)
    return System("A folder could not be made durable.", folder);
  return {};
}

}  // namespace almoner
