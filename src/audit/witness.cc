#include "audit/witness.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cerrno>
#include <utility>

#include "base/file.h"
#include "base/json.h"

namespace almoner::audit {
namespace {

constexpr std::size_t kMaxLine = 65'536;

std::unexpected<Error> CannotWrite(const OperatorPath& file) {
  const int reason = errno;
  return Fail(Code::kUnavailable, "The audit log's witness file cannot be written.",
              Detail("file", file), Detail::Errno(reason));
}

std::string LineOf(std::string_view note) {
  return ToText(boost::json::value(boost::json::string(note.data(), note.size()))) + "\n";
}

Result<std::string> NoteOf(std::string_view line) {
  const auto value = ParseJson(line);
  const boost::json::string* const text = value ? value->if_string() : nullptr;
  if (text == nullptr)
    return Fail(Code::kCorrupt, "A line of the witness file is not a checkpoint.");
  return std::string(*text);
}

// A crash may have left the beginning of a line; what follows must not become part of it.
bool EndsWithinALine(int fd) {
  struct stat info{};
  char last = '\n';
  return ::fstat(fd, &info) == 0 && info.st_size > 0 &&
         ::pread(fd, &last, 1, info.st_size - 1) == 1 && last != '\n';
}

}  // namespace

Status AppendToWitness(const OperatorPath& file, std::string_view note) {
  const FileHandle handle(
      ::open(file.path().c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600));
  // Two processes may share the file; the lock goes with the handle.
  if (!handle.ok() || ::flock(handle.fd(), LOCK_EX) != 0) return CannotWrite(file);
  const std::string line = (EndsWithinALine(handle.fd()) ? "\n" : "") + LineOf(note);
  const ssize_t written = ::write(handle.fd(), line.data(), line.size());
  if (written != static_cast<ssize_t>(line.size()) || ::fsync(handle.fd()) != 0)
    return CannotWrite(file);
  return SyncFolder(OperatorPath(file.path().parent_path()));
}

Result<WitnessReader> WitnessReader::Open(const OperatorPath& file) {
  std::ifstream in(file.path(), std::ios::binary);
  if (!in) return Fail(Code::kNotFound, "There is no witness file.", Detail("file", file));
  return WitnessReader(std::move(in));
}

std::optional<WitnessLine> WitnessReader::Next() {
  while (std::optional<Raw> line = Take()) {
    Result<std::string> note = NoteOf(line->text);
    if (note) return WitnessLine{.number = line->number, .note = std::move(note)};
    if (!line->ended) return std::nullopt;
    ahead_ = Take();
    const bool again = ahead_ && ahead_->text.starts_with(line->text);
    if (!again) return WitnessLine{.number = line->number, .note = std::move(note)};
  }
  if (!in_.bad()) return std::nullopt;
  return WitnessLine{.number = read_ + 1,
                     .note = Fail(Code::kUnavailable, "The witness file cannot be read.")};
}

// A line longer than any we write comes in pieces, none of which will be read as a checkpoint.
std::optional<WitnessReader::Raw> WitnessReader::Take() {
  if (ahead_) return std::exchange(ahead_, std::nullopt);
  std::string text(kMaxLine, '\0');
  in_.getline(text.data(), kMaxLine);
  const auto count = static_cast<std::size_t>(in_.gcount());
  if (count == 0) return std::nullopt;
  const bool whole = in_.good();  // the newline was found, and counts as read
  text.resize(whole ? count - 1 : count);
  const bool last = in_.eof();
  if (in_.fail() && !in_.bad()) in_.clear();
  return Raw{.number = ++read_, .text = std::move(text), .ended = !last};
}

}  // namespace almoner::audit
