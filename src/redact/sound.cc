#include "redact/sound.h"

#include <span>

namespace almoner::redact {
namespace {

// Letters of a spelling and what they sound like, first fitting first; "" is silent.
struct Spelling {
  std::string_view letters, sound;
  enum Where : char { kAnywhere, kFirst, kLater } where = kAnywhere;
};

// S is sh, C is ch, J as in jam, A any vowel.
constexpr Spelling kEnglish[] = {
    {"kn", "n", Spelling::kFirst},
    {"wr", "r", Spelling::kFirst},
    {"gh", "g", Spelling::kFirst},
    {"x", "s", Spelling::kFirst},
    {"gh", "", Spelling::kLater},
    {"sch", "S"},
    {"sh", "S"},
    {"tch", "C"},
    {"ch", "C"},
    {"ph", "f"},
    {"ck", "k"},
    {"kh", "k"},
    {"th", "t"},
    {"dh", "d"},
    {"bh", "b"},
    {"dg", "J"},
    {"ce", "sA"},
    {"ci", "sA"},
    {"cy", "sA"},
    {"c", "k"},
    {"ge", "JA"},
    {"gi", "JA"},
    {"gy", "JA"},
    {"qu", "k"},
    {"q", "k"},
    {"j", "J"},
    {"x", "ks"},
    {"z", "s"},
    {"h", "", Spelling::kLater},
    {"y", "Y", Spelling::kFirst},
    {"y", "A"},
    {"wa", "wA"},
    {"we", "wA"},
    {"wi", "wA"},
    {"wo", "wA"},
    {"w", "A", Spelling::kLater},
};
constexpr Spelling kIrish[] = {
    {"bhf", "v"},
    {"bh", "v"},
    {"mh", "v"},
    {"dh", "g", Spelling::kFirst},
    {"dh", ""},
    {"gh", "g", Spelling::kFirst},
    {"gh", ""},
    {"fh", ""},
    {"th", "h", Spelling::kFirst},
    {"th", ""},
    {"ch", "k"},
    {"ph", "f"},
    {"si", "SA"},
    {"se", "SA"},
    {"is", "AS"},
    {"rse", "rSA"},
    {"c", "k"},
    {"h", "", Spelling::kLater},
};
constexpr Spelling kWelsh[] = {
    {"dd", "t"}, {"th", "t"}, {"ff", "f"}, {"ph", "f"}, {"f", "v"}, {"ll", "l"},
    {"rh", "r"}, {"ch", "k"}, {"c", "k"},  {"si", "S"}, {"w", "A"}, {"y", "A"},
};
constexpr Spelling kPolish[] = {
    {"szcz", "SC"}, {"sz", "S"}, {"cz", "C"},  {"rz", "S"},  {"dzi", "J"},
    {"dz", "ds"},   {"ch", "h"}, {"ci", "CA"}, {"si", "SA"}, {"zi", "SA"},
    {"c", "s"},     {"z", "s"},  {"w", "v"},   {"j", "A"},   {"y", "A"},
};

bool IsVowel(char c) { return std::string_view("aeiouA").contains(c); }

// The sound at the front of what is left of a word, and how many letters make it.
struct Said {
  std::string_view sound;
  std::size_t letters = 1;
};
Said SaidAt(std::string_view left, bool first, std::span<const Spelling> spellings) {
  for (const Spelling& each : spellings) {
    const bool here =
        each.where == Spelling::kAnywhere || first == (each.where == Spelling::kFirst);
    if (here && left.starts_with(each.letters)) return {each.sound, each.letters.size()};
  }
  return {left.substr(0, 1), 1};
}

std::string Sounds(std::string_view word, std::span<const Spelling> spellings) {
  std::string key;
  char last = 0;
  for (std::size_t at = 0; at < word.size();) {
    const Said said = SaidAt(word.substr(at), at == 0, spellings);
    for (char c : said.sound) {
      if (IsVowel(c)) c = 'A';
      const bool counts = c == 'A' ? key.empty() : c != last;  // "Billal" is "Bilal"
      if (counts) key += c;
      last = c;
    }
    at += said.letters;
  }
  return key;
}

}  // namespace

std::string EnglishSound(std::string_view folded) { return Sounds(folded, kEnglish); }

std::vector<std::string> OtherSounds(std::string_view folded) {
  return {Sounds(folded, kIrish), Sounds(folded, kWelsh), Sounds(folded, kPolish)};
}

}  // namespace almoner::redact
