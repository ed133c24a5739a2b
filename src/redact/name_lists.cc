#include "redact/name_lists.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "redact/embedded.h"

namespace almoner::redact {
namespace {

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
    "margaret maggie mags madge marge margie peg peggy meg daisy greta rita",
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
    "abdul abdullah abdi",
    "abigail abbie abby abi gail",
    "adaeze ada",
    "agnieszka aga agusia",
    "albert al bert bertie",
    "aleksandra ola olka",
    "alfred alf alfie fred",
    "amanda mandy",
    "anna ania anka",
    "archibald archie",
    "arthur art arty",
    "bernadette bernie detta",
    "bernard bernie",
    "beverley bev",
    "caroline carol caz carrie",
    "chinonso nonso",
    "darren daz dazza",
    "derek del",
    "desmond des",
    "diane diana di",
    "donald don donnie",
    "donna don",
    "douglas doug dougie",
    "duncan dunc",
    "edith edie",
    "edwin ed eddie",
    "ewa ewka",
    "gary gaz gazza",
    "gillian gill jill",
    "grzegorz grzesiek grzes",
    "gwenllian gwendoline gwyneth gwen gwennie",
    "gwilym wil gwil",
    "hannah han",
    "jason jay",
    "jeremy jez",
    "julian julie jules",
    "karen kaz",
    "niamh neve nee",
    "philippa pippa pip",
    "wilhelmina mina billie",
    "winifred wyn",
    "katarzyna kasia kaska",
    "kathleen kath kathy kay kate kitty",
    "kevin kev",
    "krzysztof krzysiek krzys kris chris",
    "leslie les",
    "magdalena magda lena",
    "malgorzata gosia malgosia",
    "maureen mo reenie",
    "megan meg",
    "michelle shell chelle",
    "mohamud mohamoud mohamed",
    "nigel nige",
    "norman norm",
    "olivia liv livvy livi ollie",
    "oluwaseun seun",
    "piotr piotrek",
    "raymond ray",
    "reginald reg reggie",
    "roger rodge",
    "rosalind rosalyn ros roz rosie",
    "sharon shaz shazza",
    "shirley shirl",
    "siobhan shiv shivvy",
    "stanislaw staszek stan",
    "stanley stan",
    "stephen steven ste stevo",
    "stuart stewart stu",
    "terence terry tel tez",
    "tomasz tomek",
    "tracey tracy trace trac",
    "trevor trev",
    "veronica ronnie vera",
    "wayne waz",
    "wojciech wojtek",
    "zbigniew zbyszek",
};

// Names that are words too.
constexpr std::string_view kOrdinary[] = {
    "april",   "art",    "ash",    "august",   "basil",    "batty",   "bell",      "berry",
    "bill",    "bird",   "bishop", "bland",    "bond",     "bright",  "brook",     "brown",
    "buck",    "bush",   "carol",  "cash",     "chance",   "charity", "christian", "clay",
    "close",   "cliff",  "cook",   "cooper",   "cross",    "crystal", "daisy",     "dawn",
    "day",     "dean",   "dick",   "dolly",    "don",      "dot",     "drew",      "earl",
    "early",   "eve",    "faith",  "fern",     "field",    "finch",   "flint",     "flower",
    "fox",     "frank",  "frost",  "gene",     "gill",     "glen",    "good",      "grace",
    "grant",   "gray",   "green",  "grey",     "hale",     "hall",    "hand",      "hardy",
    "harmony", "harry",  "hazel",  "head",     "heath",    "heather", "hill",      "holly",
    "holt",    "home",   "honey",  "hope",     "ivy",      "jack",    "jade",      "jasmine",
    "jean",    "jet",    "jewel",  "john",     "joy",      "june",    "kay",       "king",
    "kit",     "kitty",  "lamb",   "lane",     "lark",     "law",     "lee",       "liberty",
    "lily",    "little", "lock",   "long",     "lord",     "love",    "low",       "major",
    "mark",    "marsh",  "mason",  "max",      "may",      "mercy",   "mike",      "mills",
    "miles",   "mint",   "moon",   "moss",     "nan",      "nick",    "noble",     "north",
    "olive",   "page",   "park",   "pat",      "patience", "patty",   "pearl",     "peg",
    "penny",   "piper",  "poole",  "poppy",    "pound",    "price",   "pride",     "queen",
    "rain",    "ray",    "read",   "reed",     "rich",     "rick",    "rob",       "robin",
    "rock",    "rod",    "rose",   "rosemary", "rowan",    "ruby",    "rusty",     "sage",
    "sally",   "sandy",  "savage", "scarlet",  "sharp",    "shell",   "short",     "silver",
    "small",   "snow",   "sole",   "spring",   "star",     "stone",   "storm",     "street",
    "strong",  "summer", "sunny",  "swift",    "tanner",   "teal",    "terry",     "thorn",
    "tiny",    "trace",  "trip",   "troy",     "victor",   "violet",  "wade",      "walker",
    "wall",    "ward",   "warren", "waters",   "way",      "webb",    "wells",     "west",
    "white",   "will",   "willow", "win",      "winter",   "wise",    "wolf",      "wood",
    "woods",   "wren",   "young",  "nell",     "blessing", "gale",    "sue",       "bob",
    "jay",     "rush",
};

// Words of case notes that begin or end as names do.
constexpr std::string_view kCommon[] = {
    "about",       "after",      "again",       "agreed",     "all",       "also",      "and",
    "another",     "any",        "appointment", "are",        "ask",       "asked",     "asks",
    "back",        "bath",       "bed",         "been",       "before",    "best",      "better",
    "both",        "bowel",      "bowels",      "breakfast",  "brought",   "but",       "call",
    "called",      "calls",      "came",        "can",        "cancelled", "care",      "carer",
    "carers",      "case",       "chair",       "change",     "check",     "checked",   "clean",
    "client",      "clinic",     "come",        "concern",    "concerns",  "could",     "daily",
    "day",         "days",       "declined",    "did",        "diet",      "dinner",    "discharge",
    "discharged",  "discussed",  "doctor",      "does",       "done",      "down",      "dressed",
    "drink",       "due",        "each",        "early",      "eaten",     "eating",    "eats",
    "email",       "even",       "evening",     "every",      "eye",       "fall",      "family",
    "father",      "feel",       "fell",        "felt",       "few",       "fine",      "first",
    "fluids",      "follow",     "food",        "for",        "form",      "friday",    "friend",
    "from",        "full",       "gave",        "general",    "get",       "given",     "gone",
    "good",        "had",        "happy",       "has",        "have",      "having",    "health",
    "heard",       "help",       "her",         "here",       "him",       "his",       "home",
    "hospital",    "house",      "how",         "ill",        "informed",  "invoice",   "its",
    "just",        "keep",       "kept",        "last",       "late",      "later",     "laundry",
    "leave",       "left",       "letter",      "level",      "like",      "little",    "lives",
    "long",        "look",       "lounge",      "lunch",      "made",      "make",      "manager",
    "may",         "meal",       "meals",       "medication", "meds",      "meeting",   "met",
    "missing",     "mon",        "monday",      "money",      "month",     "more",      "morning",
    "mother",      "mum",        "much",        "need",       "needs",     "never",     "new",
    "next",        "night",      "not",         "note",       "noted",     "now",       "nurse",
    "office",      "once",       "one",         "only",       "our",       "out",       "over",
    "own",         "pad",        "pain",        "parent",     "paid",      "person",    "personal",
    "phone",       "phoned",     "physio",      "plan",       "please",    "police",    "present",
    "quiet",       "ran",        "rang",        "received",   "refused",   "remains",   "report",
    "reported",    "review",     "room",        "round",      "said",      "sat",       "saturday",
    "saw",         "says",       "school",      "seat",       "seen",      "sent",      "service",
    "settled",     "she",        "shopping",    "should",     "sign",      "since",     "sister",
    "skin",        "sleep",      "slept",       "social",     "some",      "son",       "soon",
    "spoke",       "staff",      "stairs",      "started",    "still",     "stop",      "sun",
    "sunday",      "supervised", "support",     "tablets",    "take",      "taken",     "talked",
    "tea",         "team",       "ten",         "test",       "than",      "that",      "the",
    "their",       "them",       "then",        "there",      "these",     "they",      "this",
    "thurs",       "thursday",   "time",        "today",      "told",      "too",       "took",
    "tue",         "tues",       "tuesday",     "two",        "unable",    "under",     "until",
    "update",      "updated",    "upset",       "urine",      "use",       "used",      "very",
    "visit",       "visited",    "visits",      "walk",       "walked",    "want",      "wanted",
    "wants",       "ward",       "was",         "wash",       "washed",    "water",     "wed",
    "weds",        "wednesday",  "week",        "weekend",    "weight",    "well",      "went",
    "were",        "what",       "when",        "where",      "which",     "who",       "will",
    "with",        "woke",       "work",        "worker",     "would",     "year",      "yes",
    "yesterday",   "you",        "your",        "per",        "pet",       "car",       "cat",
    "dan",         "fat",        "ham",         "hen",        "mar",       "mat",       "men",
    "min",         "pan",        "par",         "pen",        "pot",       "red",       "set",
    "sit",         "tab",        "tin",         "van",        "war",       "wet",       "nor",
    "abi",         "end",        "ear",         "egg",        "ant",       "arm",       "art",
    "march",       "april",      "june",        "july",       "january",   "february",  "september",
    "october",     "november",   "december",    "august",     "autumn",    "winter",    "christmas",
    "easter",      "eid",        "diwali",      "bank",       "card",      "code",      "chest",
    "chi",         "continue",   "cold",        "hot",        "calm",      "arrived",   "attended",
    "assessment",  "assessed",   "action",      "advised",    "added",     "admitted",  "alert",
    "always",      "am",         "pm",          "bp",         "ok",        "strategy",  "benefits",
    "handover",    "nursery",    "incident",    "overnight",  "contact",   "transport", "transfer",
    "transferred", "mobility",   "mobilised",   "mental",     "map",       "marital",   "marked",
    "mark",        "marks",      "maria",       "shower",     "shave",     "shaved",    "sorry",
    "worry",       "carry",      "hurry",       "silly",      "funny",     "foggy",     "dizzy",
    "messy",       "nappy",      "puppy",       "tummy",      "runny",     "floppy",    "skinny",
    "sunny",       "daddy",      "mummy",       "nanny",      "happier",   "lorry",     "marry",
    "belly",       "allergy",
};

// Two letters that everybody who writes notes uses for something else.
constexpr std::string_view kAbbreviations[] = {
    "ad", "ae", "am", "as", "bd", "bm", "bo", "bp", "cd", "co", "cp",  "cv", "do",
    "ed", "er", "fn", "gp", "hb", "hr", "hv", "id", "im", "in", "is",  "it", "iv",
    "la", "ld", "mh", "my", "nb", "nh", "ni", "nk", "no", "od", "ok",  "on", "or",
    "ot", "pa", "pc", "pe", "pm", "po", "pr", "ps", "pt", "qa", "rd",  "re", "sa",
    "sc", "sw", "ta", "tb", "td", "to", "tv", "uk", "up", "us", "uti", "we"};

using Words = std::unordered_set<std::string_view>;
using Forms = std::unordered_multimap<std::string_view, std::string_view>;

struct BothWays {
  Forms shorter;  // "margaret" -> "maggie"
  Forms longer;
};

const BothWays& Listed() {
  static const BothWays both = [] {
    BothWays all;
    for (const EmbeddedFile& file : Embedded()) {
      if (file.path != "nicknames.csv") continue;
      std::string_view rest = file.text;
      while (!rest.empty()) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        const std::size_t comma = line.find(',');
        if (comma == line.npos) continue;
        all.shorter.emplace(line.substr(0, comma), line.substr(comma + 1));
        all.longer.emplace(line.substr(comma + 1), line.substr(0, comma));
      }
    }
    return all;
  }();
  return both;
}

}  // namespace

