// Documents for tests: where their bytes come from and go to.
#pragma once

#include <algorithm>
#include <filesystem>
#include <memory>

#include "support/files.h"
#include "vault/document.h"

namespace almoner {

// Bytes of this size that no two chunks of are alike.
inline Bytes LongText(std::size_t size) {
  Bytes text(size);
  for (std::size_t i = 0; i < size; ++i)
    text[i] = static_cast<std::uint8_t>(i * 31 + i / 251 + i / crypto::kChunk * 7);
  return text;
}

inline vault::Source SourceOf(Bytes bytes) {
  const auto left = std::make_shared<std::pair<Bytes, std::size_t>>(std::move(bytes), 0);
  return [left](std::span<std::uint8_t> into) -> Result<std::size_t> {
    const std::size_t size = std::min(into.size(), left->first.size() - left->second);
    std::copy_n(left->first.begin() + static_cast<std::ptrdiff_t>(left->second), size,
                into.begin());
    left->second += size;
    return size;
  };
}

inline vault::Sink Into(Bytes& bytes) {
  return [&bytes](BytesView part) -> Status {
    bytes.insert(bytes.end(), part.begin(), part.end());
    return {};
  };
}

// Every file below the folder.
inline std::vector<std::filesystem::path> FilesBelow(const OperatorPath& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path()))
    if (entry.is_regular_file()) files.push_back(entry.path());
  return files;
}

// Flips a bit of the byte at this place, counted from the end where it is negative.
inline void FlipByte(const std::filesystem::path& file, std::int64_t at) {
  std::string text = ReadText(file);
  text.at(static_cast<std::size_t>(at < 0 ? std::ssize(text) + at : at)) ^= 1;
  std::FILE* const out = std::fopen(file.c_str(), "wb");
  std::fwrite(text.data(), 1, text.size(), out);
  std::fclose(out);
}

}  // namespace almoner
