// When a message that was not taken is sent again: the schedule that Standard Webhooks 1.0.0 gives
// as its example, ten attempts in a little more than three days. Pure but for the jitter.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "base/random.h"
#include "base/time.h"

namespace almoner::hooks {

// What an answer's status says of the message.
enum class Fate : std::uint8_t {
  kTaken,  // 200 to 299
  kGone,   // 410: nothing is to be sent there any more, so that somebody has to see to it
  kLater,  // everything else
};
[[nodiscard]] Fate FateOf(int status);

inline constexpr int kMostAttempts = 10;

// When to try again after the attempt that failed at `now`, it being number `made` (from 1);
// nothing when that was the last. Up to a fifth later than the schedule has it, so that what failed
// together does not come back together, and not before `retry_after` of the answer, of which a day
// counts. REQUIRES: made >= 1.
[[nodiscard]] std::optional<Time> NextAttempt(Time now, int made,
                                              std::optional<std::chrono::seconds> retry_after,
                                              Random& random);

}  // namespace almoner::hooks
