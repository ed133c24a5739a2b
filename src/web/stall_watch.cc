#include "web/stall_watch.h"

#include "base/log.h"

namespace almoner::web {

StallWatch::StallWatch(std::function<Duration()> stuck, std::chrono::milliseconds period)
    : stuck_(std::move(stuck)),
      period_(period),
      thread_([this](const std::stop_token& stop) { Run(stop); }) {}

void StallWatch::Run(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    Look();
    wake_.wait_for(lock, stop, period_, [] { return false; });
  }
}

void StallWatch::Look() {
  const bool stuck = stuck_() >= kLong;
  if (stuck == stalled_) return;
  stalled_ = stuck;
  if (stuck) {
    ++stalls_;
    log::Write(
        log::Level::kError,
        "The disk has taken nothing for two seconds; whoever changes anything waits. Look at "
        "the machine's disk, and at what else writes to it.",
        {});
  } else {
    log::Info("The disk takes what is written again.");
  }
}

}  // namespace almoner::web
