#include "store/group_commit.h"

#include <gmock/gmock.h>
#include <sys/resource.h>

#include <csignal>
#include <thread>

#include "support/matchers.h"
#include "support/stores.h"

namespace almoner::store {
namespace {

using ::testing::ElementsAre;
using Mode = SqliteConnection::Mode;

class GroupCommitTest : public testing::Test {
 protected:
  GroupCommitTest() : writer_(Connect()), commits_(*writer_) {
    Do("CREATE TABLE note (id INTEGER PRIMARY KEY, body BLOB)");
    Do("CREATE TABLE tally (n INTEGER NOT NULL)");
    Do("INSERT INTO tally (n) VALUES (0)");
    Do("CREATE TABLE child (note INTEGER REFERENCES note (id) DEFERRABLE INITIALLY DEFERRED)");
  }

  std::unique_ptr<SqliteConnection> Connect() {
    static_cast<void>(OpenSqlite(folder_ / "almoner.db").value());  // makes the file
    return SqliteConnection::Open(folder_ / "almoner.db", Mode::kWriter, {}).value();
  }
  void Do(Literal sql) { ASSERT_THAT(writer_->Do(sql), IsOk()); }
  std::int64_t Ask(Literal sql) { return writer_->Run(sql, {}).value().rows.at(0).Int(0).value(); }

  static Status Insert(Tx& tx, std::int64_t id) {
    TRY(tx.ExecuteOne("UPDATE tally SET n = n + 1"));
    return tx.ExecuteOne("INSERT INTO note (id) VALUES ($1)", id);
  }
  static GroupCommit::Fn Inserting(std::int64_t id) {
    return [id](Tx& tx) { return Insert(tx, id); };
  }

  // Runs all of `fns` in one batch: while a first caller holds the writer, the others join in
  // order.
  std::vector<Status> InOneBatch(const std::vector<GroupCommit::Fn>& fns) {
    std::vector<Status> outcomes(fns.size());
    std::vector<std::thread> threads;
    const Status held = commits_.Run([&](Tx&) -> Status {
      for (std::size_t i = 0; i < fns.size(); ++i) {
        threads.emplace_back([&, i] { outcomes[i] = commits_.Run(fns[i]); });
        while (commits_.waiting() <= i) std::this_thread::yield();
      }
      return {};
    });
    EXPECT_THAT(held, IsOk());
    for (std::thread& thread : threads) thread.join();
    return outcomes;
  }

