#include "gdprbench/workload.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>

namespace almoner::gdprbench {
namespace {

TEST(RecordTest, FieldsAreFunctionsOfTheNumber) {
  const Shape shape;
  EXPECT_EQ(KeyOf(123'457), "key123457");
  EXPECT_EQ(ValueOf(shape, Field::kPurpose, 123'457), "purpose7");
  EXPECT_EQ(ValueOf(shape, Field::kTimeToLive, 123'457), "22000");
  EXPECT_EQ(ValueOf(shape, Field::kTimeToLive, 20), "30");
  EXPECT_EQ(ValueOf(shape, Field::kUser, 123'457), "user3457");
  EXPECT_EQ(ValueOf(shape, Field::kObjection, 123'457), "obj57");
  EXPECT_EQ(ValueOf(shape, Field::kDecision, 123'457), "dec1");
  EXPECT_EQ(ValueOf(shape, Field::kAccess, 123'457), "acl7");
  EXPECT_EQ(ValueOf(shape, Field::kSharing, 123'457), "shr7");
  EXPECT_EQ(ValueOf(shape, Field::kSource, 123'457), "src7");
  EXPECT_EQ(ValueOf(shape, Field::kCategory, 123'457), "cat7");
}

// What `"…".hashCode()` gives in Java.
TEST(RecordTest, HashesAsJavaDoes) {
  EXPECT_EQ(JavaHash(""), 0);
  EXPECT_EQ(JavaHash("a"), 97);
  EXPECT_EQ(JavaHash("hello"), 99'162'322);
  EXPECT_EQ(JavaHash("polygenelubricants"), -2'147'483'647 - 1);
}

TEST(RecordTest, DataIsTheNumberAndTheHashOfWhatWasThereBefore) {
  const std::string data = DataOf(Shape(), 7);
  EXPECT_EQ(data.size(), 100U);
  // "7" hashes to 55; "755" and then "7" is the next text to be hashed.
  EXPECT_TRUE(
      data.starts_with("755"
                       "7" +
                       std::to_string(JavaHash("7557"))))
      << data;
  EXPECT_NE(data, DataOf(Shape(), 8));
}

// From YCSB's own Utils.fnvhash64.
TEST(ChooseTest, HashesAsYcsbDoes) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (int i = 0; i < 8; ++i) hash *= 1099511628211U;  // of zero: nothing but the multiplications
  const auto with_sign = static_cast<std::int64_t>(hash);
  EXPECT_EQ(FnvHash(0), std::abs(with_sign));
  EXPECT_GE(FnvHash(1), 0);
  EXPECT_NE(FnvHash(0), FnvHash(1));
}

TEST(ChooseTest, TheMostWantedRecordGetsTheShareThatZipfGivesIt) {
  constexpr std::int64_t kRecords = 100'000;
  constexpr int kDraws = 200'000;
  const ScrambledZipf zipf(kRecords);
  Dice dice(7);
  std::map<std::int64_t, int> counts;
  for (int i = 0; i < kDraws; ++i) ++counts[zipf.Next(dice)];
  EXPECT_GE(counts.begin()->first, 0);
  EXPECT_LT(counts.rbegin()->first, kRecords);
  // One in zeta: 3.8 of a hundred, as YCSB's has it and not as a zeta over 100,000 would.
  EXPECT_NEAR(counts[FnvHash(0) % kRecords], kDraws / 26.469, kDraws * 0.003);
  EXPECT_NEAR(counts[FnvHash(1) % kRecords], kDraws / 26.469 * std::pow(0.5, 0.99), kDraws * 0.003);
}

TEST(ChooseTest, TheSameSeedThrowsTheSame) {
  Dice one(3);
  Dice other(3);
  for (int i = 0; i < 100; ++i) {
    const std::int64_t throw_of_one = one.Below(1000);
    EXPECT_EQ(throw_of_one, other.Below(1000));
    EXPECT_LT(throw_of_one, 1000);
  }
  EXPECT_LT(one.Unit(), 1.0);
}

TEST(WorkloadTest, EachHasTheSharesThatItIsPublishedWith) {
  for (const Workload& workload : Workloads()) {
    double all = 0;
    for (const Share& share : workload.shares) all += share.weight;
    EXPECT_NEAR(all, 1, 1e-9) << workload.name << " " << workload.mix;
  }
  EXPECT_EQ(Workloads().size(), 9U);
  EXPECT_FALSE(FindWorkload("customer", "newest").has_value());
}

TEST(WorkloadTest, OperationsComeAsOftenAsTheirShareSays) {
  constexpr int kOperations = 50'000;
  constexpr std::int64_t kRecords = 1000;
  const auto customer = FindWorkload("customer", "paper");
  ASSERT_TRUE(customer.has_value());
  Choice choice(*customer, kRecords, 11);
  std::map<std::string, int> counts;
  for (int i = 0; i < kOperations; ++i) {
    const Operation operation = choice.Next(kRecords - 1);
    ++counts[Name(operation)];
    EXPECT_LT(operation.k, kRecords);
    if (operation.kind == Kind::kUpdateMetadata) {
      ASSERT_TRUE(operation.set.has_value());
      EXPECT_NE(*operation.set, Field::kPurpose);
    }
  }
  using testing::Key;
  EXPECT_THAT(counts,
              testing::UnorderedElementsAre(
                  Key("READ-DATA-BY-USR"), Key("READ-METADATA-BY-KEY"), Key("UPDATE-DATA-BY-KEY"),
                  Key("UPDATE-METADATA-BY-KEY"), Key("DELETE-RECORD-BY-KEY")));
  for (const auto& [name, count] : counts) EXPECT_NEAR(count, kOperations / 5, 400) << name;
}

}  // namespace
}  // namespace almoner::gdprbench
