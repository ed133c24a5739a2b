// Words that mean somebody without a name: relatives ("her mum", "Beryl's boy", "the twins") and
// those whose work it is ("the GP", "his key worker").
#pragma once

#include "redact/identifiers.h"
#include "redact/tokens.h"

namespace almoner::redact {

// Words that are read as one; none: `words` is 0.
struct Meant {
  std::size_t words = 0;
  Kind kind = Kind::kRelation;
};
// What begins at word i.
[[nodiscard]] Meant MeantAt(const Tokens& tokens, std::size_t i);

// What stands before a name: "mrs", "rev", "pc". What names a stranger too, so that a word with a
// capital behind it is a name: "mrs", "rev". REQUIRES: folded.
[[nodiscard]] bool IsTitle(std::string_view folded);
[[nodiscard]] bool IsSureTitle(std::string_view folded);
// What stands behind a name and belongs to it: "senior", "bhai".
[[nodiscard]] bool IsSuffix(std::string_view folded);

}  // namespace almoner::redact
