#include "notice/diff.h"

#include <fmt/format.h>

#include <algorithm>

namespace almoner::notice {
namespace {

template <class T>
const T* FindIn(const std::vector<T>& all, std::string_view id) {
  const auto found = std::ranges::find(all, id, &T::id);
  return found == all.end() ? nullptr : &*found;
}

std::string Listed(const std::vector<std::string>& names) {
  return fmt::format("{}", fmt::join(names, ", "));
}

template <class T, std::size_t kSize>
std::vector<std::string> Ids(const std::vector<T>& things, const std::bitset<kSize>& set) {
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < things.size(); ++i)
    if (set[i]) ids.push_back(things[i].id);
  return ids;
}

template <class T, std::size_t kSize>
std::vector<std::string> Names(const std::vector<T>& things, const std::bitset<kSize>& set) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < things.size(); ++i)
    if (set[i]) names.push_back(things[i].name);
  return names;
}

// The names of what `newer` has and `older` has not, by id.
template <class T, std::size_t kSize>
std::vector<std::string> Added(const std::vector<T>& old_things, const std::bitset<kSize>& older,
                               const std::vector<T>& new_things, const std::bitset<kSize>& newer) {
  const std::vector<std::string> before = Ids(old_things, older);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < new_things.size(); ++i)
    if (newer[i] && std::ranges::find(before, new_things[i].id) == before.end())
      names.push_back(new_things[i].name);
  return names;
}

class Comparison {
 public:
  Comparison(const Notice& older, const Notice& newer) : older_(older), newer_(newer) {}

  std::vector<Change> Run() {
    Activities();
    Consents();
    Retentions();
    Rights();
    RightsGone();
    Clauses();
    return std::move(changes_);
  }

 private:
  void Put(Need need, std::vector<std::string> people, std::string what) {
    changes_.push_back({.what = std::move(what), .people = std::move(people), .need = need});
  }

  void Activities() {
    for (const Activity& activity : newer_.activities) {
      if (activity.imposed) continue;
      const Activity* const before = FindIn(older_.activities, activity.id);
      const auto people = Names(newer_.subjects, activity.subjects);
      if (before == nullptr)
        Put(Need::kTell, people,
            fmt::format("New: {}, with {}.", activity.purpose,
                        Listed(Names(newer_.categories, activity.reads | activity.writes))));
      else
        OneActivity(*before, activity, people);
    }
    for (const Activity& activity : older_.activities)
      if (!activity.imposed && FindIn(newer_.activities, activity.id) == nullptr)
        Put(Need::kNothing, Names(older_.subjects, activity.subjects),
            fmt::format("No longer: {}.", activity.purpose));
  }

  void OneActivity(const Activity& before, const Activity& now,
                   const std::vector<std::string>& people) {
    const auto what = Added(older_.categories, before.reads | before.writes, newer_.categories,
                            now.reads | now.writes);
    if (!what.empty())
      Put(Need::kTell, people,
          fmt::format("For {} we now also use: {}.", now.purpose, Listed(what)));
    const auto dropped = Added(newer_.categories, now.reads | now.writes, older_.categories,
                               before.reads | before.writes);
    if (!dropped.empty())
      Put(Need::kNothing, people,
          fmt::format("For {} we no longer use: {}.", now.purpose, Listed(dropped)));
    const auto whose = Added(older_.subjects, before.subjects, newer_.subjects, now.subjects);
    if (!whose.empty())
      Put(Need::kTell, whose, fmt::format("{} is now also about: {}.", now.purpose, Listed(whose)));
    const auto who = Added(older_.roles, before.roles, newer_.roles, now.roles);
    if (!who.empty())
      Put(Need::kTell, people,
          fmt::format("For {} these now see it too: {}.", now.purpose, Listed(who)));
    Recipients(before, now, people);
    Grounds(before, now, people);
  }

