// Each process over one database is a Duties of its own here.
#include "store/duties.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "support/matchers.h"
#include "support/stores.h"

namespace almoner::store {
namespace {

constexpr std::uint32_t kSealing = 1;
constexpr std::uint32_t kNight = 3;

TEST(DutiesTest, WhoIsAloneHasEveryDuty) {
  Duties alone{std::nullopt};
  EXPECT_TRUE(alone.Has(kSealing));
  EXPECT_TRUE(alone.Take(kSealing));
  alone.Give(kSealing);
  EXPECT_TRUE(alone.Has(kSealing));
}

// A server ends a session in a moment, not at once.
template <class Done>
bool Soon(const Done& done) {
  for (int time = 0; time < 100; ++time) {
    if (done()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return false;
}

class SharedDutiesTest : public testing::TestWithParam<Engine> {
 protected:
  SharedDutiesTest() : database_(GetParam()) {}
  [[nodiscard]] const std::string& dsn() const { return database_.dsn(); }

  const TestDatabase database_;
};

// A file is one process's.
std::vector<Engine> Shared() {
  std::vector<Engine> engines = Engines();
  std::erase(engines, Engine::kSqlite);
  return engines;
}
INSTANTIATE_TEST_SUITE_P(Engines, SharedDutiesTest, testing::ValuesIn(Shared()), EngineName);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(SharedDutiesTest);

TEST_P(SharedDutiesTest, OneProcessAtATimeHasADuty) {
  Duties one(dsn());
  Duties other(dsn());
  EXPECT_FALSE(one.Has(kSealing));
  EXPECT_TRUE(one.Take(kSealing));
  EXPECT_TRUE(one.Has(kSealing));
  EXPECT_FALSE(other.Take(kSealing));
  EXPECT_TRUE(other.Take(kNight)) << "each duty by itself";
  one.Give(kSealing);
  EXPECT_FALSE(one.Has(kSealing));
  EXPECT_TRUE(other.Take(kSealing));
}

TEST_P(SharedDutiesTest, ItIsGivenBackAsOftenAsItWasTaken) {
  Duties one(dsn());
  Duties other(dsn());
  EXPECT_TRUE(one.Take(kSealing));
  EXPECT_TRUE(one.Take(kSealing));
  one.Give(kSealing);
  EXPECT_FALSE(other.Take(kSealing));
  one.Give(kSealing);
  EXPECT_TRUE(other.Take(kSealing));
}

TEST_P(SharedDutiesTest, WhoIsGoneHasNone) {
  Duties other(dsn());
  {
    Duties one(dsn());
    EXPECT_TRUE(one.Take(kSealing));
  }
  EXPECT_TRUE(Soon([&] { return other.Take(kSealing); }));
}

TEST_P(SharedDutiesTest, ASessionThatTheServerEndsLosesThemAndBeginsAnew) {
  const std::string name = "duties_" + std::to_string(::getpid());
  Duties one(dsn() + " application_name=" + name);
  ASSERT_TRUE(one.Take(kSealing));
  ASSERT_THAT(database_.Open()->Write([&](Tx& tx) -> Status {
    TRY(tx.One(
        "SELECT CAST(COUNT(pg_terminate_backend(pid, 10000)) AS BIGINT) FROM pg_stat_activity "
        "WHERE application_name = $1",
        name));
    return {};
  }),
              IsOk());
  Duties other(dsn());
  EXPECT_TRUE(Soon([&] { return !one.Has(kSealing); })) << "it notices by itself";
  EXPECT_TRUE(other.Take(kSealing));
  EXPECT_FALSE(one.Take(kSealing));
  one.Give(kSealing);
  EXPECT_FALSE(one.Take(kSealing)) << "what it lost is not its to give";
}

TEST_P(SharedDutiesTest, ACopyInAnotherSchemaOfTheDatabaseHasItsOwn) {
  const TestDatabase copy(GetParam());
  Duties one(dsn(), 7);
  Duties other(copy.dsn(), 7);
  Duties stranger(dsn(), 8);
  EXPECT_TRUE(one.Take(kSealing));
  EXPECT_TRUE(other.Take(kSealing));
  EXPECT_TRUE(stranger.Take(kSealing));
}

TEST_P(SharedDutiesTest, WhereTheDatabaseDoesNotAnswerItIsNobodys) {
  Duties one(dsn() + " port=1");
  EXPECT_FALSE(one.Take(kSealing));
  EXPECT_FALSE(one.Has(kSealing));
}

}  // namespace
}  // namespace almoner::store
