// Writes SQLite's write-ahead log back into the database on a thread of its own, so that whoever
// commits does not wait while megabytes are copied and made durable.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/result.h"

namespace almoner::store {

class SqliteConnection;

// Safe for concurrent use. The thread begins with the first Wake.
class Checkpointer {
 public:
  Checkpointer(OperatorPath file, std::chrono::milliseconds patience)
      : file_(std::move(file)), patience_(patience) {}
  Checkpointer(const Checkpointer&) = delete;
  Checkpointer& operator=(const Checkpointer&) = delete;
  ~Checkpointer();

  // The log has grown: what of it is committed is written back soon. Waits for nothing.
  void Wake();
  // Held while a log is written back: SQLite does not wait for another who does it.
  [[nodiscard]] std::mutex& at_work() { return at_work_; }

 private:
  void Loop();

  const OperatorPath file_;
  const std::chrono::milliseconds patience_;
  std::mutex at_work_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool wanted_ = false;
  bool over_ = false;
  std::thread thread_;
};

}  // namespace almoner::store
