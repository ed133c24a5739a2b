// An organisation's logo, as it is taken in: what it is is looked at, not believed.
#pragma once

#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace almoner::app {

inline constexpr std::size_t kMostLogo = std::size_t{40} << 10;
inline constexpr std::uint32_t kMostLogoSide = 2000;  // pixels, of a PNG

// "image/png" or "image/svg+xml". kInvalid: it is neither, too long, a PNG of more pixels than are
// needed, or an SVG with anything in it but shapes, colours and text: no script, no style sheet, no
// picture or address of elsewhere, no document type.
Result<std::string_view> LogoMedia(BytesView logo);

}  // namespace almoner::app
