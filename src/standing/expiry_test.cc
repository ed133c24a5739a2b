#include "standing/expiry.h"

#include <gtest/gtest.h>

#include <random>

#include "support/fakes.h"

namespace almoner::standing {
namespace {

using notice::Trigger;
using How = KeepUntil::How;

Date D(const char* text) { return *ParseDate(text); }

notice::Retention Rule(Trigger trigger, notice::Period keep) {
  notice::Retention rule;
  rule.id = "rule-" + std::to_string(static_cast<int>(trigger));
  rule.data.set(0);
  rule.trigger = trigger;
  rule.keep = keep;
  return rule;
}

notice::Notice With(std::vector<notice::Retention> rules) {
  notice::Notice notice;
  notice.categories.resize(3);
  notice.consents.resize(1);
  notice.retention = std::move(rules);
  return notice;
}

std::optional<Date> Until(const notice::Notice& notice, const char* recorded, const Life& life) {
  const auto until = Expiry(notice, 0, D(recorded), life);
  if (!until) return std::nullopt;
  return until->last_day;
}

TEST(Add, ADayThatDoesNotExistBecomesTheLastOfItsMonth) {
  EXPECT_EQ(Add(D("2028-02-29"), {.years = 8}), D("2036-02-29"));
  EXPECT_EQ(Add(D("2028-02-29"), {.years = 1}), D("2029-02-28"));
  EXPECT_EQ(Add(D("2026-01-31"), {.months = 1}), D("2026-02-28"));
  EXPECT_EQ(Add(D("2026-12-31"), {.days = 1}), D("2027-01-01"));
  EXPECT_EQ(Add(D("2026-01-31"), {.years = 1, .months = 1, .days = 1}), D("2027-03-01"));
}

TEST(Expiry, TheLongestOfSeveralRulesWinsAndSaysWhy) {
  const auto notice =
      With({Rule(Trigger::kRecorded, {.years = 2}), Rule(Trigger::kLastContact, {.years = 1})});
  Life life(notice);
  life.SawRecord(0, D("2026-06-01"));
  const auto by_record = Expiry(notice, 0, D("2026-01-01"), life);
  EXPECT_EQ(by_record->last_day, D("2028-01-01"));
  EXPECT_EQ(by_record->rule, 0);
  EXPECT_EQ(Words(notice, *by_record),
            "kept until 1 January 2028: rule-0, 2 years after it was recorded, which ends later "
            "than rule-1");
  life.SawRecord(0, D("2027-06-01"));
  const auto by_contact = Expiry(notice, 0, D("2026-01-01"), life);
  EXPECT_EQ(by_contact->last_day, D("2028-06-01"));
  EXPECT_EQ(by_contact->rule, 1);
}

TEST(Expiry, NothingRunsOutBeforeItsTriggerHasFired) {
  auto notice = With({Rule(Trigger::kConsentWithdrawn, {})});
  notice.retention[0].consent = 0;
  Life life(notice);
  EXPECT_FALSE(Until(notice, "2026-01-01", life));
  life.withdrawn[0] = D("2026-05-05");
  EXPECT_EQ(Until(notice, "2026-01-01", life), D("2026-05-04")) << "no time at all: due at once";
  notice.retention[0].keep = {.days = 1};
  EXPECT_EQ(Until(notice, "2026-01-01", life), D("2026-05-06"));
}

TEST(Expiry, AnOpenCaseEndsNothingAndANewRecordStartsTheTimeAgain) {
  const auto notice =
      With({Rule(Trigger::kCaseClosed, {.years = 6}), Rule(Trigger::kRecorded, {.days = 1})});
  Life life(notice);
  EXPECT_EQ(Until(notice, "2020-01-01", life), D("2020-01-02")) << "there never was a case";
  life.case_open = true;
  EXPECT_FALSE(Until(notice, "2020-01-01", life));
  life.case_open = false;
  life.case_closed = D("2021-03-01");
  EXPECT_EQ(Until(notice, "2020-01-01", life), D("2027-03-01"));
  life.SawRecord(0, D("2022-03-01"));
  EXPECT_EQ(Until(notice, "2020-01-01", life), D("2028-03-01"));
  life.SawRecord(1, D("2023-03-01"));
  EXPECT_EQ(Until(notice, "2020-01-01", life), D("2028-03-01")) << "a record of something else";
}

TEST(Expiry, AServiceCountsFromItsEndAndNotWhileItIsUsed) {
  const auto notice = With({Rule(Trigger::kServiceEnded, {.years = 8})});
  Life life(notice);
  EXPECT_FALSE(Until(notice, "2020-01-01", life));
  life.SawService(D("2020-01-01"), D("2021-01-01"));
  EXPECT_EQ(Until(notice, "2020-01-01", life), D("2029-01-01"));
  life.SawService(D("2022-01-01"), std::nullopt);
  EXPECT_FALSE(Until(notice, "2020-01-01", life)) << "used again";
}

TEST(Expiry, TheOtherTriggersCountFromWhatTheyName) {
  auto notice = With({Rule(Trigger::kDeath, {.years = 10})});
  Life life(notice);
  EXPECT_FALSE(Until(notice, "2020-01-01", life));
  life.death = D("2024-02-29");
  EXPECT_EQ(Until(notice, "2020-01-01", life), D("2034-02-28"));

  notice = With({Rule(Trigger::kAccountUnused, {.years = 2})});
  life = Life(notice);
  EXPECT_EQ(Until(notice, "2020-01-01", life), D("2022-01-01")) << "used when it was made";
  life.account_used = D("2021-06-01");
  EXPECT_EQ(Until(notice, "2020-01-01", life), D("2023-06-01"));

  notice = With({Rule(Trigger::kEvent, {.years = 1})});
  life = Life(notice);
  EXPECT_FALSE(Until(notice, "2020-01-01", life));
  life.events[0] = D("2021-06-01");
  EXPECT_EQ(Until(notice, "2020-01-01", life), D("2022-06-01"));

  notice.retention[0].event_of = 2;
  EXPECT_FALSE(Until(notice, "2020-01-01", life));
  life.SawRecord(2, D("2021-07-01"));
  EXPECT_EQ(Until(notice, "2020-01-01", life), D("2022-07-01"));

  notice = With({Rule(Trigger::kNotRecorded, {.years = 1})});
  EXPECT_FALSE(Until(notice, "2020-01-01", life));
}

// NHS Records Management Code: to the 25th birthday, or the 26th of someone who was 17 at the end;
// and somebody of 29 February has their birthday on the 28th in a common year.
TEST(Expiry, AChildsRecordIsKeptToTheRightBirthday) {
  auto notice = With({Rule(Trigger::kBirthday, {})});
  notice.retention[0].to_birthday = 25;
  notice.retention[0].to_birthday_from_17 = 26;
  const struct {
    const char* birth;
    const char* seen;
    const char* until;
  } vectors[] = {
      {"2008-05-03", "2020-01-01", "2033-05-03"}, {"2008-05-03", "2025-05-02", "2033-05-03"},
      {"2008-05-03", "2025-05-03", "2034-05-03"}, {"2008-05-03", "2026-05-02", "2034-05-03"},
      {"2008-05-03", "2030-01-01", "2034-05-03"}, {"2008-02-29", "2020-01-01", "2033-02-28"},
      {"2008-02-29", "2025-02-27", "2033-02-28"}, {"2008-02-29", "2025-02-28", "2034-02-28"},
      {"2007-02-28", "2020-01-01", "2032-02-28"}, {"2004-02-29", "2020-01-01", "2029-02-28"}};
  for (const auto& vector : vectors) {
    Life life(notice);
    life.birth = D(vector.birth);
    life.SawRecord(0, D(vector.seen));
    EXPECT_EQ(Until(notice, vector.seen, life), D(vector.until))
        << vector.birth << " " << vector.seen;
  }
  Life unknown(notice);
  EXPECT_FALSE(Until(notice, "2020-01-01", unknown));
  unknown.birth = D("2008-05-03");
  EXPECT_EQ(Words(notice, *Expiry(notice, 0, D("2020-01-01"), unknown)),
            "kept until 3 May 2033: rule-5, to the 25th birthday");
  unknown.in_service = true;
  EXPECT_FALSE(Until(notice, "2020-01-01", unknown)) << "care goes on";
}

TEST(Expiry, APeriodAndABirthdayTogetherEndWithTheLater) {
  auto notice = With({Rule(Trigger::kRecorded, {.years = 3})});
  notice.retention[0].to_birthday = 21;
  Life life(notice);
  EXPECT_EQ(Until(notice, "2026-01-01", life), D("2029-01-01"));
  life.birth = D("2015-04-01");
  EXPECT_EQ(Until(notice, "2026-01-01", life), D("2036-04-01"));
  life.birth = D("1960-04-01");
  EXPECT_EQ(Until(notice, "2026-01-01", life), D("2029-01-01"));
}

TEST(Expiry, ADeathCountsInsteadWhereItComesFirst) {
  auto notice = With({Rule(Trigger::kLastContact, {.years = 20})});
  notice.retention[0].or_after_death = notice::Period{.years = 10};
  Life life(notice);
  life.SawRecord(0, D("2000-01-01"));
  EXPECT_EQ(Until(notice, "2000-01-01", life), D("2020-01-01"));
  life.death = D("2001-01-01");
  EXPECT_EQ(Until(notice, "2000-01-01", life), D("2011-01-01"));
  EXPECT_EQ(Expiry(notice, 0, D("2000-01-01"), life)->how, How::kAfterDeath);
  life.death = D("2021-01-01");
  EXPECT_EQ(Until(notice, "2000-01-01", life), D("2020-01-01")) << "it had run out";

  notice = With({Rule(Trigger::kBirthday, {})});
  notice.retention[0].to_birthday = 75;
  notice.retention[0].if_death_under_18 = notice::Period{.years = 15};
  life = Life(notice);
  life.birth = D("2010-02-01");
  life.death = D("2028-01-31");
  EXPECT_EQ(Until(notice, "2020-01-01", life), D("2043-01-31"));
  life.death = D("2028-02-01");
  EXPECT_EQ(Until(notice, "2020-01-01", life), D("2085-02-01"));
}

// The same said another way: every day that a rule allows is tried, one after the other.
class SlowExpiry {
 public:
  SlowExpiry(const notice::Notice& notice, Date recorded, const Life& life)
      : notice_(notice), recorded_(recorded), life_(life) {}

