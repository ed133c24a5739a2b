#include "app/check.h"

#include "gate/break_glass.h"

namespace almoner::app {
namespace {

using Finding = std::string;  // "" where nothing is wrong

std::string Place(std::string_view what, BytesView id, std::string_view why) {
  return std::string(what) + " " + ToHex(id) + ": " + std::string(why) + ".";
}

// Rows and the log's list of them, both ways.
Result<Finding> CompareWithLog(store::ReadTx& tx) {
  if (const auto row = TRY(tx.Maybe(
          "SELECT what, id FROM logged_row t WHERE NOT EXISTS (SELECT 1 FROM audit_sealed s "
          "WHERE s.digest = t.digest AND s.destroyed_by IS NULL) LIMIT 1")))
    return Place(TRY(row->Text(0)), TRY(row->Blob(1)),
                 "its bytes were never recorded in the log, or were destroyed");
  if (const auto row = TRY(tx.Maybe(
          "SELECT s.digest FROM audit_sealed s WHERE s.destroyed_by IS NULL "
          "AND NOT EXISTS (SELECT 1 FROM logged_row t WHERE t.digest = s.digest) LIMIT 1")))
    return Place("row", TRY(row->Blob(0)),
                 "the log says that it was written, and it is gone without having been destroyed");
  if (const auto row = TRY(
          tx.Maybe("SELECT id FROM record t WHERE NOT EXISTS (SELECT 1 FROM record_person p WHERE "
                   "p.record = t.id AND p.part = 'about') LIMIT 1")))
    return Place("record", TRY(row->Blob(0)), "it is about nobody");
  return Finding();
}

// The rows that are stamped: what decisions rest on.
Status CheckStamps(store::ReadTx& tx, const keys::Keys& keys) {
  TRY(vault::CheckSubjects(tx, keys));
  TRY(staff::CheckRows(tx, keys));
  TRY(standing::CheckRows(tx, keys));
  TRY(gate::CheckBreaches(tx, keys));
  return retention::CheckFileRows(tx, keys);
}

Result<Finding> CheckConsents(App& app) {
  return app.store().Read([&](store::ReadTx& tx) -> Result<Finding> {
    for (const store::Row& row : TRY(tx.Query("SELECT DISTINCT subject FROM consent_event"))) {
      const auto subject = TRY(row.As<SubjectId>(0));
      const auto events = consent::History(tx, app.keys(), subject);
      if (!events)
        return Finding(Place("consent events of", subject.bytes(), events.error().what.view()));
      const auto key = TRY(keys::Load(tx, subject.bytes(), keys::Kind::kEvidence));
      const auto opened = app.keys().Unwrap(subject.bytes(), keys::Kind::kEvidence, key);
      if (!opened) return Finding(Place("evidence key of", subject.bytes(), "it does not open"));
      for (const consent::Ready& event : *events)
        if (!consent::OpenEvidence(app.keys(), *opened, event))
          return Finding(
              Place("consent event", event.event.id.bytes(), "its evidence does not open"));
    }
    return Finding();
  });
}

Result<Finding> CheckFiles(App& app) {
  return app.store().Read([&](store::ReadTx& tx) -> Result<Finding> {
    for (const store::Row& row : TRY(tx.Query("SELECT id FROM file ORDER BY id"))) {
      const auto file = TRY(row.As<RequestId>(0));
      const auto key = retention::OpenFile(tx, app.keys(), file);
      if (!key) return Finding(Place("file", file.bytes(), key.error().what.view()));
      if (const auto events = retention::ReadEvents(tx, app.keys(), *key); !events)
        return Finding(Place("file", file.bytes(), events.error().what.view()));
    }
    return Finding();
  });
}

Result<Finding> CheckRows(App& app) {
  if (const auto damage = TRY(vault::CheckRecords(app.store(), app.keys())))
    return Finding(Place("record", damage->record.bytes(), damage->what.view()));
  if (Finding finding = TRY(CheckConsents(app)); !finding.empty()) return finding;
  if (Finding finding = TRY(CheckFiles(app)); !finding.empty()) return finding;
  return app.store().Read([&](store::ReadTx& tx) -> Result<Finding> {
    // First, since it names the row: one put in from outside is not in the log.
    if (Finding finding = TRY(CompareWithLog(tx)); !finding.empty()) return finding;
    TRY(CheckStamps(tx, app.keys()));
    return Finding();
  });
}

}  // namespace

std::string Checked::text() const {
  if (log.damage) return log.text();
  if (damage) return "NOT VERIFIED. " + *damage;
  return log.text();
}

Result<Checked> CheckAll(App& app, const audit::VerifyOptions& options) {
  Checked checked{.log = TRY(audit::VerifyLog(app.store(), app.log().verifier(), options)),
                  .damage = std::nullopt};
  if (checked.log.damage) return checked;
  auto rows = CheckRows(app);
  // A row that cannot even be read back is damage, not a failure to look.
  if (!rows && rows.error().code == Code::kCorrupt) rows = rows.error().Text();
  Finding finding = TRY(std::move(rows));
  if (!finding.empty()) checked.damage = std::move(finding);
  return checked;
}

}  // namespace almoner::app
