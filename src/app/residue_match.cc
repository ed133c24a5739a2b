#include "app/residue_match.h"

#include <algorithm>

#include "vault/search.h"

namespace almoner::app {
namespace {

constexpr std::size_t kFewestDigits = 7;
constexpr std::size_t kBetween = 2;  // words that may stand between those of a name
constexpr std::size_t kPiece = 1000;

std::string DigitsOf(std::string_view text) {
  std::string digits;
  for (const char c : text)
    if (c >= '0' && c <= '9') digits += c;
  return digits;
}

// A telephone number without what stands for the country.
std::string Core(std::string digits) {
  if (digits.starts_with("0044")) return digits.substr(4);
  if (digits.starts_with("44") && digits.size() >= 11) return digits.substr(2);
  if (digits.starts_with('0')) return digits.substr(1);
  return digits;
}

// In pieces, since folding looks at the beginning of a long text only; none parts a word.
std::vector<std::string> WordsOf(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    std::size_t end = std::min(kPiece, text.size());
    if (end < text.size()) {
      const std::size_t blank = text.find_last_of(" \t\r\n", end);
      if (blank != std::string_view::npos && blank > 0) end = blank;
    }
    std::ranges::move(vault::Words(vault::Fold(text.substr(0, end))), std::back_inserter(words));
    text.remove_prefix(end);
  }
  return words;
}

// Also as a possessive: folding leaves "anas" of "Ana's".
bool Same(const std::string& word, const std::string& of_name) {
  return word == of_name ||
         (word.size() == of_name.size() + 1 && word.ends_with('s') && word.starts_with(of_name));
}

bool Near(const std::vector<std::string>& words, const std::vector<std::string>& name) {
  const auto is_of_name = [&](const std::string& word) {
    return std::ranges::any_of(name, [&](const std::string& of) { return Same(word, of); });
  };
  for (auto first = words.begin(); first != words.end(); ++first) {
    if (!is_of_name(*first)) continue;
    const auto reach = static_cast<std::ptrdiff_t>(name.size() + kBetween);
    const auto last = first + std::min(reach, words.end() - first);
    if (std::ranges::all_of(name, [&](const std::string& of) {
          return std::any_of(first, last, [&](const std::string& word) { return Same(word, of); });
        }))
      return true;
  }
  return false;
}

}  // namespace

Mention::Mention(const std::vector<std::string>& values) {
  for (const std::string& value : values) {
    const std::string digits = Core(DigitsOf(value));
    const bool letters =
        std::ranges::any_of(vault::Fold(value), [](char c) { return c >= 'a' && c <= 'z'; });
    if (!letters && digits.size() >= kFewestDigits)
      numbers_.push_back(digits);
    else if (auto words = vault::Words(vault::Fold(value)); !words.empty())
      names_.push_back(std::move(words));
  }
}

bool Mention::In(std::string_view text) const {
  const std::string digits = DigitsOf(text);
  if (std::ranges::any_of(numbers_, [&](const std::string& number) {
        return digits.find(number) != std::string::npos;
      }))
    return true;
  if (names_.empty()) return false;
  const std::vector<std::string> words = WordsOf(text);
  return std::ranges::any_of(
      names_, [&](const std::vector<std::string>& name) { return Near(words, name); });
}

}  // namespace almoner::app
