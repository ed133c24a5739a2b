// The words of a text, as people write them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace almoner::redact {

// Letters, and bytes that are not ASCII, without a possessive; folded for comparing: small letters,
// no accents, "O'Shea" is "oshea".
struct Word {
  std::size_t from, to;  // bytes of the text; `to` is past the end
  std::string folded;    // never empty
};
// Any bytes are taken. Hyphens, dashes, apostrophes and quotation marks part words.
[[nodiscard]] std::vector<Word> WordsIn(std::string_view text);

}  // namespace almoner::redact
