// A page that has been laid out: marks at fixed places, in points from its top left corner.
// Internal.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace almoner::paper {

inline constexpr double kPageWidth = 595.28;  // A4 (ISO 216) in points
inline constexpr double kPageHeight = 841.89;

struct Ink {
  double red, green, blue;
};

struct Style {
  double size;
  double pitch;  // from line to line, unless a script needs more
  bool bold;
  Ink ink;
};

enum class Direction : std::uint8_t { kLeftToRight, kRightToLeft };
enum class Anchor : std::uint8_t { kLeft, kCentre, kRight };  // which end of the text x names

struct Glyphs;  // a line as it was set (typeset.cc)

struct TextMark {
  std::string text;  // one line
  Style style;
  double x, y;  // y of the baseline
  Anchor anchor = Anchor::kLeft;
  Direction direction = Direction::kLeftToRight;
  double angle = 0;                           // radians, clockwise, about (x, y)
  std::shared_ptr<const Glyphs> glyphs = {};  // of just this text and style; none: set anew
};

struct BoxMark {
  double x, y, width, height;
  Ink ink;
};

// A PNG, drawn to that size.
struct PictureMark {
  double x, y, width, height;
  std::shared_ptr<const std::string> png;
};

// The structure tree (ISO 32000-1 section 14.8.4). Only a tag without tags inside may hold text;
// what is drawn between such leaves is decoration, which screen readers skip.
struct OpenTag {
  const char* name;
};
struct CloseTag {
  const char* name;
};

struct Bookmark {
  int level;  // 0 is the top
  std::string text;
  double y;
};

using Mark = std::variant<TextMark, BoxMark, PictureMark, OpenTag, CloseTag, Bookmark>;
using Page = std::vector<Mark>;

}  // namespace almoner::paper
