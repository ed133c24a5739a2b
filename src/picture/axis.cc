#include "picture/axis.h"

#include <algorithm>

#include "base/result.h"

namespace almoner::picture {

Axis AxisTo(std::int64_t largest, int most, double length) {
  CHECK(largest >= 0 && most >= 1);
  std::int64_t step = 1;
  for (int turn = 0; step < (largest + most - 1) / most; ++turn)
    step = turn % 3 == 1 ? step / 2 * 5 : step * 2;  // 1, 2, 5, 10, …
  Axis axis{.ticks = {0}, .length = length};
  do {
    axis.ticks.push_back(axis.ticks.back() + step);
  } while (axis.ticks.back() < largest);
  return axis;
}

}  // namespace almoner::picture