  // Whether the record may be there on that day.
  [[nodiscard]] bool MayStay(Date day) const {
    bool any = false;
    bool allowed = false;
    for (std::size_t i = 0; i < notice_.retention.size(); ++i) {
      const notice::Retention& rule = notice_.retention[i];
      if (!rule.data[0]) continue;
      if (Running(rule)) return true;
      const auto ends = Ends(rule, i);
      any = any || !ends.empty();
      for (const Date end : ends) allowed = allowed || sys_days(day) <= sys_days(end);
    }
    return !any || allowed;
  }

 private:
  [[nodiscard]] bool Running(const notice::Retention& rule) const {
    if (rule.trigger == Trigger::kCaseClosed) return life_.case_open;
    if (rule.trigger == Trigger::kServiceEnded) return life_.in_service;
    return rule.trigger == Trigger::kBirthday && life_.birth &&
           (life_.case_open || life_.in_service);
  }

  static Date Max(std::vector<std::optional<Date>> dates) {
    Date most = D("0001-01-01");
    for (const auto& date : dates)
      if (date && sys_days(*date) > sys_days(most)) most = *date;
    return most;
  }

  [[nodiscard]] std::optional<Date> Start(const notice::Retention& rule, std::size_t i) const {
    std::vector<std::optional<Date>> of_data = {recorded_};
    for (std::size_t c = 0; c < life_.newest.size(); ++c)
      if (rule.data[c]) of_data.push_back(life_.newest[c]);
    const auto after = [&](std::optional<Date> end) {
      return end ? std::optional(Max({end, Max(of_data)})) : std::nullopt;
    };
    switch (rule.trigger) {
      case Trigger::kRecorded:
        return recorded_;
      case Trigger::kLastContact:
        return Max({recorded_, life_.contact});
      case Trigger::kConsentWithdrawn:
        return life_.withdrawn[0];
      case Trigger::kCaseClosed:
        return after(life_.case_closed);
      case Trigger::kServiceEnded:
        return after(life_.service_ended);
      case Trigger::kBirthday:
        return life_.birth;
      case Trigger::kDeath:
        return life_.death;
      case Trigger::kAccountUnused:
        return Max({life_.account_used, Max(of_data)});
      case Trigger::kEvent:
        return rule.event_of ? life_.newest[*rule.event_of] : life_.events[i];
      case Trigger::kNotRecorded:
        return std::nullopt;
    }
    return std::nullopt;
  }

