// Colours of pages, and whether text can be read on them (WCAG 2.2, 1.4.3 and 1.4.11). Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace almoner::app {

struct Colour {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;
  friend bool operator==(const Colour&, const Colour&) = default;
};
inline constexpr Colour kWhite{255, 255, 255};

// "#0b6157", in either case; kInvalid: anything else.
Result<Colour> ParseColour(std::string_view text);
[[nodiscard]] std::string ToText(Colour colour);

// From 1 to 21, as WCAG defines it.
[[nodiscard]] double Contrast(Colour one, Colour other);
// So many hundredths of `other` in it.
[[nodiscard]] Colour Mixed(Colour colour, Colour other, int hundredths);

// What pages make of one colour.
struct Palette {
  Colour brand;  // buttons, links, lines
  Colour deep;   // the header
  Colour tint;   // behind cards and the footer
  Colour line;   // between rows: decoration
};
[[nodiscard]] Palette PaletteOf(Colour brand);

inline constexpr double kTextContrast = 4.5;
inline constexpr double kLineContrast = 3;
// Whether white can be read on it, it can be read on white and on its own tint, and it can be seen
// as a line on both; the lowest of those contrasts tells.
[[nodiscard]] double LowestContrast(Colour brand);
[[nodiscard]] bool Readable(Colour brand);
// The colour itself, or the lightest shade of it that is readable.
[[nodiscard]] Colour NearestReadable(Colour brand);

}  // namespace almoner::app
