// Seals the audit log in the background, and brings the copies of the event ledger up to date, once
// a period while anything is pending. Places off the machine are brought theirs by a thread of
// their own: one that hangs keeps nothing else waiting. Of several nodes over one database one
// seals; where it stops, another does within a second, or ten where it hangs.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "app/app.h"

namespace almoner::web {

class Sealer {
 public:
  static constexpr std::chrono::milliseconds kPeriod{500};
  static constexpr std::chrono::minutes kCarryEvery{1};

  // The app outlives it.
  explicit Sealer(app::App& app, std::chrono::milliseconds period = kPeriod);
  ~Sealer();  // seals what is left
  Sealer(const Sealer&) = delete;
  Sealer& operator=(const Sealer&) = delete;

 private:
  void Run(const std::stop_token& stop);
  void Carry(const std::stop_token& stop);
  Status Settle();
  void Seal();  // says in the operator's log that it fails, and that it works again, once each

  app::App& app_;
  const std::chrono::milliseconds period_;
  bool failing_ = false;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::mutex carrying_;
  std::condition_variable_any carry_;
  std::jthread thread_;  // last: they use all of the above
  std::jthread carrier_;
};

}  // namespace almoner::web
