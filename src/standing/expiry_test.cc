#include "standing/expiry.h"

#include <gtest/gtest.h>

namespace almoner::standing {
namespace {

Date D(const char* text) { return *ParseDate(text); }
Time T(const char* text) { return *Time::Parse(text); }

notice::Retention Rule(notice::Trigger trigger, notice::Period keep) {
  notice::Retention rule;
  rule.data.set(0);
  rule.trigger = trigger;
  rule.keep = keep;
  return rule;
}

Anchors At(const char* recorded, const char* last) {
  return {.recorded = T(recorded), .last_contact = T(last), .withdrawn = [](notice::Index) {
            return std::optional<Time>();
          }};
}

TEST(Add, ADayThatDoesNotExistBecomesTheLastOfItsMonth) {
  EXPECT_EQ(Add(D("2028-02-29"), {.years = 8}), D("2036-02-29"));
  EXPECT_EQ(Add(D("2028-02-29"), {.years = 1}), D("2029-02-28"));
  EXPECT_EQ(Add(D("2026-01-31"), {.months = 1}), D("2026-02-28"));
  EXPECT_EQ(Add(D("2026-12-31"), {.days = 1}), D("2027-01-01"));
  EXPECT_EQ(Add(D("2026-01-31"), {.years = 1, .months = 1, .days = 1}), D("2027-03-01"));
}

TEST(Expiry, TheLongestOfSeveralRulesWins) {
  notice::Notice notice;
  notice.retention = {Rule(notice::Trigger::kRecorded, {.years = 2}),
                      Rule(notice::Trigger::kLastContact, {.years = 1})};
  const auto by_record = Expiry(notice, 0, At("2026-01-01T00:00:00Z", "2026-06-01T00:00:00Z"));
  EXPECT_EQ(by_record->last_day, D("2028-01-01"));
  EXPECT_EQ(by_record->rule, 0);
  const auto by_contact = Expiry(notice, 0, At("2026-01-01T00:00:00Z", "2027-06-01T00:00:00Z"));
  EXPECT_EQ(by_contact->last_day, D("2028-06-01"));
  EXPECT_EQ(by_contact->rule, 1);
}

TEST(Expiry, CountsTheDayInLondonNotInUtc) {
  notice::Notice notice;
  notice.retention = {Rule(notice::Trigger::kRecorded, {.days = 1})};
  EXPECT_EQ(Expiry(notice, 0, At("2026-07-01T23:30:00Z", "2026-07-01T23:30:00Z"))->last_day,
            D("2026-07-03"));
}

TEST(Expiry, NothingRunsOutBeforeItsTriggerHasFired) {
  notice::Notice notice;
  notice.retention = {Rule(notice::Trigger::kConsentWithdrawn, {})};
  notice.retention[0].consent = 0;
  Anchors anchors = At("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z");
  EXPECT_FALSE(Expiry(notice, 0, anchors));
  anchors.withdrawn = [](notice::Index) { return std::optional(T("2026-05-05T12:00:00Z")); };
  EXPECT_EQ(Expiry(notice, 0, anchors)->last_day, D("2026-05-04")) << "no time at all: due at once";
  notice.retention[0].keep = {.days = 1};
  EXPECT_EQ(Expiry(notice, 0, anchors)->last_day, D("2026-05-06"));
}

}  // namespace
}  // namespace almoner::standing
