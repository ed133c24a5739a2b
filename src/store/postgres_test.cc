#include <gmock/gmock.h>

#include <thread>

#include "store/postgres_error.h"
#include "store/store.h"
#include "support/matchers.h"
#include "support/stores.h"

namespace almoner::store {
namespace {

using ::testing::HasSubstr;

class PostgresTest : public testing::TestWithParam<Engine> {
 protected:
  PostgresTest() : database_(Engine::kPostgres), store_(database_.Open()) {
    EXPECT_THAT(store_->Write([](Tx& tx) -> Status {
      TRY(tx.Execute("CREATE TABLE counter (n BIGINT NOT NULL)"));
      return tx.ExecuteOne("INSERT INTO counter (n) VALUES (0)");
    }),
                IsOk());
  }

  static Result<std::int64_t> Get(ReadTx& tx) {
    return TRY(tx.One("SELECT n FROM counter")).Int(0);
  }
  static Result<std::int64_t> Increment(Tx& tx) {
    const std::int64_t next = TRY(Get(tx)) + 1;
    TRY(tx.ExecuteOne("UPDATE counter SET n = $1", next));
    return next;
  }
  std::int64_t Count() {
    return store_->Read([](ReadTx& tx) { return Get(tx); }).value();
  }
  static Result<std::int64_t> Backend(ReadTx& tx) {
    return TRY(tx.One("SELECT pg_backend_pid()")).Int(0);
  }
  // Ends the connection of `backend`, from another one and from another thread: fn may not nest.
  void Terminate(std::int64_t backend) {
    std::thread([&] {
      const auto other = database_.Open();
      const auto gone = other->Read([&](ReadTx& tx) {
        return tx.One("SELECT pg_terminate_backend(CAST($1 AS INTEGER), 10000)", backend);
      });
      EXPECT_THAT(gone, IsOk());
    }).join();
  }

  const TestDatabase database_;
  const std::unique_ptr<Store> store_;
};
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(PostgresTest);
INSTANTIATE_TEST_SUITE_P(Engines, PostgresTest, testing::ValuesIn([] {
                           std::vector<Engine> engines = Engines();
                           std::erase(engines, Engine::kSqlite);
                           return engines;
                         }()),
                         EngineName);

TEST_P(PostgresTest, AConnectionLostInAFnKeepsNothingAndIsReplaced) {
  const auto lost = store_->Write([&](Tx& tx) -> Result<std::int64_t> {
    TRY(Increment(tx));
    Terminate(TRY(Backend(tx)));
    return Get(tx);
  });
  ASSERT_THAT(lost, FailsWith(Code::kUnavailable));
  EXPECT_FALSE(OutcomeUnknown(lost.error()));
  EXPECT_EQ(Count(), 0);
  EXPECT_THAT(store_->Write(Increment), IsOkAndHolds(1));
}

TEST_P(PostgresTest, AConnectionLostAtCommitSaysThatTheOutcomeIsUnknown) {
  const auto lost = store_->Write([&](Tx& tx) -> Result<std::int64_t> {
    const std::int64_t backend = TRY(Backend(tx));
    const std::int64_t next = TRY(Increment(tx));
    Terminate(backend);
    return next;
  });
  ASSERT_THAT(lost, FailsWith(Code::kUnavailable));
  EXPECT_TRUE(OutcomeUnknown(lost.error()));
  EXPECT_THAT(store_->Write(Increment), IsOk());
}

TEST_P(PostgresTest, AConnectionLostWhileIdleIsNotNoticed) {
  for (int i = 1; i <= 3; ++i) {
    Terminate(store_->Read([](ReadTx& tx) { return Backend(tx); }).value());
    EXPECT_THAT(store_->Write(Increment), IsOkAndHolds(i));
  }
}

// The first statement of a transaction goes to the server together with what begins it.
TEST_P(PostgresTest, AFirstStatementThatFailsEndsItsTransactionAndNoOther) {
  for (int time = 0; time < 3; ++time) {
    EXPECT_THAT(store_->Write([](Tx& tx) { return tx.Query("SELECT n FROM not_there"); }),
                FailsWith(Code::kInternal));
    EXPECT_THAT(store_->Read([](ReadTx& tx) { return tx.Query("SELECT 1 / 0 FROM counter"); }),
                FailsWith(Code::kInvalid));
    EXPECT_THAT(store_->Write([](Tx& tx) -> Status {
      static_cast<void>(tx.Query("SELECT 1 / 0 FROM counter"));
      return {};
    }),
                FailsWith(Code::kInvalid))
        << "also where fn passes over it";
    EXPECT_THAT(store_->Write(Increment), IsOkAndHolds(time + 1));
  }
}

TEST_P(PostgresTest, ATransactionThatAsksNothingIsNone) {
  EXPECT_THAT(store_->Write([](Tx&) -> Status { return {}; }), IsOk());
  EXPECT_THAT(store_->Read([](ReadTx&) -> Status { return {}; }), IsOk());
  EXPECT_EQ(Count(), 0);
}

TEST_P(PostgresTest, AWalkThroughATableMayComeFirst) {
  std::int64_t seen = 0;
  const auto walk = [&](ReadTx& tx) {
    return tx.Each(Literal("SELECT n FROM counter"), [&](CellViews) -> Status {
      ++seen;
      return {};
    });
  };
  EXPECT_THAT(store_->Read(walk), IsOk());
  EXPECT_THAT(store_->Write([&](Tx& tx) -> Status {
    TRY(walk(tx));
    TRY(Increment(tx));
    return {};
  }),
              IsOk());
  EXPECT_EQ(seen, 2);
  EXPECT_EQ(Count(), 1);
}

TEST_P(PostgresTest, AFnThatLosesARaceRunsAgainAndCountsOnce) {
  int runs = 0;
  const auto won = store_->Write([&](Tx& tx) -> Result<std::int64_t> {
    TRY(Get(tx));
    if (++runs == 1)
      std::thread([&] { EXPECT_THAT(store_->Write(Increment), IsOkAndHolds(1)); }).join();
    return Increment(tx);
  });
  EXPECT_THAT(won, IsOkAndHolds(2));
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(Count(), 2);
}

TEST_P(PostgresTest, AFnThatAlwaysLosesIsToldInTheEnd) {
  int runs = 0;
  const auto lost = store_->Write([&](Tx& tx) -> Result<std::int64_t> {
    ++runs;
    TRY(Get(tx));
    std::thread([&] { EXPECT_THAT(store_->Write(Increment), IsOk()); }).join();
    return Increment(tx);
  });
  EXPECT_THAT(lost, FailsWith(Code::kUnavailable));
  EXPECT_EQ(runs, 20);
  EXPECT_EQ(Count(), 20) << "the others' increments and none of ours";
}

TEST_P(PostgresTest, ManyWhoWantTheSameRowAllGetTheirTurn) {
  constexpr int writers = 16;
  constexpr int each = 10;
  std::vector<std::thread> threads;
  for (int t = 0; t < writers; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < each; ++i) EXPECT_THAT(store_->Write(Increment), IsOk());
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Count(), writers * each);
}

TEST_P(PostgresTest, APoolOfOneIsShared) {
  const auto narrow = OpenPostgres(database_.dsn(), 1);
  ASSERT_THAT(narrow, IsOk());
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] { EXPECT_THAT((*narrow)->Write(Increment), IsOk()); });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Count(), 4);
}

