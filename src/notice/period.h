// How long something is kept, as a notice writes it. For this folder only.
#pragma once

#include <optional>
#include <string_view>

#include "notice/notice.h"

namespace almoner::notice {

// "8 years", "3 years 6 months", "30 days": the larger unit first, each at most once, none over 200
// years, so that no date can overflow. Nothing where it is not so.
[[nodiscard]] std::optional<Period> ParsePeriod(std::string_view text);

}  // namespace almoner::notice
