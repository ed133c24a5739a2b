// A file that is yet to be written: a relative path with '/' between its parts, and its bytes.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/hash.h"

namespace almoner::paper {

// What is too long to be held: given piece by piece when it is written.
struct Streamed {
  std::uint64_t size = 0;
  crypto::Digest sha256{};
  // Gives the bytes in order; what `sink` fails with ends it.
  std::function<Status(const std::function<Status(BytesView)>& sink)> give;
};

struct File {
  std::string path;
  Bytes bytes;
  std::optional<Streamed> streamed = {};  // instead of `bytes`

  [[nodiscard]] std::uint64_t size() const { return streamed ? streamed->size : bytes.size(); }
  [[nodiscard]] crypto::Digest Sha256() const {
    return streamed ? streamed->sha256 : crypto::Sha256(bytes);
  }
};

// kInvalid unless every path is safe to create below a folder here and to unpack elsewhere: UTF-8,
// relative, no empty part and none that is "." or "..", no '\', ':' or NUL, no '~' at its start;
// and unless the paths can stand beside each other: no two alike (ASCII letters in either case, as
// on Windows and macOS), none a folder of another.
Status CheckPaths(std::span<const File> files);

}  // namespace almoner::paper
