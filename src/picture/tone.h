// The few tones of a picture, as they stand on paper without any style sheet: each is told from the
// others in grey, and its contrast with what it stands on is computed in a test (WCAG 2.2: 3:1 for
// shapes, 1.4.11; 4.5:1 for words, 1.4.3).
#pragma once

#include <cstdint>

namespace almoner::picture {

enum class Tone : std::uint8_t {
  kInk,    // full
  kHatch,  // ink in slanting lines
  kMid,    // half-way to paper
  kPaper,  // only its edge is ink
};

inline constexpr double kMidOpacity = 0.6;  // of currentColor
inline constexpr double kMutedOpacity = 0.8;
inline constexpr double kFaintOpacity = 0.25;  // of lines that help the eye and say nothing

}  // namespace almoner::picture
