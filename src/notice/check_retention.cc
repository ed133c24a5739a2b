// How long data is kept: rules that cannot begin, that contradict one another, that never end.
#include <algorithm>

#include "notice/checker.h"
#include "notice/period.h"

namespace almoner::notice {
namespace {

constexpr int kLongestLife = 120 * 365;  // days

// A rule that says which row of the schedule it follows keeps no shorter, and where the row is a
// maximum no longer.
void CheckSchedule(Checker& checker, const Retention& rule) {
  if (rule.suggested.empty()) return;
  const law::Keeping* const row = checker.canon.book.FindKeeping(rule.suggested);
  if (row == nullptr)
    return checker.RaiseOn("schedule-unknown", rule.at, rule.clause, rule.id, rule.suggested);
  if (row->to_birthday && rule.to_birthday && *rule.to_birthday < *row->to_birthday)
    return checker.RaiseOn("schedule-not-followed", rule.at, rule.clause, rule.id,
                           Ordinal(*rule.to_birthday) + " birthday",
                           Ordinal(*row->to_birthday) + " birthday");
  const auto keep = ParsePeriod(row->keep);
  if (!keep || !rule.Counts()) return;
  const int days = RoughDays(rule.keep), schedule = RoughDays(*keep);
  if (row->maximum ? days > schedule : days < schedule)
    checker.RaiseOn("schedule-not-followed", rule.at, rule.clause, rule.id, ToText(rule.keep),
                    row->keep);
}

bool AnyTellsBirth(const Notice& notice) {
  return std::ranges::any_of(notice.categories, [](const Category& category) {
    return !category.never_collected && std::ranges::any_of(category.fields, TellsBirth);
  });
}

bool Written(const Notice& notice, Index category) {
  return std::ranges::any_of(notice.activities,
                             [&](const Activity& activity) { return activity.writes[category]; });
}

// Why the rule can never begin; "" where it can.
std::string NeverBegins(const Notice& notice, const Retention& rule) {
  const bool by_birth = rule.trigger == Trigger::kBirthday || !rule.Counts();
  if (by_birth && !AnyTellsBirth(notice)) return "no data category has a date of birth";
  if (rule.trigger == Trigger::kServiceEnded && notice.services.empty())
    return "the notice names no service that could end";
  if (rule.trigger == Trigger::kEvent && !rule.event_of && rule.event.empty())
    return "it does not say at which event";
  if (rule.trigger == Trigger::kEvent && rule.event_of && !Written(notice, *rule.event_of))
    return "nothing writes “" + notice.categories[*rule.event_of].id + "”";
  if (rule.trigger == Trigger::kNotRecorded) return "no record is kept of who uses the website";
  return "";
}

// Begins at the same moment, whatever happens, and knows nothing but its period.
bool SameMoment(const Retention& a, const Retention& b) {
  const auto plain = [](const Retention& rule) {
    return !rule.to_birthday && !rule.or_after_death && !rule.if_death_under_18;
  };
  // What begins at the end of something begins anew with each record of its own data.
  const bool by_data = a.trigger == Trigger::kCaseClosed || a.trigger == Trigger::kServiceEnded ||
                       a.trigger == Trigger::kAccountUnused;
  return plain(a) && plain(b) && a.trigger == b.trigger && a.consent == b.consent &&
         a.event_of == b.event_of && a.event == b.event && (!by_data || (a.data & ~b.data).none());
}

// The longer of two that cover the same data from the same moment is the only one that counts.
void CheckContradiction(Checker& checker, const Retention& rule) {
  if (rule.trigger == Trigger::kNotRecorded) return;
  for (const Retention& other : checker.notice.retention) {
    const bool longer = RoughDays(other.keep) > RoughDays(rule.keep);
    if (!longer || !SameMoment(rule, other) || (rule.data & ~other.data).any()) continue;
    return checker.RaiseOn("rule-never-counts", rule.at, rule.clause, rule.id, other.id,
                           ToText(other.keep));
  }
}

void CheckEnd(Checker& checker, const Retention& rule) {
  const auto too_long = [](const std::optional<Period>& period) {
    return period && RoughDays(*period) > kLongestLife;
  };
  if (RoughDays(rule) > kLongestLife || too_long(rule.or_after_death) ||
      too_long(rule.if_death_under_18))
    checker.RaiseOn("keeping-never-ends", rule.at, rule.clause, rule.id,
                    "it keeps for longer than anybody lives");
}

// Data whose every rule can never begin.
void CheckCategories(Checker& checker) {
  const Notice& notice = checker.notice;
  CategorySet covered;
  CategorySet ends;
  for (const Retention& rule : notice.retention) {
    covered |= rule.data;
    if (NeverBegins(notice, rule).empty()) ends |= rule.data;
  }
  for (std::size_t i = 0; i < notice.categories.size(); ++i)
    if (covered[i] && !ends[i] && !notice.categories[i].never_collected)
      checker.Raise("keeping-never-ends", notice.categories[i].at, notice.categories[i].id,
                    "none of the rules on how long it is kept can begin");
}

}  // namespace

void CheckRetention(Checker& checker) {
  for (const Retention& rule : checker.notice.retention) {
    CheckSchedule(checker, rule);
    const std::string never = NeverBegins(checker.notice, rule);
    if (rule.from == "website-use")
      checker.RaiseOn("unrelated-trigger", rule.at, rule.clause, rule.id);
    else if (!never.empty())
      checker.RaiseOn("trigger-unrecorded", rule.at, rule.clause, rule.id, never);
    CheckContradiction(checker, rule);
    CheckEnd(checker, rule);
    if (rule.period_stated != "well")
      checker.RaiseOn("period-unstated", rule.at, rule.clause, rule.id, rule.period_stated);
  }
  CheckCategories(checker);
  for (const Clause& clause : checker.notice.clauses)
    if (clause.nobody_can) checker.Raise("nobody-can", clause.at, clause.id);
}

}  // namespace almoner::notice
