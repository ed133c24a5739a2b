#include "intake/value.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include "redact/identifiers.h"

namespace almoner::intake {
namespace {

using notice::FieldKind;
using Value = std::expected<std::string, Literal>;

constexpr std::size_t kMostName = 200;     // bytes
constexpr std::size_t kMostText = 50'000;  // bytes
constexpr int kOldest = 1850;
constexpr int kLatest = 2200;

std::unexpected<Literal> Wrong(Literal what) { return std::unexpected(what); }

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
std::string Lower(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](char c) { return Lower(c); });
  return lower;
}

// Numbers and words of a date, without what stands between them; empty where something is neither.
std::vector<std::string> Parts(std::string_view text) {
  std::vector<std::string> parts;
  const auto same = [](bool digit, char c) { return digit ? IsDigit(c) : IsLetter(c); };
  while (!text.empty()) {
    if (std::string_view(" /-.,").contains(text.front())) {
      text.remove_prefix(1);
      continue;
    }
    const bool digit = IsDigit(text.front());
    if (!digit && !IsLetter(text.front())) return {};
    std::size_t length = 1;
    while (length < text.size() && same(digit, text[length])) ++length;
    std::string part = Lower(text.substr(0, length));
    text.remove_prefix(length);
    const bool ordinal = !digit && !parts.empty() && IsDigit(parts.back().front()) &&
                         (part == "st" || part == "nd" || part == "rd" || part == "th");
    if (!ordinal) parts.push_back(std::move(part));
  }
  return parts;
}

// 1 to 12; 0: it is none.
unsigned MonthOf(std::string_view word) {
  static constexpr std::array<std::string_view, 12> kMonths = {
      "january", "february", "march",     "april",   "may",      "june",
      "july",    "august",   "september", "october", "november", "december"};
  if (word.size() < 3) return 0;
  for (unsigned i = 0; i < kMonths.size(); ++i)
    if (kMonths[i] == word || (word.size() == 3 && kMonths[i].starts_with(word)) ||
        (i == 8 && word == "sept"))
      return i + 1;
  return 0;
}

// Midnight behind a day is how databases write a day.
std::string_view WithoutMidnight(std::string_view text) {
  for (const std::string_view midnight :
       {"T00:00:00Z", "T00:00:00", " 00:00:00.000", " 00:00:00", " 00:00"})
    if (text.ends_with(midnight)) return Trimmed(text.substr(0, text.size() - midnight.size()));
  return text;
}

using Day = std::expected<Date, DayFault>;
Day Fault(DayFault fault) { return std::unexpected(fault); }

unsigned Number(std::string_view digits) {
  unsigned number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

Day Checked(std::string_view year, unsigned month, std::string_view day) {
  if (year.size() == 2) return Fault(DayFault::kShortYear);
  if (year.size() != 4 || day.size() > 2) return Fault(DayFault::kNone);
  const int number = static_cast<int>(Number(year));
  const Date date{std::chrono::year(number), std::chrono::month(month),
                  std::chrono::day(Number(day))};
  if (!date.ok() || number < kOldest || number > kLatest) return Fault(DayFault::kNoSuchDay);
  return date;
}

Day FromParts(const std::vector<std::string>& p) {
  if (p.size() != 3) return Fault(DayFault::kNone);
  const auto digits = [&](std::size_t i) { return IsDigit(p[i].front()); };
  if (!digits(2) && !(digits(0) && p[0].size() == 4)) return Fault(DayFault::kNone);
  if (!digits(0)) {  // March 27, 2007
    const unsigned month = MonthOf(p[0]);
    return month == 0 || !digits(1) ? Fault(DayFault::kNone) : Checked(p[2], month, p[1]);
  }
  if (!digits(1)) {  // 27 March 2007
    const unsigned month = MonthOf(p[1]);
    return month == 0 || !digits(2) ? Fault(DayFault::kNone) : Checked(p[2], month, p[0]);
  }
  if (p[0].size() == 4)  // 2007-03-27
    return p[1].size() > 2 ? Fault(DayFault::kNone) : Checked(p[0], Number(p[1]), p[2]);
  if (p[0].size() > 2 || p[1].size() > 2) return Fault(DayFault::kNone);
  if (p[2].size() == 4 && Number(p[1]) > 12 && Number(p[0]) <= 12 && Number(p[1]) <= 31)
    return Fault(DayFault::kMonthFirst);
  return Checked(p[2], Number(p[1]), p[0]);
}

Value EmailOf(const std::string& text) {
  const std::size_t at = text.find('@');
  const std::string_view domain =
      at == std::string::npos ? std::string_view() : std::string_view(text).substr(at + 1);
  const bool fits =
      at != 0 && domain.contains('.') && !domain.contains('@') && !domain.starts_with('.') &&
      !domain.ends_with('.') && std::ranges::none_of(text, [](char c) {
        return static_cast<unsigned char>(c) <= ' ' || std::string_view(",;<>()").contains(c);
      });
  if (!fits)
    return Wrong("This is not one e-mail address; write it like ana@mail.example, one in a cell.");
  return text;
}

Value PhoneOf(const Cell& cell) {
  const auto digits = std::ranges::count_if(cell.text, IsDigit);
  if (cell.kind == Cell::Kind::kNumber && digits == 10 && !cell.text.starts_with('0'))
    return Wrong(
        "The workbook has lost the 0 that this telephone number begins with; format the column as "
        "text and type it again.");
  const bool fits = std::ranges::all_of(
      cell.text, [](char c) { return IsDigit(c) || std::string_view("+()-./ x#").contains(c); });
  if (!fits || digits < 5 || digits > 18)
    return Wrong(
        "This is not one telephone number; write it like 01632 960001, one in a cell, and words "
        "about it in another column.");
  return cell.text;
}

Value NhsNumberOf(const std::string& text) {
  std::string digits;
  for (const char c : text)
    if (c != ' ' && c != '-') digits += c;
  if (digits.size() != 10 || !std::ranges::all_of(digits, IsDigit))
    return Wrong("An NHS number has ten digits; look whether a digit is missing.");
  if (!redact::IsNhsNumber(digits))
    return Wrong(
        "The check digit does not fit this NHS number; a digit is wrong or two are swapped.");
  return digits;
}

// As the notice lists it, in any case, or by the mapping's words.
Value ChoiceOf(const notice::Field& field, const std::string& text) {
  for (const std::string& choice : field.choices)
    if (Lower(choice) == Lower(text)) return choice;
  return Wrong(
      "This is none of the words that the notice lists for it; correct it, or say under `values` "
      "in "
      "the mapping which of them it means.");
}

Value DateOf(const notice::Field& field, const Cell& cell, Date today) {
  const auto day = DayOf(cell);
  if (!day) return std::unexpected(Say(day.error()));
  if (notice::TellsBirth(field) && sys_days(*day) > sys_days(today))
    return Wrong("This birth is still to come; look at the year.");
  return ToText(*day);
}

Value NameOf(const std::string& text) {
  const bool letters =
      std::ranges::any_of(text, [](char c) { return IsLetter(c) || (c & 0x80) != 0; });
  if (!letters) return Wrong("A name has at least one letter; are the columns mixed up?");
  if (text.size() > kMostName || text.contains('\n'))
    return Wrong("A name is one line of at most 200 letters; put the rest in another column.");
  return text;
}

}  // namespace

