// The same operations on both stores: what they find is what the records say, and Almoner leaves an
// entry for each.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "audit/rows.h"
#include "gdprbench/almoner.h"
#include "gdprbench/plain.h"
#include "gdprbench/run.h"
#include "retention/sweep.h"
#include "support/fakes.h"
#include "support/matchers.h"
#include "support/stores.h"
#include "support/world.h"

namespace almoner::gdprbench {
namespace {

constexpr std::int64_t kRecords = 60;
const Shape kSmall = {.users = 12};

Operation Of(Kind kind, std::int64_t k, std::optional<Field> by = {},
             std::optional<Field> set = {}) {
  return {.kind = kind, .by = by, .k = k, .set = set, .lines = 10};
}

class TargetTest : public testing::Test {
 protected:
  std::unique_ptr<Plain> MakePlain(Peer peer) {
    auto plain = Plain::OnSqlite(folder_ / "plain.db", kSmall, peer);
    EXPECT_THAT(plain, IsOk());
    EXPECT_THAT((*plain)->Load(0, kRecords), IsOk());
    return *std::move(plain);
  }
  std::unique_ptr<Almoner> MakeAlmoner(std::int64_t records = kRecords) {
    auto made = Almoner::Create({.home = folder_ / "home", .keys = folder_ / "keys"}, kSmall,
                                random_, clock_);
    if (!made) throw std::runtime_error(made.error().Text());
    EXPECT_THAT((*made)->Load(0, records), IsOk());
    return *std::move(made);
  }
  static std::int64_t Count(app::App& app, Literal sql) {
    return app.store()
        .Read([&](store::ReadTx& tx) -> Result<std::int64_t> { return TRY(tx.One(sql)).Int(0); })
        .value();
  }
  static std::int64_t Entries(app::App& app) {
    return Count(app, "SELECT COUNT(*) FROM audit_entry");
  }
  FakeClock& clock() { return clock_; }

