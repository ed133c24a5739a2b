// A home: one organisation's Almoner. The folder holds almoner.toml, almoner.db, notices/ and
// files/; the keys live elsewhere (by default beside it, <home>.keys). One process owns a home at a
// time.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/time.h"
#include "mail/mail.h"

namespace almoner::app {

// The relay that mail goes through, and who is told by it what a night has found.
struct Mailing {
  mail::Relay relay;
  mail::Address from;
  std::vector<mail::Address> to;
  // Where a letter that cannot be delivered comes back to, under a tag of its own for each;
  // nothing: to `from`.
  std::optional<mail::Address> bounces = {};
};

// How a recipient of the notice is told over the network of what was put right, erased or
// restricted (app/telling.h).
struct Hook {
  std::string webhook;           // https://…
  OperatorPath secret_file{""};  // what both sign with
  bool inside = false;           // it may stand in a network of one's own
  std::optional<OperatorPath> certificates = {};
};

struct Settings {
  OperatorPath home;
  OperatorPath keys;
  std::string store = "sqlite";  // or a libpq connection string
  std::string listen = "127.0.0.1:8443";
  std::string metrics = "127.0.0.1:9464";
  std::optional<OperatorPath> backups = {};  // where backups go
  // Places apart from this machine and from the backups, for what recovery needs besides one: the
  // sealed key ledger, the event ledger, the checkpoints.
  std::vector<OperatorPath> copies = {};
  std::chrono::days window{30};  // how long a backup opens
  std::chrono::days epoch{7};    // how long an epoch of keys lasts
  // How old the oldest copy of the home gets that is made by other means (snapshots, archives);
  // nothing: nobody has said.
  std::optional<std::chrono::days> oldest_copy = {};
  std::chrono::days drill_every{92};  // how often restoring is to be tried
  std::optional<Mailing> mail = {};
  std::map<std::string, Hook> recipients = {};  // by their ids in the notice
};

// Makes `home` with its almoner.toml. kConflict when the home exists.
Status CreateHome(const Settings& settings);
// Writes almoner.toml into a folder that is to be a home. kConflict when it has one.
Status WriteSettings(const Settings& settings);
// kNotFound when there is no home; kInvalid with the line when almoner.toml cannot be read or has a
// key that is not known.
Result<Settings> ReadSettings(const OperatorPath& home);
// Who is told, whatever else of almoner.toml cannot be read.
[[nodiscard]] std::optional<Mailing> ReadMailing(const OperatorPath& home);
// Who is told in their place of what is whose task, by duty ("rights", "retention",
// "administer"): [mail.duties]. What is wrong in it ReadSettings says.
using MailByDuty = std::map<std::string, std::vector<mail::Address>, std::less<>>;
[[nodiscard]] MailByDuty ReadMailByDuty(const OperatorPath& home);
[[nodiscard]] OperatorPath DefaultKeys(const OperatorPath& home);

// That this process owns the home, while it lives. kConflict: another one does.
Result<FileHandle> OwnHome(const OperatorPath& home);

}  // namespace almoner::app
