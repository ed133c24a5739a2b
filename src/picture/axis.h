// A scale from nothing to the largest count, and where its lines stand.
#pragma once

#include <cstdint>
#include <vector>

namespace almoner::picture {

struct Axis {
  std::vector<std::int64_t> ticks;  // from 0, evenly, 1, 2 or 5 times a power of ten apart
  double length = 0;                // in units, from 0 to the last tick

  [[nodiscard]] double At(std::int64_t count) const {
    return length * static_cast<double>(count) / static_cast<double>(ticks.back());
  }
};

// The fewest round steps, at most `most`, that reach `largest`; one of 1 where that is 0.
// REQUIRES: largest >= 0, most >= 1.
[[nodiscard]] Axis AxisTo(std::int64_t largest, int most, double length);

}  // namespace almoner::picture
