#include "store/migrate.h"

#include <gmock/gmock.h>

#include <thread>

#include "support/failing_store.h"
#include "support/matchers.h"
#include "support/stores.h"

namespace almoner::store {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr EmbeddedFile kFirst = {.path = "0001_home.sql", .text = R"(-- What this home is;
CREATE TABLE home (
  id {blob} PRIMARY KEY,   -- 16 bytes
  born {int} NOT NULL,
  name TEXT NOT NULL
) {strict};
)"};
constexpr EmbeddedFile kSecond = {.path = "0002_pet.sql", .text = R"(
CREATE TABLE pet (id {int} PRIMARY KEY) {strict};
CREATE INDEX pet_id ON pet (id);
)"};
constexpr EmbeddedFile kBroken = {.path = "0002_broken.sql",
                                  .text = "CREATE TABLE half (id {int});\nCREATE NONSENSE;\n"};

class MigrateTest : public testing::TestWithParam<Engine> {
 protected:
  MigrateTest() : database_(GetParam()), store_(database_.Open()) {}
  Status Bring(std::vector<EmbeddedFile> files) { return Migrator::Bring(*store_, files); }
  std::vector<std::int64_t> Versions() {
    const auto read = [](ReadTx& tx) -> Result<std::vector<std::int64_t>> {
      std::vector<std::int64_t> versions;
      for (const Row& row : TRY(tx.Query("SELECT version FROM schema_version ORDER BY version")))
        versions.push_back(TRY(row.Int(0)));
      return versions;
    };
    return store_->Read(read).value_or(std::vector<std::int64_t>());
  }
  Status Execute(Literal sql) {
    return store_->Write([&](Tx& tx) -> Status {
      TRY(tx.Execute(sql));
      return {};
    });
  }

