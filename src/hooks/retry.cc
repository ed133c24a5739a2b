#include "hooks/retry.h"

#include <algorithm>
#include <array>

#include "base/bytes.h"

namespace almoner::hooks {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;

// After the first attempt, the second, and so on.
constexpr std::array<seconds, kMostAttempts - 1> kDelays = {
    seconds(5), minutes(5), minutes(30), hours(2),  hours(5),
    hours(10),  hours(14),  hours(20),   hours(24),
};
constexpr int kJitter = 5;  // a fifth

}  // namespace

Fate FateOf(int status) {
  if (status >= 200 && status < 300) return Fate::kTaken;
  return status == 410 ? Fate::kGone : Fate::kLater;
}

std::optional<Time> NextAttempt(Time now, int made, std::optional<seconds> retry_after,
                                Random& random) {
  CHECK(made >= 1);
  if (made >= kMostAttempts) return {};
  const seconds asked =
      std::clamp<seconds>(retry_after.value_or(seconds(0)), seconds(0), hours(24));
  const microseconds delay = std::max(kDelays[static_cast<std::size_t>(made) - 1], asked);
  std::array<std::uint8_t, 4> drawn{};
  random.Fill(drawn);
  std::uint64_t share = 0;  // of 2^32
  for (const std::uint8_t byte : drawn) share = share << 8U | byte;
  const auto jitter = (static_cast<std::uint64_t>(delay.count() / kJitter) >> 8U) * share >> 24U;
  return now + delay + microseconds(static_cast<std::int64_t>(jitter));
}

}  // namespace almoner::hooks