Literal Say(DayFault fault) {
  switch (fault) {
    case DayFault::kNone:
      return "This is not a date; write it like 27/3/2007, 27 March 2007 or 2007-03-27.";
    case DayFault::kNoSuchDay:
      return "There is no such day; write it like 27/3/2007, the day before the month.";
    case DayFault::kShortYear:
      return "Write the year with four digits: two do not say which century.";
    case DayFault::kMonthFirst:
      return "This date has the month before the day. Days come first here, so other dates of this "
             "column would be read wrongly: change the whole column to 2007-03-27 or 27/3/2007.";
    case DayFault::kTime:
      return "This date has a time of day; give the day alone.";
    case DayFault::kNumber:
      return "The workbook holds a number here, not a date; format the column as a date.";
  }
  std::unreachable();
}

std::expected<Date, DayFault> DayOf(const Cell& cell) {
  if (cell.kind == Cell::Kind::kNumber) return std::unexpected(DayFault::kNumber);
  const std::string_view text = WithoutMidnight(cell.text);
  if (text.contains(':')) return std::unexpected(DayFault::kTime);
  return FromParts(Parts(text));
}

bool IsNhsNumberField(const notice::Field& field) {
  const std::string id = Lower(field.id);
  return field.kind == FieldKind::kIdentifier && id.contains("nhs") &&
         (id.contains("number") || id.ends_with("-no") || id == "nhs");
}

std::expected<std::string, Literal> TextOf(const Cell& cell) {
  if (cell.kind == Cell::Kind::kFault)
    return Wrong("The workbook shows a fault here, like #REF!; mend the cell, or empty it.");
  if (cell.text.size() > kMostText) return Wrong("This is longer than 50,000 letters; shorten it.");
  if (std::ranges::any_of(cell.text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < ' ' && c != '\n' && c != '\r' && c != '\t') || byte == 0x7F;
      }))
    return Wrong("There is a control character in this cell; type it again.");
  return cell.text;
}

std::expected<std::string, Literal> ValueOf(const notice::Field& field, const Cell& given,
                                            const Words& words, Date today) {
  Cell cell = given;
  const auto text = TextOf(cell);
  if (!text) return text;
  if (const auto meant = words.find(cell.text); meant != words.end())
    cell = {.kind = Cell::Kind::kText, .text = meant->second};
  switch (field.kind) {
    case FieldKind::kDate:
      return DateOf(field, cell, today);
    case FieldKind::kName:
      return NameOf(cell.text);
    case FieldKind::kEmail:
      return EmailOf(cell.text);
    case FieldKind::kPhone:
      return PhoneOf(cell);
    case FieldKind::kIdentifier:
      return IsNhsNumberField(field) ? NhsNumberOf(cell.text) : Value(cell.text);
    case FieldKind::kChoice:
      return ChoiceOf(field, cell.text);
    case FieldKind::kText:
    case FieldKind::kPostcode:
    case FieldKind::kDocument:
      return cell.text;
  }
  std::unreachable();
}

}  // namespace almoner::intake