  // By counting years, then months, then days, and back to a day that exists.
  static Date Count(Date from, const notice::Period& keep) {
    int year = static_cast<int>(from.year()) + keep.years;
    int month = static_cast<int>(static_cast<unsigned>(from.month())) + keep.months;
    while (month > 12) {
      month -= 12;
      ++year;
    }
    auto day = static_cast<unsigned>(from.day());
    const auto at = [&] {
      return Date(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                  std::chrono::day(day));
    };
    while (!at().ok()) --day;
    const bool no_time = keep.years == 0 && keep.months == 0 && keep.days == 0;
    return sys_days(at()) + std::chrono::days(no_time ? -1 : keep.days);
  }

  [[nodiscard]] std::vector<Date> Ends(const notice::Retention& rule, std::size_t i) const {
    std::vector<Date> ends;
    const auto start = Start(rule, i);
    const bool period = !rule.to_birthday || RoughDays(rule.keep) > 0;
    if (period && start) ends.push_back(Count(*start, rule.keep));
    if (rule.to_birthday && life_.birth && (start || !period)) {
      int age = *rule.to_birthday;
      const Date seen = life_.contact || life_.case_closed || life_.service_ended
                            ? Max({life_.contact, life_.case_closed, life_.service_ended})
                            : recorded_;
      if (rule.to_birthday_from_17 &&
          sys_days(seen) >= sys_days(Count(*life_.birth, {.years = 17})))
        age = *rule.to_birthday_from_17;
      ends.push_back(Count(*life_.birth, {.years = age}));
    }
    if (!life_.death) return ends;
    const bool child =
        life_.birth && sys_days(*life_.death) < sys_days(Count(*life_.birth, {.years = 18}));
    if (rule.if_death_under_18 && child) return {Count(*life_.death, *rule.if_death_under_18)};
    bool first = true;
    if (!ends.empty()) {
      std::vector<std::optional<Date>> all(ends.begin(), ends.end());
      first = sys_days(*life_.death) <= sys_days(Max(all));
    }
    if (rule.or_after_death && first) return {Count(*life_.death, *rule.or_after_death)};
    return ends;
  }

