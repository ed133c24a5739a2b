// How old a reader must be to follow a text: the Flesch-Kincaid grade (J. P. Kincaid et al., 1975)
// plus five, which is how old pupils of that grade are. Pure.
#pragma once

#include <string_view>

namespace almoner::render {

// Words, sentences and syllables are counted as in English. A line's end ends a sentence. 0 for a
// text without words.
[[nodiscard]] double ReadingAge(std::string_view text);

}  // namespace almoner::render
