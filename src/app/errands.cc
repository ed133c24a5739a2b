#include "app/errands.h"

#include "app/telling.h"
#include "base/log.h"
#include "rights/offer.h"

namespace almoner::app {

Status RunErrands(App& app, const std::stop_token& stop) {
  const auto put_away = rights::PutAwaySpent(app.rights());
  const auto tried = RetryTellings(app, stop);
  if (!put_away) return std::unexpected(put_away.error());
  if (!tried) return std::unexpected(tried.error());
  return {};
}

ErrandsThread::ErrandsThread(App& app, std::chrono::milliseconds period)
    : app_(app), period_(period), thread_([this](const std::stop_token& stop) { Run(stop); }) {}

void ErrandsThread::Run(const std::stop_token& stop) {
  bool failing = false;
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    const Status done = RunErrands(app_, stop);
    if (!done && !failing) log::Failure("Seeing to what waits", done.error());
    failing = !done;
    wake_.wait_for(lock, stop, period_, [] { return false; });
  }
}

}  // namespace almoner::app
