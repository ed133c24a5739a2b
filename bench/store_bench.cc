// Commits a second: the store against a bare SQLite transaction with the same settings and rows,
// and one writer against many. Absolute numbers are the disk's; the ratios between neighbours are
// ours.
//
//   store_bench --benchmark_repetitions=7 --benchmark_enable_random_interleaving=true
//
// Set TMPDIR to the disk to be measured.
#include <benchmark/benchmark.h>
#include <sqlite3.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>

#include "scratch.h"
#include "store/store.h"

namespace almoner::store {
namespace {

constexpr std::size_t kRowBytes = 200;  // about an audit entry

struct Fixture {
  Fixture() : store(OpenSqlite(OperatorPath(folder / "almoner.db")).value()) {
    CHECK(store->Write([](Tx& tx) -> Status {
      TRY(tx.Execute("CREATE TABLE note (id INTEGER PRIMARY KEY, body BLOB NOT NULL)"));
      return {};
    }));
  }
  Fixture(const Fixture&) = delete;
  Fixture& operator=(const Fixture&) = delete;
  ~Fixture() {
    store.reset();
    std::filesystem::remove_all(folder);
  }
  const std::filesystem::path folder = FreshFolder();
  std::unique_ptr<Store> store;
  std::atomic<std::int64_t> next = 0;
};

std::unique_ptr<Fixture> fixture;
void SetUp(const benchmark::State& /*state*/) { fixture = std::make_unique<Fixture>(); }
void TearDown(const benchmark::State& /*state*/) { fixture.reset(); }

void StoreWrite(benchmark::State& state) {
  const Bytes body(kRowBytes, 0xA5);
  for (auto _ : state) {
    const Status kept = fixture->store->Write([&](Tx& tx) {
      return tx.ExecuteOne("INSERT INTO note (id, body) VALUES ($1, $2)", ++fixture->next, body);
    });
    CHECK(kept.has_value());
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(StoreWrite)->Setup(SetUp)->Teardown(TearDown)->UseRealTime()->Threads(1)->Threads(64);

void StoreRead(benchmark::State& state) {
  const Bytes body(kRowBytes, 0xA5);
  CHECK(fixture->store->Write([&](Tx& tx) -> Status {
    for (std::int64_t id = 0; id < 1000; ++id)
      TRY(tx.ExecuteOne("INSERT INTO note (id, body) VALUES ($1, $2)", id, body));
    return {};
  }));
  std::int64_t id = 0;
  for (auto _ : state) {
    const auto row = fixture->store->Read(
        [&](ReadTx& tx) { return tx.One("SELECT body FROM note WHERE id = $1", ++id % 1000); });
    CHECK(row.has_value());
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(StoreRead)->Setup(SetUp)->Teardown(TearDown)->UseRealTime();

// What the store is measured against: BEGIN IMMEDIATE, INSERT and COMMIT, prepared once, on one
// thread.
void BareSqliteTransaction(benchmark::State& state) {
  const std::string file = fixture->folder / "bare.db";
  sqlite3* db = nullptr;
  CHECK(sqlite3_open_v2(file.c_str(), &db,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                        nullptr) == SQLITE_OK);
  CHECK(sqlite3_exec(db,
                     "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
                     "PRAGMA wal_autocheckpoint=20000; PRAGMA temp_store=MEMORY;"
                     "CREATE TABLE note (id INTEGER PRIMARY KEY, body BLOB NOT NULL)",
                     nullptr, nullptr, nullptr) == SQLITE_OK);
  const auto prepare = [&](const char* sql) {
    sqlite3_stmt* statement = nullptr;
    CHECK(sqlite3_prepare_v2(db, sql, -1, &statement, nullptr) == SQLITE_OK);
    return statement;
  };
  sqlite3_stmt* const statements[] = {prepare("BEGIN IMMEDIATE"),
                                      prepare("INSERT INTO note (id, body) VALUES (?1, ?2)"),
                                      prepare("COMMIT")};
  const Bytes body(kRowBytes, 0xA5);
  for (auto _ : state) {
    sqlite3_bind_int64(statements[1], 1, ++fixture->next);
    sqlite3_bind_blob64(statements[1], 2, body.data(), body.size(), SQLITE_STATIC);
    for (sqlite3_stmt* statement : statements) {
      CHECK(sqlite3_step(statement) == SQLITE_DONE);
      sqlite3_reset(statement);
    }
  }
  state.SetItemsProcessed(state.iterations());
  for (sqlite3_stmt* statement : statements) sqlite3_finalize(statement);
  sqlite3_close(db);
}
BENCHMARK(BareSqliteTransaction)->Setup(SetUp)->Teardown(TearDown)->UseRealTime();

}  // namespace
}  // namespace almoner::store
