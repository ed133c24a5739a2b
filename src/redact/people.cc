#include "redact/people.h"

#include <algorithm>
#include <unordered_set>

#include "redact/called.h"
#include "redact/english.h"
#include "redact/letters.h"
#include "redact/name_lists.h"
#include "redact/relations.h"
#include "redact/sense.h"
#include "redact/tokens.h"

namespace almoner::redact {
namespace {

using Set = std::unordered_set<std::string_view>;

constexpr std::size_t kMostInARow = 4;    // titles ("Det Sgt"), particles ("van der")
constexpr std::size_t kLongestName = 40;  // of one word

// One text, looked at word by word.
class Reader {
 public:
  Reader(std::string_view text, const std::vector<Known>& known, const Known& self)
      : tokens_(text), called_(known), self_({self}), sense_(tokens_, called_) {}

  std::vector<Finding> Read() {
    for (std::size_t i = 0; i < tokens_.size();) i += ReadAt(i);
    return std::move(found_);
  }

 private:
  // How many words were read.
  std::size_t ReadAt(std::size_t i) {
    if (const std::size_t count = NameAt(i); count > 0) {
      const std::size_t more = Follows(i + count);
      Found(BeginOfName(i), tokens_[i + count + more - 1].to);
      return count + more;
    }
    if (const std::size_t count = std::max(TitledAt(i), InitialsAt(i)); count > 0) {
      Found(tokens_[i].from, tokens_[i + count - 1].to);
      return count;
    }
    if (const Meant meant = MeantAt(tokens_, i); meant.words > 0) {
      const std::size_t done = found_.empty() ? 0 : found_.back().to;
      found_.push_back(
          {std::max(done, tokens_[i].from), tokens_[i + meant.words - 1].to, meant.kind});
      return meant.words;
    }
    if (IsLoneInitial(i)) Found(tokens_[i].from, tokens_[i].to);
    return 1;
  }

  // "Mary Ann Quayle" is one finding.
  void Found(std::size_t from, std::size_t to) {
    const std::size_t done = found_.empty() ? 0 : found_.back().to;
    const std::string_view gap = tokens_.text().substr(done, from > done ? from - done : 0);
    if (!found_.empty() && found_.back().kind == Kind::kPerson &&
        (from <= done || gap == " " || gap == "-"))
      found_.back().to = to;
    else
      found_.push_back({std::max(from, done), to, Kind::kPerson});
  }

  // How many words are a name at i: two where it is written apart ("Mei Ling" of a Meiling), where
  // only both together are one ("mark may"), or turned round ("Nowak, Ewa").
  [[nodiscard]] std::size_t NameAt(std::size_t i) const {
    const std::string_view word = tokens_[i].folded, next = tokens_.Folded(i + 1);
    const std::string_view gap = tokens_.Gap(i + 1);
    if (IsContraction(i)) return 0;
    if (next.empty()) return IsNameAt(i) ? 1 : 0;
    if (gap == " " && called_.IsName(word) && called_.ArePair(word, next)) return 2;
    if (gap == ", " && called_.IsName(word) && called_.ArePair(next, word) && tokens_.StartsHigh(i))
      return 2;
    if ((gap == " " || gap == "-" || gap == "'") && AreWrittenApart(i)) return 2;
    if (IsNameAt(i)) return 1;
    if (IsStrangerBefore(i)) return 2;
    return IsStrangerActing(i) ? 1 : 0;
  }
  // "I've" reads as "Ive", as an Ivor may be called.
  [[nodiscard]] bool IsContraction(std::size_t i) const {
    const std::string_view raw = tokens_.Raw(i);
    return raw.starts_with("I'") || raw.starts_with("I’");
  }
  [[nodiscard]] bool AreWrittenApart(std::size_t i) const {
    const bool spoken = tokens_.StartsHigh(i) || tokens_.IsInSmall(i);
    return spoken && tokens_[i + 1].folded != "s" &&
           called_.IsName(tokens_[i].folded + tokens_[i + 1].folded);
  }
  // "Simon Chan": called something that nothing tells of.
  [[nodiscard]] bool IsStrangerBefore(std::size_t i) const {
    return LooksLikeName(i) && tokens_.Gap(i + 1) == " " &&
           called_.IsFamily(tokens_.Folded(i + 1)) && !IsEnglish(tokens_.Folded(i + 1)) &&
           !sense_.IsOfPlace(i + 1);
  }
  // "Tolly laughed", "told Tolly", "Tolly's mum": somebody, known or not.
  [[nodiscard]] bool IsStrangerActing(std::size_t i) const {
    static const Set kTold{"told", "asked", "rang", "phoned", "thanked", "met", "aka", "texted"};
    if (!LooksLikeName(i) || !tokens_.StartsHigh(i) || sense_.IsOfPlace(i)) return false;
    const bool acts = tokens_.Gap(i + 1) == " " && IsPersonal(tokens_.Folded(i + 1));
    const bool told = i > 0 && tokens_.Gap(i) == " " && kTold.contains(tokens_.Folded(i - 1));
    const bool known = i > 1 && tokens_.Folded(i - 1) == "as" && tokens_.Folded(i - 2) == "known";
    const bool owns = tokens_.IsOwner(i) && MeantAt(tokens_, i + 2).words > 0;
    return acts || told || known || owns;
  }
  // No word of English, and written as names are.
  [[nodiscard]] bool LooksLikeName(std::size_t i) const {
    constexpr std::size_t kShort = 4;
    const std::string_view word = tokens_[i].folded;
    const bool spoken = (tokens_.StartsHigh(i) && (!tokens_.IsHigh(i) || word.size() > kShort)) ||
                        tokens_.IsInSmall(i);
    return spoken && word.size() >= 3 && !IsSelf(word) && !IsCommon(word) && !IsEnglish(word) &&
           !IsTitle(word);
  }

