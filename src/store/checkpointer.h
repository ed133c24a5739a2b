// Writes SQLite's write-ahead log back into the database on a thread of its own, so that whoever
// commits does not wait while megabytes are copied and made durable.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/result.h"

namespace almoner::store {

class SqliteConnection;

// Safe for concurrent use. The thread begins with the first Wake.
class Checkpointer {
 public:
  explicit Checkpointer(OperatorPath file) : file_(std::move(file)) {}
  Checkpointer(const Checkpointer&) = delete;
  Checkpointer& operator=(const Checkpointer&) = delete;
  ~Checkpointer();

  // The log is that many pages long now. When it has grown enough since the last time, what of it
  // is committed is written back soon, and true returned. Waits for nothing. For the one thread
  // that commits.
  bool Grown(int pages);
  // Held while a log is written back: SQLite does not wait for another who does it.
  [[nodiscard]] std::mutex& at_work() { return at_work_; }

 private:
  void Loop();

  const OperatorPath file_;
  int told_ = 0;  // pages, the last time
  std::mutex at_work_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool wanted_ = false;
  bool over_ = false;
  std::thread thread_;
};

}  // namespace almoner::store
