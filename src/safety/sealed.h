// For this folder only: what of it is sealed (docs/formats/record-envelope.md).
#pragma once

#include "safety/reaching.h"

namespace almoner::safety {

inline constexpr std::size_t kPadding = 4096;  // its bytes are a multiple of this
inline constexpr std::size_t kMostText = 2'000;
inline constexpr std::size_t kMostLines = 50;

// kInvalid: too long, too many lines, or not UTF-8.
Result<Bytes> Encode(const Reaching& reaching);
Result<Reaching> Decode(BytesView plain);

}  // namespace almoner::safety
