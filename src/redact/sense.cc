#include "redact/sense.h"

#include <unordered_set>

#include "redact/english.h"
#include "redact/letters.h"
#include "redact/name_lists.h"
#include "redact/relations.h"

namespace almoner::redact {
namespace {

using Set = std::unordered_set<std::string_view>;

// Words that make a name before them that of a place or a body: "Chambers Street".
bool IsPlace(std::string_view word) {
  static const Set all{"street",     "road",    "lane",   "avenue",   "drive",   "close",
                       "court",      "house",   "lodge",  "hospital", "ward",    "centre",
                       "school",     "primary", "park",   "end",      "hill",    "church",
                       "college",    "surgery", "clinic", "council",  "trust",   "ltd",
                       "solicitors", "aid",     "towers", "academy",  "gardens", "terrace",
                       "crescent",   "nursery", "bridge", "infirmary"};
  return all.contains(word);
}

}  // namespace

bool Sense::IsMeantAsName(std::size_t i) const {
  static const Set kDoers{"he",  "she",  "it",    "they", "you", "we",    "i",     "that",
                          "who", "this", "which", "what", "to",  "there", "nurse", "staff"};
  const std::string_view word = tokens_[i].folded, next = tokens_.Folded(i + 1);
  const std::string_view before = i > 0 ? tokens_.Folded(i - 1) : std::string_view();
  if (!tokens_.StartsHigh(i) && word == "will") return tokens_.IsInSmall(i) && IsPersonal(next);
  if (!tokens_.StartsHigh(i))
    return tokens_.IsInSmall(i) && !kDoers.contains(before) && word != "may";
  if (word == "will" && (kDoers.contains(next) || IsHelping(i))) return next == "to";
  if (tokens_.StartsSentence(i) && (next == "of" || next == "about")) return false;
  return !IsOfPlace(i) && !IsInProperNoun(i) && !IsMonth(i);
}

bool Sense::IsOfPlace(std::size_t i) const {
  return i + 1 < tokens_.size() && tokens_.Gap(i + 1) == " " && tokens_.StartsHigh(i + 1) &&
         (!tokens_.IsHigh(i + 1) || tokens_.IsHigh(i)) && IsPlace(tokens_.Folded(i + 1));
}

// "Will order a rail" at the beginning: nobody's name unless somebody did something.
bool Sense::IsHelping(std::size_t i) const {
  static const Set kOrders{"be",      "have",   "need",    "order", "ask",    "ring",     "call",
                           "chase",   "review", "try",     "see",   "visit",  "continue", "send",
                           "take",    "get",    "check",   "email", "update", "monitor",  "arrange",
                           "contact", "refer",  "discuss", "bring", "come",   "go",       "make",
                           "do",      "give",   "speak",   "phone", "keep",   "return",   "collect",
                           "attend",  "also",   "then",    "now",   "not",    "require",  "remain",
                           "let",     "want",   "write",   "start", "book",   "help"};
  return tokens_.StartsSentence(i) && tokens_.Gap(i + 1) == " " &&
         kOrders.contains(tokens_.Folded(i + 1));
}

// "Red Cross", "Union Jack", "New Forest"
bool Sense::IsInProperNoun(std::size_t i) const {
  if (i == 0 || tokens_.Gap(i) != " " || tokens_.StartsSentence(i - 1)) return false;
  const std::string_view before = tokens_.Folded(i - 1);
  return tokens_.StartsHigh(i - 1) && !tokens_.IsHigh(i - 1) && IsEnglish(before) &&
         (!IsCommon(before) || before == "red" || before == "new") && !IsTitle(before) &&
         MeantAt(tokens_, i - 1).words == 0 && !called_.IsName(before);
}

bool Sense::IsMonth(std::size_t i) const {
  static const Set kMonths{"may", "june", "april", "august"};
  static const Set kWhen{"in",  "of",   "since", "until",  "till", "early", "late",
                         "mid", "next", "last",  "during", "this", "by",    "before"};
  static const Set kOrdinals{"st", "nd", "rd", "th"};
  if (!kMonths.contains(tokens_[i].folded)) return false;
  const std::string_view before = i > 0 ? tokens_.Folded(i - 1) : std::string_view();
  const std::string_view gap = tokens_.Gap(i), after = tokens_.text().substr(tokens_[i].to, 2);
  return kOrdinals.contains(before) || kWhen.contains(before) ||
         (gap.size() > 1 && IsDigit(gap[gap.size() - 2])) ||
         (after.size() == 2 && IsDigit(after[1]));
}

}  // namespace almoner::redact
