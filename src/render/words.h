// Small tools for sentences.
#pragma once

#include <bitset>
#include <string>
#include <string_view>
#include <vector>

namespace almoner::render {

[[nodiscard]] std::string Capital(std::string_view text);
[[nodiscard]] std::string Listed(const std::vector<std::string>& names);  // "a, b and c"
// The same; "a and b; c; and d" where a name has an "and" or a comma of its own.
[[nodiscard]] std::string Enumerated(const std::vector<std::string>& names);
// With a full stop, as it goes on after a colon.
[[nodiscard]] std::string Stopped(const std::string& text);
[[nodiscard]] std::string Sentence(std::string_view text);  // a capital first, a full stop last

template <class Thing, std::size_t kSize>
std::vector<std::string> NamesOf(const std::vector<Thing>& things, const std::bitset<kSize>& set) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < things.size(); ++i)
    if (set[i]) names.push_back(things[i].name);
  return names;
}

}  // namespace almoner::render
