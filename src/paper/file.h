// A file that is yet to be written: a relative path with '/' between its parts, and its bytes.
#pragma once

#include <span>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace almoner::paper {

struct File {
  std::string path;
  Bytes bytes;
};

// kInvalid unless every path is safe to create below a folder here and to unpack elsewhere: UTF-8,
// relative, no empty part and none that is "." or "..", no '\', ':' or NUL, no '~' at its start;
// and unless the paths can stand beside each other: no two alike (ASCII letters in either case, as
// on Windows and macOS), none a folder of another.
Status CheckPaths(std::span<const File> files);

}  // namespace almoner::paper
