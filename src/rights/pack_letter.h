// For this folder only: the readable part of a pack.
#pragma once

#include "outbox/ways.h"
#include "paper/document.h"
#include "rights/access.h"
#include "safety/reaching.h"

namespace almoner::rights {

inline constexpr std::string_view kDraftMark = "DRAFT - not for release";

// How they are to be reached, as they have said it: what is safe for them is not in it.
struct Reached {
  std::vector<outbox::Chosen> ways;
  safety::Needs needs;
};
Result<Reached> ReachedBy(const Context& context, const State& state);

[[nodiscard]] paper::Document PackLetter(const notice::Notice& notice, const State& state,
                                         const Collected& collected, const Reached& reached,
                                         PackKind kind, Time now);

}  // namespace almoner::rights
