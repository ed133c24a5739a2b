#include "redact/people.h"

#include <algorithm>
#include <array>
#include <set>
#include <unordered_set>

#include "vault/search.h"

namespace almoner::redact {
namespace {

// What people are called for short, each line one name with all its forms.
constexpr std::string_view kShort[] = {
    "alexander alex alec sandy xander sasha",
    "alexandra alex sandra sasha lexi",
    "andrew andy drew",
    "angela angie ange",
    "anne ann annie nan nancy",
    "anthony tony ant",
    "barbara barb babs barbie",
    "benjamin ben benny benji",
    "catherine katherine kathryn cath cathy kath kathy kate katie kitty kay",
    "charles charlie chas chuck",
    "christine christina chris chrissie tina",
    "christopher chris kit topher",
    "daniel dan danny",
    "david dave davey davy",
    "deborah deb debbie debs",
    "dorothy dot dotty dolly",
    "edward ed eddie ted teddy ned",
    "eleanor ellie nell nellie nora",
    "elizabeth liz lizzie beth betty betsy bess eliza libby lisa",
    "emily em emmy millie",
    "florence flo florrie flossie",
    "francis frank frankie fran",
    "frances fran frankie fanny",
    "frederick fred freddie freddy",
    "geoffrey jeffrey geoff jeff",
    "george georgie",
    "gerald gerry jerry",
    "gregory greg",
    "harold harry hal",
    "helen nell ellen",
    "henry harry hal hank",
    "isabel isabella bella izzy belle",
    "jacqueline jackie jacqui",
    "james jim jimmy jamie",
    "janet jan",
    "jennifer jen jenny jenni",
    "jessica jess jessie",
    "joanne joanna jo",
    "john jack johnny jon",
    "jonathan jon jonny",
    "joseph joe joey",
    "josephine jo josie",
    "judith judy jude",
    "kenneth ken kenny",
    "lawrence laurence larry laurie",
    "leonard len lenny leo",
    "lillian lily lil",
    "louise lou",
    "margaret maggie madge marge margie peg peggy meg daisy greta rita",
    "martha marty patty",
    "mary molly polly may mae mamie",
    "matthew matt matty",
    "michael mike mick mickey micky mikey",
    "mohammed muhammad mohamed mohammad mo",
    "nicholas nick nicky nico",
    "nicola nicky nikki",
    "oliver ollie olly",
    "pamela pam",
    "patricia pat patsy trish tricia patti",
    "patrick pat paddy rick",
    "peter pete",
    "philip phillip phil pip",
    "rebecca becky becca becks",
    "richard rick ricky dick rich richie",
    "robert rob robbie bob bobby bert",
    "ronald ron ronnie",
    "rosemary rose rosie",
    "samantha sam sammy",
    "samuel sam sammy",
    "sarah sally sadie",
    "stephen steven steve stevie",
    "stephanie steph",
    "susan sue susie suzie suzanne",
    "theresa teresa terry tess tessa",
    "thomas tom tommy",
    "timothy tim timmy",
    "valerie val",
    "victoria vicky vicki tori",
    "vincent vince vinny",
    "walter wally walt",
    "william will bill billy willie liam",
    "winifred win winnie freda",
};

constexpr std::string_view kRelatives[] = {
    "mum",     "mummy",       "mam",         "mother",    "dad",           "daddy",
    "father",  "parents",     "son",         "daughter",  "brother",       "sister",
    "husband", "wife",        "partner",     "boyfriend", "girlfriend",    "nan",
    "nana",    "gran",        "granny",      "grandma",   "grandad",       "granddad",
    "grandpa", "grandmother", "grandfather", "grandson",  "granddaughter", "aunt",
    "auntie",  "uncle",       "cousin",      "niece",     "nephew",        "stepmum",
    "stepdad", "stepfather",  "stepmother",  "neighbour", "fiance",        "fiancee",
    "carer"};

constexpr std::string_view kWhose[] = {"his", "her", "their", "my", "your", "our", "the"};

bool Relative(std::string_view word) {
  static const std::unordered_set<std::string_view> all(std::begin(kRelatives),
                                                        std::end(kRelatives));
  return all.contains(word);
}
bool Whose(std::string_view word) { return std::ranges::find(kWhose, word) != std::end(kWhose); }

// A word of the text: letters, and bytes that are not ASCII; folded for comparing.
struct Word {
  std::size_t from, to;
  std::string folded;
};

bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (static_cast<unsigned char>(c) & 0x80);
}

// As vault::Fold, without it where there is nothing to fold but capitals.
std::string Folded(std::string_view word) {
  std::string folded(word);
  bool ascii = true;
  for (char& c : folded) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    ascii = ascii && !(static_cast<unsigned char>(c) & 0x80);
  }
  if (ascii) return folded;
  folded = vault::Fold(word);
  std::erase(folded, ' ');
  return folded;
}

// General punctuation (U+2000 to U+206F: dashes, curly quotation marks) and the signs of Latin-1
// (U+0080 to U+00BF: the no-break space) part words; how many bytes such a sign has, else 0.
std::size_t SignAt(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  if (byte(at) == 0xC2) return std::min<std::size_t>(2, text.size() - at);
  if (byte(at) == 0xE2 && (byte(at + 1) == 0x80 || byte(at + 1) == 0x81))
    return std::min<std::size_t>(3, text.size() - at);
  return 0;
}

