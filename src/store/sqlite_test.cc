#include "store/sqlite.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <thread>

#include "store/sqlite_connection.h"
#include "support/matchers.h"
#include "support/stores.h"

namespace almoner::store {
namespace {

using ::testing::HasSubstr;
using Mode = SqliteConnection::Mode;

class SqliteTest : public testing::Test {
 protected:
  OperatorPath file() const { return folder_ / "almoner.db"; }
  std::unique_ptr<Store> Open(SqliteOptions options = {.patience = {}}) const {
    return OpenSqlite(file(), options).value();
  }
  static Status Add(Store& store, std::int64_t id) {
    return store.Write([&](Tx& tx) -> Status {
      TRY(tx.Execute("CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY)"));
      return tx.ExecuteOne("INSERT INTO note (id) VALUES ($1)", id);
    });
  }
  static std::int64_t Count(Store& store) {
    return store
        .Read([](ReadTx& tx) -> Result<std::int64_t> {
          return TRY(tx.One("SELECT COUNT(*) FROM note")).Int(0);
        })
        .value();
  }
  const TempDir folder_;
};

mode_t ModeOf(const std::filesystem::path& path) {
  struct stat info = {};
  EXPECT_EQ(::stat(path.c_str(), &info), 0) << path;
  return info.st_mode & 0777;
}

TEST_F(SqliteTest, OnlyItsOwnerCanReadTheDatabaseAndItsLog) {
  const mode_t before = ::umask(0);
  const auto store = Open();
  ASSERT_THAT(Add(*store, 1), IsOk());
  ::umask(before);
  for (const char* suffix : {"", "-wal", "-shm"})
    EXPECT_EQ(ModeOf(file().path().string() + suffix), 0600U) << suffix;
}

TEST_F(SqliteTest, TheWriterIsDurableAndLeavesNoTraces) {
  const auto store = Open();
  const auto setting = [&](Literal pragma) {
    return store->Write([&](Tx& tx) -> Result<std::int64_t> { return TRY(tx.One(pragma)).Int(0); });
  };
  EXPECT_THAT(setting("PRAGMA synchronous"), IsOkAndHolds(2));
  EXPECT_THAT(setting("PRAGMA secure_delete"), IsOkAndHolds(1));
  EXPECT_THAT(setting("PRAGMA temp_store"), IsOkAndHolds(2));
  EXPECT_THAT(setting("PRAGMA foreign_keys"), IsOkAndHolds(1));
  EXPECT_THAT(setting("PRAGMA trusted_schema"), IsOkAndHolds(0));
  EXPECT_THAT(setting("PRAGMA wal_autocheckpoint"), IsOkAndHolds(0)) << "see the next test";
  const auto journal = store->Read(
      [](ReadTx& tx) -> Result<std::string> { return TRY(tx.One("PRAGMA journal_mode")).Text(0); });
  EXPECT_THAT(journal, IsOkAndHolds("wal"));
}

// Only writing the log back makes the database's own file grow.
TEST_F(SqliteTest, ALongLogIsWrittenBackByItselfWhileTheStoreIsOpen) {
  const auto store = Open();
  ASSERT_THAT(store->Write([](Tx& tx) -> Status {
    TRY(tx.Execute("CREATE TABLE wide (body BLOB NOT NULL)"));
    return {};
  }),
              IsOk());
  const Bytes body(1 << 20, 7);
  const auto size = [&] { return std::filesystem::file_size(file().path()); };
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (size() < 8 * body.size() && std::chrono::steady_clock::now() < deadline) {
    ASSERT_THAT(store->Write([&](Tx& tx) -> Status {
      TRY(tx.Execute("INSERT INTO wide (body) VALUES ($1)", body));
      return {};
    }),
                IsOk());
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_GE(size(), 8 * body.size());
}

TEST_F(SqliteTest, ScrubbingLeavesNothingOfWhatWasDeletedInAnyFile) {
  const auto store = Open();
  constexpr std::string_view kGone = "what was said and has to be gone";
  ASSERT_THAT(store->Write([&](Tx& tx) -> Status {
    TRY(tx.Execute("CREATE TABLE said (words TEXT NOT NULL)"));
    return tx.ExecuteOne("INSERT INTO said (words) VALUES ($1)", kGone);
  }),
              IsOk());
  ASSERT_THAT(store->Write([](Tx& tx) { return tx.ExecuteOne("DELETE FROM said"); }), IsOk());
  const auto found = [&] {
    int files = 0;
    for (const char* suffix : {"", "-wal"}) {
      std::ifstream in(file().path().string() + suffix, std::ios::binary);
      const std::string text((std::istreambuf_iterator<char>(in)),
                             std::istreambuf_iterator<char>());
      files += text.contains(kGone) ? 1 : 0;
    }
    return files;
  };
  EXPECT_EQ(found(), 1) << "the write-ahead log still has it";
  store->Scrub();
  EXPECT_EQ(found(), 0);
  EXPECT_EQ(std::filesystem::file_size(file().path().string() + "-wal"), 0U);
}

TEST_F(SqliteTest, ScrubbingDoesNotWaitForAReaderAndHarmsNobody) {
  const auto store = Open();
  ASSERT_THAT(Add(*store, 1), IsOk());
  ASSERT_THAT(store->Read([&](ReadTx& tx) -> Status {
    TRY(tx.One("SELECT COUNT(*) FROM note"));
    std::thread([&] { store->Scrub(); }).join();
    return {};
  }),
              IsOk());
  ASSERT_THAT(Add(*store, 2), IsOk());
  EXPECT_EQ(Count(*store), 2);
}

TEST_F(SqliteTest, AFolderThatIsNotThereIsNamed) {
  const auto opened = OpenSqlite(folder_ / "nowhere/almoner.db");
  ASSERT_THAT(opened, FailsWith(Code::kUnavailable));
  EXPECT_THAT(opened.error().Text(), HasSubstr("nowhere/almoner.db"));
}

TEST_F(SqliteTest, AFileThatIsNoDatabaseIsLeftAsItIs) {
  const std::string letter = "Dear Sir or Madam, " + std::string(5000, '.');
  std::ofstream(file().path()) << letter;
  EXPECT_THAT(OpenSqlite(file()), FailsWith(Code::kCorrupt));
  EXPECT_EQ(ReadText(file().path()), letter);
}

TEST_F(SqliteTest, ADamagedPageIsCorruptAndNotAnswered) {
  {
    const auto store = Open();
    for (std::int64_t id = 0; id < 2000; id += 1000)
      ASSERT_THAT(store->Write([&](Tx& tx) -> Status {
        TRY(tx.Execute("CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY)"));
        for (std::int64_t i = id; i < id + 1000; ++i)
          TRY(tx.ExecuteOne("INSERT INTO note (id) VALUES ($1)", i));
        return {};
      }),
                  IsOk());
  }
  const auto size = std::filesystem::file_size(file().path());
  std::fstream damaged(file().path(), std::ios::in | std::ios::out | std::ios::binary);
  damaged.seekp(4096);
  damaged << std::string(size - 4096, '\xEE');
  damaged.close();
  const auto store = Open();
  EXPECT_THAT(store->Read([](ReadTx& tx) { return tx.One("SELECT COUNT(*) FROM note"); }),
              FailsWith(Code::kCorrupt));
}

TEST_F(SqliteTest, AWrongTypeInAStrictTableIsOurFaultAndNotAConflict) {
  const auto store = Open();
  EXPECT_THAT(store->Write([](Tx& tx) -> Status {
    TRY(tx.Execute("CREATE TABLE typed (n INT NOT NULL) STRICT"));
    return tx.ExecuteOne("INSERT INTO typed (n) VALUES ($1)", "one");
  }),
              FailsWith(Code::kInternal));
}

TEST_F(SqliteTest, MoreReadersThanConnectionsTakeTurns) {
  const auto store = Open({.patience = {}, .readers = 2});
  ASSERT_THAT(Add(*store, 1), IsOk());
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) EXPECT_EQ(Count(*store), 1);
    });
  for (std::thread& thread : threads) thread.join();
}

