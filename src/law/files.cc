#include "law/files.h"

#include <algorithm>
#include <filesystem>

#include "law/embedded.h"

namespace almoner::law {

std::string_view EmbeddedText(std::string_view name) {
  const auto files = Embedded();
  const auto file = std::ranges::find(files, name, &EmbeddedFile::path);
  CHECK(file != files.end());
  return file->text;
}

Status MustBeThere(const std::optional<OperatorPath>& directory) {
  std::error_code error;
  if (directory && !std::filesystem::is_directory(directory->path(), error))
    return Fail(Code::kNotFound, "The directory of statute files is not there.",
                Detail("directory", *directory));
  return {};
}

std::string Text(const Node& map, std::string_view key) {
  const Node* const value = map.Find(key);
  return value == nullptr ? std::string() : value->text;
}

bool Flag(const Node& map, std::string_view key) { return Text(map, key) == "yes"; }

std::vector<std::string> List(const Node& map, std::string_view key) {
  std::vector<std::string> list;
  if (const Node* const value = map.Find(key))
    for (const Node& item : value->children) list.push_back(item.text);
  return list;
}

}  // namespace almoner::law
