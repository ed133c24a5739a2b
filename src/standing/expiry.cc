#include "standing/expiry.h"

#include <fmt/format.h>

#include <algorithm>

namespace almoner::standing {
namespace {

using How = KeepUntil::How;
using notice::Index;
using notice::Retention;
using notice::Trigger;

constexpr int kGrown = 18;
constexpr int kNearlyGrown = 17;

Date Later(Date a, Date b) { return sys_days(a) < sys_days(b) ? b : a; }
void Raise(std::optional<Date>& last, Date date) { last = last ? Later(*last, date) : date; }
Date Birthday(Date birth, int age) { return Add(birth, {.years = age}); }

// Where a rule stands: not begun, running (it cannot end yet), or begun on a day.
struct Began {
  bool running = false;
  std::optional<Date> on = {};
};

// The newest record of what the rule covers: whatever was written after the end began it anew.
Date NewestOf(const Retention& rule, const Life& life, Date recorded) {
  Date newest = recorded;
  for (std::size_t i = rule.data._Find_first(); i < life.newest.size(); i = rule.data._Find_next(i))
    if (life.newest[i]) newest = Later(newest, *life.newest[i]);
  return newest;
}

Began AfterEnd(bool running, std::optional<Date> ended, const Retention& rule, const Life& life,
               Date recorded) {
  if (running) return {.running = true};
  if (!ended) return {};
  return {.on = Later(*ended, NewestOf(rule, life, recorded))};
}

Began Begin(const Retention& rule, std::size_t number, Date recorded, const Life& life) {
  switch (rule.trigger) {
    case Trigger::kRecorded:
      return {.on = recorded};
    case Trigger::kLastContact:
      return {.on = life.contact ? Later(*life.contact, recorded) : recorded};
    case Trigger::kConsentWithdrawn:
      return {.on = rule.consent ? life.withdrawn[*rule.consent] : std::nullopt};
    case Trigger::kCaseClosed:
      return AfterEnd(life.case_open, life.case_closed, rule, life, recorded);
    case Trigger::kServiceEnded:
      return AfterEnd(life.in_service, life.service_ended, rule, life, recorded);
    case Trigger::kBirthday:
      return {.running = life.birth && (life.case_open || life.in_service), .on = life.birth};
    case Trigger::kDeath:
      return {.on = life.death};
    case Trigger::kAccountUnused: {
      const Date newest = NewestOf(rule, life, recorded);
      return {.on = life.account_used ? Later(*life.account_used, newest) : newest};
    }
    case Trigger::kEvent:
      return {.on = rule.event_of ? life.newest[*rule.event_of] : life.events[number]};
    case Trigger::kNotRecorded:
      return {};
  }
  std::unreachable();
}

// What is kept for no time at all may not be kept to the end of the day either.
Date LastDay(Date began, const notice::Period& keep) {
  const Date until = Add(began, keep);
  return until == began ? Date(sys_days(began) - std::chrono::days(1)) : until;
}

// When care ended, for the age at which it did.
std::optional<Date> Ended(const Life& life) {
  std::optional<Date> ended = life.contact;
  if (life.case_closed) Raise(ended, *life.case_closed);
  if (life.service_ended) Raise(ended, *life.service_ended);
  return ended;
}

int BirthdayOf(const Retention& rule, const Life& life, Date recorded) {
  if (!rule.to_birthday_from_17) return *rule.to_birthday;
  const Date ended = Ended(life).value_or(recorded);
  const bool nearly_grown = sys_days(ended) >= sys_days(Birthday(*life.birth, kNearlyGrown));
  return nearly_grown ? *rule.to_birthday_from_17 : *rule.to_birthday;
}

void Lengthen(std::optional<KeepUntil>& end, const KeepUntil& other) {
  if (!end || sys_days(end->last_day) < sys_days(other.last_day)) end = other;
}

// The death counts instead: where it came first, or the person was not grown.
void ByDeath(const Retention& rule, Index number, const Life& life, std::optional<KeepUntil>& end) {
  if (!life.death) return;
  const auto put = [&](const notice::Period& period) {
    end = KeepUntil{.last_day = LastDay(*life.death, period),
                    .rule = number,
                    .how = How::kAfterDeath,
                    .period = period,
                    .began = *life.death};
  };
  const bool first = !end || sys_days(*life.death) <= sys_days(end->last_day);
  const bool young = life.birth && sys_days(*life.death) < sys_days(Birthday(*life.birth, kGrown));
  if (rule.if_death_under_18 && young)
    put(*rule.if_death_under_18);
  else if (rule.or_after_death && first)
    put(*rule.or_after_death);
}

struct Ending {
  bool running = false;
  std::optional<KeepUntil> end = {};
};

Ending EndOf(const Retention& rule, Index number, Date recorded, const Life& life) {
  const Began began = Begin(rule, number, recorded, life);
  if (began.running) return {.running = true};
  std::optional<KeepUntil> end;
  if (rule.Counts() && began.on)
    end = KeepUntil{.last_day = LastDay(*began.on, rule.keep),
                    .rule = number,
                    .period = rule.keep,
                    .began = *began.on};
  if (rule.to_birthday && life.birth && (began.on || !rule.Counts())) {
    const int age = BirthdayOf(rule, life, recorded);
    const Date birthday = Birthday(*life.birth, age);
    Lengthen(end, {.last_day = birthday,
                   .rule = number,
                   .how = How::kBirthday,
                   .birthday = age,
                   .began = birthday});
  }
  ByDeath(rule, number, life, end);
  return {.end = end};
}

// When the period begins, said of somebody.
std::string Since(const Retention& rule) {
  static constexpr std::pair<Trigger, std::string_view> kWords[] = {
      {Trigger::kRecorded, "after it was recorded"},
      {Trigger::kLastContact, "after the last contact"},
      {Trigger::kConsentWithdrawn, "after the consent was withdrawn"},
      {Trigger::kCaseClosed, "after the case was closed"},
      {Trigger::kServiceEnded, "after the service ended"},
      {Trigger::kBirthday, "after the birth"},
      {Trigger::kDeath, "after the death"},
      {Trigger::kAccountUnused, "after the account was last used"}};
  for (const auto& [trigger, words] : kWords)
    if (trigger == rule.trigger) return std::string(words);
  return rule.event.empty() ? "after what it begins at" : "after " + rule.event;
}

std::string Length(const Retention& rule, const KeepUntil& until) {
  switch (until.how) {
    case How::kPeriod:
      return notice::ToText(until.period) + " " + Since(rule);
    case How::kBirthday:
      return "to the " + notice::Ordinal(until.birthday) + " birthday";
    case How::kAfterDeath:
      return notice::ToText(until.period) + " after the death";
  }
  std::unreachable();
}

// Less any of which cannot be known without looking: a birthday, a death, an event, a consent.
bool Certain(const Retention& rule) {
  if (rule.or_after_death || rule.if_death_under_18 || !rule.Counts()) return false;
  return rule.trigger == Trigger::kRecorded || rule.trigger == Trigger::kLastContact ||
         rule.trigger == Trigger::kAccountUnused;
}

}  // namespace

Date Add(Date date, const notice::Period& period) { return notice::After(date, period); }

void Life::SawRecord(std::optional<Index> category, Date recorded) {
  Raise(contact, recorded);
  if (category) Raise(newest[*category], recorded);
}

void Life::SawService(Date since, std::optional<Date> until) {
  Raise(contact, since);
  if (until) Raise(contact, *until);
  if (until)
    Raise(service_ended, *until);
  else
    in_service = true;
}

std::optional<KeepUntil> Expiry(const notice::Notice& notice, Index category, Date recorded,
                                const Life& life) {
  std::optional<KeepUntil> longest;
  std::optional<KeepUntil> next;
  for (std::size_t i = 0; i < notice.retention.size(); ++i) {
    const Retention& rule = notice.retention[i];
    if (!rule.data[category]) continue;
    const Ending ending = EndOf(rule, static_cast<Index>(i), recorded, life);
    if (ending.running) return std::nullopt;
    if (!ending.end) continue;
    if (!longest || sys_days(ending.end->last_day) > sys_days(longest->last_day)) {
      next = longest;
      longest = ending.end;
    } else {
      Lengthen(next, *ending.end);
    }
  }
  if (longest && next) longest->outlasted = next->rule;
  return longest;
}

std::string Words(const notice::Notice& notice, const KeepUntil& until) {
  const Retention& rule = notice.retention[until.rule];
  std::string words =
      fmt::format("kept until {}: {}, {}", ToWords(until.last_day), rule.id, Length(rule, until));
  if (until.outlasted)
    words += fmt::format(", which ends later than {}", notice.retention[*until.outlasted].id);
  return words;
}

bool KeptByLaw(const notice::Notice& notice, Index category, Date recorded, const Life& life,
               Date today) {
  for (std::size_t i = 0; i < notice.retention.size(); ++i) {
    const Retention& rule = notice.retention[i];
    if (!rule.law || !rule.data[category]) continue;
    const Ending ending = EndOf(rule, static_cast<Index>(i), recorded, life);
    // Whose birthday is not known is not kept for it: an adult's file would never go.
    if (!ending.running && !ending.end && rule.trigger == Trigger::kBirthday) continue;
    if (!ending.end || sys_days(today) <= sys_days(ending.end->last_day)) return true;
  }
  return false;
}

std::optional<notice::Period> AtLeast(const notice::Notice& notice, Index category) {
  std::optional<notice::Period> least;
  for (const Retention& rule : notice.retention)
    if (rule.data[category] && Certain(rule) &&
        (!least || notice::RoughDays(rule.keep) > notice::RoughDays(*least)))
      least = rule.keep;
  return least;
}

}  // namespace almoner::standing
