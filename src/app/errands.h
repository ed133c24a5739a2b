// What a served home sees to by itself, every minute: packs that nobody fetched in their time are
// put away, and recipients who did not take a webhook are tried again.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "app/app.h"

namespace almoner::app {

// One round; each errand is tried whatever became of the one before, and the first failure is told.
Status RunErrands(App& app, const std::stop_token& stop = {});

// Runs them while it lives. Ending waits for the one that is under way.
class ErrandsThread {
 public:
  static constexpr std::chrono::milliseconds kPeriod{60'000};

  // The app outlives it.
  explicit ErrandsThread(App& app, std::chrono::milliseconds period = kPeriod);
  ~ErrandsThread() = default;
  ErrandsThread(const ErrandsThread&) = delete;
  ErrandsThread& operator=(const ErrandsThread&) = delete;

 private:
  void Run(const std::stop_token& stop);

  App& app_;
  const std::chrono::milliseconds period_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace almoner::app