  const notice::Notice& notice_;
  Date recorded_;
  const Life& life_;
};

class Chance {
 public:
  explicit Chance(unsigned seed) : engine_(seed) {}
  int Up(int most) { return std::uniform_int_distribution<int>(0, most)(engine_); }
  bool Sometimes() { return Up(2) == 0; }
  Date Day() { return sys_days(D("1999-12-01")) + std::chrono::days(Up(9500)); }
  std::optional<Date> Maybe() { return Sometimes() ? std::optional(Day()) : std::nullopt; }
  notice::Period Span() {
    return {.years = Up(3) * Up(9), .months = Up(14), .days = Up(1) * Up(40)};
  }

  notice::Retention AnyRule(int i) {
    auto rule = Rule(static_cast<Trigger>(Up(static_cast<int>(Trigger::kNotRecorded))), Span());
    rule.id = "r" + std::to_string(i);
    rule.data.set(0, Up(4) != 0);
    rule.data.set(1, Sometimes());
    rule.consent = 0;
    if (Sometimes()) rule.to_birthday = 1 + Up(80);
    if (rule.to_birthday && Sometimes()) rule.keep = {};
    if (rule.to_birthday && Sometimes()) rule.to_birthday_from_17 = *rule.to_birthday + 1;
    if (Sometimes()) rule.or_after_death = Span();
    if (Sometimes()) rule.if_death_under_18 = Span();
    if (rule.trigger == Trigger::kEvent && Sometimes()) rule.event_of = 2;
    return rule;
  }

  Life AnyLife(const notice::Notice& notice) {
    Life life(notice);
    life.birth = Maybe();
    life.death = Maybe();
    life.case_closed = Maybe();
    life.account_used = Maybe();
    life.case_open = Up(9) == 0;
    for (auto* dates : {&life.withdrawn, &life.events})
      for (auto& date : *dates) date = Maybe();
    for (int i = Up(3); i > 0; --i) life.SawRecord(static_cast<notice::Index>(Up(2)), Day());
    if (Up(5) == 0) life.SawService(Day(), Maybe());
    return life;
  }

 private:
  std::mt19937 engine_;
};

TEST(Expiry, AgreesWithTheSlowDefinitionInAnySituation) {
  const unsigned seed = 20261122;
  Chance chance(seed);
  for (int i = 0; i < 20'000; ++i) {
    std::vector<notice::Retention> rules;
    for (int r = 0; r <= chance.Up(4); ++r) rules.push_back(chance.AnyRule(r));
    const auto notice = With(std::move(rules));
    const Life life = chance.AnyLife(notice);
    const Date recorded = chance.Day();
    const SlowExpiry slow(notice, recorded, life);
    const auto until = Expiry(notice, 0, recorded, life);
    if (!until) {
      EXPECT_TRUE(slow.MayStay(D("2999-01-01"))) << "seed " << seed << ", situation " << i;
      continue;
    }
    EXPECT_TRUE(slow.MayStay(until->last_day)) << "seed " << seed << ", situation " << i;
    EXPECT_FALSE(slow.MayStay(sys_days(until->last_day) + std::chrono::days(1)))
        << "seed " << seed << ", situation " << i;
  }
}

TEST(AtLeast, NoRecordEndsBeforeIt) {
  Chance chance(7);
  for (int i = 0; i < 5'000; ++i) {
    std::vector<notice::Retention> rules;
    for (int r = 0; r <= chance.Up(3); ++r) rules.push_back(chance.AnyRule(r));
    const auto notice = With(std::move(rules));
    const Date recorded = chance.Day();
    Life life = chance.AnyLife(notice);
    life.SawRecord(0, recorded);
    const auto least = AtLeast(notice, 0);
    const auto until = Expiry(notice, 0, recorded, life);
    if (!least || !until) continue;
    EXPECT_GE(sys_days(until->last_day) + std::chrono::days(1), sys_days(Add(recorded, *least)))
        << i;
  }
}

}  // namespace
}  // namespace almoner::standing
