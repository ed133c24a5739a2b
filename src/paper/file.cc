#include "paper/file.h"

#include <algorithm>
#include <set>

namespace almoner::paper {
namespace {

bool IsSafe(std::string_view path) {
  using namespace std::string_view_literals;
  if (!IsUtf8(path) || path.starts_with('~') || path.find_first_of("\\:\0"sv) != path.npos)
    return false;
  while (true) {
    const std::size_t end = std::min(path.find('/'), path.size());
    const std::string_view part = path.substr(0, end);
    if (part.empty() || part == "." || part == "..") return false;
    if (end == path.size()) return true;
    path.remove_prefix(end + 1);
  }
}

std::string Folded(std::string path) {
  std::ranges::transform(path, path.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  return path;
}

bool HasFileAbove(const std::set<std::string>& files, std::string_view path) {
  for (std::size_t at = path.find('/'); at != path.npos; at = path.find('/', at + 1))
    if (files.contains(std::string(path.substr(0, at)))) return true;
  return false;
}

}  // namespace

Status CheckPaths(std::span<const File> files) {
  std::set<std::string> seen;
  for (const File& file : files) {
    if (!IsSafe(file.path))
      return Fail(Code::kInvalid, "A file's path is not a safe relative path; rename the file.");
    if (!seen.insert(Folded(file.path)).second)
      return Fail(Code::kInvalid, "Two files have the same path; rename one.");
  }
  for (const std::string& path : seen)
    if (HasFileAbove(seen, path))
      return Fail(Code::kInvalid, "One path is both a file and a folder; rename one.");
  return {};
}

}  // namespace almoner::paper
