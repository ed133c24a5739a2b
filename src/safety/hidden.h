// Words that nobody else may see, found wherever they stand, however they are written. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace almoner::safety {

// Letters and digits in lower case, everything between them one blank: "12 Quay St., PW1 2AB" and
// "12  quay st pw1 2ab" are the same.
[[nodiscard]] std::string Folded(std::string_view text);

// What one line that is hidden is found by: all of it, and of an address the parts that tell where
// it is (a house with its street, a postcode), with or without the blanks of a number.
[[nodiscard]] std::vector<std::string> PartsOf(std::string_view line);

// Puts other words in the place of each of the parts, of the same length in bytes, so that what was
// marked elsewhere in the text stays where it is, and nothing tells that something was there.
// Returns whether there was any.
bool Mask(const std::vector<std::string>& parts, std::string& text);

}  // namespace almoner::safety
