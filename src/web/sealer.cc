#include "web/sealer.h"

#include "base/log.h"

namespace almoner::web {

Sealer::Sealer(audit::Log& log, std::chrono::milliseconds period)
    : log_(log), period_(period), thread_([this](const std::stop_token& stop) { Run(stop); }) {}

Sealer::~Sealer() {
  thread_.request_stop();
  thread_.join();
  Seal();
}

void Sealer::Run(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    Seal();
    wake_.wait_for(lock, stop, period_, [] { return false; });
  }
}

void Sealer::Seal() {
  const auto sealed = log_.Seal();
  if (!sealed && !failing_) log::Failure("Sealing the audit log", sealed.error());
  if (sealed && failing_) log::Info("The audit log is being sealed again.");
  failing_ = !sealed;
}

}  // namespace almoner::web
