// Words of everyday English, by which a word that is none stands out: in a note it is a name, a
// medicine, an abbreviation or a slip.
#pragma once

#include <string_view>

namespace almoner::redact {

// A word of names/english.txt or one of its endings ("visited", "walking"). REQUIRES: folded.
[[nodiscard]] bool IsEnglish(std::string_view folded);

// Words that say what somebody did or was, so that what stands before them is somebody: "rang",
// "said", "attended", "hasn't". REQUIRES: folded.
[[nodiscard]] bool IsDoing(std::string_view folded);
// The same, of what only people do: "said", "smiled", "phoned"; not "was" or "increased".
[[nodiscard]] bool IsPersonal(std::string_view folded);

}  // namespace almoner::redact
