// The forms that identifiers have: when one is worth trying, how it looks as a whole, and what else
// must be so. Used by identifiers.cc alone.
#pragma once

#include <span>
#include <string>

#include "redact/identifiers.h"
#include "redact/topics.h"

namespace almoner::redact {

// What can be seen at a glance of the place where a form would begin.
struct Glance {
  std::string_view text;
  std::size_t at;
  std::size_t letters;  // at the beginning
  std::size_t run;      // digits that follow them at once
  std::size_t digits;   // and all before anything but digits and what may stand between them
  char next;            // what follows the run; 0 at the end
  bool has_at;          // the word has an @

  Glance(std::string_view text, std::size_t at);
  [[nodiscard]] char first() const { return text[at]; }
  // `word`, in small letters, stands within the twelve bytes before.
  [[nodiscard]] bool Follows(std::string_view word) const;
};

struct Form {
  Kind kind;
  bool (*may)(const Glance& glance);
  const char* pattern;  // tried only where `may` holds, which costs little
  bool (*check)(std::string_view match, const std::string& bare);  // bare: letters and digits
  Topic topic = Topic::kAny;                                       // must be mentioned near
  // Several such have the same look and no check digit: the one whose words are nearest is meant.
  bool weak = false;
  // A longer word or number may have been taken for its end: try again without it.
  bool trims = false;
};

// No form would be tried: a time, a year, or a few figures among words.
[[nodiscard]] bool IsDull(const Glance& glance);

// In the order in which they are tried: the first that fits says what it is, if it is not weak.
[[nodiscard]] std::span<const Form> AllForms();

}  // namespace almoner::redact