TEST_F(SqliteTest, AReaderWhoCouldNotConnectGivesItsPlaceBack) {
  const auto store = Open({.patience = {}, .readers = 1});
  ASSERT_THAT(Add(*store, 1), IsOk());
  const std::filesystem::path aside = folder_.path() / "aside.db";
  std::filesystem::rename(file().path(), aside);
  for (int i = 0; i < 3; ++i)
    EXPECT_THAT(store->Read([](ReadTx& tx) { return tx.Query("SELECT 1"); }),
                FailsWith(Code::kUnavailable));
  std::filesystem::rename(aside, file().path());
  EXPECT_EQ(Count(*store), 1);
}

// Holds the database's write lock in a process of its own until it is told to let go.
class LockingProcess {
 public:
  explicit LockingProcess(const OperatorPath& file) {
    std::array<int, 2> locked{};
    std::array<int, 2> release{};
    CHECK(::pipe(locked.data()) == 0 && ::pipe(release.data()) == 0);
    child_ = ::fork();
    char byte = 'L';
    if (child_ == 0) {
      ::close(release[1]);
      const auto connection = SqliteConnection::Open(file, Mode::kWriter, {});
      const bool has_lock = connection && (*connection)->Do("BEGIN IMMEDIATE");
      const bool told = has_lock && ::write(locked[1], &byte, 1) == 1;
      ::_exit(told && ::read(release[0], &byte, 1) == 0 ? 0 : 1);  // until the other end is closed
    }
    ::close(locked[1]);
    ::close(release[0]);
    release_ = release[1];
    EXPECT_EQ(::read(locked[0], &byte, 1), 1) << "the other process could not take the lock";
    ::close(locked[0]);
  }
  LockingProcess(const LockingProcess&) = delete;
  LockingProcess& operator=(const LockingProcess&) = delete;
  LockingProcess(LockingProcess&&) = delete;
  LockingProcess& operator=(LockingProcess&&) = delete;
  ~LockingProcess() {
    ::close(release_);
    ::waitpid(child_, nullptr, 0);
  }

 private:
  pid_t child_ = -1;
  int release_ = -1;
};

TEST_F(SqliteTest, WhileAnotherProcessWritesWeAreToldAndReadersGoOn) {
  ASSERT_THAT(Add(*Open(), 1), IsOk());
  {
    const LockingProcess other(file());
    const auto store = Open();
    EXPECT_THAT(Add(*store, 2), FailsWith(Code::kUnavailable));
    EXPECT_EQ(Count(*store), 1);
  }
  const auto store = Open();
  EXPECT_THAT(Add(*store, 2), IsOk());
  EXPECT_EQ(Count(*store), 2);
}

}  // namespace
}  // namespace almoner::store
