#include "picture/words.h"

#include <algorithm>

namespace almoner::picture {
namespace {

constexpr std::string_view kEllipsis = "…";

// In thousandths of the type size.
int Thousandths(char32_t c) {
  if (c >= 0x2E80) return 1000;  // ideographs and what else is square
  if (c > 0x7F) return 640;
  const auto letter = static_cast<char>(c);
  if (std::string_view("iljI.,;:'|!").contains(letter)) return 290;
  if (std::string_view(" ftr()[]-/\"").contains(letter)) return 370;
  if (std::string_view("mwMW@%").contains(letter)) return 900;
  if (letter >= 'A' && letter <= 'Z') return 690;
  return 570;
}

std::size_t Continuations(unsigned char lead) {
  if (lead >= 0xC2 && lead <= 0xDF) return 1;
  if (lead >= 0xE0 && lead <= 0xEF) return 2;
  if (lead >= 0xF0 && lead <= 0xF4) return 3;
  return 0;
}

// How many bytes of a word fit, at least one character.
std::size_t Fitting(std::string_view word, double width, double size, bool bold) {
  std::size_t fits = FirstLetter(word).size;
  for (std::size_t next = fits; next < word.size();) {
    next += FirstLetter(word.substr(next)).size;
    if (WidthOf(word.substr(0, next), size, bold) > width) break;
    fits = next;
  }
  return fits;
}

std::vector<std::string> Lines(std::string_view text, double width, double size, bool bold) {
  std::vector<std::string> lines(1);
  while (!text.empty()) {
    const std::size_t space = std::min(text.find(' '), text.size());
    std::string_view word = text.substr(0, space);
    text.remove_prefix(std::min(space + 1, text.size()));
    while (!word.empty()) {
      const std::string joined =
          lines.back().empty() ? std::string(word) : lines.back() + " " + std::string(word);
      if (WidthOf(joined, size, bold) <= width) {
        lines.back() = joined;
        break;
      }
      if (!lines.back().empty()) {
        lines.emplace_back();
        continue;
      }
      const std::size_t part = Fitting(word, width, size, bold);
      lines.back() = word.substr(0, part);
      word.remove_prefix(part);
    }
  }
  return lines;
}

}  // namespace

Letter FirstLetter(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  if (lead < 0x80) return {.code = lead, .size = 1, .valid = true};
  const std::size_t more = Continuations(lead);
  if (more == 0 || text.size() <= more) return {};
  char32_t code = lead & (0x3FU >> more);
  for (std::size_t i = 1; i <= more; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0U) != 0x80U) return {};
    code = (code << 6U) | (byte & 0x3FU);
  }
  constexpr char32_t kFirst[] = {0, 0x80, 0x800, 0x10000};  // no shorter form may be written long
  if (code < kFirst[more] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return {};
  return {.code = code, .size = more + 1, .valid = true};
}

double WidthOf(std::string_view text, double size, bool bold) {
  int sum = 0;
  while (!text.empty()) {
    const Letter letter = FirstLetter(text);
    sum += Thousandths(letter.code);
    text.remove_prefix(letter.size);
  }
  return sum * size * (bold ? 1.07 : 1.0) / 1000;
}

std::vector<std::string> Wrapped(std::string_view text, double width, double size, std::size_t most,
                                 bool bold) {
  std::vector<std::string> lines = Lines(text, width, size, bold);
  if (lines.size() <= most) return lines;
  lines.resize(most);
  std::string& last = lines.back();
  while (!last.empty() && WidthOf(last + std::string(kEllipsis), size, bold) > width) {
    while ((static_cast<unsigned char>(last.back()) & 0xC0U) == 0x80U && last.size() > 1)
      last.pop_back();
    last.pop_back();
  }
  while (last.ends_with(' ')) last.pop_back();
  last += kEllipsis;
  return lines;
}

std::string Figure(std::int64_t number) {
  std::string digits = std::to_string(number);
  const std::size_t first = digits.front() == '-' ? 1 : 0;
  for (std::size_t at = digits.size(); at > first + 3;) digits.insert(at -= 3, ",");
  return digits;
}

std::string HowMany(std::int64_t number, std::string_view one, std::string_view many) {
  if (number == 0) return "no " + std::string(many);
  return Figure(number) + " " + std::string(number == 1 ? one : many);
}

std::string Series(const std::vector<std::string>& items) {
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) text += i + 1 == items.size() ? " and " : ", ";
    text += items[i];
  }
  return text;
}

}  // namespace almoner::picture
