// Whatever is asked, a home that protects everything gives the same answers as a table that
// protects nothing, and leaves an entry for each.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "audit/rows.h"
#include "gdprbench/almoner.h"
#include "gdprbench/almoner_parts.h"
#include "gdprbench/plain.h"
#include "support/fakes.h"
#include "support/matchers.h"
#include "support/stores.h"
#include "support/world.h"

namespace almoner::gdprbench {
namespace {

constexpr std::int64_t kRecords = 100;
// People whose records differ in every field.
const Shape kSmall = {.users = 17};

Operation Of(Kind kind, std::int64_t k, std::optional<Field> by = {},
             std::optional<Field> set = {}) {
  return {.kind = kind, .by = by, .k = k, .set = set, .lines = 10};
}

class AnswersTest : public testing::TestWithParam<Engine> {
 protected:
  void SetUp() override {
    app::Settings settings{.home = folder_ / "home", .keys = folder_ / "keys"};
    if (GetParam() == Engine::kPostgres) settings.store = database_.dsn();
    auto made = Almoner::Create(settings, kSmall, random_, clock_);
    ASSERT_THAT(made, IsOk());
    almoner_ = *std::move(made);
    {
      std::vector<std::jthread> loaders;  // who share commits
      for (std::int64_t from = 0; from < kRecords; from += 10)
        loaders.emplace_back([&, from] { EXPECT_THAT(almoner_->Load(from, from + 10), IsOk()); });
    }
    auto plain = Plain::OnSqlite(folder_ / "plain.db", kSmall, Peer::kIndexed);
    ASSERT_THAT(plain, IsOk());
    plain_ = *std::move(plain);
    ASSERT_THAT(plain_->Load(0, kRecords), IsOk());
  }

  std::int64_t Count(Literal sql) {
    return almoner_->app()
        .store()
        .Read([&](store::ReadTx& tx) -> Result<std::int64_t> { return TRY(tx.One(sql)).Int(0); })
        .value();
  }
  std::int64_t Entries() { return Count("SELECT COUNT(*) FROM audit_entry"); }

  void ExpectEveryRowInTheLog() {
    const auto differ =
        almoner_->app().store().Read([](store::ReadTx& tx) { return audit::CompareRows(tx); });
    ASSERT_THAT(differ, IsOk());
    EXPECT_FALSE(differ->any());
  }

  void ExpectTheSame(const Operation& operation) {
    const std::int64_t before = Entries();
    const auto ours = almoner_->Do(operation);
    const auto theirs = plain_->Do(operation);
    ASSERT_THAT(ours, IsOk());
    ASSERT_THAT(theirs, IsOk());
    if (operation.kind != Kind::kGetSystemLogs) {
      ASSERT_EQ(*ours, *theirs) << Name(operation) << " of number " << operation.k << " sets "
                                << (operation.set ? gdprbench::Name(*operation.set) : "nothing");
    }
    if (*ours > 0 && operation.kind != Kind::kVerifyDeletion) {
      ASSERT_GT(Entries(), before) << Name(operation);
    }
  }

  Almoner& almoner() { return *almoner_; }
  Plain& plain() { return *plain_; }
  FakeClock& clock() { return clock_; }