  void Recipients(const Activity& before, const Activity& now,
                  const std::vector<std::string>& people) {
    std::vector<std::string> added;
    for (const Index recipient : now.recipients) {
      const std::string& id = newer_.recipients[recipient].id;
      const bool had = std::ranges::any_of(
          before.recipients, [&](Index old) { return older_.recipients[old].id == id; });
      if (!had) added.push_back(newer_.recipients[recipient].name);
    }
    if (!added.empty())
      Put(Need::kTell, people,
          fmt::format("For {} we now also give it to: {}.", now.purpose, Listed(added)));
  }

  void Grounds(const Activity& before, const Activity& now,
               const std::vector<std::string>& people) {
    if (before.purpose != now.purpose)
      Put(Need::kTell, people,
          fmt::format("“{}” is now called “{}”.", before.purpose, now.purpose));
    if (before.basis == now.basis) return;
    const bool was_consent = before.consent.has_value();
    Put(was_consent ? Need::kAsk : Need::kTell, people,
        fmt::format("For {} the reason in law was Article {} and is now Article {}.", now.purpose,
                    before.basis, now.basis));
  }

  void Consents() {
    for (const Consent& consent : newer_.consents) {
      const Consent* const before = FindIn(older_.consents, consent.id);
      if (before == nullptr)
        Put(Need::kAsk, {}, fmt::format("We now ask: “{}”", consent.wording));
      else if (before->wording != consent.wording)
        Put(Need::kAsk, {},
            fmt::format("We asked “{}” and now ask “{}”", before->wording, consent.wording));
    }
  }

  // "for 8 years after …", "until your 25th birthday".
  static std::string Kept(const Retention& rule) {
    return (rule.Counts() ? "for " : "") + KeptFor(rule);
  }

  static bool AsLong(const Retention& a, const Retention& b) {
    const auto days = [](const std::optional<Period>& period) {
      return period ? RoughDays(*period) : -1;
    };
    return RoughDays(a.keep) == RoughDays(b.keep) && a.from == b.from &&
           a.to_birthday == b.to_birthday && a.to_birthday_from_17 == b.to_birthday_from_17 &&
           days(a.or_after_death) == days(b.or_after_death) &&
           days(a.if_death_under_18) == days(b.if_death_under_18);
  }

  void Retentions() {
    for (const Retention& rule : newer_.retention) {
      const Retention* const before = FindIn(older_.retention, rule.id);
      if (before == nullptr) {
        Put(Need::kTell, {},
            fmt::format("New: we keep {} {}.", Listed(Names(newer_.categories, rule.data)),
                        Kept(rule)));
        continue;
      }
      const auto more = Added(older_.categories, before->data, newer_.categories, rule.data);
      if (!more.empty())
        Put(Need::kTell, {}, fmt::format("This is now kept {}: {}.", Kept(rule), Listed(more)));
      if (AsLong(*before, rule)) continue;
      const bool longer = RoughDays(rule) >= RoughDays(*before) || before->from != rule.from;
      Put(longer ? Need::kTell : Need::kNothing, {},
          fmt::format("We kept {} {}; now {}.", Listed(Names(newer_.categories, rule.data)),
                      Kept(*before), Kept(rule)));
    }
    for (const Retention& rule : older_.retention)
      if (FindIn(newer_.retention, rule.id) == nullptr)
        Put(Need::kTell, {},
            fmt::format("This rule is gone: {} {}.", Listed(Names(older_.categories, rule.data)),
                        Kept(rule)));
  }

  void Rights() {
    for (const RightPromise& right : newer_.rights) {
      const RightPromise* const before = older_.FindRight(right.right);
      const std::optional<int> days = before == nullptr ? std::nullopt : before->days;
      if (days == right.days) continue;
      const auto told = [](std::optional<int> number) {
        return number ? fmt::format("{} days", *number) : std::string("the law's time");
      };
      Put(Need::kNothing, {},
          fmt::format("The right “{}” was answered within {}; now within {}.", right.right,
                      told(days), told(right.days)));
    }
  }

