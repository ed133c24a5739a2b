// Decide() against its definition, written slowly over names instead of bits: of all rules that
// object, the first in the order of Rule answers. Compared over random notices and questions.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "gate/decide.h"

namespace almoner::gate {
namespace {

using notice::Activity;
using notice::Index;
using notice::Notice;
using Names = std::set<std::string, std::less<>>;

// ---- REFERENCE IMPLEMENTATION ----
struct Verdict {
  std::optional<Rule> rule;  // nothing: allowed
  bool gap = false;
  std::string role;
  bool broke_glass = false;
  friend bool operator==(const Verdict&, const Verdict&) = default;
};

template <class T, std::size_t N>
Names NamesOf(const std::vector<T>& all, const std::bitset<N>& set) {
  Names names;
  for (std::size_t i = 0; i < all.size(); ++i)
    if (set.test(i)) names.insert(all[i].id);
  return names;
}

Names Both(const Names& a, const Names& b) {
  Names both;
  for (const std::string& name : a)
    if (b.contains(name)) both.insert(name);
  return both;
}

// Everything about one question, by name.
struct Facts {
  const Notice& notice;
  const Question& q;
  const Activity& activity;
  Names acting;    // roles
  Names reaching;  // those of them whose reach is everyone
};

Facts FactsOf(const Notice& notice, const Question& q) {
  const Activity& activity = notice.activities[*q.activity];
  Names acting = NamesOf(notice.roles, q.roles);
  if (q.action != Action::kAttend) acting = Both(acting, NamesOf(notice.roles, activity.roles));
  Names reaching;
  for (const notice::Role& role : notice.roles)
    if (role.reach == notice::Reach::kEveryone && acting.contains(role.id))
      reaching.insert(role.id);
  return {notice, q, activity, acting, reaching};
}

// Something asked for is sensitive, the activity may touch it, and nothing permits that.
bool LacksCondition(const Facts& f) {
  for (const notice::Category& category : f.notice.categories) {
    if (!NamesOf(f.notice.categories, f.q.categories).contains(category.id)) continue;
    if (category.sensitivity == notice::Sensitivity::kSpecial && f.activity.condition == "")
      return true;
    if (category.sensitivity == notice::Sensitivity::kOffence && f.activity.schedule_1 == "" &&
        !f.activity.imposed)
      return true;
  }
  return false;
}

bool AsksTooMuch(const Facts& f) {
  const Names allowed = NamesOf(
      f.notice.categories, f.q.action == Action::kWrite ? f.activity.writes : f.activity.reads);
  const Names asked = NamesOf(f.notice.categories, f.q.categories);
  return Both(asked, allowed) != asked;
}

// Whether the rule objects to what someone asks who is let near the person's data at all.
bool Objects(Rule rule, const Facts& f) {
  if (f.q.action == Action::kAttend && rule > Rule::kAssignment) return false;
  switch (rule) {
    case Rule::kPurpose:
      return false;  // there is one
    case Rule::kBasis:
      return !f.activity.barred.empty() && f.q.action != Action::kAttend;
    case Rule::kClosed:
      return f.q.closed;
    case Rule::kRole:
      return f.acting.empty();
    case Rule::kAssignment:
      return !f.q.assigned && f.reaching.empty() && !f.q.break_glass;
    case Rule::kPeople:
      return !NamesOf(f.notice.subjects, f.activity.subjects)
                  .contains(f.notice.subjects[f.q.subject_kind].id);
    case Rule::kMinimisation:
      return AsksTooMuch(f);
    case Rule::kNewUse:
      return !Both(NamesOf(f.notice.categories, f.q.categories),
                   NamesOf(f.notice.categories, f.q.untold | f.q.unasked))
                  .empty();
    case Rule::kCondition:
      return LacksCondition(f);
    case Rule::kConsent:
      return f.activity.consent && !NamesOf(f.notice.consents, f.q.given)
                                        .contains(f.notice.consents[*f.activity.consent].id);
    case Rule::kObjection:
      return f.activity.objection && f.q.objected;
    case Rule::kRestriction:
      return f.q.restricted && !f.activity.restricted;
  }
  std::unreachable();
}

// Of themself a person sees what is marked to be seen so, under what the law gives them.
Verdict DefineOwn(const Facts& f) {
  if (!f.activity.own || f.q.action == Action::kWrite) return {.rule = Rule::kRole, .role = {}};
  Names marked;
  for (const notice::Category& category : f.notice.categories)
    if (category.portal) marked.insert(category.id);
  const Names asked = NamesOf(f.notice.categories, f.q.categories);
  if (f.q.action == Action::kRead && Both(asked, marked) != asked)
    return {.rule = Rule::kMinimisation, .role = {}};
  return {};
}

Verdict Define(const Notice& notice, const Question& q) {
  if (!q.activity) return {.rule = Rule::kPurpose, .gap = true, .role = {}};
  const Facts facts = FactsOf(notice, q);
  if (q.own) return DefineOwn(facts);
  for (int i = 0; i <= static_cast<int>(Rule::kRestriction); ++i) {
    const auto rule = static_cast<Rule>(i);
    if (Objects(rule, facts)) return {.rule = rule, .gap = rule == Rule::kCondition, .role = {}};
  }
  const Names& from = facts.reaching.empty() ? facts.acting : facts.reaching;
  for (const notice::Role& role : notice.roles)  // the first of the notice's
    if (from.contains(role.id))
      return {.rule = {}, .role = role.id, .broke_glass = !q.assigned && facts.reaching.empty()};
  return {};
}
// ---- END OF REFERENCE ----

// Random notices, small enough that every rule is met often.
class World {
 public:
  explicit World(std::uint64_t seed) : engine_(seed) {}

