// How a name may sound, for finding it where somebody wrote what they heard: "Shevaun" of a
// Siobhán, "Keeva" of a Caoimhe, "Zaynab" of a Zainab, "Kledwyn" of a Cledwyn.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace almoner::redact {

// The consonants as an English reader says them, one letter for one sound; a vowel only where it
// begins the word. "katherine" and "cathrin" are both "ktrn". REQUIRES: folded.
[[nodiscard]] std::string EnglishSound(std::string_view folded);
// As Irish, Welsh and Polish spell. May hold what EnglishSound gives. REQUIRES: folded.
[[nodiscard]] std::vector<std::string> OtherSounds(std::string_view folded);

}  // namespace almoner::redact
