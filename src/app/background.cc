#include "app/background.h"

#include <sys/resource.h>

#include <utility>

#include "base/log.h"

namespace almoner::app {
namespace {

constexpr int kBehind = 10;  // niceness

}  // namespace

Background::Background(Work work) : work_(std::move(work)) {
  if (work_.round) thread_ = std::jthread([this](const std::stop_token& stop) { Run(stop); });
}

void Background::Run(const std::stop_token& stop) {
  // 0: of this thread, on Linux, and of those that it begins.
  if (work_.rank == Rank::kBehindThem) static_cast<void>(::setpriority(PRIO_PROCESS, 0, kBehind));
  bool failing = false;
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    const Status done = work_.round(stop);
    if (!done && !failing) log::Failure(work_.name, done.error());
    failing = !done;
    wake_.wait_for(lock, stop, work_.period, [] { return false; });
  }
}

}  // namespace almoner::app
