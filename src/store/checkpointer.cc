#include "store/checkpointer.h"

#include "store/sqlite_connection.h"

namespace almoner::store {

Checkpointer::~Checkpointer() {
  {
    const std::scoped_lock lock(mutex_);
    over_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Checkpointer::Wake() {
  {
    const std::scoped_lock lock(mutex_);
    wanted_ = true;
    if (!thread_.joinable()) thread_ = std::thread([this] { Loop(); });
  }
  changed_.notify_one();
}

void Checkpointer::Loop() {
  const auto connection = SqliteConnection::Open(file_, SqliteConnection::Mode::kWriter, patience_);
  if (!connection) return;  // whoever commits writes the log back, once it is very long
  while (true) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return wanted_ || over_; });
      if (over_) return;
      wanted_ = false;
    }
    const std::scoped_lock working(at_work_);
    const Status done = (*connection)->Do("PRAGMA wal_checkpoint(PASSIVE)");
    (void)done;  // tried again when the log has grown further
  }
}

}  // namespace almoner::store
