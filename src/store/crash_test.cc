// What was acknowledged is there after the process has been killed, whatever it was doing.
#include <gmock/gmock.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <set>
#include <thread>

#include "support/matchers.h"
#include "support/stores.h"

namespace almoner::store {
namespace {

constexpr int kThreads = 8;
constexpr std::int64_t kPerThread = 1'000'000;  // ids are thread * kPerThread + n

class CrashTest : public testing::TestWithParam<Engine> {};
INSTANTIATE_ENGINES(CrashTest);

// Writes rows, two at a time, until it is killed, and tells `acknowledge` each id that was
// committed.
[[noreturn]] void WriteForEver(const TestDatabase& database, int acknowledge) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const auto store = database.Open();
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t)
    threads.emplace_back([&, t] {
      for (std::int64_t id = t * kPerThread;; ++id) {
        const Status kept = store->Write([&](Tx& tx) -> Status {
          TRY(tx.ExecuteOne("INSERT INTO note (id, half) VALUES ($1, 1)", id));
          return tx.ExecuteOne("INSERT INTO note (id, half) VALUES ($1, 2)", id);
        });
        if (kept && ::write(acknowledge, &id, sizeof id) != sizeof id) ::_exit(1);
      }
    });
  for (std::thread& thread : threads) thread.join();
  ::_exit(1);
}

// Kills a writing process once it has acknowledged `enough` ids; returns all that it acknowledged.
std::set<std::int64_t> Acknowledged(const TestDatabase& database, std::size_t enough) {
  std::array<int, 2> pipe{};
  CHECK(::pipe(pipe.data()) == 0);
  const pid_t child = ::fork();
  if (child == 0) WriteForEver(database, pipe[1]);
  ::close(pipe[1]);
  std::set<std::int64_t> ids;
  std::int64_t id = 0;
  while (::read(pipe[0], &id, sizeof id) == sizeof id)
    if (ids.insert(id); ids.size() == enough) ::kill(child, SIGKILL);
  ::close(pipe[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself";
  return ids;
}

TEST_P(CrashTest, NothingAcknowledgedIsLostAndNothingIsHalfThere) {
  const TestDatabase database(GetParam());
  ASSERT_THAT(database.Open()->Write([](Tx& tx) {
    return tx.Execute("CREATE TABLE note (id BIGINT, half BIGINT, PRIMARY KEY (id, half))");
  }),
              IsOk());
  for (int round = 0; round < 5; ++round) {
    const std::set<std::int64_t> ids = Acknowledged(database, 200);
    ASSERT_GE(ids.size(), 200U);
    const auto store = database.Open();
    const auto rows = store->Read([](ReadTx& tx) {
      return tx.Query("SELECT id, COUNT(*) FROM note GROUP BY id ORDER BY id");
    });
    ASSERT_THAT(rows, IsOk());
    std::set<std::int64_t> found;
    for (const Row& row : *rows) {
      EXPECT_THAT(row.Int(1), IsOkAndHolds(2));
      found.insert(row.Int(0).value());
    }
    EXPECT_THAT(found, ::testing::IsSupersetOf(ids));
    ASSERT_THAT(store->Write([](Tx& tx) { return tx.Execute("DELETE FROM note"); }), IsOk());
  }
}

}  // namespace
}  // namespace almoner::store
