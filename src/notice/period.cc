#include "notice/period.h"

#include <algorithm>
#include <charconv>

namespace almoner::notice {
namespace {

struct Unit {
  std::string_view one;
  std::string_view many;
  int most;
  int Period::* part;
};
constexpr Unit kUnits[] = {{"year", "years", 200, &Period::years},
                           {"month", "months", 200 * 12, &Period::months},
                           {"day", "days", 200 * 365, &Period::days}};

// Takes "3 years" off the front of the text; leaves the text alone when it begins with another
// unit.
bool TakePart(std::string_view& text, const Unit& unit, Period& period) {
  int number = 0;
  const char* const begin = text.data();
  const auto [end, error] = std::from_chars(begin, begin + text.size(), number);
  if (error != std::errc() || number < 0 || number > unit.most) return false;
  std::string_view rest = text.substr(static_cast<std::size_t>(end - begin));
  if (!rest.starts_with(' ')) return false;
  rest.remove_prefix(1);
  const std::string_view word = rest.substr(0, rest.find(' '));
  if (word != unit.one && word != unit.many) return false;
  text = rest.substr(std::min(rest.size(), word.size() + 1));
  period.*unit.part = number;
  return true;
}

}  // namespace

std::optional<Period> ParsePeriod(std::string_view text) {
  if (text.empty()) return std::nullopt;
  Period period;
  for (const Unit& unit : kUnits) TakePart(text, unit, period);
  if (!text.empty()) return std::nullopt;
  return period;
}

Date After(Date date, const Period& period) {
  Date moved = date + std::chrono::years(period.years) + std::chrono::months(period.months);
  if (!moved.ok()) moved = moved.year() / moved.month() / std::chrono::last;
  return std::chrono::sys_days(moved) + std::chrono::days(period.days);
}

int RoughDays(const Period& period) {
  const int months = (period.years * 12) + period.months;
  return (months / 12 * 365) + (months % 12 * 30) + period.days;
}

std::string ToText(const Period& period) {
  std::string text;
  const auto put = [&](int number, std::string_view one, std::string_view many) {
    if (number == 0) return;
    text.append(text.empty() ? "" : " ").append(std::to_string(number)).append(" ");
    text.append(number == 1 ? one : many);
  };
  for (const Unit& unit : kUnits) put(period.*unit.part, unit.one, unit.many);
  return text.empty() ? "0 days" : text;
}

}  // namespace almoner::notice
