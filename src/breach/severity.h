// How severe a breach is by ENISA's method of 2013 (SE = DPC x EI + CB): support for the decision,
// not the decision, which the law puts as "unlikely to result in a risk" (Article 33) and "high
// risk" (Article 34). Pure, and exact: everything in it is a whole number of quarters.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace almoner::breach {

struct Circumstances {
  int data = 1;             // data processing context, 1 simple to 4 sensitive, adjusted
  int ease = 1;             // ease of identification in quarters: 1 negligible to 4 maximum
  int confidentiality = 0;  // in quarters, 0 to 2; as the next two
  int integrity = 0;
  int availability = 0;
  bool malicious = false;
};

enum class Level : std::uint8_t { kLow, kMedium, kHigh, kVeryHigh };
[[nodiscard]] std::string_view Name(Level level);

struct Severity {
  int quarters = 0;
  Level level = Level::kLow;

  [[nodiscard]] std::string text() const;  // "2.75 medium"
};
[[nodiscard]] Severity SeverityOf(const Circumstances& circumstances);

}  // namespace almoner::breach
