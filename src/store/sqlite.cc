#include "store/sqlite.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>

#include "store/checkpointer.h"
#include "store/engine.h"
#include "store/group_commit.h"
#include "store/pool.h"
#include "store/sqlite_connection.h"

namespace almoner::store {
namespace {

using Mode = SqliteConnection::Mode;

class SqliteStore : public Store {
 public:
  SqliteStore(const OperatorPath& file, const SqliteOptions& options,
              std::unique_ptr<SqliteConnection> writer)
      : file_(file),
        checkpointer_(file),
        writer_(std::move(writer)),
        commits_(*writer_),
        readers_(options.readers,
                 [=] { return SqliteConnection::Open(file, Mode::kReader, options.patience); }) {
    writer_->WhenLogGrows([this](int pages) { return checkpointer_.Grown(pages); });
  }

  // On a connection of its own, so that it waits for the writer like any other process would.
  void Scrub() override {
    CHECK(!InsideFn());
    auto connection = SqliteConnection::Open(file_, Mode::kWriter, kScrubPatience);
    if (!connection) return;
    const std::scoped_lock working(checkpointer_.at_work());
    const Status done = (*connection)->Do("PRAGMA wal_checkpoint(TRUNCATE)");
    (void)done;  // busy: the log is overwritten later
  }

  Status Compact() override {
    CHECK(!InsideFn());
    return commits_.Between([&]() -> Status {
      auto connection = TRY(SqliteConnection::Open(file_, Mode::kWriter, kScrubPatience));
      TRY(connection->Do("PRAGMA temp_store=FILE"));  // the copy is as large as the database
      TRY(connection->Do("VACUUM"));
      Scrub();
      return {};
    });
  }

 private:
  static constexpr std::chrono::milliseconds kScrubPatience{500};

  Status DoWrite(const std::function<Status(Tx&)>& fn) override {
    CHECK(!InsideFn());
    return commits_.Run(fn);
  }

  Status DoRead(const std::function<Status(ReadTx&)>& fn) override {
    CHECK(!InsideFn());
    const auto reader = TRY(readers_.Take());
    TRY(reader->Do("BEGIN"));
    SqliteTx tx(*reader);
    Status outcome = RunOnce<ReadTx>(fn, tx);
    reader->Rollback();
    return outcome;
  }

  const OperatorPath file_;
  Checkpointer checkpointer_;
  const std::unique_ptr<SqliteConnection> writer_;
  GroupCommit commits_;
  Pool<SqliteConnection> readers_;
};

// Before its first use in the process, after which it does nothing: a lock around each allocation,
// for a sum that nobody asks for, is what most statements would wait for.
void DoWithoutMemoryStatistics() {
  static const int once = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(once);
}

// SQLite would give the file the process's umask. Only a file that is not there yet is opened:
// closing one that SQLite has open elsewhere in this process would drop SQLite's locks on it (POSIX
// fcntl).
Status CreatePrivately(const OperatorPath& file) {
  const int handle = ::open(file.path().c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
  if (handle >= 0) {
    ::close(handle);
    return {};
  }
  if (errno == EEXIST) return {};
  return Fail(Code::kUnavailable, "The database's file could not be made; check its folder.",
              Detail("file", file), Detail::Errno(errno));
}

}  // namespace

Result<std::unique_ptr<Store>> OpenSqlite(const OperatorPath& file, const SqliteOptions& options) {
  DoWithoutMemoryStatistics();
  TRY(CreatePrivately(file));
  auto writer = TRY(SqliteConnection::Open(file, Mode::kWriter, options.patience));
  return std::make_unique<SqliteStore>(file, options, std::move(writer));
}

Result<std::unique_ptr<Store>> OpenSqlite(const OperatorPath& file) { return OpenSqlite(file, {}); }

}  // namespace almoner::store
