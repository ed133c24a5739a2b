// Threads that run jobs, and a queue of bounded length before them.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

namespace almoner::http {

// Safe for concurrent use. Jobs throw nothing.
class WorkerPool {
 public:
  enum class Turn : std::uint8_t { kServed, kShed };
  using Job = std::move_only_function<void(Turn)>;

  WorkerPool(std::size_t workers, std::size_t queue);

  // Runs the job on a worker in its turn, as kServed; or, when `queue` jobs wait already, here and
  // now as kShed.
  void Post(Job job);
  [[nodiscard]] std::size_t waiting() const;
  // Runs what was taken, then ends the workers; so does the destructor. REQUIRES: no Post after it.
  void Join() { threads_.clear(); }

 private:
  void Work(const std::stop_token& stop);

  const std::size_t queue_;
  mutable std::mutex mutex_;
  std::condition_variable_any wake_;
  std::deque<Job> jobs_;               // guarded by mutex_
  std::size_t free_ = 0;               // workers that wait for a job; guarded by mutex_
  std::vector<std::jthread> threads_;  // last, so that they end first
};

}  // namespace almoner::http
