#include "render/words.h"

#include <algorithm>

namespace almoner::render {

std::string Capital(std::string_view text) {
  std::string made(text);
  if (!made.empty() && made.front() >= 'a' && made.front() <= 'z')
    made.front() = static_cast<char>(made.front() - 'a' + 'A');
  return made;
}

std::string Listed(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " and " : ", ";
    text += names[i];
  }
  return text;
}

std::string Sentence(std::string_view text) {
  std::string made = Capital(text);
  if (!made.empty() && made.back() != '.' && made.back() != '!' && made.back() != '?') made += '.';
  return made;
}

std::string Enumerated(const std::vector<std::string>& names) {
  const auto long_one = [](const std::string& name) {
    return name.contains(" and ") || name.contains(',');
  };
  if (names.size() < 2 || std::ranges::none_of(names, long_one)) return Listed(names);
  std::string text = names.front();
  for (std::size_t i = 1; i < names.size(); ++i)
    text += (i + 1 == names.size() ? "; and " : "; ") + names[i];
  return text;
}

std::string Stopped(const std::string& text) {
  const bool ended = text.ends_with('.') || text.ends_with('!') || text.ends_with('?');
  return ended ? text : text + ".";
}

}  // namespace almoner::render
