// Text from anywhere, made safe to set.
#pragma once

#include <string>
#include <string_view>

namespace almoner::paper {

// Valid UTF-8 without control characters: bytes that are not UTF-8, controls and noncharacters
// become U+FFFD; CR LF, CR and the Unicode line ends become '\n'; a tab becomes a space. Characters
// that force or embed a direction (U+202A to U+202E) are left out: they can show a text in another
// order than it is stored, and would not reach past the end of a line here.
[[nodiscard]] std::string CleanText(std::string_view text);

// CleanText on one line, without spaces at its ends.
[[nodiscard]] std::string CleanLine(std::string_view text);

// As it may stand in an XML element or between double quotes; the text is clean already.
[[nodiscard]] std::string XmlEscaped(std::string_view text);

}  // namespace almoner::paper
