#include "standing/expiry.h"

namespace almoner::standing {
namespace {

std::optional<Time> Fired(const notice::Retention& rule, const Anchors& anchors) {
  switch (rule.trigger) {
    case notice::Trigger::kRecorded:
      return anchors.recorded;
    case notice::Trigger::kLastContact:
      return anchors.last_contact;
    case notice::Trigger::kConsentWithdrawn:
      return rule.consent ? anchors.withdrawn(*rule.consent) : std::nullopt;
    case notice::Trigger::kNotRecorded:
      return std::nullopt;
  }
  std::unreachable();
}

// What is kept for no time at all may not be kept to the end of the day either.
Date LastDay(Date fired, const notice::Period& keep) {
  const Date until = Add(fired, keep);
  return until == fired ? Date(sys_days(fired) - std::chrono::days(1)) : until;
}

}  // namespace

Date Add(Date date, const notice::Period& period) {
  Date moved = date + std::chrono::years(period.years) + std::chrono::months(period.months);
  if (!moved.ok()) moved = moved.year() / moved.month() / std::chrono::last;
  return sys_days(moved) + std::chrono::days(period.days);
}

std::optional<KeepUntil> Expiry(const notice::Notice& notice, notice::Index category,
                                const Anchors& anchors) {
  std::optional<KeepUntil> longest;
  for (std::size_t i = 0; i < notice.retention.size(); ++i) {
    const notice::Retention& rule = notice.retention[i];
    if (!rule.data[category]) continue;
    const auto fired = Fired(rule, anchors);
    if (!fired) continue;
    const Date until = LastDay(LondonDate(*fired), rule.keep);
    if (!longest || sys_days(until) > sys_days(longest->last_day))
      longest = KeepUntil{.last_day = until, .rule = static_cast<notice::Index>(i)};
  }
  return longest;
}

}  // namespace almoner::standing
