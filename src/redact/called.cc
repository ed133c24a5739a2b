#include "redact/called.h"

#include <algorithm>

#include "redact/name_lists.h"
#include "vault/search.h"

namespace almoner::redact {
namespace {

constexpr std::size_t kShortest = 3;  // of what stands for a longer name

bool NearlySpelt(std::string_view word, std::string_view name) {
  constexpr std::size_t kOneSlip = 5, kTwoSlips = 8;
  if (word.front() != name.front() || name.size() < kOneSlip - 1) return false;
  const std::size_t longer = std::max(word.size(), name.size());
  const std::size_t shorter = std::min(word.size(), name.size());
  const std::size_t slips = longer >= kTwoSlips ? 2 : longer >= kOneSlip ? 1 : 0;
  // "Kuldip" of a Kuldeep
  if (longer > kOneSlip && longer - shorter <= 2 && vault::Sound(word) == vault::Sound(name) &&
      vault::EditDistance(word, name) <= 2)
    return true;
  return slips > 0 && longer - shorter <= slips && vault::EditDistance(word, name) <= slips;
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
  for (const std::string_view end : {"ie", "ey", "es", "y", "ek", "s", "o", "a", "i"}) {
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
  if (word.size() < kShortest || name.size() < word.size() + 1) return false;
  constexpr std::size_t kLong = 6;
  if (name.starts_with(word) || (word.size() > kShortest && name.ends_with(word))) return true;
  if (name.size() < kLong) return false;
  // "Lia" of a Rosalia, "Seph" of a Persephone, "Zek" of an Ezekiel.
  const bool vowel = std::string_view("aeiou").contains(name.front());
  return name.ends_with(word) || (word.size() > kShortest && name.contains(word)) ||
         (vowel && name.substr(1).starts_with(word));
}

}  // namespace

Called::Called(const std::vector<Known>& known) {
  for (const Known& person : known)
    for (const std::string& name : person.names) Add(WordsIn(name));
}

void Called::Add(const std::vector<Word>& name) {
  if (name.empty()) return;
  std::string initials;
  const char first = name.front().folded.front();
  for (const Word& part : name) {
    const char letter = part.folded.front();
    if (!initials.empty()) initials_.insert({first, letter});  // middle names may be left out
    initials += letter;
    letters_.insert(letter);
    if (part.folded.size() < 2) continue;
    spelt_.insert(part.folded);
    AddPart(part.folded);
  }
  firsts_.insert(first);
  given_.insert(name.front().folded);
  if (initials.size() >= 2) initials_.insert(initials);
}

void Called::AddPart(const std::string& part) {
  constexpr std::size_t kRest = 4;
  words_.insert(part);
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
  for (const std::string_view line : ShortForms()) {
    const std::vector<std::string> forms = vault::Words(line);
    if (std::ranges::find(forms, part) != forms.end()) words_.insert(forms.begin(), forms.end());
  }
  for (const std::string_view form : OtherForms(part))
    if (!IsCommon(form) || IsOrdinary(form)) words_.emplace(form);
}

bool Called::IsLike(std::string_view folded) const {
  if (folded.size() < kShortest || IsCommon(folded)) return false;
  return std::ranges::any_of(spelt_, [&](const auto& name) { return NearlySpelt(folded, name); }) ||
         std::ranges::any_of(given_, [&](const auto& name) {
           return StandsFor(folded, name) || IsFond(folded, name) || IsDoubled(folded, name);
         });
}

}  // namespace almoner::redact