TEST_P(PostgresTest, SynchronousCommitIsSwitchedBackOn) {
  const std::string careless =
      std::string(std::getenv("ALMONER_TEST_POSTGRES")) + " options='-c synchronous_commit=off'";
  const auto opened = OpenPostgres(careless);
  ASSERT_THAT(opened, IsOk());
  const auto setting = (*opened)->Read([](ReadTx& tx) -> Result<std::string> {
    return TRY(tx.One("SELECT current_setting('synchronous_commit')")).Text(0);
  });
  EXPECT_THAT(setting, IsOkAndHolds("on"));
}

TEST_P(PostgresTest, ADatabaseThatIsNotThereIsRefused) {
  const auto opened =
      OpenPostgres(std::string(std::getenv("ALMONER_TEST_POSTGRES")) + " dbname=nowhere");
  ASSERT_THAT(opened, FailsWith(Code::kUnavailable));
  EXPECT_THAT(opened.error().Text(), HasSubstr("refused"));
}

TEST(PostgresDsn, AServerThatIsNotThereDoesNotAnswer) {
  const TempDir folder;
  const auto opened = OpenPostgres("host=" + folder.path().string());
  ASSERT_THAT(opened, FailsWith(Code::kUnavailable));
  EXPECT_THAT(opened.error().Text(), HasSubstr("does not answer"));
}

TEST(PostgresDsn, WordsThatLibpqDoesNotKnowAreInvalid) {
  EXPECT_THAT(OpenPostgres("colour=blue"), FailsWith(Code::kInvalid));
}

TEST(PostgresErrors, EachClassOfSqlStateTellsTheCallerWhatToDo) {
  const auto code = [](std::string_view state) { return PostgresFailure(state, {}).error().code; };
  EXPECT_EQ(code("23505"), Code::kConflict);
  EXPECT_EQ(code("40001"), Code::kUnavailable);
  EXPECT_EQ(code("53100"), Code::kUnavailable);
  EXPECT_EQ(code("57P01"), Code::kUnavailable);
  EXPECT_EQ(code("08006"), Code::kUnavailable);
  EXPECT_EQ(code("08P01"), Code::kInternal);
  EXPECT_EQ(code(""), Code::kUnavailable);
  EXPECT_EQ(code("XX001"), Code::kCorrupt);
  EXPECT_EQ(code("22021"), Code::kInvalid);
  EXPECT_EQ(code("42P01"), Code::kInternal);
}

}  // namespace
}  // namespace almoner::store
