#include "render/words.h"

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

}  // namespace almoner::render
