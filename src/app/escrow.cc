#include "app/escrow.h"

#include <filesystem>

#include "app/accounts.h"
#include "app/backups.h"
#include "base/file_stream.h"
#include "keys/ledger_copy.h"

namespace almoner::app {
namespace {

namespace fs = std::filesystem;

OperatorPath SheetIn(const OperatorPath& folder, std::int64_t kit, std::size_t sheet) {
  return OperatorPath(folder.path() / ("kit-" + std::to_string(kit) + "-sheet-" +
                                       std::to_string(sheet + 1) + ".pdf"));
}

// All that a new machine needs besides a backup. A place whose event ledger is behind would bring
// people back, so it does not count. Nothing is written where another home's copies are; one thing
// that cannot be written keeps none of the others away.
Status BringTo(App& app, const OperatorPath& place, std::int64_t last_event) {
  const auto events = TRY(keys::ReadEventCopy(app.keys().home(), place));
  const Status ledger = keys::WriteLedgerCopy(app.ledger(), app.keys().home(), place);
  if (!ledger && ledger.error().code == Code::kCorrupt) return ledger;
  const Status witness = CopyWitness(app, place);
  if (!ledger) return ledger;
  if ((events.empty() ? 0 : events.back().seq) < last_event)
    return Fail(Code::kUnavailable, "The event ledger's copy at a place is behind.",
                Detail("file", place));
  return witness;
}

}  // namespace

// With those of the logs before a restore, which nothing adds to any more.
Status CopyWitness(const App& app, const OperatorPath& folder) {
  Status all;
  const OperatorPath from(app.WitnessFile().path().parent_path());
  ForEachFile(from, ".txt", [&](const fs::path& file) {
    const std::string name = file.filename().string();
    if (!name.starts_with("witness") || !all) return;
    all = CopyOver(OperatorPath(file), OperatorPath(folder.path() / name));
  });
  return all;
}

Result<Escrowed> MakeKit(App& app, const OperatorPath& folder, const keys::KitPlan& plan,
                         const std::optional<StaffId>& by) {
  const auto before = app.ledger().recovery();
  Escrowed escrowed{.kit = before ? before->kit + 1 : 1, .sheets = {}};
  const PaperKit paper = TRY(MakePaperKit(app.keys().home(), static_cast<int>(escrowed.kit), plan,
                                          {.organisation = app.notice().organisation.name,
                                           .contact = app.notice().organisation.contact},
                                          app.random(), app.clock().Now()));
  TRY(MakePrivateFolder(folder));
  for (std::size_t i = 0; i < paper.sheets.size(); ++i) {
    const OperatorPath sheet = SheetIn(folder, escrowed.kit, i);
    TRY(WriteNewFile(sheet, paper.sheets[i]));
    escrowed.sheets.push_back(sheet);
  }
  // Only with every sheet there: a kit that nobody has would shut everybody out.
  TRY(app.ledger().SetRecovery(
      {.public_key = Bytes(paper.kit.public_key.begin(), paper.kit.public_key.end()),
       .kit = escrowed.kit}));
  TRY(Administer(app, by, "kit.made", [&](const keys::Change& change) -> Status {
    change.entry.counts["kit"] = escrowed.kit;
    return {};
  }));
  BringCopies(app);
  return escrowed;
}

Copied BringCopies(App& app) {
  Copied copied{.confirmed = 0, .places = app.settings().copies.size()};
  if (copied.places == 0) return copied;
  const auto last = app.store().Read([](store::ReadTx& tx) { return keys::LastEvent(tx); });
  static_cast<void>(app.copies_away().Bring(app.store()));  // each place tells by itself
  for (const OperatorPath& place : app.settings().copies) {
    const Status brought = last ? BringTo(app, place, *last) : std::unexpected(last.error());
    if (brought)
      ++copied.confirmed;
    else
      copied.behind.push_back({.place = place, .why = brought.error()});
  }
  return copied;
}

Status Recover(const std::vector<std::string>& shares, const OperatorPath& place,
               const OperatorPath& keys, Random& random, bool without_events) {
  std::vector<keys::KitShare> read;
  for (const std::string& share : shares) {
    auto one = keys::ReadShare(share);
    if (!one) {
      one.error().details.push_back(Detail("sheet", std::ssize(read) + 1));
      return std::unexpected(std::move(one).error());
    }
    read.push_back(*std::move(one));
  }
  const keys::OpenedKit kit = TRY(keys::OpenKit(read));
  const SecretBytes exported = TRY(keys::OpenLedgerCopy(kit, place));
  std::error_code error;
  if (fs::exists(keys.path(), error))
    return Fail(Code::kConflict, "There is a key folder of this name already; choose another.",
                Detail("keys", keys));
  // Another home's events would keep every home shut that is restored with these keys.
  TRY(keys::ReadEventCopy(kit.home, place));
  const bool events = fs::exists((place / "events").path(), error);
  if (!events && !without_events)
    return Fail(Code::kNotFound,
                "This place has no copy of the event ledger, so a restored backup would bring back "
                "everybody who was erased since. Nothing was made. Name another place, or copy the "
                "file `events` here; only if it is lost for good, run this again with "
                "--without-event-ledger.",
                Detail("place", place));
  TRY(keys::Ledger::Import(keys, exported, random));
  return events ? CopyOver(place / "events", keys / "events") : Status();
}

}  // namespace almoner::app
