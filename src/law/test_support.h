// For the tests of this module only: short ways to write dates and matters, and the definitions
// that the fast code is compared with, slow and plain.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "law/clock.h"
#include "law/embedded.h"
#include "support/files.h"

namespace almoner::law {

inline Date On(std::string_view text) { return *ParseDate(text); }
inline std::optional<Date> Maybe(std::string_view text) {
  return text.empty() ? std::nullopt : std::optional(On(text));
}

inline const Statute& BuiltIn() {
  static const Statute statute = *Statute::Load();
  return statute;
}

// Easter Sunday by the anonymous Gregorian computus (Meeus, Astronomical Algorithms, chapter 8).
inline sys_days Easter(int year) {
  const int a = year % 19, b = year / 100, c = year % 100, d = b / 4, e = b % 4;
  const int f = (b + 8) / 25, g = (b - f + 1) / 3, h = (19 * a + b - d - g + 15) % 30;
  const int i = c / 4, k = c % 4, l = (32 + 2 * e + 2 * i - h - k) % 7;
  const int m = (a + 11 * h + 22 * l) / 451, n = h + l - 7 * m + 114;
  return std::chrono::year(year) / (n / 31) / (n % 31 + 1);
}

// The bank holidays of a year by the rules of the Banking and Financial Dealings Act 1971: a
// holiday that falls on a weekend moves to the next day that is free. Sorted.
inline std::vector<Date> HolidaysByRule(Nation nation, int year) {
  using namespace std::chrono;  // NOLINT(google-build-using-namespace): calendar literals
  const auto y = std::chrono::year(year);
  const bool scotland = nation == Nation::kScotland;
  std::vector<sys_days> fixed = {y / 1 / 1};
  if (scotland) fixed.insert(fixed.end(), {y / 1 / 2, y / 11 / 30});
  if (nation == Nation::kNorthernIreland) fixed.insert(fixed.end(), {y / 3 / 17, y / 7 / 12});
  fixed.insert(fixed.end(), {y / 12 / 25, y / 12 / 26});
  std::vector<sys_days> free = {Easter(year) - days(2), y / 5 / Monday[1], y / 5 / Monday[last]};
  free.push_back(scotland ? sys_days(y / 8 / Monday[1]) : sys_days(y / 8 / Monday[last]));
  if (!scotland) free.push_back(Easter(year) + days(1));
  for (sys_days day : fixed) {
    while (weekday(day).iso_encoding() > 5 || std::ranges::find(free, day) != free.end())
      day += days(1);
    free.push_back(day);
  }
  std::vector<Date> sorted(free.begin(), free.end());
  std::ranges::sort(sorted);
  return sorted;
}

// Holidays that were proclaimed and follow no rule.
inline bool IsProclaimed(Nation nation, Date day) {
  return nation == Nation::kScotland && day == On("2026-06-15");
}

// What is built in under this name.
inline std::string BuiltInText(std::string_view name) {
  const auto files = Embedded();
  return std::string(std::ranges::find(files, name, &EmbeddedFile::path)->text);
}

// A folder in which an operator puts files of the law.
class OperatorsLaw : public ::testing::Test {
 protected:
  void Put(std::string_view name, const std::string& text) const {
    std::ofstream(folder_.path() / name, std::ios::binary) << text;
  }
  [[nodiscard]] OperatorPath Folder() const { return OperatorPath(folder_.path()); }

 private:
  TempDir folder_;
};

}  // namespace almoner::law
