// Pictures that a letterhead may bear: PNGs (ISO/IEC 15948).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace almoner::paper {

inline constexpr int kMostPictureSide = 2000;  // pixels

struct Picture {
  double width = 0;  // pixels
  double height = 0;
  std::shared_ptr<const std::string> png;
};

// Nothing: it is no PNG, is torn or otherwise cannot be drawn to its last line, or has more pixels
// than that. Looks at its size before anything is unpacked.
[[nodiscard]] std::optional<Picture> FindPicture(std::string_view png);

}  // namespace almoner::paper
