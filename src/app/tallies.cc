#include "app/tallies.h"

#include <algorithm>
#include <array>

#include "app/accounts.h"
#include "app/figures_parts.h"
#include "app/proofs_parts.h"

namespace almoner::app {
namespace {

using std::chrono::days;
using std::chrono::hours;

constexpr days kSoon{7};

Result<std::int64_t> CountOf(store::ReadTx& tx, Literal sql, const auto&... parameters) {
  return TRY(tx.Maybe(sql, parameters...))->Int(0);
}

bool FallsDue(const std::optional<Date>& last, Date today) {
  return last && sys_days(*last) >= sys_days(today) && sys_days(*last) <= sys_days(today) + kSoon;
}

Status AddRequests(App& app, Date today, std::vector<std::string>& at_risk) {
  bool requests = false;
  bool complaints = false;
  const rights::Context context = app.rights();
  for (const auto& one : TRY(context.shelf->All(context))) {
    const rights::State& state = one->state;
    if (state.closed || state.answered) continue;
    if (state.right != law::Right::kComplaint)
      requests = requests || FallsDue(LastDay(state, one->due), today);
    else
      complaints = complaints || (!state.acknowledged && FallsDue(one->due.due, today));
  }
  if (requests) at_risk.emplace_back("requests-in-time");
  if (complaints) at_risk.emplace_back("complaints-acknowledged");
  return {};
}

Status AddCounted(App& app, Date today, std::vector<std::string>& at_risk) {
  const Time now = app.clock().Now();
  const std::string from = ToText(today);
  const std::string until = ToText(Date(sys_days(today) + kSoon));
  return app.store().Read([&](store::ReadTx& tx) -> Status {
    if (TRY(CountOf(
            tx, "SELECT COUNT(*) FROM hold WHERE until IS NULL AND review >= $1 AND review < $2",
            from, until)) > 0)
      at_risk.emplace_back("holds-reviewed");
    if (TRY(CountOf(tx, "SELECT COUNT(*) FROM break_glass WHERE words_at IS NULL AND at >= $1",
                    now - hours(24))) > 0)
      at_risk.emplace_back("break-glass-reviewed");
    if (TRY(CountOf(tx,
                    "SELECT COUNT(*) FROM subject s WHERE merged_into IS NULL AND created < $1 AND "
                    "NOT EXISTS (SELECT 1 FROM notice_told n WHERE n.subject = s.id)",
                    now - days(31) + kSoon)) > 0)
      at_risk.emplace_back("version-shown");
    return {};
  });
}

// Names of what a tally counts, as the log has them; in the order of picture::Standing.
constexpr std::array<std::string_view, picture::kStandings> kCounted = {"kept", "at-risk", "broken",
                                                                        "not-shown"};
using Tally = std::array<std::int64_t, picture::kStandings>;

Tally TallyOf(const picture::Board& board) {
  Tally tally{};
  for (const auto& part : board.parts)
    for (const auto& cell : part.cells) ++tally.at(static_cast<std::size_t>(cell.standing));
  return tally;
}

std::int64_t DayNumber(Date day) { return sys_days(day).time_since_epoch().count(); }

// A day that is its month's last stands for the month; any other for itself.
picture::Columns::Period PeriodOfDay(Date day) {
  picture::Columns::Period period = PeriodOf(day.year() / day.month());
  const bool last = day == Date(day.year() / day.month() / std::chrono::last);
  if (!last) period.label = ToWords(day);
  return period;
}

}  // namespace

Result<std::vector<std::string>> ProofsAtRisk(App& app) {
  std::vector<std::string> at_risk;
  const Date today = LondonDate(app.clock().Now());
  TRY(AddRequests(app, today, at_risk));
  TRY(AddCounted(app, today, at_risk));
  const auto due =
      TRY(retention::FindDue(app.gate().context(), app.clock().Now() - days(31) + kSoon));
  if (!due.empty()) at_risk.emplace_back("retention-on-time");
  return at_risk;
}

picture::Board BoardOf(const notice::Notice& notice, const Count& count) {
  return PromiseBoard(notice, Promises(notice, count.results), count.at_risk);
}

Result<picture::Board> BoardNow(App& app) {
  const auto count = TRY(CountNow(app));
  return BoardOf(app.notice(), *count);
}

Status CountPromises(App& app) {
  const std::int64_t day = DayNumber(LondonDate(app.clock().Now()));
  const Tally tally = TallyOf(TRY(BoardNow(app)));
  const auto counted = TRY(app.store().Read([&](store::ReadTx& tx) {
    return CountOf(tx, "SELECT COUNT(*) FROM promise_tally WHERE day = $1", day);
  }));
  if (counted > 0) return {};
  const std::string version = app.notice().version;
  TRY(Administer(app, std::nullopt, "promises.counted", [&](const keys::Change& change) -> Status {
    for (std::size_t i = 0; i < tally.size(); ++i)
      change.entry.counts[std::string(kCounted.at(i))] = tally.at(i);
    TRY(change.tx.Execute(
        "INSERT INTO promise_tally (day, kept, at_risk, broken, not_shown, version) VALUES ($1, "
        "$2, $3, $4, $5, $6) ON CONFLICT (day) DO NOTHING",
        day, tally[0], tally[1], tally[2], tally[3], version));
    return {};
  }));
  return {};
}

Result<picture::Columns> PromisesByMonth(store::ReadTx& tx) {
  picture::Columns columns{.heading = {"promises-by-month", "Promises over time"},
                           .one = "promise",
                           .many = "promises",
                           .series = {"kept", "at risk", "broken", "not yet shown"},
                           .joining = picture::Joining::kLast,
                           .periods = {},
                           .period_column = "Counted at the end of"};
  Date newer{};
  for (const store::Row& row : TRY(tx.Query(
           "SELECT day, kept, at_risk, broken, not_shown FROM promise_tally ORDER BY day DESC"))) {
    const Date day(sys_days(days(TRY(row.Int(0)))));
    if (day.year() == newer.year() && day.month() == newer.month()) continue;
    if (columns.periods.size() == picture::kMostColumns) break;
    newer = day;
    columns.periods.push_back(PeriodOfDay(day));
    for (std::size_t i = 1; i <= picture::kStandings; ++i)
      columns.periods.back().counts.push_back(TRY(row.Int(i)));
  }
  std::ranges::reverse(columns.periods);
  return columns;
}

}  // namespace almoner::app
