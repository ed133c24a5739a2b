#include "redact/called.h"

#include <algorithm>
#include <unordered_map>

#include "redact/english.h"
#include "redact/name_lists.h"
#include "redact/relations.h"
#include "redact/sound.h"
#include "vault/search.h"

namespace almoner::redact {
namespace {

constexpr std::size_t kShortest = 3;  // of what stands for a longer name

// Letters that are written for one another, as one of them; doubled ones once.
std::string Plain(std::string_view word) {
  std::string plain;
  for (std::size_t i = 0; i < word.size(); ++i) {
    char c = word[i];
    const char next = i + 1 < word.size() ? word[i + 1] : ' ';
    if (c == 'p' && next == 'h') {
      c = 'f';
      ++i;
    } else if (c == 'q' || (c == 'c' && !std::string_view("eiyh").contains(next))) {
      c = 'k';
    } else if (c == 'y') {
      c = 'i';
    } else if (c == 'z') {
      c = 's';
    }
    if (plain.empty() || plain.back() != c) plain += c;
  }
  return plain;
}

std::size_t Difference(std::string_view a, std::string_view b) {
  return a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
}

bool NearlySpelt(std::string_view word, std::string_view name) {
  constexpr std::size_t kOneSlip = 5, kTwoSlips = 8;
  if (word.front() != name.front() || name.size() < kOneSlip - 1) return false;
  const std::size_t longer = std::max(word.size(), name.size());
  const std::size_t slips = longer >= kTwoSlips ? 2 : longer >= kOneSlip ? 1 : 0;
  return slips > 0 && Difference(word, name) <= slips && vault::EditDistance(word, name) <= slips;
}

// The fewer sounds there are, the more alike the letters must be.
bool SoundsAlike(std::string_view word, std::string_view sound, std::string_view name,
                 std::string_view of) {
  constexpr std::size_t kShort = 3;
  if (sound != of || word.size() < kShort || name.size() < kShort) return false;
  const std::size_t most = sound.size() > 2    ? std::max(word.size(), name.size()) / 2
                           : sound.size() == 2 ? 2
                                               : 1;
  return vault::EditDistance(word, name) <= most;
}
// "Eefa" of an Aoife: hardly a letter is the same.
bool SoundsForeign(std::string_view word, std::string_view sound, std::string_view name,
                   const std::vector<std::string>& of) {
  constexpr std::size_t kEnough = 4;
  return word.size() >= kEnough && name.size() >= kEnough && sound.size() >= 2 &&
         std::ranges::find(of, sound) != of.end();
}

// "Iggy" of an Ignatius, "Ozzy" of an Oswald: two letters, the second doubled.
bool IsDoubled(std::string_view word, std::string_view name) {
  if (word.size() < 4 || word[1] != word[2]) return false;
  const std::string_view end = word.substr(3);
  return (end == "y" || end == "ie" || end == "i") && name.starts_with(word.substr(0, 2));
}

// "Manny" of an Emmanuel, "Lottie" of a Charlotte, "Tobes" of a Toby, "Bartek" of a Bartosz.
bool IsFond(std::string_view word, std::string_view name) {
  constexpr std::size_t kLongEnough = 6;
  for (const std::string_view end : {"ie", "ey", "es", "y", "ek", "s", "o", "a", "i", "e"}) {
    if (!word.ends_with(end)) continue;
    std::string_view stem = word.substr(0, word.size() - end.size());
    if (stem.size() < kShortest) continue;
    if (name.starts_with(stem) || (name.size() >= kLongEnough && name.contains(stem))) return true;
    if (stem[stem.size() - 1] == stem[stem.size() - 2]) stem.remove_suffix(1);
    return stem.size() >= kShortest &&
           (name.starts_with(stem) || (name.size() >= kLongEnough && name.contains(stem)));
  }
  return false;
}

bool StandsFor(std::string_view word, std::string_view name) {
  constexpr std::string_view kVowels = "aeiouy";
  if (name.size() < word.size() + 1) return false;
  const bool vowel = kVowels.contains(name.front());
  // "Al" of an Alaric, "Evie" of an Evangeline
  if (vowel && name.starts_with(word.substr(0, 2)) && (word.size() == 2 || word.substr(2) == "ie"))
    return true;
  // "Di" of a Dinah, "Ive" of an Ivor, "Ify" of an Ifeanyi
  constexpr std::size_t kTwo = 2;
  if (word.size() >= kTwo && word.size() <= kShortest && kVowels.contains(word.back()) &&
      name.starts_with(word.substr(0, kTwo)))
    return true;
  if (word.size() < kShortest) return false;
  constexpr std::size_t kLong = 6;
  if (name.starts_with(word) || (word.size() > kShortest && name.ends_with(word))) return true;
  if (name.size() < kLong) return false;
  // "Lia" of a Rosalia, "Seph" of a Persephone, "Zek" of an Ezekiel.
  return name.ends_with(word) || (word.size() > kShortest && name.contains(word)) ||
         (vowel && name.substr(1).starts_with(word));
}

// "Viv" of a Genevieve, "Chelle" of a Michelle, "Kenny" of a Kehinde: the sounds at either end.
bool SoundsAsEnd(std::string_view word, std::string_view sound, std::string_view of) {
  constexpr std::size_t kLongest = 6;
  return sound.size() >= 2 && !IsEnglish(word) && word.size() >= kShortest &&
         word.size() <= kLongest && of.size() > sound.size() &&
         (of.starts_with(sound) || of.ends_with(sound));
}

// "Kez" of a Kerry, "Bazza" of a Barry
bool IsMatey(std::string_view word, std::string_view name) {
  return word.size() >= kShortest && name.starts_with(word.substr(0, 2)) &&
         (word.substr(2) == "z" || word.substr(2) == "zza");
}

// "Royston" where the record has Roy
bool IsLonger(std::string_view word, std::string_view name) {
  constexpr std::size_t kMost = 5;
  return name.size() >= kShortest && word.starts_with(name) && word.size() <= name.size() + kMost &&
         !IsEnglish(word);
}

// The short forms that are our own, by each name in them.
using Lines = std::unordered_multimap<std::string, std::vector<std::string>>;
const Lines& OwnForms() {
  static const Lines all = [] {
    Lines lines;
    for (const std::string_view line : ShortForms()) {
      const std::vector<std::string> forms = vault::Words(line);
      for (const std::string& form : forms) lines.emplace(form, forms);
    }
    return lines;
  }();
  return all;
}

}  // namespace

Called::Called(const std::vector<Known>& known) {
  for (const Known& person : known)
    for (const std::string& name : person.names) {
      std::vector<Word> parts = WordsIn(name);
      while (parts.size() > 1 && IsTitle(parts.front().folded)) parts.erase(parts.begin());
      Add(parts);
    }
}

void Called::Add(const std::vector<Word>& name) {
  if (name.empty()) return;
  AddInitials(name);
  const std::string& first = name.front().folded;
  const bool turned = name.size() > 1 && IsFamilyFirst(first);
  for (std::size_t i = 0; i < name.size(); ++i) {
    const std::string& part = name[i].folded;
    if (part.size() < 2) continue;
    AddPart(part);
    if (i == 0) continue;
    pairs_.insert(first + " " + part);
    words_.insert(name[i - 1].folded + part);  // "Meiling", "Alhakim"
    AddSpelt(name[i - 1].folded + part);
    if (i + 1 == name.size()) families_.insert(part);
  }
  if (turned) {
    families_.insert(first);
    for (std::size_t i = 1; i < name.size(); ++i) given_.insert(name[i].folded);
    given_.insert(name[name.size() - 2].folded + name.back().folded);  // "Meiling"
  }
  given_.insert({first, Plain(first)});
}

void Called::AddInitials(const std::vector<Word>& name) {
  std::string initials;
  const char first = name.front().folded.front();
  for (const Word& part : name) {
    const char letter = part.folded.front();
    if (!initials.empty()) {
      initials_.insert({first, letter});            // middle names may be left out
      initials_.insert({initials.back(), letter});  // or the first
    }
    initials += letter;
    letters_.insert(letter);
  }
  firsts_.insert(first);
  if (initials.size() >= 2) initials_.insert(initials);
}

void Called::AddSpelt(const std::string& part) {
  parts_.push_back({part, Plain(part), EnglishSound(part), OtherSounds(part)});
}

void Called::AddPart(const std::string& part) {
  constexpr std::size_t kRest = 4;
  words_.insert(part);
  AddSpelt(part);
  // "O Brien", "Mc Grath", "McLeod" of a MacLeod.
  const std::size_t prefix = part.starts_with("mac")                                       ? 3
                             : part.starts_with("mc")                                      ? 2
                             : part.starts_with('o') && part.find_first_of("aeiou", 1) > 1 ? 1
                                                                                           : 0;
  if (prefix > 0 && part.size() >= prefix + kRest) {
    const std::string rest = part.substr(prefix);
    if (!IsCommon(rest)) words_.insert(rest);
    if (prefix > 1) words_.insert({"mc" + rest, "mac" + rest});
  }
  for (auto [at, end] = OwnForms().equal_range(part); at != end; ++at)
    words_.insert(at->second.begin(), at->second.end());
  for (const std::string_view form : OtherForms(part))
    if (!IsCommon(form) || IsOrdinary(form)) words_.emplace(form);
}

bool Called::ArePair(std::string_view first, std::string_view other) const {
  return pairs_.contains(std::string(first) + " " + std::string(other));
}

bool Called::IsMisspelt(std::string_view folded) const {
  if (folded.size() < kShortest || IsCommon(folded)) return false;
  const std::string plain = Plain(folded), sound = EnglishSound(folded);
  return std::ranges::any_of(parts_, [&](const Part& part) {
    return NearlySpelt(folded, part.name) || NearlySpelt(plain, part.plain) ||
           SoundsAlike(folded, sound, part.name, part.sound) ||
           SoundsForeign(folded, sound, part.name, part.others);
  });
}

bool Called::IsShortened(std::string_view folded) const {
  if (folded.size() < 2 || (IsCommon(folded) && !IsOrdinary(folded))) return false;
  const std::string plain = Plain(folded), sound = EnglishSound(folded);
  return std::ranges::any_of(given_, [&](const auto& name) {
    return SoundsAsEnd(folded, sound, EnglishSound(name)) || IsLonger(folded, name) ||
           IsMatey(folded, name) || StandsFor(folded, name) || StandsFor(plain, name) ||
           IsFond(folded, name) || IsFond(plain, name) || IsDoubled(folded, name);
  });
}

}  // namespace almoner::redact