  const TempDir folder_;
  const std::unique_ptr<SqliteConnection> writer_;
  GroupCommit commits_;
};

TEST_F(GroupCommitTest, ALoneCallerRunsOnItsOwnThread) {
  std::thread::id ran_on;
  ASSERT_THAT(commits_.Run([&](Tx& tx) {
    ran_on = std::this_thread::get_id();
    return Insert(tx, 1);
  }),
              IsOk());
  EXPECT_EQ(ran_on, std::this_thread::get_id());
  EXPECT_EQ(Ask("SELECT COUNT(*) FROM note"), 1);
}

TEST_F(GroupCommitTest, CallersWhoQueueShareOneTransactionLedByTheFirst) {
  constexpr std::int64_t callers = 64;
  std::vector<std::thread::id> ran_on(callers);
  std::vector<std::int64_t> seen(callers);
  std::vector<GroupCommit::Fn> fns;
  for (std::size_t i = 0; i < callers; ++i)
    fns.emplace_back([&, i](Tx& tx) -> Status {
      ran_on[i] = std::this_thread::get_id();
      TRY(Insert(tx, static_cast<std::int64_t>(i)));
      seen[i] = TRY(TRY(tx.One("SELECT COUNT(*) FROM note")).Int(0));
      return {};
    });
  EXPECT_THAT(InOneBatch(fns), ::testing::Each(IsOk()));
  EXPECT_THAT(ran_on, ::testing::Each(ran_on.front()));
  for (std::size_t i = 0; i < callers; ++i) EXPECT_EQ(seen[i], i + 1) << "in order of coming";
  EXPECT_EQ(Ask("SELECT COUNT(*) FROM note"), callers);
}

TEST_F(GroupCommitTest, ACallerThatFailsTakesNothingOfTheOthers) {
  const GroupCommit::Fn refused = [](Tx& tx) -> Status {
    TRY(Insert(tx, 100));
    return Fail(Code::kRefused, "No.");
  };
  const GroupCommit::Fn thrown = [](Tx& tx) -> Status {
    TRY(Insert(tx, 101));
    throw 1;
  };
  const auto outcomes =
      InOneBatch({Inserting(1), refused, Inserting(2), thrown, Inserting(2), Inserting(3)});
  EXPECT_THAT(outcomes,
              ElementsAre(IsOk(), FailsWith(Code::kRefused), IsOk(), FailsWith(Code::kInternal),
                          FailsWith(Code::kConflict), IsOk()));
  EXPECT_EQ(Ask("SELECT COUNT(*) FROM note"), 3);
  EXPECT_EQ(Ask("SELECT n FROM tally"), 3);
}

TEST_F(GroupCommitTest, WhatACallerThatFailsHasMadeIsGoneWhateverItMade) {
  const GroupCommit::Fn makes_a_table = [](Tx& tx) -> Status {
    TRY(tx.Execute("CREATE TABLE stray (n INTEGER)"));
    return Fail(Code::kRefused, "No.");
  };
  EXPECT_THAT(InOneBatch({Inserting(1), makes_a_table, Inserting(2)}),
              ElementsAre(IsOk(), FailsWith(Code::kRefused), IsOk()));
  EXPECT_EQ(Ask("SELECT COUNT(*) FROM sqlite_schema WHERE name = 'stray'"), 0);
  EXPECT_EQ(Ask("SELECT n FROM tally"), 2);
}

TEST_F(GroupCommitTest, ACallerThatOnlyLookedBeforeItFailedCostsNobodyASecondRun) {
  int runs = 0;
  const GroupCommit::Fn counted = [&](Tx& tx) {
    ++runs;
    return Insert(tx, 1);
  };
  const GroupCommit::Fn looks = [](Tx& tx) -> Status {
    TRY(tx.One("SELECT n FROM tally"));
    return Fail(Code::kRefused, "No.");
  };
  EXPECT_THAT(InOneBatch({counted, looks}), ElementsAre(IsOk(), FailsWith(Code::kRefused)));
  EXPECT_EQ(runs, 1);
}

TEST_F(GroupCommitTest, WhenTheDiskFillsUpEachRunsAgainAloneAndCountsOnce) {
  ASSERT_GT(Ask("PRAGMA max_page_count = 40"), 0);
  std::atomic<int> runs = 0;
  const auto counted = [&](std::int64_t id) -> GroupCommit::Fn {
    return [&runs, id](Tx& tx) {
      ++runs;
      return Insert(tx, id);
    };
  };
  const GroupCommit::Fn too_much = [](Tx& tx) -> Status {
    TRY(tx.Execute("INSERT INTO note (id, body) VALUES (100, zeroblob(1000000))"));
    return {};
  };
  const auto outcomes = InOneBatch({counted(1), counted(2), too_much, counted(3)});
  EXPECT_THAT(outcomes, ElementsAre(IsOk(), IsOk(), FailsWith(Code::kUnavailable), IsOk()));
  EXPECT_FALSE(OutcomeUnknown(outcomes[2].error()));
  EXPECT_EQ(runs, 5) << "two in the shared transaction that SQLite dropped, then all three alone";
  EXPECT_EQ(Ask("SELECT n FROM tally"), 3);
  EXPECT_EQ(Ask("SELECT COUNT(*) FROM note"), 3);
}

TEST_F(GroupCommitTest, AFullDiskIsOverOnceThereIsRoom) {
  ASSERT_GT(Ask("PRAGMA max_page_count = 10"), 0);
  const GroupCommit::Fn big = [](Tx& tx) -> Status {
    TRY(tx.Execute("INSERT INTO note (id, body) VALUES (1, zeroblob(1000000))"));
    return {};
  };
  EXPECT_THAT(commits_.Run(big), FailsWith(Code::kUnavailable));
  ASSERT_GT(Ask("PRAGMA max_page_count = 1000000"), 0);
  EXPECT_THAT(commits_.Run(big), IsOk());
}

// While one of these lives no file can be written beyond its first byte.
class DeadDisk {
 public:
  DeadDisk() : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit tiny = {.rlim_cur = 1, .rlim_max = before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &tiny);
  }
  DeadDisk(const DeadDisk&) = delete;
  DeadDisk& operator=(const DeadDisk&) = delete;
  DeadDisk(DeadDisk&&) = delete;
  DeadDisk& operator=(DeadDisk&&) = delete;
  ~DeadDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  void (*handler_)(int);
  rlimit before_ = {};
};

TEST_F(GroupCommitTest, WhenTheDiskFailsAtCommitTheOutcomeIsUnknownAndTheQueueGoesOn) {
  std::optional<DeadDisk> dead;
  const GroupCommit::Fn dying = [&](Tx& tx) {
    if (!dead) dead.emplace();
    return Insert(tx, 1);
  };
  const auto outcomes = InOneBatch({Inserting(0), dying});
  dead.reset();
  for (const Status& outcome : outcomes) {
    ASSERT_THAT(outcome, FailsWith(Code::kUnavailable));
    EXPECT_TRUE(OutcomeUnknown(outcome.error()));
  }
  EXPECT_EQ(Ask("SELECT n FROM tally"), 0);
  EXPECT_THAT(commits_.Run(Inserting(1)), IsOk());
}

TEST_F(GroupCommitTest, OnceTheTransactionIsDroppedNoStatementRunsOutsideOne) {
  ASSERT_GT(Ask("PRAGMA max_page_count = 40"), 0);
  const Status outcome = commits_.Run([](Tx& tx) -> Status {
    static_cast<void>(tx.Execute("INSERT INTO note (id, body) VALUES (1, zeroblob(1000000))"));
    EXPECT_THAT(Insert(tx, 2), FailsWith(Code::kUnavailable));
    return {};
  });
  EXPECT_THAT(outcome, FailsWith(Code::kUnavailable));
  EXPECT_EQ(Ask("SELECT COUNT(*) FROM note"), 0);
}

TEST_F(GroupCommitTest, AnErrorThatShowsOnlyAtCommitIsItsOwnCallersAlone) {
  const GroupCommit::Fn orphan = [](Tx& tx) {
    return tx.ExecuteOne("INSERT INTO child (note) VALUES ($1)", 404);
  };
  EXPECT_THAT(InOneBatch({Inserting(1), orphan, Inserting(2)}),
              ElementsAre(IsOk(), FailsWith(Code::kConflict), IsOk()));
  EXPECT_EQ(Ask("SELECT n FROM tally"), 2);
}

TEST_F(GroupCommitTest, WhileAnotherHoldsTheLockAllAreToldAndNothingIsLost) {
  const auto other = Connect();
  ASSERT_THAT(commits_.Run(Inserting(0)), IsOk());
  ASSERT_THAT(other->Do("BEGIN IMMEDIATE"), IsOk());
  std::vector<std::thread> threads;
  for (std::int64_t id = 1; id <= 8; ++id)
    threads.emplace_back(
        [&, id] { EXPECT_THAT(commits_.Run(Inserting(id)), FailsWith(Code::kUnavailable)); });
  for (std::thread& thread : threads) thread.join();
  other->Rollback();
  EXPECT_THAT(commits_.Run(Inserting(1)), IsOk());
  EXPECT_EQ(Ask("SELECT n FROM tally"), 2);
}

TEST_F(GroupCommitTest, UnderLoadEveryAnswerIsTrue) {
  constexpr int writers = 64;
  constexpr int each = 40;
  std::atomic<std::int64_t> kept = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < writers; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < each; ++i) {
        const bool meant_to_fail = (t + i) % 7 == 0;
        const Status outcome = commits_.Run([&](Tx& tx) -> Status {
          TRY(Insert(tx, t * each + i));
          if (meant_to_fail) return Fail(Code::kRefused, "No.");
          return {};
        });
        EXPECT_EQ(outcome.has_value(), !meant_to_fail);
        if (outcome) ++kept;
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Ask("SELECT n FROM tally"), kept);
  EXPECT_EQ(Ask("SELECT COUNT(*) FROM note"), kept);
}

}  // namespace
}  // namespace almoner::store
