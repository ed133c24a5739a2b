#include "redact/english.h"

#include <algorithm>
#include <string>
#include <unordered_set>

#include "redact/embedded.h"

namespace almoner::redact {
namespace {

using Words = std::unordered_set<std::string_view>;

Words LinesOf(std::string_view path) {
  Words lines;
  for (const EmbeddedFile& file : Embedded()) {
    if (file.path != path) continue;
    std::string_view rest = file.text;
    while (!rest.empty()) {
      const std::string_view line = rest.substr(0, rest.find('\n'));
      rest.remove_prefix(std::min(line.size() + 1, rest.size()));
      lines.insert(line);
    }
  }
  return lines;
}

bool IsListed(std::string_view word) {
  static const Words words = LinesOf("english.txt");
  return words.contains(word);
}

}  // namespace

bool IsEnglish(std::string_view folded) {
  constexpr std::size_t kShortestStem = 3, kLongest = 24;
  if (folded.size() > kLongest) return false;
  if (IsListed(folded)) return true;
  for (const std::string_view end : {"s", "es", "ed", "d", "ing", "ly", "er", "r"}) {
    if (!folded.ends_with(end) || folded.size() < end.size() + kShortestStem) continue;
    const std::string_view stem = folded.substr(0, folded.size() - end.size());
    if (IsListed(stem)) return true;
    if (end == "ing" && IsListed(std::string(stem) + "e")) return true;
    // "workings": an ending on an ending
    if (end == "s" && stem.size() > kShortestStem && IsEnglish(stem)) return true;
  }
  return false;
}

bool IsDoing(std::string_view folded) {
  static const std::unordered_set<std::string_view> kVerbs{
      "is",     "was",     "has",   "had",   "does",   "did",     "can",    "could",  "would",
      "should", "says",    "said",  "rang",  "came",   "went",    "told",   "got",    "made",
      "took",   "left",    "fell",  "ate",   "saw",    "sat",     "ran",    "felt",   "gave",
      "kept",   "met",     "put",   "slept", "spoke",  "wants",   "feels",  "knows",  "likes",
      "thinks", "isn",     "wasn",  "hasn",  "hadn",   "doesn",   "didn",   "couldn", "wouldn",
      "won",    "never",   "then",  "also",  "who",    "brought", "bought", "drove",  "found",
      "sent",   "thought", "wrote", "woke",  "lost",   "held",    "heard",  "forgot", "drew",
      "bit",    "hit",     "led",   "sang",  "sleeps", "goes",    "not",    "asks",   "rings",
      "comes",  "takes",   "gets",  "lives", "works",  "seems",   "needs",  "still"};
  return kVerbs.contains(folded) || (folded.size() > 4 && folded.ends_with("ed"));
}

bool IsPersonal(std::string_view folded) {
  static const std::unordered_set<std::string_view> kVerbs{
      "says",    "said",       "rang",    "told",    "asked",   "asks",      "wants",
      "wanted",  "feels",      "felt",    "thinks",  "thought", "knows",     "knew",
      "likes",   "liked",      "laughed", "cried",   "smiled",  "shouted",   "refused",
      "phoned",  "called",     "texted",  "emailed", "agreed",  "disclosed", "answered",
      "arrived", "attended",   "visited", "stayed",  "came",    "went",      "spoke",
      "slept",   "ate",        "drove",   "brought", "helped",  "collected", "left",
      "swore",   "apologised", "reports", "states",  "hates",   "loves",     "misses",
      "worries", "explained",  "replied", "denied",  "claimed", "believes",  "sleeps"};
  return kVerbs.contains(folded);
}

}  // namespace almoner::redact