  bool OneIn(int n) { return std::uniform_int_distribution(1, n)(engine_) == 1; }
  Index Below(std::size_t n) {
    return static_cast<Index>(std::uniform_int_distribution<std::size_t>(0, n - 1)(engine_));
  }
  template <std::size_t N>
  std::bitset<N> SomeOf(std::size_t count, int one_in) {
    std::bitset<N> set;
    for (std::size_t i = 0; i < count; ++i) set.set(i, OneIn(one_in));
    return set;
  }

  Notice MakeNotice() {
    Notice notice;
    const auto name = [](char kind, int i) { return std::string(1, kind) + std::to_string(i); };
    for (int i = 0; i < 3; ++i) notice.subjects.push_back({name('s', i), {}});
    for (int i = 0; i < 2; ++i) notice.consents.push_back({.id = name('k', i)});
    for (int i = 0; i < 5; ++i) {
      notice.categories.push_back({.id = name('c', i)});
      notice.categories.back().sensitivity = static_cast<notice::Sensitivity>(Below(3));
      notice.categories.back().portal = OneIn(2);
    }
    for (int i = 0; i < 4; ++i) {
      notice.roles.push_back({.id = name('r', i)});
      notice.roles.back().reach = OneIn(3) ? notice::Reach::kEveryone : notice::Reach::kAssigned;
      notice.everyone.set(static_cast<std::size_t>(i),
                          notice.roles.back().reach == notice::Reach::kEveryone);
    }
    for (int i = 0; i < 4; ++i) notice.activities.push_back(MakeActivity(name('a', i)));
    return notice;
  }

  Question Ask() {
    Question q;
    q.action = static_cast<Action>(Below(3));
    if (!OneIn(20)) q.activity = Below(4);
    q.categories = SomeOf<notice::kMaxCategories>(5, 4);
    q.own = OneIn(6);
    if (!q.own) q.roles = SomeOf<notice::kMaxRoles>(4, 2);
    q.assigned = !OneIn(3);
    q.closed = OneIn(12);
    q.subject_kind = Below(3);
    q.given = SomeOf<notice::kMaxConsents>(2, 2);
    q.objected = OneIn(4);
    q.restricted = OneIn(4);
    if (OneIn(6)) q.untold = SomeOf<notice::kMaxCategories>(5, 3);
    if (OneIn(6)) q.unasked = SomeOf<notice::kMaxCategories>(5, 3);
    if (OneIn(3)) q.break_glass = static_cast<BreakGlass>(Below(4));
    return q;
  }

 private:
  Activity MakeActivity(std::string id) {
    Activity made;
    made.id = std::move(id);
    made.subjects = ~SomeOf<notice::kMaxSubjectKinds>(notice::kMaxSubjectKinds, 4);
    made.reads = ~SomeOf<notice::kMaxCategories>(notice::kMaxCategories, 5);
    made.writes = ~SomeOf<notice::kMaxCategories>(notice::kMaxCategories, 3);
    made.roles = SomeOf<notice::kMaxRoles>(4, 2);
    if (!OneIn(4)) made.condition = "9(2)(h)";
    if (!OneIn(4)) made.schedule_1 = "2";
    if (OneIn(3)) made.consent = Below(2);
    made.objection = OneIn(2);
    made.restricted = OneIn(3);
    made.imposed = OneIn(4);
    made.own = OneIn(3);
    if (OneIn(10)) made.barred = "It is not allowed.";
    return made;
  }

  std::mt19937_64 engine_;
};

Verdict Fast(const Notice& notice, const Question& q) {
  const auto verdict = Decide(notice, q);
  if (!verdict) return {.rule = verdict.error().rule(), .gap = verdict.error().gap(), .role = {}};
  EXPECT_EQ(verdict->activity(), *q.activity);
  return {.rule = {},
          .role = verdict->role() ? notice.roles[*verdict->role()].id : std::string(),
          .broke_glass = verdict->broke_glass()};
}

TEST(DecideReference, AgreesOnEveryQuestionOfRandomNotices) {
  constexpr std::uint64_t kSeed = 20261121;
  World world(kSeed);
  std::map<std::optional<Rule>, int> met;
  int broken = 0;
  for (int n = 0; n < 250; ++n) {
    const Notice notice = world.MakeNotice();
    for (int i = 0; i < 100; ++i) {
      const Question q = world.Ask();
      const Verdict defined = Define(notice, q);
      ASSERT_EQ(Fast(notice, q), defined)
          << "seed " << kSeed << ", notice " << n << ", question " << i;
      ++met[defined.rule];
      broken += defined.broke_glass;
    }
  }
  EXPECT_EQ(met.size(), 13U) << "each of the twelve rules, and yes";
  for (const auto& [rule, count] : met)
    EXPECT_GE(count, 100) << (rule ? Name(*rule) : std::string_view("allowed"));
  EXPECT_GE(broken, 100);
}

}  // namespace
}  // namespace almoner::gate