std::vector<std::string_view> OtherForms(std::string_view name) {
  std::vector<std::string_view> all;
  const auto add = [&](const Forms& forms, std::string_view of) {
    for (auto [at, end] = forms.equal_range(of); at != end; ++at) all.push_back(at->second);
  };
  add(Listed().shorter, name);
  add(Listed().longer, name);
  for (auto [at, end] = Listed().longer.equal_range(name); at != end; ++at)
    add(Listed().shorter, at->second);
  return all;
}

std::span<const std::string_view> ShortForms() { return kShort; }
bool IsOrdinary(std::string_view word) {
  static const Words all(std::begin(kOrdinary), std::end(kOrdinary));
  return all.contains(word);
}
bool IsCommon(std::string_view word) {
  static const Words all(std::begin(kCommon), std::end(kCommon));
  return all.contains(word) || IsOrdinary(word);
}
bool IsFamilyFirst(std::string_view word) {
  static const Words all{
      "chan", "chang", "chen", "cheng", "cheung", "chiu",  "cho",  "choi",  "chow",  "dang",
      "dao",  "deng",  "ding", "dinh",  "duong",  "fung",  "gao",  "guo",   "ho",    "hoang",
      "hu",   "huang", "hui",  "huynh", "jiang",  "jung",  "kim",  "kwan",  "kwok",  "lai",
      "lam",  "lau",   "law",  "le",    "lee",    "leung", "li",   "liang", "lim",   "lin",
      "liu",  "lo",    "lu",   "luo",   "ly",     "ma",    "mai",  "ng",    "ngo",   "nguyen",
      "park", "pham",  "phan", "song",  "sun",    "tan",   "tang", "tran",  "tsang", "vo",
      "vu",   "wang",  "wei",  "wong",  "wu",     "xie",   "xu",   "yang",  "yeung", "yip",
      "yu",   "zhang", "zhao", "zheng", "zhou",   "zhu"};
  return all.contains(word);
}
bool IsAbbreviation(std::string_view word) {
  static const Words all(std::begin(kAbbreviations), std::end(kAbbreviations));
  return all.contains(word);
}

}  // namespace almoner::redact