  const TestDatabase database_;
  const std::unique_ptr<Store> store_;
};
INSTANTIATE_ENGINES(MigrateTest);

TEST_P(MigrateTest, AnEmptyDatabaseGetsTheWholeHistory) {
  ASSERT_THAT(Bring({kFirst, kSecond}), IsOk());
  EXPECT_THAT(Versions(), ElementsAre(1, 2));
  const Bytes id = ToBytes("0123456789abcdef");
  const auto row = store_->Write([&](Tx& tx) -> Result<Row> {
    TRY(tx.ExecuteOne("INSERT INTO home (id, born, name) VALUES ($1, $2, $3)", id, 1LL << 40, "x"));
    return tx.One("SELECT id, born FROM home");
  });
  ASSERT_THAT(row, IsOk());
  EXPECT_THAT(row->Blob(0), IsOkAndHolds(id));
  EXPECT_THAT(row->Int(1), IsOkAndHolds(1LL << 40));
}

TEST_P(MigrateTest, WhatIsDoneIsNotDoneAgain) {
  ASSERT_THAT(Bring({kFirst}), IsOk());
  ASSERT_THAT(Bring({kFirst}), IsOk());
  ASSERT_THAT(Bring({kFirst, kSecond}), IsOk());
  EXPECT_THAT(Versions(), ElementsAre(1, 2));
}

TEST_P(MigrateTest, AKeyOfAnIntDoesNotNumberItself) {
  ASSERT_THAT(Bring({kFirst, kSecond}), IsOk());
  EXPECT_THAT(Execute("INSERT INTO pet (id) VALUES (NULL)"), FailsWith(Code::kConflict));
}

TEST_P(MigrateTest, AMigrationThatFailsLeavesNothingOfThoseBeforeIt) {
  const Status broken = Bring({kFirst, kBroken});
  ASSERT_THAT(broken, FailsWith(Code::kInternal));
  EXPECT_THAT(broken.error().Text(), HasSubstr("migration 2, statement 2"));
  EXPECT_THAT(Versions(), ElementsAre());
  EXPECT_THAT(Execute("SELECT * FROM home"), FailsWith(Code::kInternal));
  EXPECT_THAT(Bring({kFirst, kSecond}), IsOk());
}

TEST_P(MigrateTest, WhicheverStepFailsNothingIsHalfDone) {
  const std::vector<EmbeddedFile> files = {kFirst, kSecond};
  Status last;
  const int steps = FailEachStep(
      *store_, [&](Store& failing) { last = Migrator::Bring(failing, files); },
      [&](int step) {
        EXPECT_THAT(last, FailsWith(Code::kUnavailable)) << step;
        EXPECT_THAT(Versions(), ElementsAre()) << step;
        EXPECT_THAT(Execute("SELECT * FROM home"), FailsWith(Code::kInternal)) << step;
      });
  EXPECT_EQ(steps, 8) << "the table, the look, two rows, three statements and the commit";
  EXPECT_THAT(last, IsOk());
  EXPECT_THAT(Versions(), ElementsAre(1, 2));
}

TEST_P(MigrateTest, ADatabaseNewerThanTheProgramIsRefusedAndLeftAsItIs) {
  ASSERT_THAT(Bring({kFirst, kSecond}), IsOk());
  const Status refused = Bring({kFirst});
  ASSERT_THAT(refused, FailsWith(Code::kConflict));
  EXPECT_THAT(refused.error().Text(), HasSubstr("(database 2, program 1)"));
  EXPECT_THAT(Versions(), ElementsAre(1, 2));
  EXPECT_THAT(Execute("SELECT id FROM pet"), IsOk());
}

TEST_P(MigrateTest, ADatabaseWithAnotherHistoryIsRefused) {
  const EmbeddedFile other = {.path = "0002_other.sql", .text = "CREATE TABLE other (id {int});\n"};
  ASSERT_THAT(Bring({kFirst, other}), IsOk());
  EXPECT_THAT(Bring({kFirst, kSecond}), FailsWith(Code::kCorrupt));
}

TEST_P(MigrateTest, ADatabaseWhoseHistoryHasAGapIsRefused) {
  ASSERT_THAT(Bring({kFirst, kSecond}), IsOk());
  ASSERT_THAT(Execute("DELETE FROM schema_version WHERE version = 1"), IsOk());
  EXPECT_THAT(Bring({kFirst, kSecond}), FailsWith(Code::kCorrupt));
}

TEST_P(MigrateTest, FilesOutOfOrderAreAMistakeOfTheProgram) {
  EXPECT_THAT(Bring({kSecond}), FailsWith(Code::kInternal));
  EXPECT_THAT(Bring({kFirst, kFirst}), FailsWith(Code::kInternal));
  EXPECT_THAT(Bring({{.path = "0001_home.txt", .text = ""}}), FailsWith(Code::kInternal));
  EXPECT_THAT(Bring({{.path = "1_home.sql", .text = ""}}), FailsWith(Code::kInternal));
  EXPECT_THAT(Versions(), ElementsAre());
}

TEST_P(MigrateTest, AStatementWithoutItsSemicolonIsNotPassedOver) {
  EXPECT_THAT(Bring({{.path = "0001_home.sql", .text = "CREATE TABLE home (id {int})\n"}}),
              FailsWith(Code::kInternal));
  EXPECT_THAT(Versions(), ElementsAre());
}

TEST_P(MigrateTest, NodesThatStartTogetherAllFindItDone) {
  const std::vector<EmbeddedFile> files = {kFirst, kSecond};
  for (const std::size_t known : {0, 1}) {  // from an empty database, and from an older one
    const TestDatabase database(GetParam());
    ASSERT_THAT(Migrator::Bring(*database.Open(), std::span(files).first(known)), IsOk());
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
      threads.emplace_back([&] { EXPECT_THAT(Migrator::Bring(*database.Open(), files), IsOk()); });
    for (std::thread& thread : threads) thread.join();
  }
}

TEST_P(MigrateTest, TheProgramsOwnHistoryApplies) {
  EXPECT_THAT(Migrate(*store_), IsOk());
  EXPECT_THAT(Migrate(*store_), IsOk());
}

}  // namespace
}  // namespace almoner::store
