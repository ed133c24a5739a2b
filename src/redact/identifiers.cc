#include "redact/identifiers.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace almoner::redact {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Letters and digits of what was matched, letters as capitals.
std::string Bare(std::string_view text) {
  std::string bare;
  for (const char c : text) {
    if (IsDigit(c) || (c >= 'A' && c <= 'Z'))
      bare += c;
    else if (c >= 'a' && c <= 'z')
      bare += static_cast<char>(c - 'a' + 'A');
  }
  return bare;
}

int Digit(char c) { return c - '0'; }

// A finding with what stands around it: forty bytes before, twenty behind.
using Around = std::string_view;
bool Says(Around around, const re2::RE2& words) {
  return re2::RE2::PartialMatch(re2::StringPiece(around.data(), around.size()), words);
}

const re2::RE2& Words(const char* pattern) {
  return *new re2::RE2(pattern, re2::RE2::Quiet);  // for as long as the program runs
}

bool NamedNhs(const std::string& bare, Around around) {
  static const re2::RE2& words = Words(R"((?i)\b(nhs|chi|h ?& ?c|health and care)\b)");
  return IsNhsNumber(bare) && Says(around, words);
}
bool NamedTaxpayer(const std::string& bare, Around around) {
  static const re2::RE2& words = Words(R"((?i)\b(utr|taxpayer|self[- ]assessment|hmrc)\b)");
  return IsTaxpayerReference(bare) && Says(around, words);
}
bool TenDigits(const std::string& bare, Around) { return bare.size() == 10; }
bool NamedPassport(const std::string&, Around around) {
  static const re2::RE2& words = Words(R"((?i)\bpassport\b)");
  return Says(around, words);
}
bool NamedAccount(const std::string&, Around around) {
  static const re2::RE2& words = Words(R"((?i)\b(sort code|account|a/c|bank|s/c)\b)");
  return Says(around, words);
}
bool NamedBirth(const std::string&, Around around) {
  static const re2::RE2& words = Words(R"((?i)\b(d\.?o\.?b|born|birth|birthday)\b)");
  return Says(around, words);
}
bool Insurance(const std::string& bare, Around) {
  static constexpr std::string_view kNever[] = {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"};
  return std::ranges::find(kNever, std::string_view(bare).substr(0, 2)) == std::end(kNever);
}
bool Iban(const std::string& bare, Around) { return IsIban(bare); }
bool Card(const std::string& bare, Around) { return PassesLuhn(bare); }
bool Always(const std::string&, Around) { return true; }

// What can be seen at a glance of the place where a form would begin.
struct Glance {
  char first;
  std::size_t digits;   // before anything but digits and what may stand between them
  std::size_t letters;  // at the beginning
  bool at;              // the word has an @
  char next;            // what follows the digits that it begins with
};

// One form: when it is worth trying, what it looks like as a whole, and what else must be so.
struct Form {
  Kind kind;
  bool (*may)(const Glance& glance);
  const char* pattern;
  bool (*check)(const std::string& bare, Around around);
};

bool HasAt(const Glance& glance) { return glance.at; }
bool TwoLetters(const Glance& glance) { return glance.letters == 2; }
bool FewLetters(const Glance& glance) {
  return glance.letters == 1 || glance.letters == 2 || glance.letters == 3;
}
bool FiveLetters(const Glance& glance) { return glance.letters >= 1 && glance.letters <= 5; }
bool SixDigits(const Glance& glance) { return IsDigit(glance.first) && glance.digits >= 6; }
bool NineDigits(const Glance& glance) { return IsDigit(glance.first) && glance.digits >= 9; }
bool ThirteenDigits(const Glance& glance) { return IsDigit(glance.first) && glance.digits >= 13; }
bool Dials(const Glance& glance) {
  return glance.digits >= 10 && (glance.first == '0' || glance.first == '+' || glance.first == '(');
}
bool FourDigits(const Glance& glance) { return IsDigit(glance.first) && glance.digits >= 4; }
bool Dates(const Glance& glance) {
  return IsDigit(glance.first) && std::string_view("/.- snrt").contains(glance.next);
}

// In the order in which they are tried: the first that fits says what it is.
constexpr Form kForms[] = {
    {Kind::kEmail, HasAt, R"([A-Za-z0-9._%+-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*\.)+[A-Za-z]{2,})",
     Always},
    {Kind::kIban, TwoLetters, R"((?i:[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?))",
     Iban},
    {Kind::kDrivingLicence, FiveLetters,
     R"((?i:[A-Z9]{5} ?\d(?:0[1-9]|1[0-2]|5[1-9]|6[0-2])(?:0[1-9]|[12]\d|3[01])\d ?[A-Z][A-Z9] ?[A-Z0-9][A-Z]{2}))",
     Always},
    {Kind::kNationalInsurance, TwoLetters,
     R"((?i:[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]))", Insurance},
    {Kind::kPostcode, FewLetters,
     R"((?:GIR ?0AA|(?:[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d{1,2}|\d[A-HJKPSTUW]|[A-HK-Y]\d[ABEHMNPRVWXY])) ?\d[ABD-HJLNP-UW-Z]{2}))",
     Always},
    {Kind::kBankAccount, SixDigits,
     R"(\d{2}[- ]?\d{2}[- ]?\d{2}[ ,;/]+(?:[A-Za-z.:/]{1,10} ){0,3}\d{6,8})", NamedAccount},
    {Kind::kCard, ThirteenDigits, R"(\d{4}(?:[ -]?\d{4}){2}(?:[ -]?\d{1,7}))", Card},
    {Kind::kNhsNumber, NineDigits, R"(\d{3}[ -]?\d{3}[ -]?\d{4})", NamedNhs},
    {Kind::kTaxpayerReference, NineDigits, R"(\d{5} ?\d{5}K?)", NamedTaxpayer},
    {Kind::kPhone, Dials,
     R"((?:(?:\+|00)44[ ()0-]{0,4}|\(?0)(?:1\d|2\d|3\d|5\d|7\d|8\d|9\d)(?:[ )-]{0,2}\d){7,8})",
     Always},
    {Kind::kIpAddress, FourDigits,
     R"((?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3})", Always},
    {Kind::kDateOfBirth, Dates,
     R"(\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d{2}|(?:19|20)\d{2}-\d{2}-\d{2}|\d{1,2}(?:st|nd|rd|th)? (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* (?:19|20)\d{2})",
     NamedBirth},
    {Kind::kPassport, NineDigits, R"(\d{9})", NamedPassport},
    {Kind::kNumber, NineDigits, R"(\d{3}[ -]?\d{3}[ -]?\d{4})", TenDigits},
};

using Forms = std::array<std::unique_ptr<re2::RE2>, std::size(kForms)>;

Forms Compiled() {
  re2::RE2::Options options;
  options.set_encoding(re2::RE2::Options::EncodingLatin1);
  options.set_longest_match(true);
  Forms forms;
  for (std::size_t i = 0; i < forms.size(); ++i)
    forms[i] = std::make_unique<re2::RE2>(kForms[i].pattern, options);
  return forms;
}

const Forms& All() {
  static const Forms forms = Compiled();
  return forms;
}

bool IsWord(char c) { return IsDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Not part of a longer word or number.
bool StandsAlone(std::string_view text, std::size_t from, std::size_t to) {
  const bool before = from > 0 && IsWord(text[from - 1]) && IsWord(text[from]);
  const bool after = to < text.size() && IsWord(text[to]) && IsWord(text[to - 1]);
  return !before && !after;
}

Around AroundOf(std::string_view text, std::size_t from, std::size_t to) {
  constexpr std::size_t kBefore = 40, kAfter = 20;
  const std::size_t begin = from > kBefore ? from - kBefore : 0;
  return text.substr(begin, to + kAfter - begin);
}

Glance GlanceAt(std::string_view text, std::size_t at) {
  constexpr std::size_t kFar = 40;
  Glance glance{.first = text[at], .digits = 0, .letters = 0, .at = false, .next = 0};
  const std::size_t end = std::min(text.size(), at + kFar);
  for (std::size_t i = at; i < end && IsWord(text[i]) && !IsDigit(text[i]); ++i) ++glance.letters;
  for (std::size_t i = at + glance.letters; i < end; ++i) {
    const char c = text[i];
    if (IsDigit(c))
      ++glance.digits;
    else if (!std::string_view(" -()/.+,;").contains(c))
      break;
  }
  std::size_t after = at;
  while (after < end && IsDigit(text[after])) ++after;
  if (after < end) glance.next = text[after];
  for (std::size_t i = at; i < end && text[i] != ' ' && text[i] != '\n'; ++i)
    glance.at = glance.at || text[i] == '@';
  return glance;
}

// The first form that fits at `at`; its end, or nothing.
std::optional<Finding> FitsAt(std::string_view text, std::size_t at) {
  const re2::StringPiece piece(text.data(), text.size());
  const Glance glance = GlanceAt(text, at);
  for (std::size_t i = 0; i < std::size(kForms); ++i) {
    if (!kForms[i].may(glance)) continue;
    re2::StringPiece match;
    const std::size_t limit = std::min(text.size(), at + 64);
    if (!All()[i]->Match(piece, at, limit, re2::RE2::ANCHOR_START, &match, 1)) continue;
    const std::size_t to = at + match.size();
    if (!StandsAlone(text, at, to)) continue;
    if (kForms[i].check(Bare(text.substr(at, match.size())), AroundOf(text, at, to)))
      return Finding{.from = at, .to = to, .kind = kForms[i].kind};
  }
  return std::nullopt;
}

// Every identifier has a digit or an @: the next of them from `at` on.
std::size_t NextSign(std::string_view text, std::size_t at) {
  static constexpr auto kSigns = [] {
    std::array<bool, 256> signs{};
    for (unsigned char c = '0'; c <= '9'; ++c) signs[c] = true;
    signs['@'] = true;
    return signs;
  }();
  while (at < text.size() && !kSigns[static_cast<unsigned char>(text[at])]) ++at;
  return at;
}

// From where the forms are tried for a sign at `sign`: the beginning of its word, and of the one
// before where a form may have begun there ("(0", "+44", letters of a postcode or licence).
std::size_t StartFor(std::string_view text, std::size_t sign, std::size_t floor) {
  std::size_t from = sign;
  while (from > floor && sign - from < 64) {
    const char c = text[from - 1];
    const bool part =
        IsWord(c) || c == '+' || c == '(' || c == '.' || c == '_' || c == '%' || c == '-';
    if (!part) break;
    --from;
  }
  // The two letters of a National Insurance number may stand apart from its digits.
  const bool letters = from >= floor + 3 && text[from - 1] == ' ' && IsWord(text[from - 2]) &&
                       IsWord(text[from - 3]) && (from == 3 || !IsWord(text[from - 4]));
  return letters ? from - 3 : from;
}

}  // namespace

std::string_view Name(Kind kind) {
  static constexpr std::string_view kNames[] = {"nhs-number",
                                                "national-insurance-number",
                                                "taxpayer-reference",
                                                "iban",
                                                "card-number",
                                                "bank-account",
                                                "driving-licence",
                                                "passport-number",
                                                "postcode",
                                                "telephone-number",
                                                "e-mail-address",
                                                "date-of-birth",
                                                "ip-address",
                                                "number",
                                                "person",
                                                "relation"};
  return kNames[std::to_underlying(kind)];
}

std::vector<Finding> FindIdentifiers(std::string_view text) {
  std::vector<Finding> found;
  std::size_t done = 0;  // everything before it is looked at
  for (std::size_t sign = NextSign(text, 0); sign < text.size(); sign = NextSign(text, done)) {
    std::optional<Finding> finding;
    std::size_t at = StartFor(text, sign, done);
    // A word may begin with what is not part of the form: try at each place where one may begin.
    for (; !finding && at <= sign; ++at)
      if (at == 0 || !IsWord(text[at - 1]) || !IsWord(text[at])) finding = FitsAt(text, at);
    if (finding) {
      found.push_back(*finding);
      done = finding->to;
      continue;
    }
    done = sign + 1;
    while (done < text.size() && IsWord(text[done])) ++done;
  }
  return found;
}

bool IsNhsNumber(std::string_view digits) {
  if (digits.size() != 10 || !std::ranges::all_of(digits, IsDigit)) return false;
  if (std::ranges::all_of(digits, [&](char c) { return c == digits.front(); })) return false;
  int sum = 0;
  for (int i = 0; i < 9; ++i) sum += Digit(digits[static_cast<std::size_t>(i)]) * (10 - i);
  const int check = (11 - sum % 11) % 11;
  return check != 10 && check == Digit(digits[9]);
}

bool IsTaxpayerReference(std::string_view digits) {
  if (digits.ends_with('K')) digits.remove_suffix(1);
  if (digits.size() != 10 || !std::ranges::all_of(digits, IsDigit)) return false;
  static constexpr std::array kWeights{6, 7, 8, 9, 10, 5, 4, 3, 2};
  int sum = 0;
  for (std::size_t i = 0; i < kWeights.size(); ++i) sum += Digit(digits[i + 1]) * kWeights[i];
  return std::string_view("21987654321")[static_cast<std::size_t>(sum % 11)] == digits[0];
}

bool IsIban(std::string_view text) {
  constexpr std::size_t kShortest = 15, kLongest = 34;
  if (text.size() < kShortest || text.size() > kLongest) return false;
  if (text.starts_with("GB") && text.size() != 22) return false;
  int rest = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[(i + 4) % text.size()];  // the first four come last
    if (IsDigit(c))
      rest = (rest * 10 + Digit(c)) % 97;
    else if (c >= 'A' && c <= 'Z')
      rest = (rest * 100 + (c - 'A' + 10)) % 97;
    else
      return false;
  }
  return rest == 1;
}

bool PassesLuhn(std::string_view digits) {
  if (digits.size() < 13 || digits.size() > 19 || !std::ranges::all_of(digits, IsDigit))
    return false;
  int sum = 0;
  bool doubled = false;
  for (auto c = digits.rbegin(); c != digits.rend(); ++c, doubled = !doubled) {
    const int twice = Digit(*c) * 2;
    sum += doubled ? twice - (twice > 9 ? 9 : 0) : Digit(*c);
  }
  return sum % 10 == 0;
}

}  // namespace almoner::redact
