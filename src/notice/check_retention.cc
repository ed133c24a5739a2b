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

bool Covers(const Retention& other, const Retention& rule) {
  return (rule.data & ~other.data).none();
}

// Begins no later than the other, whatever happens in a life, where the other covers the data too.
bool NoLater(const Retention& rule, const Retention& other) {
  const bool sooner =
      rule.trigger == Trigger::kRecorded &&
      (other.trigger == Trigger::kLastContact || other.trigger == Trigger::kAccountUnused);
  return sooner || (rule.trigger == other.trigger && rule.consent == other.consent &&
                    rule.event_of == other.event_of && rule.event == other.event);
}

// The other keeps at least as long once both have begun: by its period, its birthday, and where
// somebody dies.
bool KeptAsLong(const Retention& rule, const Retention& other) {
  const auto birthday = [](const Retention& one) { return one.to_birthday.value_or(0); };
  const auto nearly_grown = [&](const Retention& one) {
    return one.to_birthday_from_17.value_or(birthday(one));
  };
  const auto days = [](const std::optional<Period>& period) {
    return period ? RoughDays(*period) : -1;
  };
  const auto dies = [&](std::optional<Period> Retention::* period) {
    return (rule.*period).has_value() == (other.*period).has_value() &&
           days(rule.*period) <= days(other.*period);
  };
  // A birthday alone does not wait for the trigger.
  return rule.Counts() == other.Counts() && RoughDays(rule.keep) <= RoughDays(other.keep) &&
         birthday(rule) <= birthday(other) && nearly_grown(rule) <= nearly_grown(other) &&
         dies(&Retention::or_after_death) && dies(&Retention::if_death_under_18);
}

bool Outlasted(const Retention& rule, const Retention& other) {
  return NoLater(rule, other) && KeptAsLong(rule, other);
}

// Of two that say the same of the same data the one is told of that says it of less, or behind.
bool SaidBefore(const Retention& rule, const Retention& other) {
  return !Covers(rule, other) || &other < &rule;
}

// Of several that cover the same data, one that another always outlasts never counts.
void CheckContradiction(Checker& checker, const Retention& rule) {
  if (rule.trigger == Trigger::kNotRecorded) return;
  for (const Retention& other : checker.notice.retention) {
    if (&other == &rule || !Covers(other, rule) || !Outlasted(rule, other)) continue;
    if (!Outlasted(other, rule))
      return checker.RaiseOn("rule-never-counts", rule.at, rule.clause, rule.id, other.id,
                             KeptFor(other));
    if (SaidBefore(rule, other))
      return checker.RaiseOn("rule-twice", rule.at, rule.clause, rule.id, other.id);
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

// Data whose every rule can never begin, or begins at a death alone.
void CheckCategories(Checker& checker) {
  const Notice& notice = checker.notice;
  CategorySet covered;
  CategorySet ends;
  CategorySet ends_alive;
  for (const Retention& rule : notice.retention) {
    covered |= rule.data;
    if (!NeverBegins(notice, rule).empty()) continue;
    ends |= rule.data;
    if (rule.trigger != Trigger::kDeath || !rule.Counts()) ends_alive |= rule.data;
  }
  for (std::size_t i = 0; i < notice.categories.size(); ++i) {
    const Category& category = notice.categories[i];
    if (!covered[i] || category.never_collected) continue;
    if (!ends[i])
      checker.Raise("keeping-never-ends", category.at, category.id,
                    "none of the rules on how long it is kept can begin");
    else if (!ends_alive[i])
      checker.Raise("only-death-ends", category.at, category.id);
  }
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
