#include "redact/relations.h"

#include <algorithm>
#include <cstdint>
#include <unordered_map>
#include <unordered_set>

#include "redact/english.h"
#include "vault/search.h"

namespace almoner::redact {
namespace {

using Set = std::unordered_set<std::string_view>;

// What sort of word it is; a word may be of several.
enum Sort : std::uint16_t {
  kRelative = 1U << 0U,  // relatives, whoever's they are; also in the words of people who came here
  kLoose = 1U << 1U,     // relatives where it is said whose: "her lad", "Beryl's boy", not "a lad"
  kMany = 1U << 2U,      // several at once, where "the" is enough
  kWhich = 1U << 3U,
  kPrefix = 1U << 4U,
  kTheirs = 1U << 5U,
  kThe = 1U << 6U,
  kWork = 1U << 7U,       // by what they do
  kWorkFirst = 1U << 8U,  // the first word of work that is two: IsWorkOf
  kThing = 1U << 9U,      // "GP letter": no person, but a thing of theirs
  kTitle = 1U << 10U,
  kSureTitle = 1U << 11U,  // what follows is a name
  kSuffix = 1U << 12U,
  kYoung = 1U << 13U,  // where "the" is enough: "the boy", of those the note is about
};
struct Listed {
  Sort sort;
  std::string_view words;  // parted by blanks
};
constexpr Listed kListed[] = {
    {kRelative,
     "mum mummy nanny baa mam mammy mother mom mama dad daddy father papa pops parents stepmum "
     "stepdad stepfather stepmother godmother godfather son sons daughter daughters "
     "stepson stepdaughter brother brothers bro sister sisters sis stepbrother "
     "stepsister twin husband hubby wife missus spouse spouses partner boyfriend "
     "girlfriend fiance fiancee bestie flatmate housemate neighbour carer inlaws nan "
     "nana nanna gran granny grandma grandmum grandmother grandad granddad grandpa "
     "gramps granda grandfather grandparents grandson grandsons granddaughter "
     "granddaughters grandchild grandchildren aunt auntie aunty uncle cousin cousins "
     "niece nieces nephew nephews nain taid mamgu tadcu tad da daid mamo daideo ammi "
     "ammu amma abbu abba appa baba bibi dada dadi nani didi bhai bhaiya bhabi bhabhi "
     "bahu beta beti chacha chachi khala phupo mamu taya akka thambi bahini aama ama "
     "mamusia tata tatus babcia dziadek ciocia wujek bunica bunicu teta jiddo khalo "
     "habibi hooyo aabo ayeeyo teyze abla iya nne nna maame popo gege jiejie yeye"},
    {kLoose,
     "boy lad girl lass fella fellow ex ma pa missis baby bairn child toddler folks "
     "mate landlord landlady guardian gf bf friend bloke pal"},
    {kMany, "twins triplets kids children boys girls lads lasses bairns bairn siblings"},
    {kWhich,
     "old other better big little younger older elder late best twin eldest youngest "
     "oldest only wee maternal paternal first second new former two three dear "
     "estranged"},
    {kYoung, "boy lad girl lass baby bairn toddler"},
    {kPrefix, "step ex half god grand great foster adoptive birth"},
    {kTheirs, "his her their my your our"},
    {kThe, "the both this"},
    {kWork,
     "gp cpn idva isva amhp imca hv dn sw ot rpr senco consultant psychiatrist "
     "psychologist counsellor therapist physiotherapist physio pharmacist chemist "
     "dentist midwife doctor nurse matron surgeon registrar optician chiropodist "
     "podiatrist dietitian dietician caseworker keyworker solicitor barrister advocate "
     "interpreter teacher headteacher principal tutor mentor warden caretaker priest vicar "
     "minister pastor imam rabbi chaplain befriender childminder detective sergeant "
     "cleaner deputy attorney specialist"},
    {kWorkFirst,
     "key social support youth care case outreach family link night drug refuge project "
     "recovery health mental district community practice school specialist staff "
     "macmillan hospice named admiral probation housing police welfare liaison "
     "attendance head class parish ward foster personal appropriate occupational speech "
     "registered home"},
    {kThing,
     "letter letters appt appts appointment appointments practice surgery visit visits "
     "review reviews team teams service services notes records summary referral clinic "
     "input contact details list cover call calls report reports role post shift rota "
     "agency meeting office station led handover plan training student manager "
     "assessment advice duty hours number line bell room desk bank unit support home "
     "forms form registration tax court practitioner"},
    {kTitle,
     "um umm abu sister brother father nurse matron sgt pc dc ds wpc pcso insp det constable lady "
     "lord sheikh haji sergeant inspector detective baby big little"},
    {kSureTitle,
     "mr mrs ms miss mx dr sir pan pani sr prof rev revd fr pastor rabbi professor imam "
     "cllr"},
    {kSuffix, "senior junior snr jnr jr ji bhai sahib sahiba"},
};

using Sorts = std::unordered_map<std::string_view, unsigned>;
Sorts AllSorts() {
  Sorts all;
  for (const Listed& each : kListed)
    for (std::string_view rest = each.words; !rest.empty();) {
      const std::string_view word = rest.substr(0, rest.find(' '));
      all[word] |= each.sort;
      rest.remove_prefix(std::min(word.size() + 1, rest.size()));
    }
  return all;
}
unsigned SortsOf(std::string_view word) {
  static const Sorts all = AllSorts();
  const auto at = all.find(word);
  return at == all.end() ? 0 : at->second;
}
bool Is(std::string_view word, unsigned sorts) { return (SortsOf(word) & sorts) != 0; }

// "mums house", "neice", "grandaughter"
bool IsMisspeltRelative(std::string_view word) {
  static constexpr std::string_view kOften[] = {
      "daughter",  "granddaughter", "grandson",   "grandmother",  "grandfather",  "brother",
      "sister",    "mother",        "father",     "husband",      "partner",      "girlfriend",
      "boyfriend", "neighbour",     "niece",      "nephew",       "cousin",       "parents",
      "auntie",    "stepfather",    "stepmother", "stepdaughter", "grandchildren"};
  constexpr std::size_t kLong = 5;
  if (IsEnglish(word)) return false;
  if (word.size() > 3 && word.ends_with('s') && Is(word.substr(0, word.size() - 1), kRelative))
    return true;
  return word.size() >= kLong && std::ranges::any_of(kOften, [&](std::string_view right) {
           return right.front() == word.front() && vault::EditDistance(word, right) == 1;
         });
}

// "key worker", "district nurse", "foster carer"
bool IsWorkOf(std::string_view first, std::string_view second) {
  struct Pair {
    std::string_view second, firsts;  // each between blanks
  };
  static constexpr Pair kPairs[] = {
      {"worker",
       " key social support youth care case outreach family link night drug refuge"
       " project recovery health mental "},
      {"nurse",
       " district community practice school specialist staff macmillan hospice named"
       " admiral "},
      {"officer", " probation housing police welfare liaison attendance "},
      {"midwife", " community "},
      {"visitor", " health "},
      {"teacher", " head class "},
      {"priest", " parish "},
      {"sister", " ward "},
      {"manager", " ward registered home care "},
      {"carer", " foster "},
      {"mum", " foster "},
      {"mother", " foster "},
      {"dad", " foster "},
      {"father", " foster "},
      {"assistant", " personal "},
      {"person", " named "},
      {"adult", " appropriate "},
      {"therapist", " occupational speech "},
      {"sergeant", " police "}};
  return std::ranges::any_of(kPairs, [&](const Pair& pair) {
    const std::size_t at = pair.second == second ? pair.firsts.find(first) : std::string_view::npos;
    return at != std::string_view::npos && pair.firsts[at - 1] == ' ' &&
           pair.firsts[at + first.size()] == ' ';
  });
}

constexpr std::size_t kMost = 3;  // "great-great-grand"

class Phrase {
 public:
  Phrase(const Tokens& tokens, std::size_t begin) : tokens_(tokens), begin_(begin), at_(begin) {
    definite_ = Is(Word(), kTheirs | kThe);
    theirs_ = Is(Word(), kTheirs);
    if (definite_) Step();
    if (definite_ && Is(Word(), kTheirs | kThe)) Step();  // "both her daughters"
    while (which_ < 2 && IsWhich() && Joined(at_ + 1)) {
      ++which_;
      Step();
    }
  }

