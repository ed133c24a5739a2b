// Backups of a home: made while it is served, given back into a new home, and tried.
#pragma once

#include "app/app.h"
#include "app/check.h"
#include "app/replay.h"
#include "backup/backup.h"

namespace almoner::app {

// Makes a backup in `folder`, and beside it a copy of the witness file; then brings what recovery
// needs besides a backup to every place that is declared. Recorded in the log.
Result<backup::Made> CreateBackup(App& app, const OperatorPath& folder,
                                  const std::optional<StaffId>& by,
                                  const backup::Progress& told = {});

// Every file in a folder whose name ends so; none where the folder cannot be read.
void ForEachFile(const OperatorPath& folder, std::string_view ending,
                 const std::function<void(const std::filesystem::path&)>& visit);

// Seals the log and brings the event ledger's copies on this machine up to the database, both of
// them: what was destroyed must be known outside it before the last key to it goes. kUnavailable
// when either cannot be written.
Status KnowOutside(App& app);

// The newest backup of this home in the folder of the settings; nothing: there is none.
[[nodiscard]] std::optional<OperatorPath> NewestBackup(const App& app);

// Destroys the keys of backups past their window, and with them those of epochs that nothing needs
// any more; removes such backups from the folder of the settings, and events of the event ledger
// that no backup is older than. How many backups went.
struct Expired {
  std::int64_t backups = 0;
  std::int64_t epochs = 0;
};
Result<Expired> ExpireBackups(App& app);

struct RestoreOrder {
  OperatorPath backup;
  Settings settings;  // of the new home: a folder that does not exist, and the keys
  std::optional<OperatorPath> witness = {};  // checkpoints kept elsewhere: how much was lost
  // The event ledger is lost: what was erased, restricted or withdrawn after the backup comes back
  // and has to be done again by hand. Recorded in the new log.
  bool without_events = false;
};
struct Restored {
  backup::Head head;
  store::TableCounts rows;
  Replayed replayed;
  std::uint64_t log_size = 0;              // entries that the backup knew of
  std::optional<std::uint64_t> witnessed;  // and that the log had, by the witness
  bool without_events = false;             // nothing after the backup could be done again
};
// Reads the whole backup first; then fills a folder beside the new home's, does again what was
// done since (Replay), ends all sessions, begins a new log, and only then gives the home its name.
// Where it fails, or is killed, nothing is served and the folder is removed by the next attempt.
// kConflict, before anything is touched, when the key folder's copy of the event ledger is missing
// or ends before events that the key ledger knows of. Without it the numbers of those events are
// used up, so that no later restore takes what is done from now on for one of them.
Result<Restored> Restore(const RestoreOrder& order, Random& random, const Clock& clock,
                         const backup::Progress& told = {});

struct Drill {
  Restored restored;
  Checked checked;
  [[nodiscard]] bool good() const { return checked.good(); }
};
// Restores into a scratch folder under a copy of the key ledger, checks everything, and throws it
// away. Recorded in the log. kNotFound when there is no backup yet and none is named; kConflict
// when there is something at the folder's place that no drill of this home left.
Result<Drill> DrillRestore(App& app, const std::optional<OperatorPath>& backup,
                           const OperatorPath& scratch, const std::optional<StaffId>& by,
                           const backup::Progress& told = {});
// Where a drill restores to when nobody says where.
[[nodiscard]] OperatorPath ScratchOf(const Settings& settings);
// Where the last one restored to.
[[nodiscard]] OperatorPath LastScratch(App& app);
// Destroys what a drill left there that was killed, with its copy of the keys. Nothing while one is
// under way.
enum class Cleared : std::uint8_t { kNothing, kRemoved };
Result<Cleared> ClearScratch(const App& app, const OperatorPath& scratch);
// Until when the next drill is to be done.
Result<Time> NextDrill(App& app);

}  // namespace almoner::app
