// The decision: the situations of tests/golden/*.decision, and what no situation shows.
#include "gate/decide.h"

#include <algorithm>
#include <set>
#include <sstream>

#include "support/house.h"
#include "support/situation.h"

namespace almoner::gate {
namespace {

using notice::Index;
using notice::Notice;
using ::testing::ElementsAre;
using ::testing::SizeIs;

Notice LoadNotice(const std::string& name) { return CompileNotice(NoticeText(name)); }

const Notice& Example() {
  static const Notice notice = LoadNotice("example");
  return notice;
}

// The index of something the situation names; the test fails when the notice does not have it.
Index Named(std::optional<Index> index, const std::string& id) {
  EXPECT_TRUE(index) << "the notice has no " << id;
  return index.value_or(0);
}

std::optional<BreakGlass> Ground(const std::string& name) {
  for (const BreakGlass ground : {BreakGlass::kEmergency, BreakGlass::kCover,
                                  BreakGlass::kSafeguarding, BreakGlass::kLegalDemand})
    if (Name(ground) == name) return ground;
  EXPECT_EQ(name, "") << "there is no such ground";
  return std::nullopt;
}

Action ActionOf(const std::string& name) {
  if (name == "write") return Action::kWrite;
  if (name == "attend") return Action::kAttend;
  EXPECT_EQ(name, "read") << "an action is read, write or attend";
  return Action::kRead;
}

Question Asked(const Notice& notice, const Situation& situation) {
  Question q;
  q.action = ActionOf(situation.Get("action"));
  q.activity = notice.FindActivity(situation.Get("purpose"));
  for (const std::string& id : situation.List("data"))
    q.categories.set(Named(notice.FindCategory(id), id));
  for (const std::string& id : situation.List("roles"))
    if (id != "none") q.roles.set(Named(notice.FindRole(id), id));
  for (const std::string& id : situation.List("consents"))
    q.given.set(Named(notice.FindConsent(id), id));
  const std::string person = situation.Get("person");
  q.subject_kind = Named(notice.FindSubjectKind(person), person);
  q.assigned = situation.Get("relation") == "assigned";
  q.closed = situation.Get("relation") == "closed";
  q.own = situation.Get("relation") == "self";
  q.objected = situation.Get("objected") == "yes";
  q.restricted = situation.Get("restricted") == "yes";
  for (const std::string& id : situation.List("untold"))
    q.untold.set(Named(notice.FindCategory(id), id));
  for (const std::string& id : situation.List("unasked"))
    q.unasked.set(Named(notice.FindCategory(id), id));
  q.break_glass = Ground(situation.Get("break-glass"));
  return q;
}

// The answer as a situation writes it.
std::string Answer(const Notice& notice, const Question& q) {
  const auto verdict = Decide(notice, q);
  const Explanation words =
      verdict ? Explain(notice, *verdict) : Explain(notice, q, verdict.error());
  std::ostringstream out;
  out << "expect: " << (verdict ? "allow" : verdict.error().gap() ? "gap" : "refuse") << "\n";
  if (!verdict) out << "rule: " << Name(verdict.error().rule()) << "\n";
  if (verdict && verdict->broke_glass()) out << "breaks-glass: yes\n";
  for (const std::string& clause : words.clauses) out << "quotes: " << clause << "\n";
  out << "says: " << words.what << "\n"
      << "because: " << words.why << "\n";
  if (!words.next.empty()) out << "next: " << words.next << "\n";
  return out.str();
}

class GoldenDecision : public ::testing::TestWithParam<Situation> {};

TEST_P(GoldenDecision, IsAsWritten) {
  static const std::set<std::string, std::less<>> known = {
      "notice",   "roles",    "relation",     "purpose",     "action",  "data",   "person",
      "consents", "objected", "restricted",   "break-glass", "expect",  "untold", "unasked",
      "rule",     "quotes",   "breaks-glass", "says",        "because", "next"};
  const Situation& situation = GetParam();
  EXPECT_NE(situation.sentence, "") << "begin with `# a sentence`";
  for (const auto& [key, value] : situation.lines) EXPECT_TRUE(known.contains(key)) << key;
  const std::string relation = situation.Get("relation");
  EXPECT_TRUE(relation == "assigned" || relation == "none" || relation == "closed" ||
              relation == "self")
      << relation;
  const Notice notice = LoadNotice(situation.Get("notice"));
  EXPECT_EQ(Answer(notice, Asked(notice, situation)), situation.From("expect"))
      << situation.sentence;
}

std::string SituationName(const ::testing::TestParamInfo<Situation>& info) {
  std::string name = info.param.name;
  std::ranges::replace(name, '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Situations, GoldenDecision,
                         ::testing::ValuesIn(ReadSituations("tests/golden", ".decision")),
                         SituationName);

TEST(GoldenDecisions, CoverEveryRuleEveryActionAndEveryGround) {
  std::set<std::string> seen;
  const auto all = ReadSituations("tests/golden", ".decision");
  for (const Situation& situation : all)
    for (const std::string_view key : {"expect", "rule", "action", "break-glass"})
      seen.insert(situation.Get(key));
  for (int rule = 0; rule <= static_cast<int>(Rule::kRestriction); ++rule) {
    if (static_cast<Rule>(rule) == Rule::kCondition) continue;  // no compiled notice can lack one
    EXPECT_TRUE(seen.contains(std::string(Name(static_cast<Rule>(rule)))))
        << Name(static_cast<Rule>(rule));
  }
  for (const std::string word : {"allow", "refuse", "gap", "read", "write", "attend", "emergency",
                                 "cover", "safeguarding", "legal-demand"})
    EXPECT_TRUE(seen.contains(word)) << word;
  EXPECT_GE(all.size(), 24U);
}

// A support worker reads what support needs about someone assigned to them.
Question Usual(const Notice& notice) {
  Question q;
  q.activity = notice.FindActivity("support");
  q.categories = notice.SetOf({"contact-details", "support-notes"});
  q.roles.set(*notice.FindRole("support-worker"));
  q.assigned = true;
  q.subject_kind = *notice.FindSubjectKind("service-user");
  return q;
}

TEST(DecideTest, AnEmptyQuestionIsAGapAndNotAllowed) {
  const auto verdict = Decide(Example(), Question());
  ASSERT_FALSE(verdict);
  EXPECT_EQ(verdict.error().rule(), Rule::kPurpose);
  EXPECT_TRUE(verdict.error().gap());
}

TEST(DecideTest, ANumberTheNoticeDoesNotHaveIsAGap) {
  Question q = Usual(Example());
  q.activity = static_cast<Index>(Example().activities.size());
  const auto verdict = Decide(Example(), q);
  ASSERT_FALSE(verdict);
  EXPECT_TRUE(verdict.error().gap());
  EXPECT_EQ(Explain(Example(), q, verdict.error()).what, "The notice has no such purpose.");
}

TEST(DecideTest, APersonOfAKindTheNoticeDoesNotHaveIsAGap) {
  Question q = Usual(Example());
  for (const Index kind : {static_cast<Index>(Example().subjects.size()),
                           static_cast<Index>(notice::kMaxSubjectKinds), Index{65535}}) {
    q.subject_kind = kind;
    const auto verdict = Decide(Example(), q);
    ASSERT_FALSE(verdict);
    EXPECT_EQ(verdict.error().rule(), Rule::kPeople);
    EXPECT_TRUE(verdict.error().gap());
    EXPECT_NE(Explain(Example(), q, verdict.error()).what, "");
  }
}

// The compiler lets no such notice through; Decide looks all the same.
TEST(DecideTest, HealthDataWithoutAConditionOfArticle9IsAGapEvenInATamperedNotice) {
  Notice notice = Example();
  notice.activities[*notice.FindActivity("support")].condition.clear();
  Question q = Usual(notice);
  const auto verdict = Decide(notice, q);
  ASSERT_FALSE(verdict);
  EXPECT_EQ(verdict.error().rule(), Rule::kCondition);
  EXPECT_TRUE(verdict.error().gap());
  EXPECT_EQ(Explain(notice, q, verdict.error()).why,
            "UK GDPR Articles 9 and 10 ask for one, and the notice names none.");
  q.categories = notice.SetOf({"contact-details"});
  EXPECT_TRUE(Decide(notice, q)) << "a telephone number needs no condition";
}

TEST(DecideTest, OffenceDataWithoutAParagraphOfSchedule1IsAGapEvenInATamperedNotice) {
  Notice notice = Example();
  notice.activities[*notice.FindActivity("risk")].schedule_1.clear();
  Question q = Usual(notice);
  q.activity = notice.FindActivity("risk");
  q.categories = notice.SetOf({"allegations"});
  const auto verdict = Decide(notice, q);
  ASSERT_FALSE(verdict);
  EXPECT_EQ(verdict.error().rule(), Rule::kCondition);
  EXPECT_TRUE(verdict.error().gap());
  q.activity = notice.FindActivity("law.emergency");
  EXPECT_TRUE(Decide(notice, q)) << "what the law imposes is not the notice's to allow";
}

TEST(DecideTest, WithdrawingAConsentStopsTheActivitiesThatRestOnItAndNoOther) {
  const Notice& notice = Example();
  Question q = Usual(notice);
  q.roles.set();
  q.roles >>= notice::kMaxRoles - notice.roles.size();
  for (Index a = 0; a < notice.activities.size(); ++a) {
    q.activity = a;
    q.categories = notice.activities[a].reads;
    q.given.set();
    EXPECT_TRUE(Decide(notice, q)) << notice.activities[a].id;
    q.given.reset();
    const auto without = Decide(notice, q);
    EXPECT_EQ(without.has_value(), !notice.activities[a].consent) << notice.activities[a].id;
    EXPECT_TRUE(without || without.error().rule() == Rule::kConsent);
  }
}

TEST(DecideTest, WhatIsTooMuchIsNamedAndNothingElseIs) {
  Question q = Usual(Example());
  q.categories = Example().SetOf({"contact-details", "allegations", "newsletter"});
  const auto verdict = Decide(Example(), q);
  ASSERT_FALSE(verdict);
  EXPECT_EQ(Explain(Example(), q, verdict.error()).what,
            "“supporting people at home and in the day centre” does not need: "
            "allegations and proceedings, newsletter subscription.");
}

TEST(DecideTest, OfSeveralRolesTheOneThatReachesEveryoneActs) {
  Notice notice = Example();
  const Index fundraiser = *notice.FindRole("fundraiser");
  Question q = Usual(notice);
  q.activity = notice.FindActivity("newsletter");
  q.categories = notice.SetOf({"newsletter"});
  q.given.set();
  q.roles.set(fundraiser);
  q.assigned = false;
  const auto verdict = Decide(notice, q);
  ASSERT_TRUE(verdict);
  EXPECT_EQ(verdict->role(), fundraiser);
  EXPECT_FALSE(verdict->broke_glass());
  EXPECT_EQ(verdict->activity(), *q.activity);
}

TEST(DecideTest, GlassIsOnlyBrokenWhereItStoodInTheWay) {
  Question q = Usual(Example());
  q.break_glass = BreakGlass::kCover;
  EXPECT_FALSE(Decide(Example(), q)->broke_glass());
  q.assigned = false;
  EXPECT_TRUE(Decide(Example(), q)->broke_glass());
}

}  // namespace
}  // namespace almoner::gate