  [[nodiscard]] Meant Read() {
    if (at_ >= tokens_.size()) return {};
    if (const std::size_t end = Work(); end > 0) return Told(end, Kind::kRole);
    if (const std::size_t end = Fond(); end > 0) return Told(end, Kind::kRelation);
    while (prefixes_ < kMost && Is(Word(), kPrefix) && JoinedClosely(at_ + 1) && !Owned()) {
      ++prefixes_;
      ++at_;
    }
    if (const std::size_t end = Relative(); end > 0) return Told(end, Kind::kRelation);
    return {};
  }

 private:
  [[nodiscard]] std::string_view Word(std::size_t more = 0) const {
    return tokens_.Folded(at_ + more);
  }
  void Step() { at_ += Joined(at_ + 1) ? 1 : tokens_.size(); }
  [[nodiscard]] bool Joined(std::size_t i) const { return tokens_.Gap(i) == " "; }
  [[nodiscard]] bool JoinedClosely(std::size_t i) const { return tokens_.Gap(i).size() == 1; }
  [[nodiscard]] bool Owned() const { return tokens_.IsOwner(at_); }
  [[nodiscard]] Meant Told(std::size_t end, Kind kind) const { return {end - begin_, kind}; }

  // "his", or somebody's: "Beryl's boy", "mum's partner".
  [[nodiscard]] bool IsSomebodys() const {
    return theirs_ || (begin_ > 1 && tokens_.Folded(begin_ - 1) == "s" &&
                       tokens_.IsOwner(begin_ - 2) && Joined(begin_));
  }

