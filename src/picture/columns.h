// Columns over time: one for each period, made of series that stand on one another.
#pragma once

#include <cstdint>

#include "picture/picture.h"

namespace almoner::picture {

// What a few periods come to where there are too many for a column each: what happened in them, or
// how things stood at the end of the last.
enum class Joining : std::uint8_t { kSum, kLast };

struct Columns {
  Heading heading;
  std::string one, many;            // "promise", "promises"
  std::vector<std::string> series;  // from the bottom up, at most four: "kept", "at risk", …
  Joining joining = Joining::kSum;
  struct Period {
    std::string label;                 // in the table: "November 2026"
    std::string tick;                  // under its column: "Nov"
    std::string under;                 // and under that, where it is another than before: "2026"
    std::vector<std::int64_t> counts;  // one a series, none below 0
  };
  std::vector<Period> periods;  // the oldest first
  std::string period_column;    // of the table: "Month"
};

// How many columns there are at most; where there are more periods, neighbours are joined, in
// picture and table alike.
inline constexpr std::size_t kMostColumns = 24;

// REQUIRES: every period has a count for each series; the totals are below 10^15.
[[nodiscard]] Picture Draw(const Columns& columns);

}  // namespace almoner::picture
