// For this folder only: the readable part of a pack.
#pragma once

#include "paper/document.h"
#include "rights/access.h"

namespace almoner::rights {

inline constexpr std::string_view kDraftMark = "DRAFT - not for release";

[[nodiscard]] paper::Document PackLetter(const notice::Notice& notice, const State& state,
                                         const Collected& collected, PackKind kind, Time now);

}  // namespace almoner::rights