  // "baby brother", and not "her baby was"
  [[nodiscard]] bool IsWhich() const {
    return Is(Word(), kWhich) || (Word() == "baby" && Is(Word(1), kRelative));
  }

  // Past the last word of a relative at `at_`, or 0.
  [[nodiscard]] std::size_t Relative() const {
    const std::string_view word = Word();
    const bool abuse = at_ < tokens_.size() && tokens_.Raw(at_) == "DA";  // domestic
    if ((Is(word, kRelative) && !abuse) || IsMisspeltRelative(word)) return PastInLaw();
    if (Is(word, kMany) && !Owned()) return definite_ || StandsAlone() ? at_ + 1 : 0;
    if (Is(word, kLoose) && (IsSomebodys() || (definite_ && which_ > 0))) return at_ + 1;
    if (Is(word, kYoung) && definite_ && !Owned() && !IsOfThing(at_ + 1)) return at_ + 1;
    if (prefixes_ > 0 && tokens_.Folded(at_ - 1) == "ex" && theirs_) return at_;
    return EldestAlone();
  }
  // "his other half", "her old man", "little one"
  [[nodiscard]] std::size_t Fond() const {
    const std::string_view word = Word();
    const std::string_view which = which_ > 0 ? tokens_.Folded(at_ - 1) : std::string_view();
    const bool half = word == "half" && theirs_ && (which == "other" || which == "better");
    const bool one = word == "one" && (which == "little" || which == "wee");
    const bool grown = (word == "man" || word == "woman") && theirs_ && which_ > 0;
    return half || one || grown ? at_ + 1 : 0;
  }
  // "her eldest"
  [[nodiscard]] std::size_t EldestAlone() const {
    static const Set kAlone{"eldest", "youngest", "oldest"};
    const std::size_t last = which_ > 0 ? at_ : at_ + 1;
    const bool alone = kAlone.contains(which_ > 0 ? tokens_.Folded(at_ - 1) : Word());
    return theirs_ && alone ? last : 0;
  }
  [[nodiscard]] std::size_t PastInLaw() const {
    if (Word(1) == "in" && Word(2) == "law") return at_ + 3;
    return IsSuffix(Word(1)) && Joined(at_ + 1) ? at_ + 2 : at_ + 1;  // "bibi ji"
  }
  // "Boys at their nan's": not "five boys" or "other children".
  [[nodiscard]] bool StandsAlone() const {
    return begin_ == at_ && (tokens_.StartsSentence(at_) || tokens_.IsInSmall(at_)) &&
           !Is(Word(1), kThing) && !IsBeforeMany();
  }
  [[nodiscard]] bool IsBeforeMany() const {
    static const Set kBefore{"other", "young", "of", "for", "with", "many", "some", "all", "a"};
    return begin_ > 0 && kBefore.contains(tokens_.Folded(begin_ - 1)) && Joined(begin_);
  }