  [[nodiscard]] bool IsNameAt(std::size_t i) const {
    const std::string_view word = tokens_[i].folded;
    if (called_.IsName(word))
      return IsWordToo(word) ? sense_.IsMeantAsName(i) : !sense_.IsOfPlace(i);
    if (word.size() < 2) return false;
    // "Jaydens shoes"
    const std::string_view stem = word.substr(0, word.size() - 1);
    if (word.ends_with('s') && stem.size() > 2 && called_.IsName(stem) && !IsWordToo(stem))
      return true;
    return IsFondOrPolite(word) || IsLikeNameAt(i);
  }
  // "Neddy" of a Ned, "Meenaben", "Rajeshbhai"
  [[nodiscard]] bool IsFondOrPolite(std::string_view word) const {
    constexpr std::size_t kShortest = 3;
    for (const std::string_view end : {"ben", "bhai", "ji", "jee"})
      if (word.size() >= end.size() + kShortest && word.ends_with(end) &&
          called_.IsName(word.substr(0, word.size() - end.size())))
        return !IsEnglish(word);
    if (word.size() < kShortest + 2 || !word.ends_with('y')) return false;
    const std::string_view stem = word.substr(0, word.size() - 2);
    return stem.back() == word[word.size() - 2] && called_.IsName(stem) && !IsEnglish(word);
  }
  [[nodiscard]] bool IsSelf(std::string_view word) const {
    return self_.IsName(word) || self_.IsMisspelt(word) || self_.IsShortened(word);
  }
  [[nodiscard]] static bool IsWordToo(std::string_view word) {
    return IsOrdinary(word) || IsEnglish(word);
  }
  // Something must speak for it: a capital, that nobody here writes capitals, or that it is no
  // word.
  [[nodiscard]] bool IsLikeNameAt(std::size_t i) const {
    constexpr std::size_t kLong = 4, kLongBare = 6;
    const std::string_view word = tokens_[i].folded;
    if (word.size() > kLongestName ||
        (!tokens_.StartsHigh(i) && !tokens_.IsInSmall(i) && word.size() < kLongBare))
      return false;
    const bool english = IsEnglish(word);
    const auto like = [&] { return called_.IsMisspelt(word) || called_.IsShortened(word); };
    constexpr std::size_t kTwo = 2;
    if (tokens_.StartsHigh(i)) {
      if (tokens_.IsHigh(i) && (english || word.size() < kLong)) return false;
      if (IsOrdinary(word))
        return Stands(i) && sense_.IsMeantAsName(i) && called_.IsShortened(word);
      if (english && word.size() <= kTwo) return false;
      return english && !Stands(i) ? !sense_.IsOfPlace(i) && called_.IsShortened(word) : like();
    }
    if (english) return false;
    if (tokens_.IsInSmall(i)) return word.size() >= 3 && like();
    return called_.IsMisspelt(word);
  }
  // A word of English that stands where a name does: "then Brain rang", "Wane's car".
  [[nodiscard]] bool Stands(std::size_t i) const {
    if (tokens_.IsOwner(i)) return true;
    const std::string_view next = tokens_.Folded(i + 1);
    const bool acts = tokens_.Gap(i + 1) == " " && (IsPersonal(next) || called_.IsFamily(next));
    const bool both = next == "and" && i + 2 < tokens_.size() && tokens_.StartsHigh(i + 2);
    return acts || both || (!tokens_.StartsSentence(i) && !sense_.IsOfPlace(i));
  }

