#include "app/upkeep.h"

#include "vault/generation.h"

namespace almoner::app {
namespace {

Status Log(App& app, Literal action, const std::map<std::string, std::int64_t>& counts,
           const std::optional<StaffId>& by) {
  audit::Entry entry(EntryId::New(app.random()), app.clock().Now(), action, "done");
  entry.notice = app.notice().hash;
  entry.counts = counts;
  if (by) {
    const auto wrapped = TRY(app.store().Read(
        [&](store::ReadTx& tx) { return keys::Load(tx, by->bytes(), keys::Kind::kAudit); }));
    entry.actor = audit::Pseudonym(TRY(app.keys().Unwrap(by->bytes(), keys::Kind::kAudit, wrapped)),
                                   entry.id);
  }
  return app.store().Write([&](store::Tx& tx) { return audit::Append(tx, entry); });
}

}  // namespace

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
  TRY(Log(app, "keys.rotated", {{"epoch", done.epoch}, {"rewrapped", done.rewrapped}}, by));
  TRY(app.log().Seal());
  TRY(app.ledger().DestroyBefore(done.epoch));
  return done;
}

Result<std::vector<retention::Erased>> RunRetention(App& app) {
  std::vector<retention::Erased> done;
  for (const retention::Due& due :
       TRY(retention::FindDue(app.store(), app.notice(), app.clock().Now()))) {
    for (std::size_t from = 0; from < due.records.size(); from += 500) {
      const std::size_t to = std::min(from + 500, due.records.size());
      const retention::EraseOrder order{
          .subject = due.subject,
          .actor = std::nullopt,
          .purpose = "law.retention",
          .records = {due.records.begin() + static_cast<std::ptrdiff_t>(from),
                      due.records.begin() + static_cast<std::ptrdiff_t>(to)},
          .file = std::nullopt};
      auto erased = TRY(retention::Erase(app.gate(), order));
      if (!erased)
        return Fail(Code::kRefused,
                    "The notice does not let retention act; give a role the duty `retention`.");
      done.push_back(*erased);
    }
  }
  return done;
}

}  // namespace almoner::app
