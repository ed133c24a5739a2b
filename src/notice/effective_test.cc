// What counts where a notice and the law differ: each line of the promise map's list of promises
// that must not be kept to the letter, as it would stand in a notice.
#include "notice/effective.h"

#include "notice/test_check.h"
#include "support/matchers.h"

namespace almoner::notice {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

std::vector<Effective> ValuesOf(std::string_view text) {
  return EffectiveValues(Sound(text), BuiltInBook());
}

struct Literal {
  std::string_view promise;  // in the promise map
  std::string_view floor;
  Edit edit;
  std::string_view about;
  std::string_view value;  // a part of it
  bool law_wins = true;
};

const Literal kLiterals[] = {
    {"P3-051",
     "interest",
     {"review: 2027-10-20", "outcome: overridden"},
     "activity risk",
     "an assessment that the person's rights do not override them"},
    {"P3-129",
     "registering",
     {"I would like news.,", "I would like news., asked: registration,"},
     "consent news",
     "each use that needs consent is asked for apart"},
    {"P3-110",
     "expired-right",
     {"right: objection", "right: objection, until: 2018-05-25"},
     "right objection",
     "as it stands today, without an end"},
    {"P3-135",
     "crowds",
     {"", "recordings: [{id: fete, kind: photo, crowds-exempt: yes}]\n"},
     "recording fete",
     "wherever a person in it can be recognised"},
    {"P3-084",
     "closed-recipient",
     {"why: so that it knows", "kind: media, why: so that it knows"},
     "recipient gp",
     "nothing goes to the press"},
    {"DPP-093",
     "password",
     {"", "security: [{id: sticks, what: x, kind: passwords, strength: or-password}]\n"},
     "security sticks",
     "always encrypted"},
    {"DPP-098",
     "employees-only",
     {"", "security: [{id: sticks, what: x, kind: training, covers: employees-only}]\n"},
     "security sticks",
     "everybody's data"},
    {"DPP-109",
     "transfer-scope",
     {"", "transfer-scope: EEA\n"},
     "transfers",
     "any country outside the United Kingdom"},
    {"ACE-085",
     "website-retention",
     {"  - id: all\n",
      "  - {id: site, data: [contact, notes], from: website-use, keep: 8 years, because: so,\n"
      "     clause: L-1}\n  - id: all\n"},
     "retention rule site",
     "only for website accounts"},
    {"ACE-110",
     "refusal-impractical",
     {"right: access", "right: access, refuse: [extremely-impractical]"},
     "right access",
     "only a manifestly unfounded or excessive request"},
    {"ACE-078",
     "age",
     {"", "website: {cookie-information: yes, age: 16}\n"},
     "website",
     "16 years as the organisation's own rule",
     false},
    {"STT-097",
     "portability-condition",
     {"right: portability",
      "right: portability, join: and, only-if: [consent-or-contract, a "
      "decision by computer]"},
     "right portability",
     "no decision is needed"},
    {"STT-089",
     "restriction-uses",
     {"right: restriction", "right: restriction, join: and, uses: [consent, legal-claims]"},
     "right restriction",
     "any of: storage, consent, legal-claims, others-rights, public-interest"},
    {"STT-158",
     "implied-cookies",
     {"", "website: {cookie-information: yes, consent: implied}\n"},
     "website",
     "consent that is asked for, or an exemption"},
    {"STT-106",
     "foreign-controller",
     {"  - id: support\n", "  - id: support\n    automated: profiling\n"},
     "activity support",
     "the organisation itself answers for it"},
    {"HOT-113",
     "days",
     {"right: access", "right: access, days: 30"},
     "right access",
     "the earlier of 30 days and one month"},
    {"HOT-115",
     "fee",
     {"right: access", "right: access, fee: always, fee-amount: 10.00"},
     "right access",
     "free; reasonable cost, at most £10.00, only if manifestly unfounded"},
    {"HOT-109",
     "form",
     {"right: access", "right: access, form: writing"},
     "right access",
     "any form"},
    {"HOT-093",
     "portability-meaning",
     {"right: portability", "right: portability, stated: badly"},
     "right portability",
     "a computer can read"},
    {"HOT-101",
     "refusal-unreasonable",
     {"right: access", "right: access, refuse: [unreasonable]"},
     "right access",
     "only the grounds that the law names"},
    {"HOT-108",
     "family",
     {"right: access", "right: access, whose: [self, family]"},
     "right access",
     "that of others only with their authority"},
    {"HOT-030",
     "regulator",
     {"regulator: named", "regulator: missing"},
     "complaints",
     "and to the Information Commissioner"},
};

// Lantern House without the days that it promises, so that only the tested line has a value.
std::string House(const Edit& edit) {
  return Edited(Replaced(WholeLanternHouse(), "days: 28, ", ""), edit);
}

// The lines of the law that count in its place.
std::vector<std::string> FloorsOf(std::string_view text) {
  std::vector<std::string> floors;
  for (const Effective& value : ValuesOf(text)) floors.push_back(value.floor);
  return floors;
}

class APromiseThatIsNotKeptToTheLetter : public ::testing::TestWithParam<Literal> {};

TEST_P(APromiseThatIsNotKeptToTheLetter, HasTheValueThatCountsAndSaysWhy) {
  const Literal& line = GetParam();
  const std::vector<Effective> values = ValuesOf(House(line.edit));
  ASSERT_THAT(values, SizeIs(1)) << line.promise;
  const Effective& value = values.front();
  EXPECT_EQ(value.floor, line.floor);
  EXPECT_EQ(value.about, line.about);
  EXPECT_THAT(value.value, HasSubstr(std::string(line.value)));
  EXPECT_EQ(value.law_wins, line.law_wins);
  EXPECT_FALSE(value.promised.empty());
  const law::Floor& floor = *BuiltInBook().FindFloor(line.floor);
  EXPECT_EQ(floor.promise, line.promise);
  EXPECT_THAT(value.why, HasSubstr(floor.law));
  EXPECT_EQ(value.plain, floor.plain);
}

INSTANTIATE_TEST_SUITE_P(Each, APromiseThatIsNotKeptToTheLetter, ::testing::ValuesIn(kLiterals),
                         [](const auto& tested) {
                           std::string name(tested.param.promise);
                           std::erase(name, '-');
                           return name;
                         });

TEST(EffectiveTest, TheTableCoversEveryLineOfTheLaw) {
  std::set<std::string> known, covered;
  for (const law::Floor& floor : BuiltInBook().floors) known.insert(floor.id);
  for (const Literal& line : kLiterals) covered.emplace(line.floor);
  EXPECT_EQ(covered, known);
  EXPECT_THAT(known, SizeIs(22));
}

TEST(EffectiveTest, ANoticeThatPromisesWhatTheLawGivesHasNothingToCompare) {
  EXPECT_THAT(FloorsOf(House({"", ""})), IsEmpty());
}

TEST(EffectiveTest, FewerDaysThanTheShortestMonthAreThePersonsGain) {
  const std::vector<Effective> values = ValuesOf(WholeLanternHouse());
  ASSERT_THAT(values, SizeIs(1));
  EXPECT_FALSE(values.front().law_wins) << "28 days";
  EXPECT_EQ(values.front().value, "the earlier of 28 days and one month");
  EXPECT_TRUE(ValuesOf(Replaced(WholeLanternHouse(), "days: 28", "days: 29")).front().law_wins);
}

// Article 12A allows one month: what is promised later gives way, counted in days or in months.
TEST(EffectiveTest, MonthsBeyondTheFirstGiveWayToTheLaw) {
  EXPECT_THAT(FloorsOf(House({"right: access", "right: access, months: 1"})), IsEmpty());
  const std::vector<Effective> values =
      ValuesOf(House({"right: access", "right: access, months: 3"}));
  ASSERT_THAT(values, SizeIs(1));
  EXPECT_EQ(values.front().floor, "days");
  EXPECT_TRUE(values.front().law_wins);
}

// Article 8(1): 13. An organisation may be stricter; where it is laxer the law's age counts.
TEST(EffectiveTest, AnAgeBelowTheLawsIsTheLaws) {
  EXPECT_THAT(FloorsOf(House({"", "website: {cookie-information: yes, age: 13}\n"})), IsEmpty());
  const std::vector<Effective> values =
      ValuesOf(House({"", "website: {cookie-information: yes, age: 10}\n"}));
  ASSERT_THAT(values, SizeIs(1));
  EXPECT_TRUE(values.front().law_wins);
  EXPECT_THAT(values.front().value, HasSubstr("13"));
}

// `notice check` lets an exemption stand as a ground to refuse, and so must what counts.
TEST(EffectiveTest, AnExemptionOfTheLawIsAGroundToRefuse) {
  const auto exemption =
      std::ranges::find_if(BuiltInBook().exemptions, [](const law::Exemption& found) {
        return std::ranges::find(found.rights, "access") != found.rights.end();
      });
  ASSERT_NE(exemption, BuiltInBook().exemptions.end());
  const std::string refuse = "right: access, refuse: [" + exemption->code + "]";
  const std::string text = House({"right: access", refuse});
  EXPECT_THAT(RulesIn(FaultsOf(text)), Not(::testing::Contains("right-refusal")));
  EXPECT_THAT(FloorsOf(text), IsEmpty());
}

// P3-051 and P3-129: it is not enough to say so, nothing may be done on such a ground.
TEST(EffectiveTest, AnOverriddenInterestAndAConsentThatIsNoneBarTheirActivities) {
  const auto barred = [](const Edit& edit, std::string_view id) {
    const Notice notice = Sound(Edited(WholeLanternHouse(), edit));
    return notice.activities[*notice.FindActivity(id)].barred;
  };
  EXPECT_THAT(barred({"", ""}, "risk"), IsEmpty());
  EXPECT_THAT(barred({"", ""}, "news"), IsEmpty());
  EXPECT_THAT(barred(kLiterals[0].edit, "risk"), HasSubstr("Article 6(1)(f)"));
  EXPECT_THAT(barred(kLiterals[0].edit, "news"), IsEmpty()) << "it rests on something else";
  EXPECT_THAT(barred(kLiterals[1].edit, "news"), HasSubstr("4(11)"));
  EXPECT_THAT(barred(kLiterals[1].edit, "support"), IsEmpty());
  for (const std::string_view asked : {"registration", "use", "silence"}) {
    const std::string with = "I would like news., asked: " + std::string(asked) + ",";
    EXPECT_THAT(barred({"I would like news.,", with}, "news"), Not(IsEmpty())) << asked;
  }
  EXPECT_THAT(barred({"I would like news.,", "I would like news., asked: spoken,"}, "news"),
              IsEmpty());
}

// P3-084: whatever activity names it, nothing is given to the press.
TEST(EffectiveTest, ClosedRecipientsAreTakenOutOfTheActivitiesThatNameThem) {
  const auto given = [](std::string_view more) {
    const std::string with = std::string(more) + "why: so that it knows";
    return Sound(Replaced(WholeLanternHouse(), "why: so that it knows", with))
        .activities.front()
        .recipients;
  };
  EXPECT_THAT(given(""), ElementsAre(0));
  EXPECT_THAT(given("kind: professional, "), ElementsAre(0));
  for (const std::string_view closed :
       {"kind: media, ", "kind: buyers, ", "kind: marketing, ", "kind: credit-reference, ",
        "never: yes, ", "promised-never: yes, "})
    EXPECT_THAT(given(closed), IsEmpty()) << closed;
}

TEST(EffectiveTest, ARecipientThatTheNoticeItselfRulesOutIsNoDifference) {
  EXPECT_THAT(FloorsOf(House({"why: so that it knows",
                              "kind: media, promised-never: yes, why: so that it knows"})),
              IsEmpty());
}

// ACE-085: a visit to the website ends nothing but what the website holds.
TEST(EffectiveTest, UseOfTheWebsiteCountsForNoRecordThatNeedsReview) {
  const Notice notice = Sound(House(kLiterals[8].edit));
  const Retention& rule = notice.retention.front();
  EXPECT_EQ(rule.id, "site");
  EXPECT_EQ(rule.data, notice.SetOf({"contact"})) << "the notes are not kept by it";
  EXPECT_EQ(rule.trigger, Trigger::kNotRecorded);
}

TEST(EffectiveTest, WhereOnlyTheWebsiteWouldKeepNotesTheFileLacksARule) {
  EXPECT_THAT(FindingsOf(Replaced(kLanternHouse, "from: last-contact", "from: website-use")),
              ElementsAre("59:3: The notice does not say how long 'notes' is kept.",
                          "59:3: The notice does not say how long 'record' is kept."));
}

}  // namespace
}  // namespace almoner::notice
