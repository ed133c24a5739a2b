#include "app/check.h"

#include "account/account.h"
#include "audit/rows.h"
#include "gate/break_glass.h"
#include "intake/batch.h"
#include "outbox/ways.h"
#include "retention/waiting.h"
#include "safety/reaching.h"
#include "vault/shared.h"
#include "vault/suppression.h"

namespace almoner::app {
namespace {

using Fault = std::string;  // "" where nothing is wrong

std::string Place(std::string_view what, BytesView id, std::string_view why) {
  return std::string(what) + " " + ToHex(id) + ": " + std::string(why) + ".";
}

// Rows and what the log says of them, both ways.
Result<Fault> CompareWithLog(store::ReadTx& tx) {
  const audit::RowsDiffer differ = TRY(audit::CompareRows(tx));
  if (!differ.unknown.empty())
    return Place(differ.unknown.front().what, differ.unknown.front().id,
                 "its bytes were never recorded in the log, or were destroyed");
  if (!differ.lost.empty())
    return Place("row", differ.lost.front(),
                 "the log says that it was written, and it is gone without having been destroyed");
  if (!differ.unheard.empty())
    return Place("row", differ.unheard.front(),
                 "the log says that it was destroyed, and not that it was ever written");
  if (const auto row = TRY(
          tx.Maybe("SELECT id FROM record t WHERE NOT EXISTS (SELECT 1 FROM record_person p WHERE "
                   "p.record = t.id AND p.part = 'about') LIMIT 1")))
    return Place("record", TRY(row->Blob(0)), "it is about nobody");
  return Fault();
}

// The rows that are stamped: what decisions rest on.
Status CheckStamps(store::ReadTx& tx, const keys::Keys& keys) {
  TRY(versions::CheckRows(tx, keys));
  TRY(vault::CheckDocumentRows(tx, keys));
  TRY(vault::CheckSubjects(tx, keys));
  TRY(vault::CheckSuppressed(tx, keys));
  TRY(vault::CheckShared(tx, keys));
  TRY(staff::CheckRows(tx, keys));
  TRY(account::CheckRows(tx, keys));
  TRY(outbox::CheckWays(tx, keys));
  TRY(factor::CheckRows(tx, keys));
  TRY(standing::CheckRows(tx, keys));
  TRY(standing::CheckLifeEvents(tx, keys));
  TRY(safety::CheckRows(tx, keys));
  TRY(gate::CheckBreaches(tx, keys));
  TRY(retention::CheckCounts(tx, keys));
  TRY(intake::CheckBatches(tx, keys));
  TRY(retention::CheckPackRows(tx, keys));
  return retention::CheckFileRows(tx, keys);
}

// What does not open, or is not there although it must be, is damage with a place, and not a
// failure to look.
Result<Fault> AsFault(const Status& looked, std::string_view what, BytesView id) {
  if (looked) return Fault();
  const Code code = looked.error().code;
  if (code != Code::kCorrupt && code != Code::kNotFound) return std::unexpected(looked.error());
  return Place(what, id, looked.error().Text());
}

Status OpenConsents(store::ReadTx& tx, const keys::Keys& keys, const SubjectId& subject) {
  const auto key = TRY(keys::Load(tx, subject.bytes(), keys::Kind::kEvidence));
  const SecretBytes opened = TRY(keys.Unwrap(subject.bytes(), keys::Kind::kEvidence, key));
  for (const consent::Ready& event : TRY(consent::History(tx, keys, subject)))
    TRY(consent::OpenEvidence(keys, opened, event));
  return {};
}

Result<Fault> CheckConsents(store::ReadTx& tx, const keys::Keys& keys) {
  for (const store::Row& row : TRY(tx.Query("SELECT DISTINCT subject FROM consent_event"))) {
    const auto subject = TRY(row.As<SubjectId>(0));
    Fault finding =
        TRY(AsFault(OpenConsents(tx, keys, subject), "consent events of person", subject.bytes()));
    if (!finding.empty()) return finding;
  }
  return Fault();
}

Status OpenEvents(store::ReadTx& tx, const keys::Keys& keys, const RequestId& file) {
  TRY(retention::ReadEvents(tx, keys, TRY(retention::OpenFile(tx, keys, file))));
  return {};
}

Result<Fault> CheckFiles(store::ReadTx& tx, const keys::Keys& keys) {
  for (const store::Row& row : TRY(tx.Query("SELECT id FROM file ORDER BY id"))) {
    const auto file = TRY(row.As<RequestId>(0));
    Fault finding = TRY(AsFault(OpenEvents(tx, keys, file), "file", file.bytes()));
    if (!finding.empty()) return finding;
  }
  return Fault();
}

// Everyone's keys: that they are there, and that each opens.
Result<Fault> CheckKeys(store::ReadTx& tx, const keys::Keys& keys) {
  if (const auto row = TRY(tx.Maybe(
          "SELECT s.id FROM subject s WHERE (SELECT COUNT(DISTINCT kind) FROM wrapped_key k WHERE "
          "k.owner = s.id) < 3 LIMIT 1")))
    return Place("person", TRY(row->Blob(0)), "one of their keys is gone");
  if (const auto row = TRY(tx.Maybe(
          "SELECT s.id FROM staff s WHERE (SELECT COUNT(DISTINCT kind) FROM wrapped_key k WHERE "
          "k.owner = s.id) < 2 LIMIT 1")))
    return Place("staff account", TRY(row->Blob(0)), "one of its keys is gone");
  Bytes owner;
  const Status opened = keys::OpenAll(tx, keys, owner);
  return AsFault(opened, "key of", owner);
}

Result<Fault> CheckRows(App& app) {
  const keys::Keys& keys = app.keys();
  Fault finding = TRY(app.store().Read([&](store::ReadTx& tx) -> Result<Fault> {
    // First, since it names the row: one put in from outside is not in the log.
    if (Fault found = TRY(CompareWithLog(tx)); !found.empty()) return found;
    TRY(CheckStamps(tx, keys));
    if (Fault found = TRY(CheckKeys(tx, keys)); !found.empty()) return found;
    if (Fault found = TRY(CheckConsents(tx, keys)); !found.empty()) return found;
    return CheckFiles(tx, keys);
  }));
  if (finding.empty()) TRY(vault::CheckRecords(app.store(), keys));
  return finding;
}

// Nothing here prunes an entry, so whoever took its words away did it from outside.
Fault WordsGone(std::uint64_t entries) {
  return "what " + std::to_string(entries) + (entries == 1 ? " entry" : " entries") +
         " of the log said is gone, though the place in the log is there.";
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
  if (checked.log.pruned > 0) {
    checked.damage = WordsGone(checked.log.pruned);
    return checked;
  }
  auto rows = CheckRows(app);
  // A row that cannot even be read back is damage, not a failure to look.
  if (!rows && rows.error().code == Code::kCorrupt) rows = rows.error().Text();
  Fault finding = TRY(std::move(rows));
  if (!finding.empty()) checked.damage = std::move(finding);
  return checked;
}

}  // namespace almoner::app