  // With what belongs to it: "D. Nash", "KY Wong", "Ó Dálaigh", "Mc Grath".
  [[nodiscard]] std::size_t BeginOfName(std::size_t i) const {
    std::size_t first = i;
    while (first > 0 && i - first < kMostInARow && IsParticle(tokens_.Folded(first - 1)) &&
           tokens_.StartsHigh(i) && (tokens_.Gap(first) == " " || tokens_.Gap(first) == "'"))
      --first;
    return BeginOfInitials(first);
  }
  [[nodiscard]] static bool IsParticle(std::string_view word) {
    static const Set kParticles{"o",  "mc",  "mac", "ni", "nic", "ap",  "de",  "da",
                                "la", "van", "al",  "el", "bin", "der", "den", "von"};
    return kParticles.contains(word);
  }
  [[nodiscard]] std::size_t BeginOfInitials(std::size_t i) const {
    if (i == 0 || !tokens_.StartsHigh(i - 1)) return tokens_[i].from;
    const std::string_view before = tokens_.Folded(i - 1), gap = tokens_.Gap(i);
    const bool near = gap == " " || gap == ". " || gap == ".";
    const bool initials = near && before.size() <= 3 && tokens_.IsHigh(i - 1) &&
                          (before.size() == 1 || !IsAbbreviation(before)) && !IsTitle(before) &&
                          std::ranges::all_of(before, [&](char c) { return called_.IsInitial(c); });
    return initials ? tokens_[i - 1].from : tokens_[i].from;
  }

  // What belongs to the name before word `next`: "Hamish D", "Chan S M", "Malik senior", and a
  // family name that nothing is like ("Sarah Dunmoor"): how many words.
  [[nodiscard]] std::size_t Follows(std::size_t next) const {
    std::size_t at = next;
    while (at < next + kMostInARow && IsInitialAfter(at)) ++at;
    if (at == next && AreInitialsAfter(at)) ++at;
    if (at == next && at < tokens_.size() && tokens_.Gap(at) == " " && IsFamilyAfter(at)) ++at;
    if (at < tokens_.size() && tokens_.Gap(at) == " " && IsSuffix(tokens_.Folded(at))) ++at;
    return at - next;
  }
  [[nodiscard]] bool IsFamilyAfter(std::size_t next) const {
    constexpr std::size_t kLong = 5;
    const std::string_view word = tokens_[next].folded;
    if (tokens_.StartsHigh(next))
      return (called_.IsMisspelt(word) || LooksLikeName(next)) && !sense_.IsOfPlace(next);
    return word.size() >= kLong && tokens_.IsInSmall(next) && !tokens_.StartsHigh(next - 1) &&
           called_.IsMisspelt(word);
  }
  // "Pieter VDB"
  [[nodiscard]] bool AreInitialsAfter(std::size_t next) const {
    constexpr std::size_t kMost = 4;
    const std::string_view word = tokens_.Folded(next);
    return word.size() >= 2 && word.size() <= kMost && tokens_.Gap(next) == " " &&
           tokens_.IsHigh(next) && !tokens_.IsHigh(next - 1) && !IsAbbreviation(word) &&
           std::ranges::all_of(word, [&](char c) { return called_.IsInitial(c); });
  }
  [[nodiscard]] bool IsInitialAfter(std::size_t next) const {
    if (next >= tokens_.size() || tokens_[next].folded.size() != 1) return false;
    const std::string_view gap = tokens_.Gap(next);
    const char letter = tokens_[next].folded[0];
    if ((gap != " " && gap != ". ") || !called_.IsInitial(letter)) return false;
    const bool high = IsCapital(tokens_.text()[tokens_[next].from]);
    if (!high && tokens_.StartsHigh(next - 1)) return false;
    const char after = tokens_.After(next);
    if (after == '\'' || after == '/' || (!high && letter == 's')) return false;
    if ((letter != 'a' && letter != 'i') || (high && letter == 'a') || after == '.') return true;
    // "kofi a asked": what somebody does never follows an article.
    return letter == 'a' && tokens_.Gap(next + 1) == " " && IsPersonal(tokens_.Folded(next + 1));
  }

