#include "identity/throttle.h"

#include <algorithm>
#include <array>

namespace almoner::identity {
namespace {

constexpr std::array<std::uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
constexpr std::size_t kPrefix = 8;
constexpr std::uint32_t kMostDoublings = 20;  // seconds, far beyond the longest wait

std::chrono::microseconds WaitAfter(std::uint32_t failures, std::uint32_t free,
                                    std::chrono::minutes longest) {
  if (failures <= free) return std::chrono::seconds(0);
  const std::uint32_t doublings = std::min(failures - free - 1, kMostDoublings);
  return std::min<std::chrono::microseconds>(std::chrono::seconds(1LL << doublings), longest);
}

// The last failure, and not later than now: a clock that was put back makes nobody wait longer.
Time LastOf(const Failures& failures, Time now) { return std::min(failures.last, now); }

bool IsForgotten(const Failures& failures, Time now) {
  return now - LastOf(failures, now) >= kForgotten;
}

// Until when, or nothing.
std::optional<Time> WaitFor(const Failures& failures, std::uint32_t free,
                            std::chrono::minutes longest, Time now) {
  if (IsForgotten(failures, now)) return {};
  const Time until = LastOf(failures, now) + WaitAfter(failures.count, free, longest);
  if (until <= now) return {};
  return until;
}

std::optional<Throttle> Stop(const Failures& failures, std::uint32_t most, Time now) {
  if (failures.count < most || IsForgotten(failures, now)) return {};
  return Throttle{.may_try = MayTry::kOtherWay, .until = LastOf(failures, now) + kForgotten};
}

Throttle WaitUntil(std::optional<Time> until) {
  if (!until) return {.may_try = MayTry::kNow};
  return {.may_try = MayTry::kWait, .until = until};
}

}  // namespace

Result<Place> Place::Of(BytesView address) {
  if (address.size() != 4 && address.size() != 16)
    return Fail(Code::kInvalid, "An address of the internet has 4 or 16 bytes.");
  if (address.size() == 16 && SameBytes(address.first(kMapped.size()), kMapped))
    address = address.subspan(kMapped.size());
  else if (address.size() == 16)
    address = address.first(kPrefix);
  return Place(Bytes(address.begin(), address.end()));
}

Failures WithOneMore(const Failures& failures, Time now) {
  const std::uint32_t before = IsForgotten(failures, now) ? 0 : failures.count;
  return {.count = before == UINT32_MAX ? before : before + 1, .last = now};
}

Throttle ThrottleOf(const Attempts& attempts, Time now) {
  if (attempts.device) {
    if (const auto stop = Stop(*attempts.device, kMostDeviceFailures, now)) return *stop;
    return WaitUntil(WaitFor(*attempts.device, kFreeFailures, kLongestWait, now));
  }
  if (const auto stop = Stop(attempts.here, kMostFailures, now)) return *stop;
  if (attempts.places >= kMostPlaces) return {.may_try = MayTry::kOtherWay};
  const std::optional<Time> here = WaitFor(attempts.here, kFreeFailures, kLongestWait, now);
  const std::optional<Time> place =
      WaitFor(attempts.place, kFreePlaceFailures, kLongestPlaceWait, now);
  return WaitUntil(std::max(here, place));  // nothing is less than any time
}

}  // namespace almoner::identity
