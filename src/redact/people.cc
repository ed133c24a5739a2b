#include "redact/people.h"

#include <algorithm>
#include <unordered_set>

#include "redact/called.h"
#include "redact/letters.h"
#include "redact/name_lists.h"
#include "redact/words.h"

namespace almoner::redact {
namespace {

using Set = std::unordered_set<std::string_view>;

bool Relative(std::string_view word) {
  static const Set all{
      "mum",          "mummy",       "mam",           "mother",        "dad",          "daddy",
      "father",       "parents",     "son",           "daughter",      "brother",      "sister",
      "husband",      "wife",        "partner",       "boyfriend",     "girlfriend",   "nan",
      "nana",         "gran",        "granny",        "grandma",       "grandad",      "granddad",
      "grandpa",      "grandmother", "grandfather",   "grandson",      "aunt",         "auntie",
      "uncle",        "cousin",      "niece",         "nephew",        "stepmum",      "stepdad",
      "stepfather",   "stepmother",  "neighbour",     "fiance",        "fiancee",      "carer",
      "sis",          "twin",        "nain",          "taid",          "tad",          "nanna",
      "da",           "granda",      "ammi",          "abbu",          "babcia",       "hubby",
      "missus",       "sons",        "daughters",     "brothers",      "sisters",      "stepson",
      "stepdaughter", "stepbrother", "granddaughter", "grandchildren", "grandparents", "mama",
      "papa",         "mammy",       "spouse",        "grandchild",    "grandson",     "bestie",
      "flatmate",     "housemate",   "inlaws",        "fiance",        "godmother",    "godfather",
      "bro",          "nephews",     "nieces",        "cousins",       "aunty",        "grandmum",
      "gramps",       "dada",        "mom",           "pops",          "spouses"};
  return all.contains(word);
}
// A relative where it is said whose: "her lad", not "a lad".
bool RelativeOf(std::string_view word) {
  static const Set all{
      "boy",    "lad",      "girl",     "fella",  "fellow", "ex",       "ma",      "pa",
      "eldest", "youngest", "oldest",   "missis", "kids",   "children", "boys",    "girls",
      "lads",   "man",      "woman",    "folks",  "family", "friend",   "friends", "baby",
      "bairn",  "landlord", "landlady", "mate",   "gf",     "bf",       "guardian"};
  return all.contains(word);
}
bool Whose(std::string_view word) {
  static const Set all{"his", "her", "their", "my", "your", "our", "the"};
  return all.contains(word);
}

// One text, looked at word by word.
class Reader {
 public:
  Reader(std::string_view text, const std::vector<Known>& known)
      : text_(text), called_(known), words_(WordsIn(text)) {
    small_ = std::ranges::none_of(text, IsCapital);
  }

  std::vector<Finding> Read() {
    for (std::size_t i = 0; i < words_.size();) i += ReadAt(i);
    return std::move(found_);
  }

 private:
  // How many words were read.
  std::size_t ReadAt(std::size_t i) {
    if (IsNameAt(i)) {
      Found(BeginOfName(i), words_[i].to);
      if (!InitialFollows(i)) return 1;
      Found(words_[i + 1].from, words_[i + 1].to);
      return 2;
    }
    if (const std::size_t count = std::max(TitledAt(i), InitialsAt(i)); count > 0) {
      Found(words_[i].from, words_[i + count - 1].to);
      return count;
    }
    const bool abuse = Raw(i) == "DA";  // domestic, in every case note
    if (Relative(words_[i].folded) && !abuse) return RelativeAt(i);
    if (const std::size_t count = LooselyRelatedAt(i); count > 0) {
      found_.push_back({words_[i].from, words_[i + count - 1].to, Kind::kRelation});
      return count;
    }
    if (IsLoneInitial(i)) Found(words_[i].from, words_[i].to);
    return 1;
  }

  // "Mary Ann Quayle" is one finding.
  void Found(std::size_t from, std::size_t to) {
    const std::size_t done = found_.empty() ? 0 : found_.back().to;
    const std::string_view gap = text_.substr(done, from > done ? from - done : 0);
    if (!found_.empty() && found_.back().kind == Kind::kPerson &&
        (from <= done || gap == " " || gap == "-"))
      found_.back().to = to;
    else
      found_.push_back({std::max(from, done), to, Kind::kPerson});
  }

