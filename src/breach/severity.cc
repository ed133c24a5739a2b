#include "breach/severity.h"

#include <fmt/format.h>

#include <utility>

namespace almoner::breach {

std::string_view Name(Level level) {
  switch (level) {
    case Level::kLow:
      return "low";
    case Level::kMedium:
      return "medium";
    case Level::kHigh:
      return "high";
    case Level::kVeryHigh:
      return "very high";
  }
  std::unreachable();
}

std::string Severity::text() const {
  return fmt::format("{}.{:02} {}", quarters / 4, quarters % 4 * 25, Name(level));
}

Severity SeverityOf(const Circumstances& c) {
  const int quarters =
      c.data * c.ease + c.confidentiality + c.integrity + c.availability + (c.malicious ? 2 : 0);
  const Level level = quarters < 8    ? Level::kLow
                      : quarters < 12 ? Level::kMedium
                      : quarters < 16 ? Level::kHigh
                                      : Level::kVeryHigh;
  return {.quarters = quarters, .level = level};
}

}  // namespace almoner::breach