  // A promise that is gone: the law's time counts again.
  void RightsGone() {
    for (const RightPromise& right : older_.rights)
      if (right.days && newer_.FindRight(right.right) == nullptr)
        Put(Need::kNothing, {},
            fmt::format("The right “{}” was answered within {} days; now within the law's time.",
                        right.right, *right.days));
  }

  void Clauses() {
    for (const Clause& clause : newer_.clauses) {
      const Clause* const before = FindIn(older_.clauses, clause.id);
      if (before == nullptr)
        Put(Need::kNothing, {}, fmt::format("New sentence ({}): “{}”", clause.id, clause.text));
      else if (before->text != clause.text)
        Put(Need::kNothing, {},
            fmt::format("{} said “{}” and now says “{}”", clause.id, before->text, clause.text));
    }
    for (const Clause& clause : older_.clauses)
      if (FindIn(newer_.clauses, clause.id) == nullptr)
        Put(Need::kNothing, {}, fmt::format("Gone ({}): “{}”", clause.id, clause.text));
  }

  const Notice& older_;
  const Notice& newer_;
  std::vector<Change> changes_;
};

// Every activity of the notice that collected it rested on consent.
bool CollectedOnConsent(const Notice& notice, Index category, Index subject_kind) {
  bool any = false;
  for (const Activity& activity : notice.activities) {
    if (activity.imposed || !activity.writes[category] || !activity.subjects[subject_kind])
      continue;
    if (activity.basis != "6(1)(a)") return false;
    any = true;
  }
  return any;
}

// Article 8A and Annex 2: a use under the same purpose, one that the law demands or that protects
// somebody, or one that the newer notice
// declares compatible with a purpose for which the older let the category be used. What was given
// on consent goes further only on consent (Article 8A(5)).
bool Compatible(const Notice& older, const Activity& now, Index category) {
  constexpr std::string_view kAnnex2[] = {"6(1)(c)", "6(1)(d)", "6(1)(ea)"};
  if (FindIn(older.activities, now.id) != nullptr) return true;
  if (std::ranges::find(kAnnex2, now.basis) != std::end(kAnnex2)) return true;
  const Activity* const from = FindIn(older.activities, now.record.compatible_with);
  return from != nullptr && (from->reads | from->writes)[category];
}

}  // namespace

std::string_view Name(Need need) {
  switch (need) {
    case Need::kNothing:
      return "nothing";
    case Need::kTell:
      return "tell";
    case Need::kAsk:
      return "ask";
  }
  std::unreachable();
}

std::vector<Change> Diff(const Notice& older, const Notice& newer) {
  return Comparison(older, newer).Run();
}

NewUse NewlyUsed(const Notice& older, const Notice& newer, Index activity, Index subject_kind) {
  NewUse found;
  const Activity& now = newer.activities[activity];
  if (now.imposed) return found;  // the law told them before anybody did
  if (!now.subjects[subject_kind]) return found;
  const Activity* const before = FindIn(older.activities, now.id);
  const auto old_kind = older.FindSubjectKind(newer.subjects[subject_kind].id);
  for (std::size_t i = 0; i < newer.categories.size(); ++i) {
    if (!now.reads[i]) continue;
    const auto category = older.FindCategory(newer.categories[i].id);
    if (!category) continue;  // nothing of it was collected then
    const bool same =
        before != nullptr && before->basis == now.basis && before->marketing == now.marketing;
    const bool allowed =
        same && old_kind && before->subjects[*old_kind] && before->reads[*category];
    if (allowed) continue;
    const bool on_consent = old_kind && CollectedOnConsent(older, *category, *old_kind);
    const bool may_be_told = now.consent || (!on_consent && Compatible(older, now, *category));
    (may_be_told ? found.tell : found.ask).set(i);
  }
  return found;
}

}  // namespace almoner::notice
