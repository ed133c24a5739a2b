// Looks whether the disk still takes what is written. One that hangs shows in /metrics, and in the
// operator's log once when it begins and once when it is over, however many wait for it.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace almoner::web {

// Safe for concurrent use.
class StallWatch {
 public:
  using Duration = std::chrono::steady_clock::duration;
  static constexpr std::chrono::seconds kLong{2};
  static constexpr std::chrono::milliseconds kPeriod{250};

  // `stuck`: for how long nothing that was written has become durable.
  explicit StallWatch(std::function<Duration()> stuck, std::chrono::milliseconds period = kPeriod);
  ~StallWatch() = default;  // the thread is told to stop, and waited for
  StallWatch(const StallWatch&) = delete;
  StallWatch& operator=(const StallWatch&) = delete;
  StallWatch(StallWatch&&) = delete;
  StallWatch& operator=(StallWatch&&) = delete;

  [[nodiscard]] std::uint64_t stalls() const { return stalls_; }
  [[nodiscard]] bool stalled() const { return stalled_; }

 private:
  void Run(const std::stop_token& stop);
  void Look();

  const std::function<Duration()> stuck_;
  const std::chrono::milliseconds period_;
  std::atomic<std::uint64_t> stalls_ = 0;
  std::atomic<bool> stalled_ = false;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace almoner::web
