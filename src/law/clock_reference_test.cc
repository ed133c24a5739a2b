// The clock against its definition, written as slowly as the law reads: one day at a time.
#include <map>
#include <random>

#include "law/clock.h"
#include "law/test_support.h"
#include "support/matchers.h"

namespace almoner::law {
namespace {

using std::chrono::days;

bool IsOpen(sys_days day, Nation nation) {
  static std::map<std::pair<Nation, int>, std::vector<Date>> known;
  const Date date(day);
  const int year = static_cast<int>(date.year());
  auto& holidays = known[{nation, year}];
  if (holidays.empty()) holidays = HolidaysByRule(nation, year);
  return std::chrono::weekday(day).iso_encoding() <= 5 && !IsProclaimed(nation, date) &&
         std::ranges::find(holidays, date) == holidays.end();
}

sys_days Roll(sys_days day, Nation nation) {
  while (!IsOpen(day, nation)) day += days(1);
  return day;
}

int MonthNumber(Date date) {
  return static_cast<int>(date.year()) * 12 + static_cast<int>(static_cast<unsigned>(date.month()));
}

// The last day that is at most `months` calendar months on and not past that day of the month.
sys_days LastDay(Date start, int months) {
  const int target = MonthNumber(start) + months;
  const auto within = [&](Date day) {
    return MonthNumber(day) < target || (MonthNumber(day) == target && day.day() <= start.day());
  };
  sys_days day = start;
  while (within(Date(day + days(1)))) day += days(1);
  return day;
}

struct Slow {
  sys_days raw, due, conservative, notice;
  bool refused = false;
};

// Walks from the start; every day on which the clock stands pushes the last day one on. A pause
// counts if it began while the period still ran, or while another one already counted.
struct Walk {
  sys_days last;
  int groups = 0;  // pauses that count, those that share a day being one
  bool all_in_time = true;
};
Walk WalkThrough(const Matter& matter, sys_days start, int months) {
  Walk walk{.last = LastDay(start, months)};
  std::vector<Pause> counting, waiting;
  for (const Pause& pause : matter.pauses)
    if (sys_days(*pause.reply) >= start) waiting.push_back(pause);
  const auto covers = [&](const Pause& p, sys_days day) {
    return sys_days(p.ask) <= day && day <= sys_days(*p.reply);
  };
  for (sys_days day = start; day < start + days(800); day += days(1)) {
    const auto counts_on = [&](const Pause& pause) { return covers(pause, day); };
    const bool standing = std::ranges::any_of(counting, counts_on);
    const bool runs = standing || day <= Roll(walk.last, matter.nation);
    std::erase_if(waiting, [&](const Pause& pause) {
      if (!covers(pause, day)) return false;
      runs ? counting.push_back(pause) : void(walk.all_in_time = false);
      return true;
    });
    if (!std::ranges::any_of(counting, counts_on)) continue;
    walk.last += days(1);
    if (!standing) ++walk.groups;
  }
  return walk;
}

Slow Define(const Matter& matter) {
  sys_days start = matter.received;
  for (const auto& event : {matter.id_received, matter.authority_received, matter.fee_paid})
    if (event) start = std::max(start, sys_days(*event));
  const Walk walk = WalkThrough(matter, start, matter.extended ? 3 : 1);
  const Walk notice = WalkThrough(matter, start, 1);
  return {.raw = walk.last,
          .due = Roll(walk.last, matter.nation),
          .conservative = Roll(walk.last - days(walk.groups), matter.nation),
          .notice = Roll(notice.last, matter.nation),
          .refused = !walk.all_in_time};
}

class RandomMatters {
 public:
  explicit RandomMatters(std::uint64_t seed) : engine_(seed) {}

