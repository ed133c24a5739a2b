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

bool Checkpointer::Grown(int pages) {
  constexpr int kStep = 16'000;  // 64 MB: each time keeps others for some 20 ms
  if (pages < told_) told_ = 0;  // the log began anew
  if (pages - told_ < kStep) return false;
  told_ = pages;
  {
    const std::scoped_lock lock(mutex_);
    wanted_ = true;
    if (!thread_.joinable()) thread_ = std::thread([this] { Loop(); });
  }
  changed_.notify_one();
  return true;
}

void Checkpointer::Loop() {
  // Whoever wants to commit waits no longer than this for the log to begin anew.
  constexpr std::chrono::milliseconds kPatience{10};
  const auto connection = SqliteConnection::Open(file_, SqliteConnection::Mode::kWriter, kPatience);
  if (!connection) return;  // whoever commits writes the log back, once it is very long
  while (true) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return wanted_ || over_; });
      if (over_) return;
      wanted_ = false;
    }
    const std::scoped_lock working(at_work_);
    (*connection)->WriteLogBack();
  }
}

}  // namespace almoner::store
