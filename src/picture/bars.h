// Horizontal bars in groups, from top to bottom: a group for each kind of thing, in it a bar for
// each band, and where it has one a line between the bands that a limit runs through.
#pragma once

#include <cstdint>
#include <optional>

#include "picture/picture.h"

namespace almoner::picture {

struct Bars {
  Heading heading;
  std::string one, many;  // "open request", "open requests"
  // What a bar is made of, from its left: at most four. "in time", "clock stopped", "late".
  std::vector<std::string> series;
  struct Bar {
    std::string label;                 // "1 to 2 weeks"
    std::vector<std::int64_t> counts;  // one a series, none below 0
  };
  struct Limit {
    std::size_t before = 0;  // stands over the bar of that place; their number: below the last
    std::string label;       // "the law's limit: 1 month"
  };
  struct Group {
    std::string name;  // "Access"
    std::vector<Bar> bars;
    std::optional<Limit> limit;
  };
  std::vector<Group> groups;
  std::string group_column, bar_column;  // of the table: "Right", "Age"
};

// Groups without anything in them stand in the table alone. REQUIRES: every bar has a count for
// each series; the totals are below 10^15.
[[nodiscard]] Picture Draw(const Bars& bars);

}  // namespace almoner::picture
