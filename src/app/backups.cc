#include "app/backups.h"

#include <algorithm>
#include <filesystem>

#include "app/accounts.h"
#include "app/escrow.h"
#include "app/upkeep.h"
#include "store/home.h"

namespace almoner::app {
namespace {

namespace fs = std::filesystem;

// What makes the home this one in this place, and is made anew in another.
bool StaysBehind(const fs::path& name) {
  const std::string text = name.string();
  return text.starts_with("almoner.db") || text == "almoner.lock" || text == "almoner.sock" ||
         text == "almoner.toml" || text == "reserve" || text == "files/events";
}

// What a backup is called, whole or being written: none is part of another.
bool IsBackup(const fs::path& name) {
  const std::string text = name.filename().string();
  return text.starts_with("almoner-") &&
         (text.ends_with(".backup") || text.ends_with(".backup.part"));
}

// The folders that the operator put into the home's and that are no part of it: of keys, of
// backups, of copies for recovery.
bool IsApart(const Settings& settings, const OperatorPath& to, const fs::path& folder) {
  std::vector<OperatorPath> apart = settings.copies;
  apart.push_back(settings.keys);
  apart.push_back(to);
  if (settings.backups) apart.push_back(*settings.backups);
  return std::ranges::any_of(apart, [&](const OperatorPath& one) {
    std::error_code error;
    return fs::equivalent(one.path(), folder, error) && !error;
  });
}

// Everything else in the home's folder.
Result<std::vector<backup::Part>> FilesOf(const Settings& settings, const OperatorPath& to) {
  std::vector<backup::Part> parts;
  std::error_code error;
  for (fs::recursive_directory_iterator it(settings.home.path(), error), end; !error && it != end;
       it.increment(error)) {
    std::error_code gone;
    const fs::path name = it->path().lexically_relative(settings.home.path());
    const bool ours = *name.begin() == "files";  // documents, whatever else is put among them
    if (!ours && it->is_directory(gone) && IsApart(settings, to, it->path()))
      it.disable_recursion_pending();
    if (it->is_regular_file(gone) && !gone && !StaysBehind(name) && !IsBackup(name))
      parts.push_back({.name = name.string(), .file = OperatorPath(it->path())});
  }
  if (error)
    return Fail(Code::kUnavailable, "The home's folder cannot be read whole.",
                Detail("home", settings.home), Detail::Errno(error.value()));
  std::ranges::sort(parts, {}, &backup::Part::name);
  return parts;
}

void RemoveExpired(const OperatorPath& folder, const std::vector<BackupId>& gone) {
  ForEachFile(folder, ".backup", [&](const fs::path& file) {
    const auto head = backup::ReadHead(OperatorPath(file));
    std::error_code removing;
    if (head && std::ranges::find(gone, head->backup) != gone.end()) fs::remove(file, removing);
  });
}

// What a backup that was killed left: nobody else writes here while this process owns the home.
void RemoveParts(const OperatorPath& folder, const HomeId& home) {
  const std::string ours = "almoner-" + home.text().substr(0, 8) + "-";
  ForEachFile(folder, ".backup.part", [&](const fs::path& file) {
    std::error_code removing;
    if (file.filename().string().starts_with(ours)) fs::remove(file, removing);
  });
}

// Events that happened before any copy of the home was made that may still come back.
Status ForgetOldEvents(App& app) {
  const Time now = app.clock().Now();
  const Time oldest =
      now - app.settings().window - app.settings().oldest_copy.value_or(std::chrono::days(0));
  std::int64_t up_to = TRY(app.store().Read([](store::ReadTx& tx) { return keys::LastEvent(tx); }));
  for (const keys::Backup& backup : app.ledger().Backups())
    up_to = std::min(up_to, backup.replayed);
  std::int64_t old = 0;
  while (old < up_to) {
    const auto next =
        TRY(app.store().Read([&](store::ReadTx& tx) { return keys::EventsAfter(tx, old, 1); }));
    if (next.empty() || next.front().seq > up_to) break;
    if (TRY(keys::OpenEvent(app.keys(), next.front())).at >= oldest) break;
    old = next.front().seq;
  }
  if (old == 0) return {};
  TRY(keys::ForgetEvents(app.store(), old));
  TRY(app.copies().Rewrite(app.store()));
  // A place that is away keeps its copy until the next time.
  static_cast<void>(app.copies_away().Rewrite(app.store()));
  return {};
}

}  // namespace

void ForEachFile(const OperatorPath& folder, std::string_view ending,
                 const std::function<void(const fs::path&)>& visit) {
  std::error_code error;
  for (fs::directory_iterator it(folder.path(), error), end; !error && it != end;
       it.increment(error))
    if (it->path().filename().string().ends_with(ending)) visit(it->path());
}

Result<backup::Made> CreateBackup(App& app, const OperatorPath& folder,
                                  const std::optional<StaffId>& by, const backup::Progress& told) {
  TRY(MakePrivateFolder(folder));
  RemoveParts(folder, app.keys().home());
  TRY(app.Settle());
  auto made = TRY(backup::Create({.store = app.store(),
                                  .keys = app.keys(),
                                  .files = [&] { return FilesOf(app.settings(), folder); }},
                                 folder, app.settings().window, app.clock(), told));
  TRY(CopyWitness(app, folder));
  TRY(Administer(app, by, "backup.made", [&](const keys::Change& change) -> Status {
    change.entry.counts["bytes"] = static_cast<std::int64_t>(made.bytes);
    return store::SetHomeNumber(change.tx, "backup-made", made.backup.made.micros());
  }));
  TRY(app.Settle());
  BringCopies(app);
  return made;
}

Status KnowOutside(App& app) {
  TRY(app.log().Seal());
  if (TRY(app.copies().Bring(app.store())) == app.copies().folders().size()) return {};
  return Fail(Code::kUnavailable,
              "The event ledger could not be copied to both of its places, so no key is destroyed; "
              "see that the key folder and the home's `files` can be written.",
              Detail("home", app.settings().home));
}

std::optional<OperatorPath> NewestBackup(const App& app) {
  std::optional<std::pair<Time, OperatorPath>> newest;
  if (app.settings().backups)
    ForEachFile(*app.settings().backups, ".backup", [&](const fs::path& file) {
      const auto head = backup::ReadHead(OperatorPath(file));
      if (head && head->home == app.keys().home() && (!newest || head->made > newest->first))
        newest.emplace(head->made, OperatorPath(file));
    });
  if (!newest) return std::nullopt;
  return newest->second;
}

Result<Expired> ExpireBackups(App& app) {
  const auto unfinished = TRY(RotationUnfinished(app));
  const auto before = std::ssize(app.ledger().Epochs());
  // While a rotation is under way, keys may still be wrapped under any epoch there is.
  const std::int64_t current =
      unfinished ? app.ledger().Epochs().front() : app.ledger().CurrentEpoch();
  TRY(KnowOutside(app));
  const auto gone = TRY(app.ledger().Expire(app.clock().Now(), current));
  if (app.settings().backups) RemoveExpired(*app.settings().backups, gone);
  TRY(ForgetOldEvents(app));
  if (!gone.empty()) BringCopies(app);
  return Expired{.backups = std::ssize(gone), .epochs = before - std::ssize(app.ledger().Epochs())};
}

}  // namespace almoner::app
