#include "paper/folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <set>
#include <system_error>

namespace almoner::paper {
namespace {

namespace fs = std::filesystem;

// Says which folder; never which file in it, whose name may tell of a person.
std::unexpected<Error> Failed(const OperatorPath& folder, int error) {
  const Detail where("folder", folder);
  switch (error) {
    case EEXIST:
    case ENOTEMPTY:
      return Fail(Code::kConflict, "The folder exists already; name a new one.", where);
    case ENOENT:
      return Fail(Code::kNotFound, "The folder to write into does not exist; make it first.",
                  where);
    case ENAMETOOLONG:
      return Fail(Code::kInvalid, "A file's name is too long for this disk; rename it.", where);
    default:
      return Fail(Code::kUnavailable, "The folder could not be written; nothing of it was kept.",
                  where, Detail::Errno(error));
  }
}

class Descriptor {
 public:
  Descriptor(const fs::path& path, int flags, mode_t mode = 0)
      : fd_(open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, mode)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

// Removes what it names, unless told that all went well.
class Unfinished {
 public:
  explicit Unfinished(fs::path path) : path_(std::move(path)) {}
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;
  ~Unfinished() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  void NowNamed(fs::path path) { path_ = std::move(path); }
  void Keep() { path_.clear(); }

 private:
  fs::path path_;
};

// 0, or errno.
int WriteAll(int fd, BytesView bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return 0;
}

// Compared with what was said of it: a manifest has been made of that.
Status WriteStreamed(int fd, const OperatorPath& folder, const Streamed& streamed) {
  crypto::Sha256Stream hash;
  std::uint64_t size = 0;
  TRY(streamed.give([&](BytesView bytes) -> Status {
    hash.Add(bytes);
    size += bytes.size();
    if (const int error = WriteAll(fd, bytes)) return Failed(folder, error);
    return {};
  }));
  if (size != streamed.size || hash.Finish() != streamed.sha256)
    return Fail(Code::kCorrupt, "A file is not what it was said to be; nothing was kept.");
  return {};
}

Status WriteFile(const OperatorPath& folder, const fs::path& path, const File& what) {
  const Descriptor file(path, O_WRONLY | O_CREAT | O_EXCL, S_IRUSR | S_IWUSR);
  if (file.get() < 0) return Failed(folder, errno);
  if (what.streamed) {
    TRY(WriteStreamed(file.get(), folder, *what.streamed));
  } else if (const int error = WriteAll(file.get(), what.bytes)) {
    return Failed(folder, error);
  }
  if (fsync(file.get()) != 0) return Failed(folder, errno);
  return {};
}

int SyncFolder(const fs::path& path) {
  const Descriptor folder(path, O_RDONLY | O_DIRECTORY);
  return folder.get() >= 0 && fsync(folder.get()) == 0 ? 0 : errno;
}

// The folders that the files stand in, each after the one it is in.
std::set<fs::path> FoldersOf(std::span<const File> files) {
  std::set<fs::path> folders;
  for (const File& file : files)
    for (fs::path at = fs::path(file.path).parent_path(); !at.empty(); at = at.parent_path())
      folders.insert(at);
  return folders;
}

Status Fill(const OperatorPath& target, const fs::path& root, std::span<const File> files) {
  const std::set<fs::path> folders = FoldersOf(files);
  for (const fs::path& folder : folders)
    if (mkdir((root / folder).c_str(), S_IRWXU) != 0) return Failed(target, errno);
  for (const File& file : files) TRY(WriteFile(target, root / file.path, file));
  for (const fs::path& folder : folders)
    if (const int error = SyncFolder(root / folder)) return Failed(target, error);
  if (const int error = SyncFolder(root)) return Failed(target, error);
  return {};
}

}  // namespace

namespace {

struct Target {
  fs::path path;
  fs::path parent;
};

// Where it is to be, unless something has that name.
Result<Target> FindTarget(const OperatorPath& folder) {
  fs::path path = folder.path().lexically_normal();
  if (!path.has_filename()) path = path.parent_path();  // "pack/"
  if (!path.has_filename() || path == "." || path.filename() == "..")
    return Fail(Code::kInvalid, "Name the folder to write.", Detail("folder", folder));
  std::error_code ignored;
  if (fs::exists(fs::symlink_status(path, ignored))) return Failed(folder, EEXIST);
  fs::path parent = path.has_parent_path() ? path.parent_path() : fs::path(".");
  return Target{.path = std::move(path), .parent = std::move(parent)};
}

}  // namespace

Status CheckFolder(const OperatorPath& folder) {
  const Target target = TRY(FindTarget(folder));
  std::string sibling = target.parent / ".almoner-XXXXXX";
  if (mkdtemp(sibling.data()) == nullptr) return Failed(folder, errno);
  const Unfinished removed(sibling);
  return {};
}

Status WriteFolder(const OperatorPath& folder, std::span<const File> files) {
  TRY(CheckPaths(files));
  // Asked early, so that nothing is written in vain; the rename below is what makes it certain.
  const auto [target, parent] = TRY(FindTarget(folder));
  std::string sibling = parent / ".almoner-XXXXXX";
  if (mkdtemp(sibling.data()) == nullptr) return Failed(folder, errno);
  Unfinished unfinished(sibling);
  TRY(Fill(folder, sibling, files));
  if (renameat2(AT_FDCWD, sibling.c_str(), AT_FDCWD, target.c_str(), RENAME_NOREPLACE) != 0)
    return Failed(folder, errno);
  unfinished.NowNamed(target);
  if (const int error = SyncFolder(parent)) return Failed(folder, error);
  unfinished.Keep();
  return {};
}

}  // namespace almoner::paper
