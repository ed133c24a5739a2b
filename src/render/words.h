// Small tools for sentences. For this folder only.
#pragma once

#include <bitset>
#include <string>
#include <string_view>
#include <vector>

namespace almoner::render {

[[nodiscard]] std::string Capital(std::string_view text);
[[nodiscard]] std::string Listed(const std::vector<std::string>& names);  // "a, b and c"
[[nodiscard]] std::string Sentence(std::string_view text);  // a capital first, a full stop last

template <class Thing, std::size_t kSize>
std::vector<std::string> NamesOf(const std::vector<Thing>& things, const std::bitset<kSize>& set) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < things.size(); ++i)
    if (set[i]) names.push_back(things[i].name);
  return names;
}

}  // namespace almoner::render