 private:
  const TempDir folder_;
  SharedFixedRandom random_;
  FakeClock clock_{"2026-11-02T09:00:00Z"};
};

void ExpectTheCustomersOperations(Target& target) {
  const auto does = [&](const Operation& operation) { return target.Do(operation).value(); };
  EXPECT_EQ(target.last(), kRecords - 1);
  EXPECT_EQ(does(Of(Kind::kReadData, 7)), 1);
  EXPECT_EQ(does(Of(Kind::kReadMetadata, 7)), 1);
  EXPECT_EQ(does(Of(Kind::kReadData, 7, Field::kUser)), 5);
  EXPECT_EQ(does(Of(Kind::kReadMetadata, 7, Field::kUser)), 5);
  EXPECT_EQ(does(Of(Kind::kUpdateData, 7)), 1);
  EXPECT_EQ(does(Of(Kind::kUpdateMetadata, 7, {}, Field::kSharing)), 1);
  EXPECT_EQ(does(Of(Kind::kUpdateMetadata, 7, Field::kUser, Field::kSource)), 5);
  EXPECT_EQ(does(Of(Kind::kVerifyDeletion, 7)), 0);
  EXPECT_EQ(does(Of(Kind::kDeleteRecord, 7)), 1);
  EXPECT_EQ(does(Of(Kind::kVerifyDeletion, 7)), 1);
  EXPECT_EQ(does(Of(Kind::kDeleteRecord, 7)), 0) << "gone already";
  EXPECT_EQ(does(Of(Kind::kReadData, 7)), 0);
  EXPECT_EQ(does(Of(Kind::kUpdateData, 7)), 0);
  EXPECT_EQ(does(Of(Kind::kReadData, 19, Field::kUser)), 4);
  EXPECT_EQ(does(Of(Kind::kDeleteRecord, 19, Field::kUser)), 4);
  EXPECT_EQ(does(Of(Kind::kReadData, 19, Field::kUser)), 0) << "nothing of them is left";
  const std::int64_t k = target.NewNumber();
  EXPECT_EQ(k, kRecords);
  EXPECT_EQ(does(Of(Kind::kCreateRecord, 67)), 1) << "of the one who is gone: somebody new";
  EXPECT_EQ(does(Of(Kind::kReadData, 67, Field::kUser)), 1);
  EXPECT_EQ(does(Of(Kind::kReadData, 7, Field::kUser)), 1)
      << "whichever record the user is asked by";
}

TEST_F(TargetTest, ThePlainTableDoesTheCustomersOperations) {
  ExpectTheCustomersOperations(*MakePlain(Peer::kIndexed));
}

// What a table in PostgreSQL does, as one who is no superuser where there are rules for rows.
class PostgresPeerTest : public testing::TestWithParam<Peer> {};

TEST_P(PostgresPeerTest, TheTableInPostgresDoesTheCustomersOperations) {
  const TestDatabase database(Engine::kPostgres);
  if (GetParam() == Peer::kCompliant) {
    ASSERT_THAT(database.Open()->Write([](store::Tx& tx) -> Status {
      TRY(tx.Execute("CREATE EXTENSION pgcrypto"));
      return {};
    }),
                IsOk());
  }
  const auto peer = Plain::OnPostgres(database.dsn(), 2, kSmall, GetParam());
  ASSERT_THAT(peer, IsOk());
  ASSERT_THAT((*peer)->Load(0, kRecords), IsOk());
  EXPECT_EQ((*peer)->Do(Of(Kind::kReadData, 5, Field::kDecision)).value(), 30);
  ExpectTheCustomersOperations(**peer);
  EXPECT_GT((*peer)->Size().value(), 0);
  const auto sealed = database.Open()->Read([](store::ReadTx& tx) -> Result<std::int64_t> {
    return TRY(tx.One("SELECT COUNT(*) FROM usertable WHERE octet_length(data) > 150")).Int(0);
  });
  EXPECT_EQ(sealed.value() > 0, GetParam() == Peer::kCompliant) << "pgcrypto adds to each";
}

// As everywhere, what needs PostgreSQL is there where PostgreSQL is (support/stores.h).
std::vector<Peer> Peers() {
  const auto engines = Engines();
  if (std::ranges::find(engines, Engine::kPostgres) == engines.end()) return {};
  return {Peer::kBare, Peer::kIndexed, Peer::kCompliant};
}
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(PostgresPeerTest);
INSTANTIATE_TEST_SUITE_P(Peers, PostgresPeerTest, testing::ValuesIn(Peers()));

TEST_F(TargetTest, SqliteHasNoPeerThatIsMadeCompliant) {
  EXPECT_THAT(Plain::OnSqlite(OperatorPath("/nowhere/plain.db"), kSmall, Peer::kCompliant),
              FailsWith(Code::kInvalid));
}

TEST_F(TargetTest, AlmonerDoesTheCustomersOperations) {
  const auto almoner = MakeAlmoner();
  ExpectTheCustomersOperations(*almoner);
  ASSERT_THAT(almoner->app().Settle(), IsOk());
  EXPECT_EQ(almoner->Do(Of(Kind::kGetSystemLogs, 0)).value(), 10);
  const auto differ =
      almoner->app().store().Read([](store::ReadTx& tx) { return audit::CompareRows(tx); });
  ASSERT_THAT(differ, IsOk());
  EXPECT_FALSE(differ->any());
}

TEST_F(TargetTest, ThePlainTableFindsByEveryField) {
  const auto plain = MakePlain(Peer::kBare);
  EXPECT_EQ(plain->Do(Of(Kind::kReadData, 5, Field::kPurpose)).value(), 3);
  EXPECT_EQ(plain->Do(Of(Kind::kReadMetadata, 5, Field::kTimeToLive)).value(), 6);
  EXPECT_EQ(plain->Do(Of(Kind::kReadData, 5, Field::kDecision)).value(), 30);
  EXPECT_EQ(plain->Do(Of(Kind::kUpdateMetadata, 5, Field::kSharing, Field::kTimeToLive)).value(),
            6);
  EXPECT_EQ(plain->Do(Of(Kind::kDeleteRecord, 5, Field::kTimeToLive)).value(), 6);
  EXPECT_EQ(plain->Do(Of(Kind::kReadData, 15, Field::kTimeToLive)).value(), 0);
  EXPECT_EQ(plain->Do(Of(Kind::kGetSystemLogs, 0)).value(), 0) << "it keeps none";
}

TEST_F(TargetTest, EachOperationLeavesItsEntry) {
  const auto almoner = MakeAlmoner();
  EXPECT_GE(Entries(almoner->app()), kRecords) << "one for each record that was put in";
  for (const Operation& operation :
       {Of(Kind::kReadData, 3), Of(Kind::kReadMetadata, 3), Of(Kind::kReadData, 3, Field::kUser),
        Of(Kind::kVerifyDeletion, 3), Of(Kind::kUpdateData, 3),
        Of(Kind::kUpdateMetadata, 3, {}, Field::kSharing), Of(Kind::kDeleteRecord, 3),
        Of(Kind::kCreateRecord, 75), Of(Kind::kGetSystemLogs, 0)}) {
    const std::int64_t before = Entries(almoner->app());
    ASSERT_THAT(almoner->Do(operation), IsOk());
    EXPECT_GT(Entries(almoner->app()), before) << Name(operation);
  }
}

TEST_F(TargetTest, WhoObjectsIsNotReadForThatPurposeAndForOthers) {
  const auto almoner = MakeAlmoner();
  const auto place = *almoner->PlaceOf(3);
  gate::Gate& gate = almoner->app().gate();
  const gate::Ask ask{
      .actor = almoner->actor(), .purpose = "purpose3", .subjects = {place.subject}};
  ASSERT_TRUE(gate.Open(ask).value().has_value());
  gate::Ask rights = ask;
  rights.purpose = "law.rights";
  ASSERT_TRUE(gate.PlaceMark(rights, {.id = EventId::From(Bytes(EventId::kSize)).value(),
                                      .subject = place.subject,
                                      .kind = standing::Kind::kObjection,
                                      .scope = "purpose3",
                                      .ground = "own-reasons",
                                      .since = clock().Now()})
                  .value()
                  .has_value());
  const auto refused = gate.Open(ask).value();
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().rule, gate::Rule::kObjection);
  gate::Ask other = ask;
  other.purpose = "purpose4";
  EXPECT_TRUE(gate.Open(other).value().has_value());
}

TEST_F(TargetTest, WhatIsPastItsTimeIsNotReadAnyMoreAndThenIsGone) {
  const auto almoner = MakeAlmoner();
  clock().Advance(std::chrono::hours(24 * 32));  // 30 of the benchmark's seconds are 30 days
  EXPECT_EQ(almoner->Do(Of(Kind::kReadData, 10)).value(), 0);
  EXPECT_EQ(almoner->Do(Of(Kind::kReadData, 11)).value(), 1);
  const auto swept = retention::Sweep(almoner->app().gate(), {.by = std::nullopt});
  ASSERT_THAT(swept, IsOk());
  EXPECT_EQ(Count(almoner->app(), "SELECT COUNT(*) FROM record WHERE category = 'ttl0'"), 0);
  EXPECT_EQ(Count(almoner->app(), "SELECT COUNT(*) FROM record"), kRecords * 9 / 10);
}

TEST_F(TargetTest, AnUpdateByUserPutsTheSameValueIntoAllOfTheirRecords) {
  const auto almoner = MakeAlmoner();
  ASSERT_THAT(almoner->Do(Of(Kind::kUpdateMetadata, 7, Field::kUser, Field::kSharing)),
              IsOkAndHolds(5));
  ASSERT_THAT(almoner->Do(Of(Kind::kUpdateMetadata, 7, Field::kUser, Field::kSource)),
              IsOkAndHolds(5));
  auto opened = almoner->app().gate().Open({.actor = almoner->actor(),
                                            .purpose = "purpose0",
                                            .subjects = {almoner->PlaceOf(19)->subject}});
  ASSERT_TRUE(opened.has_value() && opened->has_value());
  const auto records =
      vault::Reveal(std::move((*opened)->permit), almoner->app().keys(), almoner->app().clock());
  ASSERT_THAT(records, IsOk());
  for (const vault::Record& record : *records) {
    EXPECT_EQ(*record.content.Find("shr"), "shr7");
    EXPECT_EQ(record.content.source, "src7");
  }
  EXPECT_THAT(almoner->Do(Of(Kind::kUpdateMetadata, 7, {}, Field::kTimeToLive)), IsOkAndHolds(1));
}

TEST_F(TargetTest, WhoeverIsFilledInByManyAtOnceIsOnePersonEach) {
  const auto almoner = MakeAlmoner(0);
  {
    std::vector<std::jthread> loaders;
    for (std::int64_t from = 0; from < kRecords; from += 15)
      loaders.emplace_back([&, from] { EXPECT_THAT(almoner->Load(from, from + 15), IsOk()); });
  }
  EXPECT_EQ(Count(almoner->app(), "SELECT COUNT(*) FROM subject"), kSmall.users);
  EXPECT_EQ(Count(almoner->app(), "SELECT COUNT(*) FROM record"), kRecords);
}

TEST_F(TargetTest, ARunCountsEveryOperationOnce) {
  const auto target = MakeAlmoner(0);
  const auto workload = FindWorkload("customer", "paper");
  ASSERT_THAT(workload, IsOk());
  double told = 0;
  const auto result = gdprbench::Run(*target,
                                     {.workload = *workload,
                                      .records = kRecords,
                                      .operations = 200,
                                      .clients = 4,
                                      .loaders = 2,
                                      .seed = 5},
                                     [&](Literal, double part) { told = std::max(told, part); });
  ASSERT_THAT(result, IsOk());
  std::int64_t operations = 0;
  for (const auto& [name, tally] : result->tallies) operations += tally.latencies.count();
  EXPECT_EQ(operations, 200);
  EXPECT_GT(result->PerSecond(), 0);
  EXPECT_GT(result->bytes_after_load, 0);
  EXPECT_LE(told, 1);
}

TEST(LatenciesTest, PartsAreRightToATwentieth) {
  Latencies all;
  for (int i = 1; i <= 1000; ++i) all.Add(std::chrono::microseconds(i * 10));
  EXPECT_EQ(all.count(), 1000);
  EXPECT_NEAR(static_cast<double>(all.At(0.5).count()), 5000, 250);
  EXPECT_NEAR(static_cast<double>(all.At(0.99).count()), 9900, 495);
  EXPECT_EQ(all.At(1).count(), 10'000);
  EXPECT_EQ(all.longest().count(), 10'000);
  EXPECT_EQ(all.mean().count(), 5005);
  Latencies twice;
  twice.Add(all);
  twice.Add(all);
  EXPECT_EQ(twice.count(), 2000);
  EXPECT_EQ(twice.At(0.5), all.At(0.5));
  EXPECT_EQ(Latencies().At(0.5).count(), 0);
}

}  // namespace
}  // namespace almoner::gdprbench
