// For this folder only: what steps ask of the words that they are given.
#pragma once

#include <algorithm>

#include "rights/request.h"

namespace almoner::rights {

[[nodiscard]] inline bool Blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == text.npos;
}

// kInvalid, with `what`, unless something is said.
inline Status Say(std::string_view text, Literal what) {
  if (!Blank(text) && IsUtf8(text)) return {};
  return Fail(Code::kInvalid, what);
}

template <std::size_t kSize>
Status OneOf(std::string_view word, const std::string_view (&words)[kSize], Literal what) {
  if (std::ranges::find(words, word) != std::end(words)) return {};
  return Fail(Code::kInvalid, what);
}

// Asked promptly, or not at all: what comes after the last day to answer stops no clock
// (kConflict).
Status InTime(const Context& context, const State& state);

// The facts with the day on which it came, which is not before `since` (kInvalid).
Result<Facts> WithDay(const Context& context, Facts facts, const Came& came, Date since);

}  // namespace almoner::rights
