#include "base/time.h"

#include <date/tz.h>
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <optional>

namespace almoner {
namespace {

namespace chrono = std::chrono;
constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kDay = 86'400 * kSecond;

std::optional<int> Digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(at, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::optional<Date> DateAt(std::string_view text) {
  const auto y = Digits(text, 0, 4);
  const auto m = Digits(text, 5, 2);
  const auto d = Digits(text, 8, 2);
  if (!y || !m || !d || text[4] != '-' || text[7] != '-') return std::nullopt;
  const Date date{chrono::year(*y), chrono::month(static_cast<unsigned>(*m)),
                  chrono::day(static_cast<unsigned>(*d))};
  if (!date.ok()) return std::nullopt;
  return date;
}

// ".123456" of at most nine digits, as microseconds (cut, not rounded); advances `text` past it.
std::optional<std::int64_t> Fraction(std::string_view& text) {
  if (!text.starts_with('.')) return 0;
  text.remove_prefix(1);
  std::int64_t micros = 0;
  std::size_t count = 0;
  for (; count < text.size() && text[count] >= '0' && text[count] <= '9'; ++count)
    if (count < 6) micros = micros * 10 + (text[count] - '0');
  if (count == 0 || count > 9) return std::nullopt;
  for (std::size_t i = count; i < 6; ++i) micros *= 10;
  text.remove_prefix(count);
  return micros;
}

// "Z" or "+01:00", as microseconds to subtract.
std::optional<std::int64_t> Offset(std::string_view text) {
  if (text == "Z" || text == "z") return 0;
  if (text.size() != 6 || text[3] != ':' || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const auto h = Digits(text, 1, 2);
  const auto m = Digits(text, 4, 2);
  if (!h || !m || *h > 23 || *m > 59) return std::nullopt;
  const std::int64_t offset = (std::int64_t{*h} * 60 + *m) * 60 * kSecond;
  return text[0] == '-' ? -offset : offset;
}

std::optional<Time> Instant(std::string_view text) {
  if (text.size() < 20 || (text[10] != 'T' && text[10] != 't')) return std::nullopt;
  const auto date = DateAt(text.substr(0, 10));
  const auto h = Digits(text, 11, 2);
  const auto m = Digits(text, 14, 2);
  const auto s = Digits(text, 17, 2);
  if (!date || !h || !m || !s || text[13] != ':' || text[16] != ':') return std::nullopt;
  if (*h > 23 || *m > 59 || *s > 59) return std::nullopt;
  text.remove_prefix(19);
  const auto fraction = Fraction(text);
  const auto offset = fraction ? Offset(text) : std::nullopt;
  if (!offset) return std::nullopt;
  const std::int64_t local = ((*h * 60 + *m) * 60 + *s) * kSecond + *fraction;
  return Time::FromMicros(Time::FromUtcDate(*date).micros() + local - *offset);
}

date::sys_time<chrono::microseconds> Sys(Time time) {
  return date::sys_time<chrono::microseconds>(chrono::microseconds(time.micros()));
}

const date::time_zone* London() {
  static const date::time_zone* const zone = date::locate_zone("Europe/London");
  return zone;
}

std::string Clockwork(std::int64_t micros_of_day) {
  const std::int64_t s = micros_of_day / kSecond;
  return fmt::format("{:02}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60);
}

// The day and the time within it; floors, so that instants before 1970 are right too.
std::pair<Date, std::int64_t> Split(std::int64_t micros) {
  const std::int64_t day = micros >= 0 ? micros / kDay : -((-micros + kDay - 1) / kDay);
  return {Date(sys_days(chrono::days(day))), micros - day * kDay};
}

}  // namespace

Time Time::FromUtcDate(Date date) {
  return FromMicros(sys_days(date).time_since_epoch().count() * kDay);
}

Result<Time> Time::Parse(std::string_view text) {
  const auto time = Instant(text);
  if (!time) return Fail(Code::kInvalid, "A time is written like 2026-12-24T16:00:00Z (RFC 3339).");
  return *time;
}

std::string Time::seconds_text() const {
  const auto [date, rest] = Split(micros_);
  return ToText(date) + "T" + Clockwork(rest) + "Z";
}

std::string Time::text() const {
  std::string text = seconds_text();
  const std::int64_t fraction = ((micros_ % kSecond) + kSecond) % kSecond;
  if (fraction != 0) text.insert(text.size() - 1, fmt::format(".{:06}", fraction));
  return text;
}

Result<Date> ParseDate(std::string_view text) {
  const auto date = text.size() == 10 ? DateAt(text) : std::nullopt;
  if (!date)
    return Fail(Code::kInvalid, "A date is written like 2026-12-24, and the day must exist.");
  return *date;
}

std::string ToText(Date date) {
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::string ToWords(Date date) {
  static constexpr std::array<std::string_view, 12> kMonths = {
      "January", "February", "March",     "April",   "May",      "June",
      "July",    "August",   "September", "October", "November", "December"};
  return fmt::format("{} {} {}", static_cast<unsigned>(date.day()),
                     kMonths[static_cast<unsigned>(date.month()) - 1],
                     static_cast<int>(date.year()));
}

Date LondonDate(Time time) {
  const auto local = London()->to_local(Sys(time)).time_since_epoch();
  return Split(chrono::duration_cast<chrono::microseconds>(local).count()).first;
}

std::string LondonText(Time time) {
  const auto info = London()->get_info(Sys(time));
  const auto [date, rest] = Split(time.micros() + info.offset.count() * kSecond);
  const auto minutes = info.offset.count() / 60;
  return ToText(date) + "T" + Clockwork(rest) +
         fmt::format("+{:02}:{:02}", minutes / 60, minutes % 60);
}

Time SystemClock::Now() const {
  const auto now = chrono::system_clock::now().time_since_epoch();
  return Time::FromMicros(chrono::duration_cast<chrono::microseconds>(now).count());
}

}  // namespace almoner
