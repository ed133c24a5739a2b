// What a served home does beside its answers: the same again and again, on a thread of its own.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "base/result.h"

namespace almoner::app {

class Background {
 public:
  enum class Rank : std::uint8_t { kAsAnswers, kBehindThem };
  struct Work {
    Literal name;  // what the log calls it when a round fails after one that did not
    std::chrono::milliseconds period;                     // between the end of a round and the next
    std::function<Status(const std::stop_token&)> round;  // none: there is nothing to do
    Rank rank = Rank::kAsAnswers;                         // for the machine's time
  };

  // The first round begins at once.
  explicit Background(Work work);
  // Ending asks the round that is under way to stop, and waits for it.
  ~Background() = default;
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

 private:
  void Run(const std::stop_token& stop);

  Work work_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace almoner::app