// "'" or its curly form; how many bytes.
std::size_t ApostropheAt(std::string_view text, std::size_t at) {
  if (text.substr(at).starts_with("'")) return 1;
  return text.substr(at).starts_with("\xE2\x80\x99") ? 3 : 0;
}

bool LetterAt(std::string_view text, std::size_t at) {
  return at < text.size() && IsLetter(text[at]) && SignAt(text, at) == 0;
}

std::vector<Word> WordsIn(std::string_view text) {
  std::vector<Word> words;
  for (std::size_t at = 0; at < text.size();) {
    if (!LetterAt(text, at)) {
      at += std::max<std::size_t>(1, SignAt(text, at));
      continue;
    }
    const std::size_t from = at;
    while (LetterAt(text, at)) ++at;
    // A possessive is not part of the name; an O' is.
    std::string folded = Folded(text.substr(from, at - from));
    const std::size_t apostrophe = at - from == 1 ? ApostropheAt(text, at) : 0;
    if (apostrophe > 0 && LetterAt(text, at + apostrophe)) {
      const std::size_t rest = at + apostrophe;
      at = rest;
      while (LetterAt(text, at)) ++at;
      folded += Folded(text.substr(rest, at - rest));
    }
    if (!folded.empty()) words.push_back({from, at, std::move(folded)});
  }
  return words;
}

// Every word by which one of them may be called, and their initials.
struct Called {
  std::set<std::string, std::less<>> words;
  std::set<std::string, std::less<>> initials;  // "mq"
};

void AddShort(Called& called, const std::string& name) {
  for (const std::string_view line : kShort) {
    const std::vector<std::string> forms = vault::Words(line);
    if (std::ranges::find(forms, name) == forms.end()) continue;
    called.words.insert(forms.begin(), forms.end());
  }
}

Called CalledBy(const std::vector<Known>& known) {
  Called called;
  for (const Known& person : known)
    for (const std::string& name : person.names) {
      std::string initials;
      for (const Word& part : WordsIn(name)) {
        initials += part.folded.front();
        if (part.folded.size() < 2) continue;
        called.words.insert(part.folded);
        AddShort(called, part.folded);
      }
      if (initials.size() >= 2) called.initials.insert(initials);
    }
  return called;
}

bool Capital(char c) { return c >= 'A' && c <= 'Z'; }

// "MQ" or "M.Q." or "M Q", in capitals, at word `at`; how many words it takes.
std::size_t InitialsAt(std::string_view text, const std::vector<Word>& words, std::size_t at,
                       const Called& called) {
  const auto capitals = [&](const Word& word) {
    return std::ranges::all_of(text.substr(word.from, word.to - word.from), Capital);
  };
  if (!Capital(text[words[at].from]) || !capitals(words[at])) return 0;
  if (called.initials.contains(words[at].folded)) return 1;
  std::string letters;
  for (std::size_t i = at; i < words.size() && i < at + 4; ++i) {
    const bool near = i == at || words[i].from - words[i - 1].to <= 2;
    if (words[i].to - words[i].from != 1 || !capitals(words[i]) || !near) break;
    letters += words[i].folded;
    if (called.initials.contains(letters)) return i - at + 1;
  }
  return 0;
}

}  // namespace

std::vector<Finding> FindPeople(std::string_view text, const std::vector<Known>& known) {
  const Called called = CalledBy(known);
  const std::vector<Word> words = WordsIn(text);
  std::vector<Finding> found;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const Word& word = words[i];
    if (called.words.contains(word.folded)) {
      // "Mary Ann Quayle" is one finding.
      const bool goes_on = !found.empty() && found.back().kind == Kind::kPerson &&
                           text.substr(found.back().to, word.from - found.back().to) == " ";
      if (goes_on)
        found.back().to = word.to;
      else
        found.push_back({word.from, word.to, Kind::kPerson});
      continue;
    }
    if (const std::size_t count = InitialsAt(text, words, i, called); count > 0) {
      found.push_back({word.from, words[i + count - 1].to, Kind::kPerson});
      i += count - 1;
      continue;
    }
    if (!Relative(word.folded)) continue;
    const bool whose = i > 0 && Whose(words[i - 1].folded) &&
                       (found.empty() || found.back().to <= words[i - 1].from);
    found.push_back({whose ? words[i - 1].from : word.from, word.to, Kind::kRelation});
  }
  return found;
}

std::vector<Finding> Merged(std::vector<Finding> a, std::vector<Finding> b) {
  a.insert(a.end(), b.begin(), b.end());
  std::ranges::sort(a, [](const Finding& x, const Finding& y) {
    return x.from != y.from ? x.from < y.from : x.to > y.to;
  });
  std::vector<Finding> all;
  for (const Finding& each : a) {
    if (all.empty() || each.from >= all.back().to)
      all.push_back(each);
    else if (each.to - each.from > all.back().to - all.back().from)
      all.back() = each;
  }
  return all;
}

std::vector<Finding> United(std::vector<Finding> places) {
  std::ranges::sort(places, {}, &Finding::from);
  std::vector<Finding> all;
  for (const Finding& each : places) {
    if (all.empty() || each.from > all.back().to)
      all.push_back(each);
    else
      all.back().to = std::max(all.back().to, each.to);
  }
  return all;
}

std::string Removed(std::string_view text, const std::vector<Finding>& places) {
  std::string out;
  std::size_t done = 0;
  for (const Finding& place : places) {
    out.append(text.substr(done, place.from - done)).append(kMark);
    done = place.to;
  }
  return out.append(text.substr(done));
}

}  // namespace almoner::redact
