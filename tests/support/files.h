// Files of tests: a folder that goes with the test, and what the project's own files hold.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace almoner {

// A folder that is gone when this is.
class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] OperatorPath operator/(Literal name) const { return OperatorPath(path_) / name; }

 private:
  std::filesystem::path path_;
};

// The bytes of a file; a test that cannot read it fails, and has "".
std::string ReadText(const std::filesystem::path& path);

// A notice that is shipped, by the name of its file in notices/ without ".yaml".
std::string NoticeText(std::string_view name);

// The text with the first `what` in it replaced; a test that replaces what is not there fails, and
// has the text as it was.
std::string Replaced(std::string_view text, std::string_view what, std::string_view with);

}  // namespace almoner
