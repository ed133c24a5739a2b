// How the paper looks: sizes, inks and spaces, once for standard and once for large print.
// Internal.
#pragma once

#include "paper/document.h"
#include "paper/page.h"

namespace almoner::paper {

// Every ink that is text has a contrast of at least 4.5 to 1 on white (WCAG 2.2, 1.4.3), but the
// watermark, which is said again in kWarning at the top of the page.
inline constexpr Ink kBlack = {0.09, 0.11, 0.14};
inline constexpr Ink kMuted = {0.33, 0.38, 0.43};
inline constexpr Ink kAccent = {0.05, 0.30, 0.42};
inline constexpr Ink kWarning = {0.66, 0.10, 0.10};
inline constexpr Ink kRule = {0.80, 0.83, 0.85};
inline constexpr Ink kShade = {0.935, 0.95, 0.958};
inline constexpr Ink kWatermark = {0.915, 0.925, 0.932};

struct Styles {
  Style publisher, title, heading[3], body, cell, small;
  double gap;  // between two paragraphs
  Ink accent = kAccent;

  static const Styles& Of(Print print);
  static Styles For(const Document& document);  // in its letterhead's colour
};

// Where the text of a page stands.
struct Frame {
  double left, right, top, bottom;
  [[nodiscard]] double width() const { return right - left; }
};

inline constexpr double kSideMargin = 66;
inline constexpr double kHeaderBaseline = 42;
inline constexpr double kHairline = 0.6;

}  // namespace almoner::paper
