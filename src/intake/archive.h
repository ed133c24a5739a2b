// Files that came together as one ZIP (APPNOTE.TXT 6.3.10), in memory. Nothing is unpacked to a
// disk: a file is found by its whole name and read piece by piece, so that a name with ".." in it
// leads nowhere.
#pragma once

#include <memory>

#include "vault/document.h"

namespace almoner::intake {

inline constexpr std::int64_t kMostPacked = 2000;                               // files
inline constexpr std::uint64_t kMostPackedFile = std::uint64_t{64} << 20;       // bytes, unpacked
inline constexpr std::uint64_t kMostPackedTogether = std::uint64_t{256} << 20;  // bytes, unpacked

// For one thread at a time.
class Archive {
 public:
  // `file` outlives this and all that was opened in it. kInvalid: it is no ZIP, is torn, has a
  // password, two files of one name, a way of packing besides storing and deflating, or unpacks to
  // more than the bounds above, whatever it says of itself.
  static Result<std::unique_ptr<Archive>> Open(BytesView file);

  // kNotFound: there is no such file. What is read may still prove damaged: kInvalid; so it is when
  // more than twice the bound above was unpacked of the archive, however often a file was opened.
  Result<vault::Source> OpenFile(const std::string& name) const;

  [[nodiscard]] std::int64_t files() const { return files_; }

 private:
  struct Shared;
  explicit Archive(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) {}
  std::shared_ptr<Shared> shared_;
  std::int64_t files_ = 0;
};

}  // namespace almoner::intake
