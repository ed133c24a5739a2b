#include <sys/file.h>

#include <algorithm>
#include <filesystem>

#include "account/account.h"
#include "app/accounts.h"
#include "app/backups.h"
#include "app/signing_in.h"
#include "audit/tables.h"
#include "audit/witness.h"
#include "base/file_stream.h"
#include "outbox/claim.h"
#include "outbox/news.h"
#include "retention/made.h"
#include "retention/waiting.h"
#include "store/home.h"

namespace almoner::app {
namespace {

namespace fs = std::filesystem;

Status RemoveAll(const OperatorPath& folder) {
  std::error_code error;
  fs::remove_all(folder.path(), error);
  if (!error) return {};
  return Fail(Code::kUnavailable, "A folder could not be removed.", Detail("file", folder),
              Detail::Errno(error.value()));
}

Status CheckPlace(const OperatorPath& home) {
  std::error_code error;
  if (fs::exists(home.path(), error))
    return Fail(Code::kConflict,
                "There is something at the new home's place already; choose a folder that does "
                "not exist. Nothing was changed.",
                Detail("home", home));
  return {};
}

// The witness of the log before stays as a paper of its time; the new log's begins empty.
Status PutWitnessAside(const OperatorPath& home, std::int64_t log) {
  const OperatorPath file = home / "files" / "witness.txt";
  std::error_code error;
  if (!fs::exists(file.path(), error)) return {};
  fs::rename(file.path(), (home / "files").path() / ("witness-" + std::to_string(log) + ".txt"),
             error);
  if (!error) return {};
  return Fail(Code::kUnavailable, "The old witness file could not be put aside.",
              Detail("file", file), Detail::Errno(error.value()));
}

// The size of the largest checkpoint in a witness file that the old log's key has signed.
Result<std::uint64_t> WitnessedSize(const OperatorPath& file, const audit::NoteVerifier& log) {
  auto reader = TRY(audit::WitnessReader::Open(file));
  std::uint64_t size = 0;
  while (auto line = reader.Next())
    if (line->note)
      if (const auto checkpoint = audit::OpenCheckpoint(*line->note, log))
        size = std::max(size, checkpoint->head.size);
  if (size == 0)
    return Fail(Code::kInvalid,
                "This file holds no checkpoint of the log that was backed up: it is another "
                "home's, or of the time behind an earlier restore. Run it again without --witness.",
                Detail("file", file));
  return size;
}

struct Numbers {
  HomeId id;
  std::int64_t log = 1;
  std::uint64_t size = 0;
};

Result<Numbers> ReadNumbers(store::Store& store) {
  return store.Read([](store::ReadTx& tx) -> Result<Numbers> {
    const auto id = TRY(store::HomeValue(tx, "id"));
    if (!id) return Fail(Code::kCorrupt, "The backup does not say which home it is of.");
    Numbers numbers{.id = TRY(HomeId::From(*id))};
    numbers.log = TRY(store::HomeNumber(tx, "log-number")).value_or(1);
    numbers.size = TRY(audit::ReadHead(tx)).tree.size;
    return numbers;
  });
}

// The database becomes that of a home which goes on under a new log, with nobody signed in and
// without sending again what may have been sent since it was backed up.
Status BeginAnew(store::Store& store, const keys::Ledger& ledger, const Numbers& numbers,
                 const Restored& restored, Random& random, Time now) {
  const auto signer = TRY(LogSigner(ledger, numbers.id, numbers.log + 1));
  audit::Entry first(EntryId::New(random), now, "backup.restored", "done");
  first.counts["entries"] = static_cast<std::int64_t>(restored.log_size);
  if (restored.without_events) first.counts["without-event-ledger"] = 1;
  if (restored.witnessed)
    first.counts["witnessed"] = static_cast<std::int64_t>(*restored.witnessed);
  TRY(audit::Restart(store, signer.verifier().name(), std::move(first)));
  return store.Write([&](store::Tx& tx) -> Status {
    TRY(tx.Execute("DELETE FROM signed_in"));
    TRY(tx.Execute("DELETE FROM sign_in_failure"));
    TRY(outbox::Quarantine(tx, now));
    TRY(outbox::QuarantineNews(tx, now));
    TRY(tx.Execute("DELETE FROM draft"));  // what was sent meanwhile must not be sent again
    TRY(store::SetHomeNumber(tx, "log-number", numbers.log + 1));
    return store::SetHomeValue(tx, "log", AsBytes(signer.verifier().vkey()));
  });
}

// The home's folder, filled but for what Replay does, and without the settings that would open it.
Result<Restored> Fill(const RestoreOrder& order, const Settings& settings,
                      const backup::Verified& whole, keys::Ledger& ledger, Random& random, Time now,
                      const backup::Progress& told) {
  Restored restored{.head = whole.head, .rows = whole.rows, .replayed = {}};
  restored.without_events = order.without_events;
  TRY(MakePrivateFolder(settings.home));
  TRY(MakePrivateFolder(settings.home / "files"));
  const auto store = TRY(OpenStore(settings));
  TRY(backup::Load(order.backup, ledger, *store, settings.home, told));
  const Numbers numbers = TRY(ReadNumbers(*store));
  restored.log_size = numbers.size;
  if (order.witness)
    restored.witnessed = TRY(
        WitnessedSize(*order.witness, TRY(LogSigner(ledger, numbers.id, numbers.log)).verifier()));
  TRY(PutWitnessAside(settings.home, numbers.log));
  TRY(BeginAnew(*store, ledger, numbers, restored, random, now));
  return restored;
}

// The copies of the event ledger that the new home will have its own of are looked at too.
Status BringEvents(const RestoreOrder& order, const Settings& to) {
  const Status copied = CopyOver(to.keys / "events", to.home / "files" / "events");
  const bool none = !copied && copied.error().code == Code::kNotFound;
  return none && order.without_events ? Status() : copied;
}

// The last event of which the key ledger knows: each backup's entry says which it holds.
std::int64_t LastKnown(const keys::Ledger& ledger) {
  std::int64_t known = 0;
  for (const keys::Backup& backup : ledger.Backups()) known = std::max(known, backup.replayed);
  return known;
}

// The event ledger beside the keys is there, and reaches as far as is known that there were events.
Status CheckEvents(const RestoreOrder& order, const keys::Ledger& ledger,
                   const backup::Head& head) {
  if (order.without_events) return {};
  const OperatorPath& folder = order.settings.keys;
  std::error_code error;
  if (!std::filesystem::exists((folder / "events").path(), error))
    return Fail(Code::kConflict,
                "The key folder holds no copy of the event ledger, so everybody who was erased "
                "since the backup would come back. Nothing was changed. Copy the file `events` "
                "there, from the old home's `files` or a place that `copies` named; only if it is "
                "lost for good, run this again with --without-event-ledger.",
                Detail("keys", folder));
  const auto events = TRY(keys::ReadEventCopy(head.home, folder));
  const std::int64_t known = LastKnown(ledger);
  std::int64_t reached = events.empty() ? 0 : events.back().seq;
  for (const keys::Backup& backup : ledger.Backups())
    if (backup.id == head.backup) reached = std::max(reached, backup.replayed);
  if (reached >= known) return {};
  return Fail(Code::kConflict,
              "The key folder's copy of the event ledger is too old or cut short: later events are "
              "known of, and what was erased by them would come back. Nothing was changed. Copy a "
              "newer `events` there, from the old home's `files` or a place that `copies` named; "
              "only if none is left, run this again with --without-event-ledger.",
              Detail("keys", folder), Detail("reaches", reached), Detail("known", known));
}

// Codes, links and packs that the backup holds may have been used or fetched since.
Status VoidWhatWasGivenOut(App& app) {
  const auto invited = TRY(app.store().Read([](store::ReadTx& tx) {
    return tx.Maybe(
        "SELECT 1 FROM account_invitation UNION ALL SELECT 1 FROM account_link "
        "LIMIT 1");
  }));
  if (invited)
    TRY(Administer(app, std::nullopt, "invitations.voided", account::ForgetAllInvitations));
  const auto waits = TRY(app.store().Read([](store::ReadTx& tx) {
    return tx.Maybe("SELECT 1 FROM waiting_pack UNION ALL SELECT 1 FROM made_pack LIMIT 1");
  }));
  if (waits)
    TRY(Administer(app, std::nullopt, "packs.voided", [](const keys::Change& change) -> Status {
      TRY(retention::RemoveAllMade(change));
      return retention::RemoveAllPacks(change);
    }));
  return {};
}

}  // namespace

Result<Restored> Restore(const RestoreOrder& order, Random& random, const Clock& clock,
                         const backup::Progress& told) {
  const OperatorPath home = order.settings.home;
  TRY(CheckPlace(home));
  Settings settings = order.settings;
  settings.home = OperatorPath(home.path().string() + ".restoring");
  const auto ledger = TRY(keys::Ledger::Open(settings.keys, random));
  // Before anything is touched, also what an earlier attempt left.
  if (order.witness) TRY(audit::WitnessReader::Open(*order.witness));
  const backup::Verified whole = TRY(backup::Verify(order.backup, *ledger, told));
  TRY(CheckEvents(order, *ledger, whole.head));
  TRY(RemoveAll(settings.home));
  Restored restored = TRY(Fill(order, settings, whole, *ledger, random, clock.Now(), told));
  TRY(BringEvents(order, settings));
  {
    const auto app = TRY(App::OpenWith(settings, random, clock));
    restored.replayed = app->replayed();
    TRY(VoidWhatWasGivenOut(*app));
    if (order.without_events)
      TRY(Administer(*app, std::nullopt, "events.lost", [&](const keys::Change& change) {
        return keys::CountAsLost(change, LastKnown(*ledger));
      }));
    TRY(app->Settle());
  }
  Settings last = order.settings;
  last.home = settings.home;
  TRY(WriteSettings(last));
  // As in a new home: nobody is let in by less than before.
  TRY(RequireSecondFactor(settings.home));
  TRY(TakePlace(settings.home, OperatorPath(fs::absolute(home.path()))));
  return restored;
}

namespace {

// The copy of the key ledger is overwritten first; what cannot be is removed all the same.
Status Destroy(const OperatorPath& scratch) {
  Status overwritten;
  for (const OperatorPath& file : {scratch / "keys" / "root.key", scratch / "keys" / "ledger"}) {
    std::error_code error;
    const auto size = fs::file_size(file.path(), error);
    if (error) continue;
    if (Status done = OverwriteFile(file, 0, Bytes(size, 0)); !done) overwritten = std::move(done);
  }
  TRY(RemoveAll(scratch));
  return overwritten;
}

// An empty folder is no more than the place for one.
Status MakeRoom(const OperatorPath& scratch) {
  std::error_code error;
  const bool folder = fs::is_directory(fs::symlink_status(scratch.path(), error));
  if (folder && fs::is_empty(scratch.path(), error) && !error) fs::remove(scratch.path(), error);
  return CheckPlace(scratch);
}

// Says whose drill a scratch folder is of; locked while it goes on, so that what a killed one left
// is told from it.
OperatorPath MarkIn(const OperatorPath& scratch) { return scratch / "drill"; }

FileHandle LockMark(const OperatorPath& scratch) {
  FileHandle mark(::open(MarkIn(scratch).path().c_str(), O_RDWR | O_CLOEXEC));
  if (mark.ok() && ::flock(mark.fd(), LOCK_EX | LOCK_NB) != 0) return FileHandle(-1);
  return mark;
}

// Where the last drill was, for as long as it goes on: what it leaves is found there.
constexpr std::string_view kScratch = "drill-scratch";

Status KeepScratch(App& app, const OperatorPath& folder) {
  return app.store().Write([&](store::Tx& tx) {
    return store::SetHomeValue(tx, kScratch, AsBytes(fs::absolute(folder.path()).string()));
  });
}

// Removes the scratch folder whatever comes.
class Scratch {
 public:
  // It gets its name once its mark is locked: under that name nobody finds one that is not.
  static Result<std::unique_ptr<Scratch>> Make(App& app, const OperatorPath& folder) {
    const OperatorPath begun(folder.path().string() + ".new");
    TRY(ClearScratch(app, begun));
    TRY(MakeRoom(begun));
    TRY(MakePrivateFolder(begun));
    TRY(WriteNewFile(MarkIn(begun), app.keys().home().bytes()));
    FileHandle mark = LockMark(begun);
    TRY(KeepScratch(app, folder));
    TRY(TakePlace(begun, folder));
    auto made = std::unique_ptr<Scratch>(new Scratch(folder));
    made->mark_ = std::move(mark);
    return made;
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  Scratch(Scratch&&) = delete;
  Scratch& operator=(Scratch&&) = delete;
  ~Scratch() { static_cast<void>(Destroy(folder_)); }

 private:
  explicit Scratch(OperatorPath folder) : folder_(std::move(folder)) {}
  const OperatorPath folder_;
  FileHandle mark_{-1};
};

}  // namespace

OperatorPath LastScratch(App& app) {
  const auto kept =
      app.store().Read([](store::ReadTx& tx) { return store::HomeValue(tx, kScratch); });
  return kept && *kept ? OperatorPath(std::string(AsText(**kept))) : ScratchOf(app.settings());
}

OperatorPath ScratchOf(const Settings& settings) {
  return OperatorPath(settings.home.path().string() + ".drill");
}

Result<Cleared> ClearScratch(const App& app, const OperatorPath& scratch) {
  constexpr std::size_t kMost = 64;
  const auto whose = ReadFile(MarkIn(scratch), Access::kOwnerOnly, kMost);
  if (!whose || !SameBytes(whose->view(), app.keys().home().bytes())) return Cleared::kNothing;
  const FileHandle mark = LockMark(scratch);
  if (!mark.ok()) return Cleared::kNothing;
  TRY(Destroy(scratch));
  return Cleared::kRemoved;
}

Result<Drill> DrillRestore(App& app, const std::optional<OperatorPath>& backup,
                           const OperatorPath& scratch, const std::optional<StaffId>& by,
                           const backup::Progress& told) {
  const auto file = backup ? backup : NewestBackup(app);
  if (!file)
    return Fail(Code::kNotFound,
                "There is no backup to try: name one, or make one in the folder that `backups` in "
                "almoner.toml names.");
  TRY(app.Settle());
  TRY(ClearScratch(app, scratch));
  TRY(MakeRoom(scratch));
  const auto removed = TRY(Scratch::Make(app, scratch));
  TRY(keys::Ledger::Import(scratch / "keys", app.ledger().Export(), app.random()));
  TRY(CopyOver(app.settings().keys / "events", scratch / "keys" / "events"));
  const Settings settings{.home = scratch / "home", .keys = scratch / "keys"};
  Drill drill{.restored = TRY(Restore({.backup = *file, .settings = settings}, app.random(),
                                      app.clock(), told))};
  {
    const auto restored = TRY(App::Open(settings.home, app.random(), app.clock()));
    drill.checked = TRY(CheckAll(*restored, {.witness = restored->WitnessFile()}));
  }
  TRY(Administer(app, by, "backup.drilled", [&](const keys::Change& change) -> Status {
    change.entry.counts["good"] = drill.good() ? 1 : 0;
    if (!drill.good()) return {};
    return store::SetHomeNumber(change.tx, "drilled", change.now.micros());
  }));
  return drill;
}

Result<Time> NextDrill(App& app) {
  return app.store().Read([&](store::ReadTx& tx) -> Result<Time> {
    const auto drilled = TRY(store::HomeNumber(tx, "drilled"));
    if (drilled) return Time::FromMicros(*drilled) + app.settings().drill_every;
    const auto begun = TRY(tx.Maybe("SELECT MIN(at) FROM audit_entry"));
    if (!begun || begun->IsNull(0)) return app.clock().Now() + app.settings().drill_every;
    return TRY(begun->At(0)) + app.settings().drill_every;
  });
}

}  // namespace almoner::app
