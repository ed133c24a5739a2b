// The statute files: which text of one counts, and how its parts are read. For this folder only.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "law/yaml.h"

namespace almoner::law {

[[nodiscard]] std::string_view EmbeddedText(std::string_view name);  // REQUIRES: there is one

template <class T>
Result<T> Naming(Detail file, Result<T> parsed) {
  if (!parsed) parsed.error().details.push_back(std::move(file));
  return parsed;
}

// kNotFound when the directory of statute files is not there.
Status MustBeThere(const std::optional<OperatorPath>& directory);

// What `parse` makes of the built-in file, or of the operator's where that is not older; `as_of`
// tells a made one's date.
template <class Parse, class AsOf>
auto Newest(Literal name, const std::optional<OperatorPath>& directory, Parse parse, AsOf as_of)
    -> decltype(parse(std::string_view())) {
  auto built_in = TRY(Naming(Detail("built-in file", name), parse(EmbeddedText(name.view()))));
  if (!directory) return built_in;
  const OperatorPath path = *directory / name;
  auto file = ReadFile(path, Access::kAnyone, kMostYaml);
  if (!file && file.error().code == Code::kNotFound) return built_in;
  const SecretBytes text = TRY(std::move(file));
  auto given = TRY(Naming(Detail("file", path), parse(text.text())));
  return as_of(given) < as_of(built_in) ? std::move(built_in) : std::move(given);
}

// "" where there is none.
[[nodiscard]] std::string Text(const Node& map, std::string_view key);
[[nodiscard]] bool Flag(const Node& map, std::string_view key);
[[nodiscard]] std::vector<std::string> List(const Node& map, std::string_view key);

template <class T, class Make>
std::vector<T> Each(const Node& map, std::string_view key, Make make) {
  std::vector<T> all;
  if (const Node* const list = map.Find(key))
    for (const Node& item : list->children) all.push_back(make(item));
  return all;
}

}  // namespace almoner::law
