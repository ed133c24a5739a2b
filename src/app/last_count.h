// How the promises stood when they were last counted. Counting asks every proof, the verification
// of the whole log among them: seconds with 10,000 people. So it is done beside whoever looks, and
// they are shown what it found, with its time (docs/decisions/0052-last-count.md).
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

#include "app/promises.h"

namespace almoner::app {

// What one count found. It says nothing of what was changed after it began.
struct Count {
  Time begun;
  Time ended;
  std::string notice;                     // the hash of the version that was counted
  Results results;                        // of every proof that a clause of it names
  std::vector<std::string> at_risk = {};  // proofs (app/tallies.h)
};

// In memory alone. Safe for concurrent use.
class LastCount {
 public:
  // Of that version of the notice; nothing: it was not counted since the program was started.
  [[nodiscard]] std::shared_ptr<const Count> Of(const notice::Notice& notice) const;

  struct UnderWay {
    Time begun;
    std::size_t answered = 0;
    std::size_t questions = 0;
  };
  [[nodiscard]] std::optional<UnderWay> Counting() const;
  // When the newest try broke off; nothing: it did not.
  [[nodiscard]] std::optional<Time> BrokeOff() const;

  // Wants another count, which begins after this.
  void Ask();
  [[nodiscard]] bool asked() const;

 private:
  friend class Counter;
  friend class CountingThread;

  std::mutex turn_;  // one counts at a time
  mutable std::mutex mutex_;
  std::condition_variable_any wake_;
  std::shared_ptr<const Count> last_;
  std::optional<UnderWay> counting_;
  std::optional<Time> broke_off_;
  bool asked_ = false;
};

// Counts now, after whoever is counting already, and keeps it. kUnavailable once `stop` was asked
// for, which is looked at between two proofs.
Result<std::shared_ptr<const Count>> CountNow(App& app, const std::stop_token& stop = {});
// The last count of the notice in force; where there is none, or while it is made, whoever asks
// waits for it.
Result<std::shared_ptr<const Count>> CountedOrNow(App& app);

// What breaks a promise, as the last count found it: each broken proof once.
struct Broken {
  std::string asks;
  std::string found;
  std::vector<std::string> clauses;
  Time at;
};
[[nodiscard]] std::vector<Broken> BrokenOf(const notice::Notice& notice, const Count& count);

// Counts while it lives: at its start, when another version of the notice is in force, when it is
// asked to, and a day after the last time, should no night have done it. It runs with less
// priority than whoever answers. Ending waits for the proof under way.
class CountingThread {
 public:
  static constexpr std::chrono::milliseconds kPeriod{2'000};
  static constexpr std::chrono::hours kOldest{25};
  static constexpr std::chrono::minutes kAfterFailure{10};

  // The app outlives it.
  explicit CountingThread(App& app, std::chrono::milliseconds period = kPeriod);
  ~CountingThread();
  CountingThread(const CountingThread&) = delete;
  CountingThread& operator=(const CountingThread&) = delete;

 private:
  void Run(const std::stop_token& stop);

  App& app_;
  const std::chrono::milliseconds period_;
  std::jthread thread_;  // last: it uses all of the above
};

// Whether it is time for another count: what the thread asks itself.
[[nodiscard]] bool CountIsDue(const App& app);

}  // namespace almoner::app
