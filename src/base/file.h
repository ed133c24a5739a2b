// Files of the operator: read whole, written durably, and private where they hold secrets.
#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "base/secret.h"

namespace almoner {

enum class Access : std::uint8_t {
  kAnyone,     // a notice, a template
  kOwnerOnly,  // refused with kInvalid when group or others have any permission on it
};

Result<SecretBytes> ReadFile(const OperatorPath& file, Access access, std::size_t most);
// A new file (kConflict when it exists), mode 0600, durable with its folder entry before this
// returns.
Status WriteNewFile(const OperatorPath& file, BytesView bytes);
// Overwrites bytes at `offset` of an existing file in place, durably.
Status OverwriteFile(const OperatorPath& file, std::uint64_t offset, BytesView bytes);
// A folder only its owner can enter; fine when it exists so already.
Status MakePrivateFolder(const OperatorPath& folder);
Status SyncFolder(const OperatorPath& folder);

// A file descriptor that closes itself.
class FileHandle {
 public:
  explicit FileHandle(int fd = -1) : fd_(fd) {}
  FileHandle(const FileHandle&) = delete;
  FileHandle& operator=(const FileHandle&) = delete;
  FileHandle(FileHandle&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
  FileHandle& operator=(FileHandle&& other) noexcept;
  ~FileHandle();
  [[nodiscard]] int fd() const { return fd_; }
  [[nodiscard]] bool ok() const { return fd_ >= 0; }

 private:
  int fd_;
};

}  // namespace almoner
