// A picture of counts, and beside it the same counts as a table: what the one shows the other says.
// Pure: data in, text out.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace almoner::picture {

// Plain text: whoever shows it escapes it.
struct Table {
  std::string caption;
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
};

// The same picture twice, for the style sheet to show one of. Each is as wide as kNarrowWidth or
// kWideWidth says and may be made smaller to four fifths of that, no further: its smallest words
// are 15 units high, and 12 pixels are the least that can be read.
struct Picture {
  std::string sentence;  // what it shows; for a screen reader too
  std::string narrow;    // SVG; "" where there is nothing to show, which the sentence says
  std::string wide;
  Table table;  // without rows where there is nothing to show
};

inline constexpr double kNarrowWidth = 360;
inline constexpr double kWideWidth = 720;

struct Heading {
  Literal id;         // of the picture in its page: lower-case letters and hyphens
  std::string title;  // "Requests by age"
};

}  // namespace almoner::picture
