#include "app/upkeep.h"

#include "app/accounts.h"
#include "vault/generation.h"

namespace almoner::app {
Result<Rotated> RotateKeys(App& app, const std::optional<StaffId>& by) {
  Rotated done;
  // Two epochs in the ledger: a rotation was interrupted, and is finished rather than begun again.
  const auto epochs = app.ledger().Epochs();
  done.epoch = epochs.size() > 1 ? epochs.back() : TRY(app.ledger().BeginEpoch(app.clock()));
  TRY(keys::CloseOlderEpochs(app.store(), done.epoch));
  // New generations first: what they replace must not be carried into the new epoch.
  for (const SubjectId& subject :
       TRY(app.store().Read([](store::ReadTx& tx) { return vault::ResealDue(tx); }))) {
    TRY(vault::Renew(app.store(), app.keys(), subject));
    ++done.renewed;
  }
  done.rewrapped = TRY(keys::Rewrap(app.store(), app.keys()));
  done.reindexed = TRY(app.gate().ReindexAll());
  TRY(staff::RebuildTokens(app.store(), app.keys()));
  TRY(Administer(app, by, "keys.rotated", [&](const keys::Change& change) -> Status {
    change.entry.counts = {{"epoch", done.epoch}, {"rewrapped", done.rewrapped}};
    return {};
  }));
  TRY(app.log().Seal());
  TRY(app.ledger().DestroyBefore(done.epoch));
  app.store().Scrub();
  return done;
}

Result<retention::SweepDone> RunRetention(App& app, const std::optional<StaffId>& by,
                                          const std::function<bool()>& stop) {
  auto done = TRY(retention::Sweep(app.gate(), {.by = by, .stop = stop}));
  if (!done.batches.empty() || !done.erased.empty()) app.store().Scrub();
  return done;
}

}  // namespace almoner::app
