#include "audit/lines.h"

#include <algorithm>
#include <charconv>
#include <string>

namespace almoner::audit {
namespace {

constexpr std::size_t kMostHashes = 64;

}  // namespace

Result<std::string_view> Lines::Next() {
  const std::size_t end = rest_.find('\n');
  if (end == std::string_view::npos)
    return Fail(Code::kInvalid, "A line is missing or does not end with a newline.");
  const std::string_view line = rest_.substr(0, end);
  rest_.remove_prefix(end + 1);
  return line;
}

Result<std::string_view> Lines::Next(std::string_view prefix) {
  std::string_view line = TRY(Next());
  if (!line.starts_with(prefix))
    return Fail(Code::kInvalid, "A line does not begin with the word the format wants there.");
  line.remove_prefix(prefix.size());
  return line;
}

Result<std::uint64_t> ParseDecimal(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  if (!whole || number < 0 || text.starts_with('-') || (text.size() > 1 && text.starts_with('0')))
    return Fail(Code::kInvalid, "A size or index is a decimal number without leading zeros.");
  return static_cast<std::uint64_t>(number);
}

Result<Digest> ParseDigest(std::string_view base64) {
  const Bytes bytes = TRY(FromBase64(base64));
  Digest digest{};
  if (bytes.size() != digest.size()) return Fail(Code::kInvalid, "A hash has 32 bytes.");
  std::ranges::copy(bytes, digest.begin());
  return digest;
}

Result<Hashes> ParseHashes(Lines& lines) {
  Hashes hashes;
  for (std::string_view line = TRY(lines.Next()); !line.empty(); line = TRY(lines.Next())) {
    if (hashes.size() == kMostHashes) return Fail(Code::kInvalid, "A proof has too many hashes.");
    hashes.push_back(TRY(ParseDigest(line)));
  }
  return hashes;
}

std::string HashLines(const Hashes& hashes) {
  std::string text;
  for (const Digest& hash : hashes) text += ToBase64(hash) + "\n";
  return text + "\n";
}

}  // namespace almoner::audit
