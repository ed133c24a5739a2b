#include "rights/report.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/csv.h"

namespace almoner::rights {
namespace {

// What decides whether an answer was late.
std::optional<Date> LastDay(const law::Due& due) {
  if (!due.due || !due.promised_due) return due.due ? due.due : due.promised_due;
  return std::min(sys_days(*due.due), sys_days(*due.promised_due));
}

std::string Maybe(const std::optional<Date>& date) { return date ? ToText(*date) : ""; }

std::string_view Word(Punctual punctual) {
  switch (punctual) {
    case Punctual::kOpen:
      return "open";
    case Punctual::kOnTime:
      return "on time";
    case Punctual::kLate:
      return "late";
    case Punctual::kUnanswered:
      return "not answered";
  }
  std::unreachable();
}

void AddTo(Summary& summary, const Counted& one) {
  ++summary.received;
  if (one.outcome.empty()) ++summary.open;
  if (one.outcome == "granted") ++summary.granted;
  if (one.outcome == "part-granted") ++summary.part;
  if (one.outcome == "refused") ++summary.refused;
  if (one.outcome == "withdrawn") ++summary.withdrawn;
  if (one.punctual == Punctual::kOnTime) ++summary.on_time;
  if (one.punctual == Punctual::kLate) ++summary.late;
}

// The lower of the two in the middle, where there are two.
int Median(std::vector<int> days) {
  const auto middle = days.begin() + static_cast<std::ptrdiff_t>((days.size() - 1) / 2);
  std::ranges::nth_element(days, middle);
  return *middle;
}

// 2026-12-02 as RFC 5545 section 3.3.4 has it.
std::string Compact(const Date& date) {
  std::string text = ToText(date);
  std::erase(text, '-');
  return text;
}

}  // namespace

std::optional<int> Counted::days() const {
  if (!answered) return std::nullopt;
  return static_cast<int>((sys_days(*answered) - sys_days(received)).count());
}

Result<Counted> Count(const Context& context, const State& state, Date today) {
  return Count(state, TRY(Clock(context, state)), today);
}

Counted Count(const State& state, const law::Due& due, Date today) {
  Counted one{.id = state.id,
              .right = state.right,
              .received = state.received,
              .limit = due.due,
              .answer_by = AnswerBy(due),
              .answered = state.answered,
              .outcome = state.outcome};
  const auto last = LastDay(due);
  const Date until = state.answered.value_or(state.closed_on.value_or(today));
  if (last && sys_days(until) > sys_days(*last))
    one.punctual = Punctual::kLate;
  else if (state.answered)
    one.punctual = Punctual::kOnTime;
  else if (state.closed)
    one.punctual = Punctual::kUnanswered;
  return one;
}

std::vector<Summary> Summarise(const std::vector<Counted>& requests) {
  std::vector<Summary> all;
  for (std::size_t r = 0; r < law::kRights; ++r) {
    Summary summary{.right = static_cast<law::Right>(r)};
    std::vector<int> days;
    for (const Counted& one : requests) {
      if (one.right != summary.right) continue;
      AddTo(summary, one);
      if (const auto took = one.days()) days.push_back(*took);
    }
    if (!days.empty()) {
      summary.worst_days = *std::ranges::max_element(days);
      summary.median_days = Median(std::move(days));
    }
    if (summary.received > 0) all.push_back(summary);
  }
  return all;
}

std::string ToCsv(const std::vector<Counted>& requests) {
  std::vector<std::vector<std::string>> rows;
  for (const Counted& one : requests) {
    const auto days = one.days();
    rows.push_back({one.id.text(), std::string(law::Name(one.right)), ToText(one.received),
                    Maybe(one.answer_by), Maybe(one.limit), Maybe(one.answered),
                    days ? std::to_string(*days) : "", one.outcome.empty() ? "open" : one.outcome,
                    std::string(Word(one.punctual))});
  }
  return almoner::ToCsv({"request", "right", "received", "answer by", "limit of the law",
                         "answered", "days", "outcome", "on time"},
                        rows);
}

std::string ToCalendar(const std::vector<Counted>& requests, Time now) {
  std::string stamp = now.seconds_text();
  std::erase_if(stamp, [](char c) { return c == '-' || c == ':'; });
  std::string out =
      "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Almoner//requests//EN\r\n"
      "CALSCALE:GREGORIAN\r\n";
  for (const Counted& one : requests) {
    if (!one.outcome.empty() || one.answered || !one.answer_by) continue;
    const Date next = sys_days(*one.answer_by) + std::chrono::days(1);
    out += fmt::format(
        "BEGIN:VEVENT\r\nUID:{}@almoner\r\nDTSTAMP:{}\r\nDTSTART;VALUE=DATE:{}\r\n"
        "DTEND;VALUE=DATE:{}\r\nSUMMARY:Answer request {} ({})\r\nTRANSP:TRANSPARENT\r\n"
        "END:VEVENT\r\n",
        one.id.text(), stamp, Compact(*one.answer_by), Compact(next), one.id.text().substr(0, 8),
        law::Name(one.right));
  }
  return out + "END:VCALENDAR\r\n";
}

}  // namespace almoner::rights
