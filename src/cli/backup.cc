#include <fmt/format.h>

#include "app/backups.h"
#include "cli/progress.h"
#include "safety/reaching.h"

namespace almoner::cli {
namespace {

struct BackupOptions {
  std::string file, to, keys, store, witness, scratch;
  bool without_events = false;
};

std::int64_t RowsOf(const store::TableCounts& rows) {
  std::int64_t all = 0;
  for (const auto& [table, count] : rows) all += count;
  return all;
}

Result<int> Create(Shell& shell, app::App& app, const BackupOptions& o) {
  const StaffId actor = TRY(shell.ActorWith("administer"));
  if (o.to.empty() && !app.settings().backups)
    return almoner::Fail(Code::kInvalid,
                         "Say where with --to DIR, or set `backups` in almoner.toml.");
  const OperatorPath folder = o.to.empty() ? *app.settings().backups : shell.Path(o.to);
  const auto made = TRY(app::CreateBackup(app, folder, actor, Telling(shell, "Written")));
  Done(shell);
  return shell.Print(
      fmt::format("The backup is {}\nIt was read back from the disk: {} rows, {} bytes.\nIt opens "
                  "until {}, with the key ledger; after that nothing opens it.",
                  made.file.path().string(), RowsOf(made.rows), made.bytes,
                  ToWords(LondonDate(made.backup.expires))),
      {{"file", made.file.path().string()},
       {"backup", made.backup.id.text()},
       {"rows", RowsOf(made.rows)},
       {"bytes", made.bytes},
       {"expires", made.backup.expires.text()}},
      "almoner.backup.made/1");
}

Result<int> ListBackups(Shell& shell, app::App& app) {
  json::array list;
  std::string text;
  for (const keys::Backup& backup : app.ledger().Backups()) {
    text += fmt::format("{}  made {}  opens until {}\n", backup.id.text(),
                        backup.made.seconds_text(), ToWords(LondonDate(backup.expires)));
    list.push_back({{"backup", backup.id.text()},
                    {"made", backup.made.text()},
                    {"expires", backup.expires.text()}});
  }
  return shell.Print(text.empty() ? "No backup opens.\n" : text, {{"backups", std::move(list)}},
                     "almoner.backup.list/1");
}

Result<int> VerifyBackup(Shell& shell, app::App& app, const BackupOptions& o) {
  const auto verified =
      TRY(backup::Verify(shell.Path(o.file), app.ledger(), Telling(shell, "Read")));
  Done(shell);
  return shell.Print(
      fmt::format("The backup of {} is whole: {} rows, {} files.",
                  verified.head.made.seconds_text(), RowsOf(verified.rows), verified.files),
      {{"backup", verified.head.backup.text()},
       {"made", verified.head.made.text()},
       {"rows", RowsOf(verified.rows)},
       {"files", verified.files}},
      "almoner.backup.verified/1");
}

std::string Told(const app::Restored& restored) {
  std::string text = fmt::format("The backup of {}: {} rows.\n", restored.head.made.seconds_text(),
                                 RowsOf(restored.rows));
  if (restored.replayed.any())
    text += fmt::format("Done again, since it happened after the backup: {}.\n",
                        restored.replayed.text());
  if (restored.without_events)
    text +=
        "WITHOUT THE EVENT LEDGER: who else was erased after the backup is back, and what was "
        "restricted, objected to, held or withdrawn is not any more. Do all of it again by hand "
        "before anybody works with this home.\n";
  if (!restored.replayed.any() && !restored.without_events)
    text += "Nothing had to be done again.\n";
  if (restored.witnessed && *restored.witnessed > restored.log_size)
    text += fmt::format(
        "The log had {} entries when it was last witnessed, the backup holds {}: what the {} "
        "behind it did (that the backup was made is the first of them) and is not named above is "
        "lost.\n",
        *restored.witnessed, restored.log_size, *restored.witnessed - restored.log_size);
  return text;
}

std::string_view DeedInWords(keys::Deed deed) {
  if (deed == safety::kReachingDeed) return "reaching";
  switch (deed) {
    case keys::Deed::kErased:
      return "erased";
    case keys::Deed::kMarked:
      return "marked";
    case keys::Deed::kUnmarked:
      return "unmarked";
    case keys::Deed::kWithdrawn:
      return "withdrawn";
    case keys::Deed::kLeft:
      return "left";
    case keys::Deed::kVisitorLeft:
      return "visitor-left";
    case keys::Deed::kHeld:
      return "held";
    case keys::Deed::kKept:
      return "kept";
    case keys::Deed::kReleased:
      return "released";
    case keys::Deed::kLost:
      return "lost";
  }
  std::unreachable();
}

json::object AsJson(const app::Restored& restored) {
  json::object done;
  for (const auto& [deed, count] : restored.replayed.done) done[DeedInWords(deed)] = count;
  json::object document{
      {"backup", restored.head.backup.text()}, {"made", restored.head.made.text()},
      {"rows", RowsOf(restored.rows)},         {"replayed", std::move(done)},
      {"says", restored.replayed.text()},      {"entries", restored.log_size}};
  if (restored.without_events) document["without-event-ledger"] = true;
  if (restored.witnessed) document["witnessed"] = *restored.witnessed;
  return document;
}

Result<int> Restore(Shell& shell, const BackupOptions& o) {
  if (shell.home.empty())
    return almoner::Fail(Code::kInvalid, "Say where with --home DIR; it must not exist yet.");
  const OperatorPath home = shell.Path(shell.home);
  app::RestoreOrder order{
      .backup = shell.Path(o.file),
      .settings = {.home = home,
                   .keys = o.keys.empty() ? app::DefaultKeys(home) : shell.Path(o.keys)}};
  if (!o.store.empty()) order.settings.store = o.store;
  if (!o.witness.empty()) order.witness = shell.Path(o.witness);
  order.without_events = o.without_events;
  const auto restored =
      TRY(app::Restore(order, shell.world.random, shell.world.clock, Telling(shell, "Read")));
  Done(shell);
  return shell.Print(
      fmt::format("{}Everybody is signed out, and the log goes on under a new name.\nThe home is "
                  "ready: {}\nIts almoner.toml is that of a new home: put everything else into it "
                  "again, from "
                  "the old one's or by hand. The old home, "
                  "where there "
                  "still is one, must not be opened any more: its keys are this one's now.",
                  Told(restored), home.path().string()),
      AsJson(restored), "almoner.backup.restored/1");
}

Result<int> Drill(Shell& shell, app::App& app, const BackupOptions& o) {
  const StaffId actor = TRY(shell.ActorWith("administer"));
  const OperatorPath scratch =
      o.scratch.empty() ? app::ScratchOf(app.settings()) : shell.Path(o.scratch);
  const auto drill =
      TRY(app::DrillRestore(app, o.file.empty() ? std::nullopt : std::optional(shell.Path(o.file)),
                            scratch, actor, Telling(shell, "Read")));
  Done(shell);
  json::object document = AsJson(drill.restored);
  document["good"] = drill.good();
  document["checked"] = drill.checked.text();
  return shell.Print(
      fmt::format("{}{}\nThe scratch copy is gone. {}", Told(drill.restored), drill.checked.text(),
                  drill.good() ? "Restoring works." : "RESTORING DOES NOT WORK AS IT MUST."),
      std::move(document), "almoner.backup.drill/1", drill.good() ? kDone : kRefused);
}

void AddRestore(Shell& shell, CLI::App* backup, const std::shared_ptr<BackupOptions>& o) {
  CLI::App* const restore = backup->add_subcommand(
      "restore", "Make a new home of a backup, and do again what was erased since");
  restore->fallthrough();
  restore->add_option("file", o->file, "The backup")->required();
  restore->add_option("--keys", o->keys, "The folder of the keys (default: <home>.keys)");
  restore->add_option("--store", o->store, "sqlite, or a connection string of an empty database");
  restore->add_option("--witness", o->witness,
                      "A copy of the checkpoints, to tell how many entries were lost");
  restore->add_flag("--without-event-ledger", o->without_events,
                    "The event ledger is lost: who was erased after the backup comes back");
  restore->callback([&shell, o] {
    shell.action = [&shell, o] {
      const auto done = Restore(shell, *o);
      return done ? *done : shell.Fail(done.error());
    };
  });
}

}  // namespace

void AddBackup(Shell& shell) {
  const auto o = std::make_shared<BackupOptions>();
  CLI::App* const backup = Noun(shell, "backup", "Backups, restoring them, and trying it");
  Command(shell, backup, "create", "Back the home up while it is served",
          [&shell, o](app::App& app) { return Create(shell, app, *o); })
      ->add_option("--to", o->to, "The folder (default: `backups` of almoner.toml)");
  Command(shell, backup, "list", "The backups that still open",
          [&shell](app::App& app) { return ListBackups(shell, app); });
  Command(shell, backup, "verify", "Read a backup from beginning to end",
          [&shell, o](app::App& app) { return VerifyBackup(shell, app, *o); })
      ->add_option("file", o->file, "The backup")
      ->required();
  CLI::App* const drill =
      Command(shell, backup, "drill", "Restore into a scratch folder, check it, throw it away",
              [&shell, o](app::App& app) { return Drill(shell, app, *o); });
  drill->add_option("file", o->file, "The backup (default: the newest)");
  drill->add_option("--scratch", o->scratch, "Where (default: <home>.drill)");
  AddRestore(shell, backup, o);
}

}  // namespace almoner::cli
