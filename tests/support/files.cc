#include "support/files.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>
#include <iterator>

#include "base/result.h"

namespace almoner {

TempDir::TempDir() {
  std::string name = (std::filesystem::temp_directory_path() / "almoner-test-XXXXXX").string();
  CHECK(::mkdtemp(name.data()) != nullptr);
  path_ = name;
}

TempDir::~TempDir() {
  std::error_code ignored;  // nothing a test could do about it
  std::filesystem::remove_all(path_, ignored);
}

std::string ReadText(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in) << path;
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string NoticeText(std::string_view name) {
  return ReadText("notices/" + std::string(name) + ".yaml");
}

std::string Replaced(std::string_view text, std::string_view what, std::string_view with) {
  std::string changed(text);
  const std::size_t at = changed.find(what);
  EXPECT_NE(at, std::string::npos) << "there is no " << what;
  return at == std::string::npos ? changed : changed.replace(at, what.size(), with);
}

}  // namespace almoner
