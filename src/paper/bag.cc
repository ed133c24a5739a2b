#include "paper/bag.h"

#include <fmt/format.h>

#include <algorithm>

namespace almoner::paper {
namespace {

constexpr std::string_view kDeclaration =
    "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
constexpr std::string_view kOxum = "Payload-Oxum";

// RFC 8493 section 2.1.3: line ends and the percent sign, and nothing else.
std::string Encoded(std::string_view path) {
  std::string encoded;
  for (const char c : path) {
    switch (c) {
      case '\n':
        encoded += "%0A";
        break;
      case '\r':
        encoded += "%0D";
        break;
      case '%':
        encoded += "%25";
        break;
      default:
        encoded += c;
    }
  }
  return encoded;
}

std::string Manifest(std::span<const File> files) {
  std::string manifest;
  for (const File& file : files)
    manifest += fmt::format("{}  {}\n", ToHex(file.Sha256()), Encoded(file.path));
  return manifest;
}

// Text without spaces at its ends, which readers cut off, and without control characters.
bool IsPlainLine(std::string_view text) {
  const auto is_control = [](char c) { return (c >= 0 && c < ' ') || c == 0x7F; };
  return !text.empty() && text.front() != ' ' && text.back() != ' ' && IsUtf8(text) &&
         std::ranges::none_of(text, is_control);
}

bool IsOxum(std::string_view label) {
  return std::ranges::equal(label, kOxum, [](char a, char b) { return (a | 32) == (b | 32); });
}

Result<std::string> InfoText(const std::vector<std::pair<std::string, std::string>>& info,
                             std::span<const File> payload) {
  std::string text;
  for (const auto& [label, value] : info) {
    if (!IsPlainLine(label) || !IsPlainLine(value) || label.contains(':') || IsOxum(label))
      return Fail(Code::kInvalid,
                  "A label or value of bag-info.txt is empty, of several lines, or one that the "
                  "program fills in itself.");
    text += fmt::format("{}: {}\n", label, value);
  }
  std::uint64_t octets = 0;
  for (const File& file : payload) octets += file.size();
  return text + fmt::format("{}: {}.{}\n", kOxum, octets, payload.size());
}

}  // namespace

Result<std::vector<File>> MakeBag(std::vector<File> payload,
                                  const std::vector<std::pair<std::string, std::string>>& info) {
  if (payload.empty()) return Fail(Code::kInvalid, "A bag needs at least one file.");
  TRY(CheckPaths(payload));
  for (File& file : payload) file.path.insert(0, "data/");
  std::ranges::sort(payload, {}, &File::path);

  std::vector<File> bag;
  bag.push_back({"bagit.txt", ToBytes(kDeclaration)});
  bag.push_back({"bag-info.txt", ToBytes(TRY(InfoText(info, payload)))});
  bag.push_back({"manifest-sha256.txt", ToBytes(Manifest(payload))});
  bag.push_back({"tagmanifest-sha256.txt", ToBytes(Manifest(bag))});
  std::ranges::move(payload, std::back_inserter(bag));
  return bag;
}

}  // namespace almoner::paper
