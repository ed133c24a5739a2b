// Until when a record may be kept: derived from the notice's retention rules each time, never
// stored. Pure.
#pragma once

#include <string>

#include "base/time.h"
#include "notice/notice.h"

namespace almoner::standing {

// The same day `period` later; a day that does not exist becomes the last of its month (29
// February).
[[nodiscard]] Date Add(Date date, const notice::Period& period);

// What the triggers of the rules look at in one person's life, gathered from what stands about
// them. A rule whose moment has not come is not running out; one that is running (a case is open, a
// service is used) lets nothing end that it covers.
struct Life {
  explicit Life(const notice::Notice& notice)
      : withdrawn(notice.consents.size()),
        newest(notice.categories.size()),
        events(notice.retention.size()) {}

  void SawRecord(std::optional<notice::Index> category, Date recorded);
  // A service used from `since`; until `until`, or still.
  void SawService(Date since, std::optional<Date> until);

  std::optional<Date> birth;
  std::optional<Date> death;
  std::optional<Date> contact;        // the last: records, visits, services, cases taken up
  std::optional<Date> case_closed;    // the last time
  std::optional<Date> service_ended;  // the last one
  std::optional<Date> account_used;
  bool case_open = false;
  bool in_service = false;
  std::vector<std::optional<Date>> withdrawn;  // by consent: while it is not given
  std::vector<std::optional<Date>> newest;     // by category: the newest record about them
  std::vector<std::optional<Date>> events;     // by rule: when what it begins at was recorded
};

struct KeepUntil {
  Date last_day;       // it may be kept to the end of this day
  notice::Index rule;  // the longest of those that have begun
  enum class How : std::uint8_t { kPeriod, kBirthday, kAfterDeath };
  How how = How::kPeriod;
  notice::Period period = {};                   // for kPeriod and kAfterDeath
  int birthday = 0;                             // for kBirthday
  std::optional<notice::Index> outlasted = {};  // the next longest
  std::optional<Date> began = {};  // when the period did; for kBirthday the birthday itself
};

// Nothing: no rule has begun, or one is running, so that the record is not running out.
[[nodiscard]] std::optional<KeepUntil> Expiry(const notice::Notice& notice, notice::Index category,
                                              Date recorded, const Life& life);
// "kept until 3 May 2034: support-record, 8 years after the last contact, which ends later than
// newsletter"
[[nodiscard]] std::string Words(const notice::Notice& notice, const KeepUntil& until);
// Whether a legal duty to keep the category has not run out on `today`, whatever rule lasts
// longest.
[[nodiscard]] bool KeptByLaw(const notice::Notice& notice, notice::Index category, Date recorded,
                             const Life& life, Date today);

// How long a record of the category is kept at the least, from the day it is recorded, whatever
// happens; nothing where that cannot be said without looking.
[[nodiscard]] std::optional<notice::Period> AtLeast(const notice::Notice& notice,
                                                    notice::Index category);

}  // namespace almoner::standing
