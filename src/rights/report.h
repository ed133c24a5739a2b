// How requests went: worked out from what was recorded, at whatever time one looks.
#pragma once

#include "rights/request.h"

namespace almoner::rights {

enum class Punctual : std::uint8_t {
  kOpen,
  kOnTime,
  kLate,
  kUnanswered,  // closed without an answer in time: withdrawn, or what it waited for never came
};

// One request as a report counts it.
struct Counted {
  RequestId id;
  law::Right right = law::Right::kAccess;
  Date received{};
  std::optional<Date> limit;      // the law's; nothing while the clock stands
  std::optional<Date> answer_by;  // the day to work to
  std::optional<Date> answered;
  std::string outcome;  // "" while it is open
  Punctual punctual = Punctual::kOpen;
  [[nodiscard]] std::optional<int> days() const;  // from receipt to answer
};
// An answer is late where it came after the law's limit or the notice's promise, whichever is
// sooner; what is open and past it, or was when it was closed without an answer, is late too.
Result<Counted> Count(const Context& context, const State& state, Date today);
[[nodiscard]] Counted Count(const State& state, const law::Due& due, Date today);

struct Summary {
  law::Right right = law::Right::kAccess;
  int received = 0, open = 0, granted = 0, part = 0, refused = 0, withdrawn = 0;
  int on_time = 0, late = 0;
  std::optional<int> median_days, worst_days;  // of those answered
};
// One for each right that was used, in the law's order.
[[nodiscard]] std::vector<Summary> Summarise(const std::vector<Counted>& requests);

// The list as CSV: reference, right, dates, outcome; nobody's name, and no words.
[[nodiscard]] std::string ToCsv(const std::vector<Counted>& requests);
// The days to work to of what is open, for a calendar (RFC 5545): the reference and the right
// alone.
[[nodiscard]] std::string ToCalendar(const std::vector<Counted>& requests, Time now);

}  // namespace almoner::rights