  [[nodiscard]] std::string_view Raw(std::size_t i) const {
    return text_.substr(words_[i].from, words_[i].to - words_[i].from);
  }
  [[nodiscard]] std::string_view Folded(std::size_t i) const {  // "" where there is no such word
    return i < words_.size() ? std::string_view(words_[i].folded) : std::string_view();
  }
  // What stands between word i and the one before.
  [[nodiscard]] std::string_view Gap(std::size_t i) const {
    const std::size_t end = i > 0 ? words_[i - 1].to : 0;
    return text_.substr(end, words_[i].from - end);
  }
  [[nodiscard]] char Before(std::size_t i) const {
    return words_[i].from > 0 ? text_[words_[i].from - 1] : ' ';
  }
  [[nodiscard]] char After(std::size_t i) const {
    return words_[i].to < text_.size() ? text_[words_[i].to] : ' ';
  }
  // Letters beyond ASCII count as capitals: what begins with one is hardly ever anything else.
  [[nodiscard]] bool StartsHigh(std::size_t i) const {
    const char c = text_[words_[i].from];
    return IsCapital(c) || (static_cast<unsigned char>(c) & 0x80U) != 0;
  }
  [[nodiscard]] bool IsHigh(std::size_t i) const {
    return std::ranges::none_of(Raw(i), [](char c) { return c >= 'a' && c <= 'z'; });
  }

  [[nodiscard]] bool IsNameAt(std::size_t i) const {
    const std::string_view word = words_[i].folded;
    if (called_.IsName(word)) return !IsOrdinary(word) || IsMeantAsName(i);
    if (word.size() < 3) return false;
    // "Jaydens shoes"
    const std::string_view stem = word.substr(0, word.size() - 1);
    if (word.ends_with('s') && stem.size() > 2 && called_.IsName(stem) && !IsOrdinary(stem))
      return true;
    return (StartsHigh(i) || (small_ && word.size() > 4)) && called_.IsLike(word);
  }

  // A name that is a word too: its capital says so, if it says anything.
  [[nodiscard]] bool IsMeantAsName(std::size_t i) const {
    static const Set kDoers{"he",  "she",  "it",    "they", "you", "we",    "i",     "that",
                            "who", "this", "which", "what", "to",  "there", "nurse", "staff"};
    static const Set kMonths{"may", "june", "april", "august"};
    static const Set kWhen{"in",   "of",  "since", "until", "till", "early",
                           "late", "mid", "next",  "last",  "this", "during"};
    const std::string_view word = words_[i].folded;
    const std::string_view before = i > 0 ? Folded(i - 1) : std::string_view();
    if (!StartsHigh(i)) return small_ && !kDoers.contains(before) && word != "may";
    if (word == "will" && Folded(i + 1) != "to" && kDoers.contains(Folded(i + 1))) return false;
    if (!kMonths.contains(word)) return true;
    static const Set kOrdinals{"st", "nd", "rd", "th"};
    const std::string_view gap = Gap(i), after = text_.substr(words_[i].to, 2);
    const bool dated = kOrdinals.contains(before) ||
                       (gap.size() > 1 && IsDigit(gap[gap.size() - 2])) ||
                       (after.size() == 2 && IsDigit(after[1]));
    return !dated && !kWhen.contains(before);
  }

  // With what belongs to it: "D. Nash", "Ó Dálaigh", "Mc Grath".
  [[nodiscard]] std::size_t BeginOfName(std::size_t i) const {
    static const Set kParticles{"o", "mc", "mac", "ni", "nic", "ap", "de", "van", "al", "el"};
    if (i == 0 || !StartsHigh(i) || !StartsHigh(i - 1)) return words_[i].from;
    const std::string_view before = Folded(i - 1);
    const bool initial = before.size() == 1 && called_.IsInitial(before[0]) &&
                         (Gap(i) == " " || Gap(i) == ". " || Gap(i) == ".");
    const bool particle = kParticles.contains(before) && (Gap(i) == " " || Gap(i) == "'");
    const bool title = (before == "pan" || before == "pani") && Gap(i) == " ";
    return initial || particle || title ? words_[i - 1].from : words_[i].from;
  }

  // "Hamish D", "Rupert P.": the initial of another part of a name.
  [[nodiscard]] bool InitialFollows(std::size_t i) const {
    const std::size_t next = i + 1;
    if (next >= words_.size() || words_[next].folded.size() != 1 || Gap(next) != " ") return false;
    return IsCapital(text_[words_[next].from]) && called_.IsInitial(words_[next].folded[0]) &&
           After(next) != '\'' && After(next) != '/' && words_[next].folded != "a" &&
           words_[next].folded != "i";
  }

