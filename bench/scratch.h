// A new folder on the disk that is measured (TMPDIR); whoever asks for it takes it away.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

#include "base/result.h"

namespace almoner {

inline std::filesystem::path FreshFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "almoner-bench-XXXXXX").string();
  CHECK(::mkdtemp(name.data()) != nullptr);
  return name;
}

}  // namespace almoner
