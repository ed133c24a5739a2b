// Reading the line-based formats of c2sp.org strictly: what a writer would not write is kInvalid.
#pragma once

#include <cstdint>
#include <string_view>

#include "audit/tree.h"
#include "base/result.h"

namespace almoner::audit {

class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}
  // The next line, without its newline, which must be there.
  Result<std::string_view> Next();
  // What follows `prefix` on the next line, which must begin with it.
  Result<std::string_view> Next(std::string_view prefix);
  [[nodiscard]] bool StartsWith(std::string_view prefix) const { return rest_.starts_with(prefix); }
  [[nodiscard]] std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

// ASCII digits without leading zeros, at most 2^63-1 (what a database column holds).
Result<std::uint64_t> ParseDecimal(std::string_view text);
Result<Digest> ParseDigest(std::string_view base64);
// Hashes, one a line, up to an empty line; at most 64, which a tree of any size can do with.
Result<Hashes> ParseHashes(Lines& lines);
[[nodiscard]] std::string HashLines(const Hashes& hashes);  // with the empty line

}  // namespace almoner::audit
