// Until when a record may be kept: derived from the notice's retention rules each time, never
// stored.
#pragma once

#include <functional>

#include "base/time.h"
#include "notice/notice.h"

namespace almoner::standing {

// The same day `period` later; a day that does not exist becomes the last of its month (29
// February).
[[nodiscard]] Date Add(Date date, const notice::Period& period);

// What the triggers of the rules look at.
struct Anchors {
  Time recorded;
  Time last_contact;
  // When a consent was withdrawn or refused; nothing while it is given or was never asked.
  std::function<std::optional<Time>(notice::Index consent)> withdrawn;
};

struct KeepUntil {
  Date last_day;       // it may be kept to the end of this day
  notice::Index rule;  // the longest of those whose trigger has fired
};

// Nothing: no rule's trigger has fired yet, so the record is not running out.
[[nodiscard]] std::optional<KeepUntil> Expiry(const notice::Notice& notice, notice::Index category,
                                              const Anchors& anchors);

}  // namespace almoner::standing
