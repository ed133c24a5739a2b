#include "web/sealer.h"

#include "app/nodes.h"
#include "base/log.h"

namespace almoner::web {

Sealer::Sealer(app::App& app, std::chrono::milliseconds period)
    : app_(app),
      period_(period),
      thread_([this](const std::stop_token& stop) { Run(stop); }),
      carrier_([this](const std::stop_token& stop) { Carry(stop); }) {}

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

void Sealer::Carry(const std::stop_token& stop) {
  std::unique_lock lock(carrying_);
  while (!carry_.wait_for(lock, stop, kCarryEvery, [] { return false; }) &&
         !stop.stop_requested()) {
    const auto brought = app_.copies_away().Bring(app_.store());
    if (!brought) log::Failure("Copying the event ledger off the machine", brought.error());
  }
}

// The reserve and the copies of the event ledger are this machine's, whoever seals.
Status Sealer::Settle() {
  store::Duties& duties = app_.duties();
  if (duties.Has(app::kSealing) || duties.Take(app::kSealing)) return app_.Settle();
  TRY(app_.gate().EmptyReserve());
  TRY(app_.copies().Bring(app_.store()));
  return {};
}

void Sealer::Seal() {
  const Status sealed = Settle();
  if (!sealed && !failing_)
    log::Failure("Sealing the audit log or copying the event ledger", sealed.error());
  if (sealed && failing_)
    log::Info("The audit log is being sealed and the event ledger copied again.");
  failing_ = !sealed;
}

}  // namespace almoner::web
