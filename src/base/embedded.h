// A file of the repository that is part of the program (see embed() in cmake/module.cmake).
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace almoner {

struct EmbeddedFile {
  std::string_view path;  // relative to the embedded folder: "0001_store.sql"
  std::string_view text;
};

}  // namespace almoner
