// For the figures only.
#pragma once

#include "picture/columns.h"

namespace almoner::app {

// A column without counts for the month: "November 2026", "Nov", "2026".
[[nodiscard]] picture::Columns::Period PeriodOf(std::chrono::year_month month);

}  // namespace almoner::app
