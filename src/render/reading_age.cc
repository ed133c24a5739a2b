#include "render/reading_age.h"

#include <algorithm>
#include <string>

namespace almoner::render {
namespace {

bool Letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '\''; }
bool Vowel(char c) { return std::string_view("aeiouy").find(c) != std::string_view::npos; }

// Groups of vowels; a silent e at the end does not count, nor that of "-ed" after most letters.
int Syllables(std::string word) {
  std::ranges::transform(word, word.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  int groups = 0;
  bool before = false;
  for (const char c : word) {
    const bool vowel = Vowel(c);
    if (vowel && !before) ++groups;
    before = vowel;
  }
  const bool silent_e = word.size() > 2 && word.ends_with('e') && !word.ends_with("le");
  const bool silent_ed =
      word.size() > 3 && word.ends_with("ed") && !word.ends_with("ted") && !word.ends_with("ded");
  const bool silent_es = word.size() > 3 && word.ends_with("es") && !word.ends_with("ses") &&
                         !word.ends_with("ces") && !word.ends_with("xes") &&
                         !word.ends_with("ches");
  if ((silent_e || silent_ed || silent_es) && groups > 1) --groups;
  return std::max(groups, 1);
}

}  // namespace

double ReadingAge(std::string_view text) {
  double words = 0, sentences = 0, syllables = 0;
  std::string word;
  bool open = false;  // a sentence has begun
  const auto end_word = [&] {
    if (word.empty()) return;
    ++words;
    syllables += Syllables(std::move(word));
    word.clear();
    open = true;
  };
  for (const char c : text) {
    if (Letter(c)) {
      word += c;
      continue;
    }
    end_word();
    const bool ends = c == '.' || c == '!' || c == '?' || c == '\n' || c == ':';
    if (ends && open) {
      ++sentences;
      open = false;
    }
  }
  end_word();
  if (open) ++sentences;
  if (words == 0) return 0;
  const double grade = (0.39 * words / sentences) + (11.8 * syllables / words) - 15.59;
  return grade + 5;
}

}  // namespace almoner::render