 private:
  const TempDir folder_;
  const TestDatabase database_{GetParam()};
  SharedFixedRandom random_;
  FakeClock clock_{"2026-11-02T09:00:00Z"};
  std::unique_ptr<Almoner> almoner_;
  std::unique_ptr<Plain> plain_;
};
INSTANTIATE_ENGINES(AnswersTest);

TEST_P(AnswersTest, EveryWorkloadOfBothMixesFindsWhatThePlainTableFinds) {
  const int each = GetParam() == Engine::kSqlite ? 50 : 15;
  std::uint64_t seed = 11;
  for (const Workload& workload : Workloads()) {
    SCOPED_TRACE(std::string(workload.name) + ", " + std::string(workload.mix));
    Choice choice(workload, kRecords, seed++);
    for (int i = 0; i < each; ++i) {
      Operation operation = choice.Next(almoner().last());
      if (operation.kind == Kind::kCreateRecord) {
        operation.k = almoner().NewNumber();
        ASSERT_EQ(plain().NewNumber(), operation.k);
      }
      ASSERT_NO_FATAL_FAILURE(ExpectTheSame(operation));
    }
    // What the controller empties is filled again.
    for (std::int64_t more = 0; more < 15; ++more) {
      const std::int64_t k = almoner().NewNumber();
      ASSERT_EQ(plain().NewNumber(), k);
      ASSERT_NO_FATAL_FAILURE(ExpectTheSame(Of(Kind::kCreateRecord, k)));
    }
  }
  ASSERT_THAT(almoner().app().Settle(), IsOk());
  ExpectEveryRowInTheLog();
}

TEST_P(AnswersTest, WhatIsSetIsFoundByItsNewValueAndNotByItsOldOne) {
  constexpr std::int64_t kOf = 8;
  for (const Field field :
       {Field::kTimeToLive, Field::kUser, Field::kObjection, Field::kDecision, Field::kSharing}) {
    ASSERT_NO_FATAL_FAILURE(ExpectTheSame(Of(Kind::kUpdateMetadata, kOf, Field::kPurpose, field)));
    for (std::int64_t k = 0; k < 12; ++k)
      ASSERT_NO_FATAL_FAILURE(ExpectTheSame(Of(Kind::kReadData, k, field)));
  }
}

TEST_P(AnswersTest, ARecordGoesToSomebodyWhoWasErasedAsToSomebodyNew) {
  ASSERT_NO_FATAL_FAILURE(ExpectTheSame(Of(Kind::kDeleteRecord, 5, Field::kUser)));
  const std::int64_t people = Count("SELECT COUNT(*) FROM subject");
  ASSERT_NO_FATAL_FAILURE(
      ExpectTheSame(Of(Kind::kUpdateMetadata, 5, Field::kSharing, Field::kUser)));
  EXPECT_EQ(Count("SELECT COUNT(*) FROM subject"), people + 1);
  ASSERT_NO_FATAL_FAILURE(ExpectTheSame(Of(Kind::kReadMetadata, 5, Field::kUser)));
  ASSERT_NO_FATAL_FAILURE(ExpectTheSame(Of(Kind::kReadMetadata, 5, Field::kSharing)));
  for (std::int64_t purpose = 0; purpose < kSmall.purposes; ++purpose)
    ASSERT_NO_FATAL_FAILURE(ExpectTheSame(Of(Kind::kReadData, purpose, Field::kPurpose)));
}

TEST_P(AnswersTest, AReadingOfManyPeopleIsOneEntryWithARowForEach) {
  const std::int64_t entries = Entries();
  const std::int64_t rows = Count("SELECT COUNT(*) FROM trail");
  ASSERT_THAT(almoner().Do(Of(Kind::kReadData, 1, Field::kDecision)), IsOkAndHolds(kRecords / 2));
  EXPECT_EQ(Entries(), entries + 1);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM trail"), rows + kSmall.users);
}

TEST_P(AnswersTest, AReadingOfManyIsRefusedWhereOneOfThemObjectsToIt) {
  const auto place = *almoner().PlaceOf(8);
  gate::Gate& gate = almoner().app().gate();
  ASSERT_TRUE(gate.PlaceMark({.actor = almoner().actor(), .purpose = "law.rights"},
                             {.id = EventId::From(Bytes(EventId::kSize)).value(),
                              .subject = place.subject,
                              .kind = standing::Kind::kObjection,
                              .scope = "purpose8",
                              .ground = "own-reasons",
                              .since = clock().Now()})
                  .value()
                  .has_value());
  const std::int64_t entries = Entries();
  EXPECT_THAT(almoner().Do(Of(Kind::kReadData, 8, Field::kDecision)), FailsWith(Code::kInternal));
  EXPECT_EQ(Entries(), entries + 1) << "the refusal is recorded";
  EXPECT_THAT(almoner().Do(Of(Kind::kReadData, 9, Field::kDecision)), IsOkAndHolds(kRecords / 2))
      << "for another purpose";
}

TEST_P(AnswersTest, WhatIsPastItsTimeIsFoundByNothing) {
  const std::int64_t before = almoner().Do(Of(Kind::kReadData, 0, Field::kDecision)).value();
  clock().Advance(std::chrono::hours(24 * 32));  // 30 of the benchmark's seconds are 30 days
  const std::int64_t expired = kRecords / 10;
  EXPECT_THAT(almoner().Do(Of(Kind::kReadData, 0, Field::kDecision)),
              IsOkAndHolds(before - expired));
  EXPECT_THAT(almoner().Do(Of(Kind::kReadMetadata, 10, Field::kTimeToLive)), IsOkAndHolds(0));
}

TEST_P(AnswersTest, ManyWhoChangeAndDeleteTheSameAtOnceAllComeToAnEnd) {
  const auto controller = FindWorkload("controller", "paper");
  ASSERT_THAT(controller, IsOk());
  std::vector<std::jthread> clients;
  for (std::uint64_t client = 0; client < 8; ++client)
    clients.emplace_back([&, client] {
      Choice choice(*controller, kRecords, client);
      for (int i = 0; i < 6; ++i) {
        Operation operation = choice.Next(kRecords - 1);
        if (operation.kind == Kind::kCreateRecord) operation.k = almoner().NewNumber();
        EXPECT_THAT(almoner().Do(operation), IsOk()) << Name(operation);
      }
    });
  clients.clear();
  ASSERT_THAT(almoner().app().Settle(), IsOk());
  ExpectEveryRowInTheLog();
  std::int64_t found = 0;
  for (std::int64_t purpose = 0; purpose < kSmall.purposes; ++purpose)
    found += almoner().Do(Of(Kind::kReadData, purpose, Field::kPurpose)).value();
  EXPECT_EQ(found, Count("SELECT COUNT(*) FROM record")) << "what is there is known to be there";
}

TEST(BatchesTest, HoldSoManyPeopleAndRecordsAndForgetNobody) {
  SharedFixedRandom random;
  std::vector<Numbered> all;
  for (std::int64_t person = 0; person < 7; ++person) {
    const SubjectId subject = SubjectId::New(random);
    for (std::int64_t record = 0; record < 5; ++record)
      all.push_back({.k = std::ssize(all), .place = {subject, RecordId::New(random)}});
  }
  const auto sizes = [&](std::size_t people, std::size_t records) {
    std::vector<std::size_t> counts;
    for (const auto batch : BatchesOf(all, people, records)) counts.push_back(batch.size());
    return counts;
  };
  EXPECT_THAT(sizes(3, 100), testing::ElementsAre(15, 15, 5));
  EXPECT_THAT(sizes(100, 12), testing::ElementsAre(12, 12, 11));
  EXPECT_THAT(sizes(1, 3), testing::ElementsAre(3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2));
  EXPECT_TRUE(BatchesOf({}, 1, 1).empty());
}

}  // namespace
}  // namespace almoner::gdprbench
