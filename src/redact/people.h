// People whom a text names or means: known ones by their names, what they are called for short,
// their initials, and words for relatives. What is found may be nobody: a person decides.
#pragma once

#include <string>
#include <vector>

#include "redact/identifiers.h"

namespace almoner::redact {

// Names of one person, as records have them ("Margaret Quayle", "Peg").
struct Known {
  std::vector<std::string> names;
};

// Where any of them is named: whole words, letters in any case, accents or not; the name in full or
// a part of it, what it is called for short (Margaret: Maggie, Peggy, …), misspelt by a letter or
// two or as it sounds (Siobhán: Shevaun), initials ("M.Q.", "MQ"), titles and what follows ("Dr
// P-K"). Also words for somebody's relatives ("her mum", "the twins"), for those whose work it is
// ("the GP"), and strangers where the words around say that it is somebody ("told Tolly"). In
// order, none overlapping. Takes as long as the text is long, times how many are known.
// `self`, whose record it is, is no stranger there, and found only where a known name is theirs
// too.
[[nodiscard]] std::vector<Finding> FindPeople(std::string_view text,
                                              const std::vector<Known>& known,
                                              const Known& self = {});

// Both together, in order; where they overlap the longer one stays.
[[nodiscard]] std::vector<Finding> Merged(std::vector<Finding> a, std::vector<Finding> b);

// All that any of them covers; the kind is that of the first.
[[nodiscard]] std::vector<Finding> United(std::vector<Finding> places);

// The text with what stands at those places truly gone: one mark in the place of each, whatever its
// length, so that nothing tells how long it was. REQUIRES: in order, within the text, none
// overlapping.
[[nodiscard]] std::string Removed(std::string_view text, const std::vector<Finding>& places);

inline constexpr std::string_view kMark = "[removed]";

}  // namespace almoner::redact
