// Tests that run on both engines:
//
//   class LogTest : public StoreTest {};
//   INSTANTIATE_ENGINES(LogTest);
//   TEST_P(LogTest, AnEntryIsThereAfterReopening) { … store() … }
//
// PostgreSQL needs ALMONER_TEST_POSTGRES, a connection string in keyword=value form for a user who
// may make schemas and end connections. tools/with_postgres.sh sets it, and ./test always runs
// under that; without it only the SQLite half of each test exists.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "store/store.h"
#include "support/files.h"

namespace almoner {

enum class Engine : std::uint8_t { kSqlite, kPostgres };
[[nodiscard]] std::vector<Engine> Engines();
[[nodiscard]] std::string EngineName(const testing::TestParamInfo<Engine>& info);

// An empty database (a file in a folder of its own, or a schema of its own) that is gone when this
// is.
class TestDatabase {
 public:
  explicit TestDatabase(Engine engine);
  ~TestDatabase();
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  // A store on it, as it was left; several may be open at once.
  [[nodiscard]] std::unique_ptr<store::Store> Open() const;
  [[nodiscard]] OperatorPath file() const { return folder_ / "almoner.db"; }  // SQLite
  [[nodiscard]] const std::string& dsn() const { return dsn_; }               // PostgreSQL

 private:
  Engine engine_;
  TempDir folder_;
  std::string schema_;
  std::string dsn_;
};

enum class Schema : std::uint8_t { kEmpty, kMigrated };

// A store that owns its TestDatabase.
[[nodiscard]] std::unique_ptr<store::Store> NewStore(Engine engine,
                                                     Schema schema = Schema::kMigrated);

// Each test on each engine, with a fresh and migrated store.
class StoreTest : public testing::TestWithParam<Engine> {
 protected:
  explicit StoreTest(Schema schema = Schema::kMigrated) : store_(NewStore(GetParam(), schema)) {}
  store::Store& store() { return *store_; }

 private:
  std::unique_ptr<store::Store> store_;
};

#define INSTANTIATE_ENGINES(Test)                                                    \
  INSTANTIATE_TEST_SUITE_P(Engines, Test, ::testing::ValuesIn(::almoner::Engines()), \
                           ::almoner::EngineName)

}  // namespace almoner
