// Instants and dates. An instant is microseconds since 1970 UTC, as the database holds it; a date
// is a civil date of the United Kingdom (Europe/London), which is what time limits are counted in.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace almoner {

using Date = std::chrono::year_month_day;
using std::chrono::sys_days;

class Time {
 public:
  constexpr Time() = default;
  static constexpr Time FromMicros(std::int64_t micros) { return Time(micros); }
  static Time FromUtcDate(Date date);  // midnight UTC
  // RFC 3339: 2026-12-24T16:00:00Z, with a fraction or an offset if one likes.
  static Result<Time> Parse(std::string_view text);

  [[nodiscard]] constexpr std::int64_t micros() const { return micros_; }
  [[nodiscard]] std::string text() const;  // RFC 3339 in UTC; fraction only where there is one
  [[nodiscard]] std::string seconds_text() const;  // the same, to the second

  constexpr Time operator+(std::chrono::microseconds by) const {
    return Time(micros_ + by.count());
  }
  constexpr Time operator-(std::chrono::microseconds by) const {
    return Time(micros_ - by.count());
  }
  constexpr std::chrono::microseconds operator-(Time other) const {
    return std::chrono::microseconds(micros_ - other.micros_);
  }
  friend constexpr auto operator<=>(Time, Time) = default;

 private:
  explicit constexpr Time(std::int64_t micros) : micros_(micros) {}
  std::int64_t micros_ = 0;
};

Result<Date> ParseDate(std::string_view text);    // 2026-12-24, and a day that exists
[[nodiscard]] std::string ToText(Date date);      // 2026-12-24
[[nodiscard]] std::string ToWords(Date date);     // 24 December 2026
[[nodiscard]] Date LondonDate(Time time);         // the civil date in Europe/London at that instant
[[nodiscard]] std::string LondonText(Time time);  // 2026-03-31T11:00:00+01:00

// Time is an argument, so that tests and demonstrations can hold it. Safe for concurrent use.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Time Now() const = 0;

 protected:
  Clock() = default;
  Clock(const Clock&) = default;
  Clock& operator=(const Clock&) = default;
};

class SystemClock : public Clock {
 public:
  [[nodiscard]] Time Now() const override;
};

}  // namespace almoner
