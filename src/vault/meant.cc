#include "vault/meant.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <span>
#include <string_view>

#include "base/time.h"

namespace almoner::vault {
namespace {

bool IsNumeral(char c) { return c >= '0' && c <= '9'; }

// "3" of "3rd" and "03"; nothing where it is no number of so many digits.
std::optional<int> NumberIn(std::string_view word, std::size_t most) {
  static constexpr std::string_view kEnds[] = {"st", "nd", "rd", "th"};
  for (const std::string_view end : kEnds)
    if (word.size() > 2 && word.ends_with(end)) word.remove_suffix(2);
  if (word.empty() || word.size() > most || !std::ranges::all_of(word, IsNumeral)) return {};
  int number = 0;
  for (const char digit : word) number = number * 10 + (digit - '0');
  return number;
}

// "june", "jun" or "6".
std::optional<int> MonthIn(std::string_view word) {
  static constexpr std::string_view kMonths[] = {"january",   "february", "march",    "april",
                                                 "may",       "june",     "july",     "august",
                                                 "september", "october",  "november", "december"};
  constexpr std::size_t kShort = 3;
  for (std::size_t i = 0; i < std::size(kMonths); ++i)
    if (word.size() >= kShort && kMonths[i].starts_with(word)) return static_cast<int>(i) + 1;
  return NumberIn(word, 2);
}

void AddDay(int year, std::optional<int> month, std::optional<int> day,
            std::vector<std::string>& days) {
  if (!month || !day || *month < 1 || *day < 1) return;
  const Date date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(*month)),
                  std::chrono::day(static_cast<unsigned>(*day))};
  if (date.ok()) days.push_back(fmt::format("{:04}{:02}{:02}", year, *month, *day));
}

// The days that three words can mean, as identifiers: 3 June 1941, 3/6/1941, 03.06.41, 1941-06-03.
// Day before month, as everybody writes here; of a year of two digits both centuries.
std::vector<std::string> DaysIn(std::span<const std::string> three) {
  constexpr std::size_t kWhole = 4;
  std::vector<std::string> days;
  if (three[0].size() == kWhole && std::ranges::all_of(three[0], IsNumeral)) {
    AddDay(*NumberIn(three[0], kWhole), MonthIn(three[1]), NumberIn(three[2], 2), days);
    return days;
  }
  const auto year = NumberIn(three[2], kWhole);
  if (!year) return days;
  std::vector<int> years = {*year};
  if (three[2].size() == 2) years = {1900 + *year, 2000 + *year};
  if (three[2].size() != 2 && three[2].size() != kWhole) return days;
  for (const int one : years) AddDay(one, MonthIn(three[1]), NumberIn(three[0], 2), days);
  return days;
}

}  // namespace

Meant MeantBy(const std::vector<std::string>& words) {
  constexpr std::size_t kParts = 3;
  for (std::size_t i = 0; i + kParts <= words.size(); ++i) {
    Meant meant{.days = DaysIn(std::span(words).subspan(i, kParts)), .rest = words};
    if (meant.days.empty()) continue;
    const auto at = meant.rest.begin() + static_cast<std::ptrdiff_t>(i);
    meant.rest.erase(at, at + kParts);
    return meant;
  }
  return {};
}

}  // namespace almoner::vault
