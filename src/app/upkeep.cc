#include "app/upkeep.h"

#include "account/link.h"
#include "accountability/draft.h"
#include "app/accounts.h"
#include "app/backups.h"
#include "app/escrow.h"
#include "app/nodes.h"
#include "base/log.h"
#include "retention/proof.h"
#include "rights/offer.h"
#include "store/home.h"
#include "vault/generation.h"

namespace almoner::app {

Result<std::optional<std::int64_t>> RotationUnfinished(App& app) {
  const auto finished =
      TRY(app.store().Read([](store::ReadTx& tx) { return store::HomeNumber(tx, "epoch"); }));
  const auto epochs = app.ledger().Epochs();
  // A home from before this was noted keeps a second epoch only while it rotates.
  if (finished.value_or(epochs.front()) == epochs.back()) return std::optional<std::int64_t>();
  return std::optional(epochs.back());
}

namespace {

// Somebody whose record is being added to as it is renewed is begun with again.
Status RenewOne(App& app, const SubjectId& subject) {
  constexpr int kTries = 20;
  for (int time = 1;; ++time) {
    Status done = vault::Renew(app.store(), app.keys(), subject);
    if (done || done.error().code != Code::kConflict || time == kTries) return done;
  }
}

}  // namespace

Result<Rotated> RotateKeys(App& app, const std::optional<StaffId>& by) {
  const store::OnDuty upkeep(app.duties(), kUpkeep);
  if (!upkeep.has())
    return Fail(Code::kConflict,
                "Another node is rotating the keys or doing the night; try again when it is done.");
  Rotated done;
  // One that was interrupted is finished rather than begun again.
  const auto unfinished = TRY(RotationUnfinished(app));
  done.epoch = unfinished ? *unfinished : TRY(app.ledger().BeginEpoch(app.clock()));
  TRY(WaitForNodes(app));
  TRY(keys::CloseOlderEpochs(app.store(), done.epoch));
  // Logins before all else: until they are made anew, nobody is let in.
  TRY(staff::RebuildTokens(app.store(), app.keys()));
  TRY(account::RebuildTokens(app.store(), app.keys()));
  // New generations first: what they replace must not be carried into the new epoch.
  for (const SubjectId& subject :
       TRY(app.store().Read([](store::ReadTx& tx) { return vault::ResealDue(tx); }))) {
    TRY(RenewOne(app, subject));
    ++done.renewed;
  }
  done.rewrapped = TRY(keys::Rewrap(app.store(), app.keys()));
  done.reindexed = TRY(app.gate().ReindexAll());
  TRY(Administer(app, by, "keys.rotated", [&](const keys::Change& change) -> Status {
    change.entry.counts = {{"epoch", done.epoch}, {"rewrapped", done.rewrapped}};
    return store::SetHomeNumber(change.tx, "epoch", done.epoch);
  }));
  TRY(KnowOutside(app));
  TRY(app.ledger().DestroyBefore(done.epoch));
  // Who is told that the older keys are gone finds them on no node that runs.
  if (const Status gone = WaitForNodes(app); !gone)
    log::Failure("Destroying the older keys on every node", gone.error());
  BringCopies(app);
  app.store().Scrub();
  return done;
}

namespace {

// Without an entry in the log where there is none.
Status EndForgottenAccounts(App& app) {
  const Time before = app.clock().Now() - account::kWaits;
  const auto any = TRY(app.store().Read([&](store::ReadTx& tx) {
    return tx.Maybe("SELECT 1 FROM account WHERE subject IS NULL AND created <= $1 LIMIT 1",
                    before);
  }));
  if (any)
    TRY(Administer(app, std::nullopt, "account.forgotten-ended",
                   [](const keys::Change& change) -> Status {
                     change.entry.counts["accounts"] = TRY(account::EndForgotten(change));
                     return {};
                   }));
  return app.store().Write(
      [&](store::Tx& tx) { return account::RemoveSpentLinks(tx, app.clock().Now()); });
}

}  // namespace

Result<RetentionRun> RunRetention(App& app, const std::optional<StaffId>& by,
                                  const std::function<bool()>& stop) {
  RetentionRun run;
  static_cast<retention::SweepDone&>(run) = TRY(retention::Sweep(
      app.gate(),
      {.by = by, .small_numbers = TRY(law::LoadSmallNumbers(app.LawFolder())), .stop = stop}));
  if (!run.batches.empty() || !run.erased.empty()) app.store().Scrub();
  // What could not be unlinked is found by the check, and tried again by the next run.
  static_cast<void>(SweepDocuments(app));
  const auto law = TRY(law::LoadAccountability(app.LawFolder()));
  TRY(rights::PutAwaySpent(app.rights()));
  run.files = TRY(retention::DestroySpentFiles(app.gate(), law));
  TRY(app.store().Write(
      [&](store::Tx& tx) { return accountability::RemoveSpentDrafts(tx, app.clock().Now()); }));
  TRY(EndForgottenAccounts(app));
  return run;
}

Result<std::int64_t> SweepDocuments(App& app) {
  const std::int64_t gone = TRY(vault::UnlinkGone(app.store(), app.documents()));
  return gone + TRY(vault::RemoveOrphans(app.store(), app.documents()));
}

}  // namespace almoner::app