  // "Mrs Q", "Mr K M", "Mr and Mrs P": how many words.
  [[nodiscard]] std::size_t TitledAt(std::size_t i) const {
    static const Set kTitles{"mr", "mrs", "ms", "miss", "mx", "dr", "sir", "pan", "pani"};
    if (!kTitles.contains(words_[i].folded)) return 0;
    std::size_t count = 1;
    const bool couple = i + 2 < words_.size() && (Folded(i + 1) == "and" || Gap(i + 1) == " & ");
    if (couple) count = Folded(i + 1) == "and" ? 3 : 2;
    if (couple && !kTitles.contains(Folded(i + count - 1))) return 0;
    const std::size_t first = count;
    for (std::size_t j = i + count; j < words_.size() && words_[j].folded.size() == 1; ++j, ++count)
      if (Gap(j).size() > 2 || !IsHigh(j) || !called_.IsInitial(words_[j].folded[0])) break;
    return count > first ? count : 0;
  }

  // "MQ" or "M.Q." or "M Q", in capitals: how many words.
  [[nodiscard]] std::size_t InitialsAt(std::size_t i) const {
    if (!StartsHigh(i) || !IsHigh(i)) return 0;
    const std::string_view word = words_[i].folded;
    if (word.size() > 1 && called_.AreInitials(word)) return IsAbbreviation(word) ? 0 : 1;
    std::string letters;
    std::size_t count = 0;
    for (std::size_t j = i; j < words_.size() && j < i + 5; ++j) {
      if (words_[j].folded.size() != 1 || !IsHigh(j) || (j > i && Gap(j).size() > 2)) break;
      letters += words_[j].folded;
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
    const std::string_view word = words_[i].folded;
    if (word.size() != 1 || !IsCapital(text_[words_[i].from]) || !called_.IsFirst(word[0]))
      return false;
    if (kSides.contains(word[0]) || kJoins.Has(Before(i)) || kJoins.Has(After(i))) return false;
    return i == 0 || !kLettered.contains(Folded(i - 1));
  }

  // "her mum", "step-dad", "ex-wife", "mother-in-law": how many words.
  std::size_t RelativeAt(std::size_t i) {
    static const Set kBefore{"step", "ex", "half", "god", "grand", "great", "foster"};
    std::size_t begin = i, end = i + 1;
    const std::size_t done = found_.empty() ? 0 : found_.back().to;
    const auto free = [&](std::size_t at) { return words_[at].from >= done; };
    while (begin > 0 && kBefore.contains(Folded(begin - 1)) && Gap(begin).size() == 1 &&
           free(begin - 1))
      --begin;
    if (begin > 0 && Whose(Folded(begin - 1)) && free(begin - 1)) --begin;
    if (Folded(end) == "in" && Folded(end + 1) == "law") end += 2;
    found_.push_back({words_[begin].from, words_[end - 1].to, Kind::kRelation});
    return end - i;
  }

  // "her lad", "his other half", "her big sister": how many words.
  [[nodiscard]] std::size_t LooselyRelatedAt(std::size_t i) const {
    static const Set kTheirs{"his", "her", "their"};
    static const Set kWhich{"old",   "other", "better", "big",  "little", "younger",  "older",
                            "elder", "late",  "best",   "twin", "eldest", "youngest", "only"};
    const std::size_t done = found_.empty() ? 0 : found_.back().to;
    if (!kTheirs.contains(words_[i].folded) || words_[i].from < done) return 0;
    const bool which = kWhich.contains(Folded(i + 1)) && i + 2 < words_.size() && Gap(i + 2) == " ";
    const std::string_view last = Folded(which ? i + 2 : i + 1);
    if (which && (last == "half" || Relative(last) || RelativeOf(last))) return 3;
    static const Set kAlone{"eldest", "youngest", "oldest"};
    if (i + 1 >= words_.size() || Gap(i + 1) != " ") return 0;
    if (i + 2 < words_.size() && Gap(i + 2) == "-") return 0;  // "his ex-wife" is read as a whole
    const bool alone = RelativeOf(Folded(i + 1)) && Folded(i + 1) != "man" &&
                       Folded(i + 1) != "woman" && Folded(i + 1) != "family";
    return alone || kAlone.contains(Folded(i + 1)) ? 2 : 0;
  }

  std::string_view text_;
  Called called_;
  std::vector<Word> words_;
  std::vector<Finding> found_;
  bool small_ = false;  // no capitals anywhere: they say nothing where they are not
};

}  // namespace

std::vector<Finding> FindPeople(std::string_view text, const std::vector<Known>& known) {
  return Reader(text, known).Read();
}

}  // namespace almoner::redact