  // "the baby unit", "the girls' home", "the boy band": of a thing, or part of another word.
  [[nodiscard]] bool IsOfThing(std::size_t next) const {
    return Belongs(next) || tokens_.Gap(next) == "-" || tokens_.Gap(next) == "'";
  }
  // Past the last word of somebody's work at `at_`, or 0.
  [[nodiscard]] std::size_t Work() const {
    std::size_t end = 0;
    if (Word() == "head" && Word(1) == "of" && Word(2) == "year")
      end = at_ + 3;
    else if (JoinedClosely(at_ + 1) && IsWorkOf(Word(), Word(1)))
      end = at_ + 2;
    else if (Is(Word(), kWork) || IsHead())
      end = at_ + 1;
    if (end == 0 || Belongs(end)) return 0;
    return definite_ || IsActing(end) ? end : 0;
  }
  // "Head rang", "the head said no": of a school, and nobody's own, since it says something.
  [[nodiscard]] bool IsHead() const {
    return Word() == "head" && tokens_.Gap(at_ + 1) == " " && IsPersonal(tokens_.Folded(at_ + 1));
  }
  [[nodiscard]] bool Belongs(std::size_t end) const {
    return Is(tokens_.Folded(end), kThing) && (tokens_.Gap(end) == " " || tokens_.Gap(end) == "-");
  }
  [[nodiscard]] static bool IsState(std::string_view word) {
    static const Set kStates{"to", "on", "off", "out", "away", "aware", "present", "unavailable"};
    return kStates.contains(word);
  }
  // "GP rang", "HV to revisit", "discussed with key worker": said without "the", as in notes.
  [[nodiscard]] bool IsActing(std::size_t end) const {
    static const Set kAfter{"to",     "with",    "by",     "from",     "w",
                            "via",    "rang",    "told",   "informed", "asked",
                            "phoned", "emailed", "called", "saw",      "contacted"};
    if (begin_ > 0 && (tokens_.Folded(begin_ - 1) == "a" || tokens_.Folded(begin_ - 1) == "no"))
      return false;
    const std::string_view next = tokens_.Folded(end);
    if (end > at_ + 1) return true;
    if (tokens_.Gap(end) == " " && (IsDoing(next) || IsState(next))) return true;
    if (tokens_.Gap(end) == " " && tokens_.StartsHigh(end) && !IsEnglish(next)) return true;
    return begin_ > 0 && kAfter.contains(tokens_.Folded(begin_ - 1)) &&
           tokens_.Gap(begin_).size() <= 2;
  }

  const Tokens& tokens_;
  std::size_t begin_, at_;
  std::size_t which_ = 0, prefixes_ = 0;
  bool definite_ = false, theirs_ = false;
};

}  // namespace

Meant MeantAt(const Tokens& tokens, std::size_t i) {
  constexpr unsigned kFirst =
      kRelative | kLoose | kMany | kWhich | kPrefix | kTheirs | kThe | kWork | kWorkFirst;
  const std::string_view word = tokens.Folded(i);
  return Is(word, kFirst) || IsMisspeltRelative(word) ? Phrase(tokens, i).Read() : Meant{};
}

bool IsTitle(std::string_view folded) { return Is(folded, kTitle | kSureTitle); }
bool IsSureTitle(std::string_view folded) { return Is(folded, kSureTitle); }
bool IsSuffix(std::string_view folded) { return Is(folded, kSuffix); }

}  // namespace almoner::redact
