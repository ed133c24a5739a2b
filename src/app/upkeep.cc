#include "app/upkeep.h"

#include "app/accounts.h"
#include "app/escrow.h"
#include "retention/proof.h"
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

Result<Rotated> RotateKeys(App& app, const std::optional<StaffId>& by) {
  Rotated done;
  // One that was interrupted is finished rather than begun again.
  const auto unfinished = TRY(RotationUnfinished(app));
  done.epoch = unfinished ? *unfinished : TRY(app.ledger().BeginEpoch(app.clock()));
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
    return store::SetHomeNumber(change.tx, "epoch", done.epoch);
  }));
  // What was destroyed must be known outside the database before the last key to it goes.
  TRY(app.Settle());
  TRY(app.ledger().DestroyBefore(done.epoch));
  BringCopies(app);
  app.store().Scrub();
  return done;
}

namespace {

// One person's records, in orders that are not too long.
Status EraseDue(App& app, const retention::Due& due, std::vector<retention::Erased>& erased) {
  const law::SmallNumbers small_numbers = TRY(law::LoadSmallNumbers(app.LawFolder()));
  for (std::size_t from = 0; from < due.records.size(); from += retention::kMostInOrder) {
    const std::size_t to = std::min(from + retention::kMostInOrder, due.records.size());
    const retention::EraseOrder order{
        .subject = due.subject,
        .actor = std::nullopt,
        .purpose = "law.retention",
        .records = {due.records.begin() + static_cast<std::ptrdiff_t>(from),
                    due.records.begin() + static_cast<std::ptrdiff_t>(to)},
        .file = std::nullopt,
        .small_numbers = small_numbers};
    const auto done = TRY(retention::Erase(app.gate(), order));
    if (!done)
      return Fail(Code::kRefused,
                  "The notice does not let retention act; give a role the duty `retention`.");
    erased.push_back(*done);
  }
  return {};
}

}  // namespace

Result<RetentionRun> RunRetention(App& app) {
  RetentionRun run;
  for (const retention::Due& due : TRY(retention::FindDue(app.gate().context(), app.clock().Now())))
    if (Status done = EraseDue(app, due, run.erased); !done)
      run.failed.push_back({.subject = due.subject, .error = std::move(done).error()});
  if (!run.erased.empty()) app.store().Scrub();
  // What could not be unlinked is found by the check, and tried again by the next run.
  static_cast<void>(SweepDocuments(app));
  const auto law = TRY(law::LoadAccountability(app.LawFolder()));
  run.files = TRY(retention::DestroySpentFiles(app.gate(), law));
  return run;
}

Result<std::int64_t> SweepDocuments(App& app) {
  const std::int64_t gone = TRY(vault::UnlinkGone(app.store(), app.documents()));
  return gone + TRY(vault::RemoveOrphans(app.store(), app.documents()));
}

}  // namespace almoner::app
