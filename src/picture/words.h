// Words as a picture needs them: how wide they are, where they break, how many of something.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace almoner::picture {

// The first character of UTF-8 text; one byte of what is not UTF-8.
struct Letter {
  char32_t code = 0;
  std::size_t size = 1;  // bytes
  bool valid = false;
};
// REQUIRES: the text is not empty.
[[nodiscard]] Letter FirstLetter(std::string_view text);

// About how wide a line is, in the units of `size`, in whichever sans serif the reader has: rather
// too much than too little.
[[nodiscard]] double WidthOf(std::string_view text, double size, bool bold = false);

// Lines no wider than `width`, broken between words, and within one that is wider than a line. At
// most `most` lines: the last then ends in an ellipsis. Never empty.
[[nodiscard]] std::vector<std::string> Wrapped(std::string_view text, double width, double size,
                                               std::size_t most, bool bold = false);

[[nodiscard]] std::string Figure(std::int64_t number);  // "10,432"
// "1 request", "12 requests", "no requests".
[[nodiscard]] std::string HowMany(std::int64_t number, std::string_view one, std::string_view many);
// "a", "a and b", "a, b and c".
[[nodiscard]] std::string Series(const std::vector<std::string>& items);

}  // namespace almoner::picture
