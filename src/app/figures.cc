#include "app/figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "app/figures_parts.h"
#include "app/proofs_parts.h"
#include "standing/due.h"

namespace almoner::app {
namespace {

using std::chrono::days;
using std::chrono::months;
using std::chrono::year_month;

constexpr std::array<std::string_view, law::kRights> kRightNames = {
    "Access",    "Rectification",      "Erasure",  "Restriction", "Portability",
    "Objection", "Automated decision", "Complaint"};

// The day on which the law's period, counted from receipt alone, is over.
Date LimitDay(const law::Period& period, Date received) {
  const notice::Period added = period.unit == law::Unit::kMonths
                                   ? notice::Period{.months = period.count}
                                   : notice::Period{.days = period.count};
  return standing::Add(received, added);
}

constexpr std::size_t kBands = 6;
constexpr std::size_t kBeforeLimit = 4;

std::vector<picture::Bars::Bar> BandsOf(const std::string& period) {
  std::vector<picture::Bars::Bar> bars;
  const std::array<std::string, kBands> labels = {"up to 1 week",          "1 to 2 weeks",
                                                  "2 to 3 weeks",          "3 weeks to " + period,
                                                  period + " to 3 months", "over 3 months"};
  for (const std::string& label : labels) bars.push_back({.label = label, .counts = {0, 0, 0}});
  return bars;
}

std::size_t BandOf(Date received, Date limit, Date today) {
  const auto age = sys_days(today) - sys_days(received);
  if (sys_days(today) > sys_days(standing::Add(received, {.months = 3}))) return kBands - 1;
  if (sys_days(today) > sys_days(limit)) return kBeforeLimit;
  for (std::size_t week = 1; week < kBeforeLimit; ++week)
    if (age <= days(7 * static_cast<int>(week))) return week - 1;
  return kBeforeLimit - 1;
}

enum class Pace : std::uint8_t { kInTime, kStopped, kLate };

// A complaint has its day for being acknowledged, and none for its outcome.
Pace PaceOf(const rights::Dated& one, Date today) {
  const bool complaint = one.state.right == law::Right::kComplaint;
  const auto last = complaint ? one.due.due : LastDay(one.state, one.due);
  if (!last) return Pace::kStopped;
  const Date on = complaint ? one.state.acknowledged.value_or(today) : today;
  return sys_days(on) > sys_days(*last) ? Pace::kLate : Pace::kInTime;
}

}  // namespace

picture::Columns::Period PeriodOf(year_month month) {
  const Date first = month / 1;
  const std::string words = ToWords(first);  // "1 November 2026"
  const std::string name = words.substr(words.find(' ') + 1);
  return {.label = name,
          .tick = name.substr(0, 3),
          .under = std::to_string(static_cast<int>(month.year())),
          .counts = {}};
}

picture::Bars RequestsByAge(const rights::Listed& all, const law::Limits& limits, Date today) {
  picture::Bars bars{.heading = {"requests-by-age", "Requests to be answered, by right and age"},
                     .one = "open request",
                     .many = "open requests",
                     .series = {"in time", "clock stopped", "late"},
                     .groups = {},
                     .group_column = "Right",
                     .bar_column = "Since it was received"};
  for (std::size_t i = 0; i < law::kRights; ++i) {
    const auto right = static_cast<law::Right>(i);
    const std::string period = limits.Of(right).period->text();
    bars.groups.push_back({.name = std::string(kRightNames.at(i)),
                           .bars = BandsOf(period),
                           .limit = picture::Bars::Limit{
                               .before = kBeforeLimit,
                               .label = (right == law::Right::kComplaint ? "to be acknowledged: "
                                                                         : "the law’s limit: ") +
                                        period}});
  }
  for (const auto& one : all) {
    if (one->state.closed || one->state.answered) continue;
    const Date received = one->state.received;
    const Date limit = LimitDay(*limits.Of(one->state.right).period, received);
    auto& group = bars.groups[static_cast<std::size_t>(one->state.right)];
    auto& bar = group.bars[BandOf(received, limit, today)];
    ++bar.counts[static_cast<std::size_t>(PaceOf(*one, today))];
  }
  return bars;
}

Result<picture::Columns> ConsentsByMonth(store::ReadTx& tx, Date today) {
  picture::Columns columns{
      .heading = {"consents-by-month", "Answers of people who were asked for consent, by month"},
      .one = "answer",
      .many = "answers",
      .series = {"given", "refused", "withdrawn"},
      .periods = {},
      .period_column = "Month"};
  const year_month last = today.year() / today.month();
  const year_month first = last - months(11);
  for (year_month month = first; month <= last; month += months(1)) {
    columns.periods.push_back(PeriodOf(month));
    columns.periods.back().counts = {0, 0, 0};
  }
  // By the hour, since the months of London begin on one: a day earlier than midnight UTC can.
  constexpr std::int64_t kHour = 3'600'000'000;
  const Time from = Time::FromUtcDate(sys_days(first / 1) - days(1));
  for (const store::Row& row :
       TRY(tx.Query("SELECT at / 3600000000, event, COUNT(*) FROM consent_event WHERE at >= $1 "
                    "GROUP BY at / 3600000000, event",
                    from))) {
    const Date day = LondonDate(Time::FromMicros(TRY(row.Int(0)) * kHour));
    const auto kind = TRY(consent::ParseKind(TRY(row.Text(1))));
    const year_month month = day.year() / day.month();
    if (month < first || month > last) continue;
    auto& period = columns.periods[static_cast<std::size_t>((month - first).count())];
    period.counts[static_cast<std::size_t>(kind)] += TRY(row.Int(2));
  }
  return columns;
}

Result<Ahead> RetentionAhead(store::ReadTx& tx, const notice::Notice& notice, Date today) {
  constexpr int kYears = 20;
  const int now = static_cast<int>(today.year());
  Ahead ahead{.years = {.heading = {"retention-ahead",
                                    "When something held about people may first be past its last "
                                    "day"},
                        .one = "person",
                        .many = "people",
                        .series = {"people"},
                        .periods = {},
                        .period_column = "Year"}};
  for (int year = now; year <= now + kYears; ++year) {
    const std::string name = std::to_string(year);
    const std::string label = name + (year == now            ? " or before"
                                      : year == now + kYears ? " or after"
                                                             : "");
    ahead.years.periods.push_back({.label = label, .tick = name, .under = "", .counts = {0}});
  }
  for (const store::Row& row :
       TRY(tx.Query("SELECT month / 12, COUNT(*) FROM due_hint WHERE keeping = $1 AND month < $2 "
                    "GROUP BY month / 12",
                    notice.keeping, standing::kNever))) {
    const std::int64_t year = std::clamp<std::int64_t>(TRY(row.Int(0)), now, now + kYears);
    ahead.years.periods[static_cast<std::size_t>(year - now)].counts[0] += TRY(row.Int(1));
  }
  // Empty years at the end say nothing.
  auto& years = ahead.years.periods;
  while (!years.empty() && years.back().counts[0] == 0) years.pop_back();
  ahead.open = TRY(TRY(tx.Maybe("SELECT COUNT(*) FROM due_hint WHERE keeping = $1 AND month >= $2",
                                notice.keeping, standing::kNever))
                       ->Int(0));
  ahead.unknown = TRY(
      TRY(tx.Maybe("SELECT COUNT(*) FROM due_hint WHERE keeping <> $1", notice.keeping))->Int(0));
  return ahead;
}

}  // namespace almoner::app