  // "Mrs Q", "Mr K M", "Mr and Mrs Patel", "Det Sgt Cray": how many words.
  [[nodiscard]] std::size_t TitledAt(std::size_t i) const {
    if (!IsTitle(tokens_[i].folded)) return 0;
    std::size_t at = i + 1;
    while (at < i + kMostInARow && IsTitle(tokens_.Folded(at))) ++at;
    if (tokens_.Folded(at) == "and" && IsSureTitle(tokens_.Folded(at + 1))) at += 2;
    const std::size_t first = at;
    while (at < tokens_.size() && at < first + kMostInARow && tokens_[at].folded.size() == 1 &&
           tokens_.Gap(at).size() <= 2 && IsTitledInitial(at))
      ++at;
    const bool initials = at > first;
    if (!initials && !IsGapOfTitle(at)) return 0;
    if (at < tokens_.size() && IsGapOfTitle(at))
      if (const std::size_t count = TitledName(at, i); count > 0)
        return at + count + Follows(at + count) - i;
    return initials ? at - i : 0;
  }
  [[nodiscard]] bool IsGapOfTitle(std::size_t at) const {
    return tokens_.Gap(at) == " " || tokens_.Gap(at) == ". ";
  }
  [[nodiscard]] bool IsTitledInitial(std::size_t at) const {
    const bool small = tokens_.IsInSmall(at) && tokens_[at].folded != "a";
    return (tokens_.IsHigh(at) || small) && called_.IsInitial(tokens_[at].folded[0]);
  }
  // A known name, or nearly; a stranger's behind a title that nothing but a name can follow.
  [[nodiscard]] std::size_t TitledName(std::size_t at, std::size_t title) const {
    std::size_t skipped = 0;
    while (skipped < kMostInARow && IsParticle(tokens_.Folded(at + skipped)) &&
           tokens_.Gap(at + skipped + 1) == " ")
      ++skipped;
    at += skipped;
    const std::string_view word = tokens_[at].folded;
    if (const std::size_t count = NameAt(at); count > 0) return skipped + count;
    if (tokens_.StartsHigh(at) && called_.IsMisspelt(word)) return 1;
    if (IsSuffix(word)) return 1;  // "haji sahib"
    if (IsSelf(word) || !IsSureTitle(tokens_[title].folded) || word.size() < 3) return 0;
    if (tokens_.StartsHigh(at) && !tokens_.IsHigh(at))
      return IsCommon(word) && !IsOrdinary(word) ? 0 : 1;
    return word.size() > 3 && !IsEnglish(word) && !IsCommon(word) ? 1 : 0;
  }

  // "MQ" or "M.Q." or "M Q", in capitals: how many words.
  [[nodiscard]] std::size_t InitialsAt(std::size_t i) const {
    if (!tokens_.StartsHigh(i) || !tokens_.IsHigh(i)) return 0;
    const std::string_view word = tokens_[i].folded;
    if (word.size() > 1 && called_.AreInitials(word)) {
      const bool acts =
          IsDoing(tokens_.Folded(i + 1)) && tokens_.Gap(i + 1) == " " && !tokens_.IsHigh(i + 1);
      return IsAbbreviation(word) && !acts ? 0 : 1;
    }
    std::string letters;
    std::size_t count = 0;
    for (std::size_t j = i; j < tokens_.size() && j < i + 5; ++j) {
      if ((j > i && tokens_.Gap(j) == "/") || tokens_[j].folded.size() != 1 || !tokens_.IsHigh(j) ||
          (j > i && tokens_.Gap(j).size() > 2))
        break;
      letters += tokens_[j].folded;
      if (called_.AreInitials(letters)) count = j - i + 1;
    }
    return count;
  }

  // "K said that she would come": not of "Flat K", "N/K" or "A&E".
  [[nodiscard]] bool IsLoneInitial(std::size_t i) const {
    static const Set kLettered{"flat",  "vitamin", "room",  "plan",  "ward",    "block",
                               "hep",   "grade",   "unit",  "bay",   "section", "part",
                               "group", "option",  "level", "class", "type",    "hepatitis"};
    static constexpr ByteSet kJoins("/&'-0123456789");
    static constexpr std::string_view kSides = "ialor";  // I, a, left, O', right
    const std::string_view word = tokens_[i].folded;
    if (word.size() != 1 || !IsCapital(tokens_.text()[tokens_[i].from]) ||
        !called_.IsFirst(word[0]))
      return false;
    const bool acts = tokens_.Gap(i + 1) == " " && IsPersonal(tokens_.Folded(i + 1)) && word != "i";
    if ((kSides.contains(word[0]) && !acts) || kJoins.Has(tokens_.Before(i)) ||
        (kJoins.Has(tokens_.After(i)) && !tokens_.IsOwner(i)))
      return false;
    const std::string_view after = tokens_.text().substr(tokens_[i].to, 2);
    if (after.size() == 2 && IsDigit(after[1])) return false;  // "delivered F 3.4kg"
    return i == 0 || !kLettered.contains(tokens_.Folded(i - 1));
  }

  Tokens tokens_;
  Called called_, self_;
  Sense sense_;
  std::vector<Finding> found_;
};

}  // namespace

std::vector<Finding> FindPeople(std::string_view text, const std::vector<Known>& known,
                                const Known& self) {
  return Reader(text, known, self).Read();
}

}  // namespace almoner::redact
