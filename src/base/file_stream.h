// Files of any length, read and written piece by piece.
#pragma once

#include <memory>
#include <span>

#include "base/file.h"

namespace almoner {

// A plain file, read from its start. Movable; for one thread at a time.
class FileReader {
 public:
  // kNotFound; kInvalid when it is not a plain file.
  static Result<FileReader> Open(const OperatorPath& file);
  [[nodiscard]] std::uint64_t size() const { return size_; }  // when it was opened
  // Fills `into` unless the file ends before; how much was read.
  Result<std::size_t> Read(std::span<std::uint8_t> into);

 private:
  FileReader(OperatorPath file, FileHandle handle, std::uint64_t size)
      : file_(std::move(file)), handle_(std::move(handle)), size_(size) {}
  OperatorPath file_;
  FileHandle handle_;
  std::uint64_t size_;
};

// A new file of mode 0600, which has its name only once it is whole and durable: until then it has
// ".part" behind it, and goes when this goes. Only a crash leaves one. Movable; for one thread at a
// time.
class FileWriter {
 public:
  static constexpr std::string_view kUnfinished = ".part";
  // kConflict when either exists already; kNotFound when its folder does not.
  static Result<FileWriter> Create(const OperatorPath& file);
  FileWriter(FileWriter&& other) noexcept = default;
  FileWriter& operator=(FileWriter&& other) = delete;
  FileWriter(const FileWriter&) = delete;
  FileWriter& operator=(const FileWriter&) = delete;
  ~FileWriter();

  Status Append(BytesView bytes);  // kUnavailable when the disk is full
  Status Finish();                 // kConflict when something has taken the name meanwhile

 private:
  FileWriter(OperatorPath file, FileHandle handle)
      : file_(std::move(file)), handle_(std::move(handle)) {}
  [[nodiscard]] std::filesystem::path Unfinished() const;
  OperatorPath file_;
  FileHandle handle_;  // none once it has its name, or was moved from
};

namespace internal {
// Gives a file a name that nothing has, by `rename` where the file system knows how, else by other
// means; -1 and errno otherwise. For FileWriter and its test.
int NameIfFree(const std::filesystem::path& from, const std::filesystem::path& to,
               int (*rename)(const char*, const char*));
}  // namespace internal

// Gives a whole file the place of another, durably; a crash leaves one of them there.
Status TakePlace(const OperatorPath& file, const OperatorPath& of);
// A copy, which takes the place of `to` only when it is whole and durable. kNotFound when there is
// no `from`.
Status CopyOver(const OperatorPath& from, const OperatorPath& to);

}  // namespace almoner
