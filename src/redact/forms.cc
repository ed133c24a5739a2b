#include "redact/forms.h"

#include <algorithm>
#include <array>

#include "redact/letters.h"

namespace almoner::redact {
namespace {

using Bare = std::string;
using Match = std::string_view;

bool Always(Match, const Bare&) { return true; }
bool HealthNumber(Match, const Bare& bare) { return IsNhsNumber(bare); }
// Scotland's number begins with the day of birth, Northern Ireland's are a range that no other
// issuer has used so far; England may come to use it, so that a range is never a reason to reject.
bool ChiNumber(Match, const Bare& bare) {
  const auto two = [&](std::size_t i) { return (bare[i] - '0') * 10 + bare[i + 1] - '0'; };
  return IsNhsNumber(bare) && IsDate(2000, two(2), two(0));
}
bool HealthAndCareNumber(Match, const Bare& bare) {
  return IsNhsNumber(bare) && bare >= "3200000010" && bare <= "3999999999";
}
bool Taxpayer(Match, const Bare& bare) { return IsTaxpayerReference(bare); }
// Prefixes that are kept for offices (CR, FY, MW, NC, PP, PZ) are found: they stand for somebody.
bool Insurance(Match, const Bare& bare) {
  static constexpr std::string_view kNever[] = {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"};
  return std::ranges::find(kNever, Match(bare).substr(0, 2)) == std::end(kNever);
}
bool Iban(Match, const Bare& bare) { return IsIban(bare); }
bool Bic(Match, const Bare& bare) { return IsBic(bare); }
bool Card(Match, const Bare& bare) { return PassesLuhn(bare); }
bool Vat(Match, const Bare& bare) { return IsVat(bare); }
bool Pupil(Match, const Bare& bare) { return IsPupilNumber(bare); }
bool PassportLine(Match match, const Bare&) { return IsPassportLine(match); }

// Day, month and year in figures; a month in letters is not counted out.
bool Birth(Match match, const Bare&) {
  std::array<int, 3> parts{};
  std::size_t count = 0;
  for (std::size_t i = 0; i < match.size() && count < parts.size(); ++i) {
    if (!IsDigit(match[i])) continue;
    while (i < match.size() && IsDigit(match[i]))
      parts[count] = parts[count] * 10 + match[i++] - '0';
    ++count;
  }
  if (count < 3) return parts[0] >= 1 && parts[0] <= 31;
  if (parts[0] > 31) return IsDate(parts[0], parts[1], parts[2]);
  return IsDate(parts[2], parts[1], parts[0]);
}

// Eight groups, or fewer around one "::".
bool SixthVersion(Match match, const Bare&) {
  const std::size_t gap = match.find("::");
  const auto colons = std::ranges::count(match, ':');
  if (gap == Match::npos) return colons == 7;
  return colons <= 7 && match.find("::", gap + 1) == Match::npos;
}

bool Digits(const Glance& glance, std::size_t least) {
  return glance.letters == 0 && glance.run > 0 && glance.digits >= least;
}
bool Dials(const Glance& glance) {
  const char first = glance.first();
  return glance.digits >= 10 && (first == '0' || first == '+' || first == '(');
}
bool Dates(const Glance& glance) {
  static constexpr ByteSet kMonths("JFMASOND"), kBetween("/.-"), kOrdinal("snrt");
  if (glance.letters > 0 || glance.run == 0) return false;
  if (glance.run > 2) return glance.run == 4 && glance.next == '-';
  const std::size_t after = glance.at + glance.run + 1;
  if (glance.next == ' ') return after < glance.text.size() && kMonths.Has(glance.text[after]);
  return kBetween.Has(glance.next) || kOrdinal.Has(glance.next);
}
bool Licence(const Glance& glance) {
  return glance.letters >= 1 && glance.letters <= 5 && glance.digits >= 6;
}
bool Postcode(const Glance& glance) {
  return glance.letters == 3 ? glance.first() == 'G'
                             : glance.letters <= 2 && glance.letters >= 1 && glance.run > 0;
}
bool BankCode(const Glance& glance) {
  return IsCapital(glance.first()) && glance.letters >= 6 && glance.letters <= 11;
}
constexpr ByteSet kHex("0123456789abcdefABCDEF");
// Times have colons too: seven of them, or "::" behind a group of three.
bool Colons(const Glance& glance) {
  if (glance.letters + glance.run > 4) return false;
  const std::string_view rest = glance.text.substr(glance.at, 40);
  std::size_t i = 0, colons = 0, gap = 0;
  for (; i < rest.size() && (kHex.Has(rest[i]) || rest[i] == ':'); ++i) {
    if (rest[i] != ':') continue;
    ++colons;
    if (gap == 0 && i > 0 && rest[i - 1] == ':') gap = i;
  }
  return colons == 7 || gap > 3;
}
bool Hexadecimal(const Glance& glance) {
  const std::string_view rest = glance.text.substr(glance.at);
  return rest.size() >= 17 && (rest[2] == ':' || rest[2] == '-') && rest[5] == rest[2];
}
bool MachineLine(const Glance& glance) {
  const std::string_view line = glance.text.substr(glance.at);
  return line.size() >= 44 && IsDigit(line[9]) && IsDigit(line[13]) && IsDigit(line[19]) &&
         IsDigit(line[27]) && IsDigit(line[43]);
}

constexpr Form kForms[] = {
    {Kind::kEmail, [](const Glance& g) { return g.has_at; },
     R"([A-Za-z0-9._%+-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*\.)+[A-Za-z]{2,})", Always},
    {Kind::kIban, [](const Glance& g) { return g.letters == 2 && g.run >= 2; },
     R"((?i:[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?))", Iban, Topic::kAny, false,
     true},
    {Kind::kDrivingLicence, Licence,
     R"((?i:[A-Z9]{5} ?\d(?:0[1-9]|1[0-2]|5[1-9]|6[0-2])(?:0[1-9]|[12]\d|3[01])\d ?[A-Z][A-Z9] ?[A-Z0-9][A-Z]{2}))",
     Always},
    {Kind::kNationalInsurance, [](const Glance& g) { return g.letters == 2 && g.digits >= 6; },
     R"((?i:[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]))", Insurance},
    {Kind::kPostcode, Postcode,
     R"((?:GIR ?0AA|(?:[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d{1,2}|\d[A-HJKPSTUW]|[A-HK-Y]\d[ABEHMNPRVWXY])) ?\d[ABD-HJLNP-UW-Z]{2}))",
     Always},
    {Kind::kPassport, MachineLine, R"([A-Z0-9<]{9}\d[A-Z<]{3}\d{7}[MFX<]\d{7}[A-Z0-9<]{14}[\d<]\d)",
     PassportLine},
    // Sort code and account number, in either order. Their check needs Vocalink's table of weights,
    // which is licensed data that may not be passed on with this source: that it is a pair, and the
    // words around it, decide, so that a pair with a slip in it is found too.
    {Kind::kBankAccount, [](const Glance& g) { return Digits(g, 6); },
     R"(\d{2}[- ]?\d{2}[- ]?\d{2}[ ,;/\n]+(?:[A-Za-z.:/]{1,10} ){0,4}\d{6,8}|\d{6,8}[ ,;/\n]+(?:[A-Za-z.:/]{1,10} ){0,4}\d{2}[- ]?\d{2}[- ]?\d{2})",
     Always, Topic::kBank},
    {Kind::kCard, [](const Glance& g) { return Digits(g, 13); },
     R"(\d{4}(?:[ -]?\d{4}){2}[ -]?\d{1,7}|\d{4}(?:[ -]\d{4}){3}[ -]\d{3}|\d{4}[ -]\d{6}[ -]\d{5})",
     Card, Topic::kAny, false, true},
    {Kind::kHealthAndCare, [](const Glance& g) { return Digits(g, 10); },
     R"(\d{3}[ -]?\d{3}[ -]?\d{4})", HealthAndCareNumber, Topic::kHealthAndCare},
    {Kind::kChi, [](const Glance& g) { return Digits(g, 10); },
     R"(\d{3}[ -]?\d{3}[ -]?\d{4}|\d{6}[ -]\d{4})", ChiNumber, Topic::kChi},
    {Kind::kNhsNumber, [](const Glance& g) { return Digits(g, 10); },
     R"(\d{3}[ -]?\d{3}[ -]?\d{4})", HealthNumber, Topic::kNhs},
    {Kind::kNhsNumber, [](const Glance& g) { return Digits(g, 10); },
     R"(\d{3}[ -]?\d{3}[ -]?\d{4})", HealthNumber, Topic::kChi},
    {Kind::kNhsNumber, [](const Glance& g) { return Digits(g, 10); },
     R"(\d{3}[ -]?\d{3}[ -]?\d{4})", HealthNumber, Topic::kHealthAndCare},
    {Kind::kTaxpayerReference, [](const Glance& g) { return Digits(g, 10); }, R"(\d{5} ?\d{5}K?)",
     Taxpayer, Topic::kTax},
    {Kind::kVat, [](const Glance& g) { return g.letters >= 2 && g.letters <= 4 && g.digits >= 3; },
     R"((?i:(?:GB|XI) ?(?:\d{3} ?\d{4} ?\d{2}(?: ?\d{3}\b)?|(?:GD|HA)\d{3})))", Vat},
    {Kind::kVat, [](const Glance& g) { return g.letters == 2 ? g.run == 3 : Digits(g, 9); },
     R"(\d{3} ?\d{4} ?\d{2}(?: ?\d{3}\b)?|(?i:GD|HA)\d{3})", Vat, Topic::kVat, false, true},
    {Kind::kPupilNumber, [](const Glance& g) { return g.letters == 1 && g.run >= 11; },
     R"((?i:[A-HJ-NP-RT-Z]\d{11}[\dA-HJ-NP-RT-Z]))", Pupil},
    {Kind::kBic, BankCode, R"([A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?)", Bic, Topic::kBic},
    {Kind::kPhone, Dials,
     R"((?:(?:\+|00)44[ ()0-]{0,4}|\(?0)(?:1\d|2\d|3\d|5\d|7\d|8\d|9\d)(?:[ )-]{0,2}\d){7,8})",
     Always},
    {Kind::kIpAddress, [](const Glance& g) { return g.run > 0 && g.next == '.'; },
     R"((?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3})", Always},
    {Kind::kMacAddress, Hexadecimal,
     R"((?i:[0-9a-f]{2}(?::[0-9a-f]{2}){5}|[0-9a-f]{2}(?:-[0-9a-f]{2}){5}))", Always},
    {Kind::kIpAddress, Colons, R"((?i:[0-9a-f]{1,4}(?:::?[0-9a-f]{1,4}){1,7}(?:::)?))",
     SixthVersion},
    {Kind::kDateOfBirth, Dates,
     R"(\d{1,2}[/.-]\d{1,2}[/.-](?:(?:19|20)\d{2}|\d{2})|(?:19|20)\d{2}-\d{2}-\d{2}|\d{1,2}(?:st|nd|rd|th)? (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* (?:19|20)\d{2})",
     Birth, Topic::kBirth},
    {Kind::kCareQuality, [](const Glance& g) { return g.Follows("ods"); }, R"([A-Z0-9]{3,6})",
     Always},
    {Kind::kProperty, [](const Glance& g) { return g.run > 0 && g.Follows("uprn"); }, R"(\d{1,12})",
     Always},
    {Kind::kPassport, [](const Glance& g) { return Digits(g, 9); }, R"(\d{9})", Always,
     Topic::kPassport, true},
    {Kind::kNursePin, [](const Glance& g) { return g.letters == 0 && g.run == 2; },
     R"((?i:\d{2}[A-L]\d{4}[A-Z]))", Always, Topic::kNurse, true},
    {Kind::kDoctorNumber, [](const Glance& g) { return g.letters == 0 && g.run == 7; }, R"(\d{7})",
     Always, Topic::kDoctor, true},
    {Kind::kTherapistNumber, [](const Glance& g) { return g.letters == 2 && g.digits >= 4; },
     R"((?i:[A-Z]{2} ?\d{4,6}))", Always, Topic::kTherapist, true},
    {Kind::kSocialWorkerNumber, [](const Glance& g) { return g.letters == 2 && g.run >= 3; },
     R"((?i:SW\d{3,8}))", Always, Topic::kSocialWorker, true},
    {Kind::kDisclosure, [](const Glance& g) { return g.first() == '0' && g.digits >= 12; },
     R"(00\d{2} ?\d{4} ?\d{4})", Always, Topic::kDisclosure, true},
    {Kind::kCompany, [](const Glance& g) { return g.letters <= 2 && g.run >= 5 && g.run <= 8; },
     R"(\d{8}|(?i:(?:SC|NI|OC|SO|NC|IP|RS|CE|CS|FC)\d{6}|R0\d{6}))", Always, Topic::kCompany, true},
    {Kind::kCharity, [](const Glance& g) { return g.letters <= 3 && g.run >= 6 && g.run <= 7; },
     R"(\d{6,7}|(?i:SC0\d{5}|NIC\d{6}))", Always, Topic::kCharity, true},
    {Kind::kCommissioner, [](const Glance& g) { return Small(g.first()) == 'z' && g.run >= 6; },
     R"((?i:Z[A-Z]\d{6}|Z\d{7}))", Always, Topic::kCommissioner, true},
    {Kind::kCareQuality, [](const Glance& g) { return g.first() == '1' && g.next == '-'; },
     R"(1-\d{9,12})", Always, Topic::kCareQuality, true},
    {Kind::kDrivingLicence, [](const Glance& g) { return g.letters == 0 && g.run == 8; },
     R"(\d{8})", Always, Topic::kLicence, true},
    {Kind::kNumber, [](const Glance& g) { return Digits(g, 10); }, R"(\d{3}[ -]?\d{3}[ -]?\d{4})",
     Always, Topic::kAny, false},
};

}  // namespace

Glance::Glance(std::string_view in, std::size_t place)
    : text(in), at(place), letters(0), run(0), digits(0), next(0), has_at(false) {
  constexpr std::size_t kFar = 40;
  static constexpr ByteSet kBetween(" -()/.+,;");
  const std::size_t end = std::min(text.size(), at + kFar);
  std::size_t i = at;
  for (; i < end && IsWord(text[i]) && !IsDigit(text[i]); ++i) ++letters;
  for (; i < end && IsDigit(text[i]); ++i) ++run;
  if (i < end) next = text[i];
  digits = run;
  for (; i < end && (IsDigit(text[i]) || kBetween.Has(text[i])); ++i)
    if (IsDigit(text[i])) ++digits;
  for (i = at; i < end && text[i] != ' ' && text[i] != '\n' && !has_at; ++i)
    has_at = text[i] == '@';
}

bool Glance::Follows(std::string_view word) const {
  constexpr std::size_t kNear = 12;
  const std::size_t begin = at > kNear ? at - kNear : 0;
  for (std::size_t i = begin; i + word.size() < at; ++i) {
    if (Small(text[i]) != word.front() || (i > 0 && IsWord(text[i - 1]))) continue;
    std::size_t same = 1;
    while (same < word.size() && Small(text[i + same]) == word[same]) ++same;
    if (same == word.size() && !IsWord(text[i + same])) return true;
  }
  return false;
}

bool IsDull(const Glance& glance) {
  static constexpr ByteSet kEnds(std::string_view(" \n,;)!?:\0", 10));
  if (glance.has_at || !kEnds.Has(glance.next)) return false;
  if (glance.digits >= (glance.letters > 0 ? 4 : 6)) return false;
  if (glance.letters > 0 ? glance.run > 0 || glance.letters >= 6 : Dates(glance)) return false;
  if (glance.next == ':' && (Colons(glance) || Hexadecimal(glance))) return false;
  return !glance.Follows("ods") && !glance.Follows("uprn");
}

std::span<const Form> AllForms() { return kForms; }

}  // namespace almoner::redact