  Matter Next() {
    Matter matter{.nation = static_cast<Nation>(Below(3)), .received = Day(On("2025-01-01"), 1150)};
    if (Below(4) == 0) matter.id_received = Day(matter.received, 40);
    if (Below(8) == 0) matter.authority_received = Day(matter.received, 40);
    if (Below(8) == 0) matter.fee_paid = Day(matter.received, 40);
    matter.extended = Below(3) == 0;
    for (int n = Below(4); n > 0; --n) {
      const Date ask = Day(matter.received, matter.extended ? 130 : 50);
      matter.pauses.push_back({.ask = ask, .reply = Day(ask, Below(2) == 0 ? 4 : 25)});
    }
    return matter;
  }

 private:
  int Below(int n) { return std::uniform_int_distribution(0, n - 1)(engine_); }
  Date Day(Date from, int within) { return sys_days(from) + days(Below(within)); }
  std::mt19937_64 engine_;
};

std::string Describe(const Matter& matter) {
  std::string text = std::string(Name(matter.nation)) + " received " + ToText(matter.received);
  if (matter.id_received) text += " id " + ToText(*matter.id_received);
  if (matter.authority_received) text += " authority " + ToText(*matter.authority_received);
  if (matter.fee_paid) text += " fee " + ToText(*matter.fee_paid);
  for (const Pause& p : matter.pauses) text += " pause " + ToText(p.ask) + ".." + ToText(*p.reply);
  return text + (matter.extended ? " extended" : "");
}

class ReferenceTest : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(ReferenceTest, TheClockAgreesWithItsDefinition) {
  RandomMatters matters(GetParam());
  int computed = 0;
  int refused = 0;
  for (int i = 0; i < 250; ++i) {
    const Matter matter = matters.Next();
    SCOPED_TRACE("seed " + std::to_string(GetParam()) + ": " + Describe(matter));
    const Slow slow = Define(matter);
    const auto due = Compute(BuiltIn(), matter);
    ASSERT_EQ(!due, slow.refused) << (due ? "computed" : due.error().Text());
    ++(due ? computed : refused);
    if (!due) continue;
    ASSERT_EQ(due->raw, Date(slow.raw));
    ASSERT_EQ(due->due, Date(slow.due));
    ASSERT_EQ(due->conservative_due, Date(slow.conservative));
    ASSERT_EQ(due->extension_notice_due, Date(slow.notice));
  }
  EXPECT_GT(computed, 150);
  EXPECT_GT(refused, 5);
}

TEST_P(ReferenceTest, WhatMustAlwaysHoldHolds) {
  RandomMatters matters(GetParam() + 1000);
  for (int i = 0; i < 2000; ++i) {
    Matter matter = matters.Next();
    SCOPED_TRACE("seed " + std::to_string(GetParam() + 1000) + ": " + Describe(matter));
    const auto due = Compute(BuiltIn(), matter);
    if (!due) continue;
    ASSERT_LE(matter.received, due->start);
    ASSERT_LT(due->start, *due->raw);
    ASSERT_LE(*due->raw, *due->due);
    ASSERT_LE(*due->conservative_due, *due->due);
    ASSERT_TRUE(IsOpen(*due->due, matter.nation));
    ASSERT_TRUE(IsOpen(*due->conservative_due, matter.nation));
    ASSERT_EQ(due->days_left, std::nullopt);

    Matter unpaused = matter;
    unpaused.pauses.clear();
    ASSERT_LE(Compute(BuiltIn(), unpaused)->due, due->conservative_due) << "a pause took time away";

    matter.promised_days = 20 + i % 20;
    const auto promised = Compute(BuiltIn(), matter);
    ASSERT_EQ(promised->due, due->due) << "a promise moved the law's limit";
    if (promised->promised_due) {
      ASSERT_LT(*promised->promised_due, *due->due);
    }

    std::ranges::reverse(matter.pauses);
    ASSERT_EQ(Compute(BuiltIn(), matter)->due, due->due) << "the order of the pauses matters";
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, ReferenceTest, ::testing::Values(1, 2, 3, 4, 5, 6, 7, 8));

}  // namespace
}  // namespace almoner::law
