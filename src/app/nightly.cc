#include "app/nightly.h"

#include <fmt/format.h>

#include "app/accounts.h"
#include "app/courier.h"
#include "app/escrow.h"
#include "app/mailing.h"
#include "app/nodes.h"
#include "app/tallies.h"
#include "app/webhooks.h"
#include "base/log.h"
#include "store/home.h"

namespace almoner::app {
namespace {

// A night that is missed is nothing; a clock that was moved is.
constexpr std::chrono::hours kLongestBetween{24 * 31};
constexpr std::chrono::minutes kBackAtMost{5};
constexpr std::string_view kSeen = "clock-seen";
constexpr std::string_view kCompacted = "compacted";  // up to that event of the event ledger

void Add(Nightly& night, std::string words, std::string_view duty = "administer") {
  night.findings.push_back({.words = std::move(words), .duty = duty});
}

void Note(Nightly& night, Literal step, const Error& error) {
  Add(night, fmt::format("{}: {}", step.view(), InMail(error)));
  log::Failure(step, error);
}

std::string PeopleInWords(std::size_t count) {
  return count == 1 ? "one person" : fmt::format("{} people", count);
}

// Whether the clock can be trusted for what cannot be undone: it did not go back, nor further ahead
// since the last night than nights usually lie apart.
enum class Clocked : std::uint8_t { kRight, kBack, kAhead };

Result<Clocked> LookAtClock(App& app, Nightly& night) {
  const Time now = app.clock().Now();
  const auto seen =
      TRY(app.store().Read([](store::ReadTx& tx) { return store::HomeNumber(tx, kSeen); }));
  const Time last = seen ? Time::FromMicros(*seen) : now;
  if (now + kBackAtMost < last) {
    Add(night,
        fmt::format(
            "The clock was set back: it was {} before. Nothing is destroyed and no backup expires "
            "until it is past that; if it is right now, run `almoner nightly --clock-is-right`.",
            last.seconds_text()));
    return Clocked::kBack;
  }
  if (!seen || now > last)
    TRY(app.store().Write(
        [&](store::Tx& tx) { return store::SetHomeNumber(tx, kSeen, now.micros()); }));
  if (now - last <= kLongestBetween) return Clocked::kRight;
  Add(night,
      fmt::format(
          "The clock is {} days further than on the last night. Nothing was destroyed unattended, "
          "and "
          "no backup made or expired this time; if the clock is right, it is done the next night.",
          std::chrono::duration_cast<std::chrono::days>(now - last).count()));
  return Clocked::kAhead;
}

void Destroy(App& app, Nightly& night) {
  auto run = RunRetention(app, std::nullopt);
  if (!run) return Note(night, "Destroying what is due", run.error());
  night.retention = *std::move(run);
  if (const auto& failed = night.retention.failed; !failed.empty())
    Add(night, fmt::format("What is due of {} could not be destroyed; `almoner retention run "
                           "--unattended` says of "
                           "whom, and why.",
                           PeopleInWords(failed.size())));
  if (night.retention.stuck > 0)
    Add(night, fmt::format("Rows of {} who were erased cannot be destroyed, though nothing opens "
                           "them any more; the "
                           "program's log says why, and `almoner check` what was damaged.",
                           PeopleInWords(static_cast<std::size_t>(night.retention.stuck))));
}

void CloseEpoch(App& app, Nightly& night) {
  const auto unfinished = RotationUnfinished(app);
  if (!unfinished) return Note(night, "Closing the epoch", unfinished.error());
  const auto age = app.clock().Now() - app.ledger().EpochBegun();
  // One that begins in the future was begun by a clock that was wrong.
  const bool over = age >= app.settings().epoch || age < -kBackAtMost;
  if (!over && !*unfinished) return;
  auto rotated = RotateKeys(app, std::nullopt);
  if (!rotated) return Note(night, "Closing the epoch", rotated.error());
  night.rotated = *rotated;
}

// What was destroyed since the last time leaves nothing between the rows either.
Status CompactIfDestroyed(App& app) {
  struct Seen {
    std::int64_t last = 0;
    std::int64_t compacted = 0;
  };
  const auto seen = TRY(app.store().Read([](store::ReadTx& tx) -> Result<Seen> {
    const std::int64_t last = TRY(keys::LastEvent(tx));
    return Seen{.last = last, .compacted = TRY(store::HomeNumber(tx, kCompacted)).value_or(0)};
  }));
  if (seen.last == seen.compacted) return {};
  TRY(app.store().Compact());
  return app.store().Write(
      [&](store::Tx& tx) { return store::SetHomeNumber(tx, kCompacted, seen.last); });
}

void Compact(App& app, Nightly& night) {
  if (const Status done = CompactIfDestroyed(app); !done)
    Note(night, "Rewriting the database", done.error());
}

void Expire(App& app, Nightly& night) {
  const auto expired = ExpireBackups(app);
  if (!expired) return Note(night, "Expiring backups", expired.error());
  night.expired = *expired;
}

void BackUp(App& app, Nightly& night, const backup::Progress& told) {
  if (!app.settings().backups) {
    Add(night,
        "There is no folder for backups: set `backups` in almoner.toml. Nothing is backed up.");
    return;
  }
  if (!app.ledger().Backups().empty() && !NewestBackup(app))
    Add(night, fmt::format("None of the backups that still open is in {}: see that this is the "
                           "folder you mean, and "
                           "that its disk is mounted.",
                           app.settings().backups->path().string()));
  auto made = CreateBackup(app, *app.settings().backups, std::nullopt, told);
  if (!made) return Note(night, "Making a backup", made.error());
  night.backup = *std::move(made);
}

void LookAtCopies(App& app, Nightly& night) {
  const bool kit = app.ledger().recovery().has_value();
  const Copied copied = BringCopies(app);
  if (!kit)
    Add(night,
        "There is no recovery kit: if this machine is lost, everything is. Run `almoner key "
        "escrow`.");
  if (copied.places == 0 && kit)
    Add(night,
        "There is no place off this machine for the key ledger's copy: set `copies` in "
        "almoner.toml.");
  for (const Copied::Behind& behind : copied.behind)
    if (kit)
      Add(night, fmt::format("{} does not have what recovery needs: {}",
                             behind.place.path().string(), InMail(behind.why)));
}

void Tally(App& app, Nightly& night) {
  if (const Status done = CountPromises(app); !done)
    Note(night, "Counting the promises", done.error());
}

// What waits for somebody, or is due and not left to the program.
void LookAtDue(App& app, Nightly& night) {
  const auto due = retention::FindDue(app.gate().context(), app.clock().Now());
  if (!due) return Note(night, "Looking at what is due", due.error());
  if (due->empty()) return;
  Add(night,
      fmt::format(
          "Something of {} is past its last day and needs somebody: see `almoner retention due`.",
          PeopleInWords(due->size())),
      "retention");
}

void LookAtDrill(App& app, Nightly& night) {
  const auto next = NextDrill(app);
  if (!next) return Note(night, "Looking at drills", next.error());
  if (*next <= app.clock().Now())
    Add(night,
        fmt::format("Restoring has not been tried since it was due on {}: run `almoner backup "
                    "drill`.",
                    ToWords(LondonDate(*next))));
}

// A drill that was killed leaves a copy of the keys.
void LookAtScratch(App& app, Nightly& night) {
  const auto cleared = ClearScratch(app, LastScratch(app));
  if (!cleared) return Note(night, "Removing what a drill left", cleared.error());
  if (*cleared == Cleared::kRemoved)
    Add(night,
        "Restoring was tried and cut short: its scratch copy, with one of the keys, was still "
        "there and is removed. Run `almoner backup drill` again.");
}

void LookAtLetters(App& app, Nightly& night) {
  auto findings = LetterFindings(app);
  if (!findings) return Note(night, "Looking at the outbox", findings.error());
  for (Finding& finding : *findings) night.findings.push_back(std::move(finding));
  auto webhooks = WebhookFindings(app);
  if (!webhooks) return Note(night, "Looking at webhooks", webhooks.error());
  for (std::string& finding : *webhooks) Add(night, std::move(finding));
}

void LookAtDuties(App& app, Nightly& night) {
  auto findings = NobodyFindings(app);
  if (!findings) return Note(night, "Looking at who has which duty", findings.error());
  for (Finding& finding : *findings) night.findings.push_back(std::move(finding));
}

// What is wrong in almoner.toml shows now, and not on the day that the server has to start again.
void LookAtSettings(App& app, Nightly& night) {
  const auto settings = ReadSettings(app.settings().home);
  if (!settings) return Note(night, "Reading almoner.toml, for the next start", settings.error());
  if (!settings->mail) return;
  if (const Status usable = mail::CheckSecrets(settings->mail->relay); !usable)
    Note(night, "Looking at [mail] of almoner.toml", usable.error());
}

}  // namespace

std::vector<std::string> Nightly::Words() const {
  std::vector<std::string> words;
  for (const Finding& finding : findings) words.push_back(finding.words);
  return words;
}

Status TrustClock(App& app, const std::optional<StaffId>& by) {
  TRY(Administer(app, by, "clock.trusted", [&](const keys::Change& change) {
    return store::SetHomeNumber(change.tx, kSeen, change.now.micros());
  }));
  return {};
}

namespace {

// Which node did the last night, and when.
constexpr std::string_view kNightBy = "night-by";
constexpr std::string_view kNightDone = "night-done";

Result<std::optional<Time>> DoneElsewhere(App& app) {
  const auto node = app.ledger().node();
  if (!node) return std::optional<Time>();
  return app.store().Read([&](store::ReadTx& tx) -> Result<std::optional<Time>> {
    const auto by = TRY(store::HomeValue(tx, kNightBy));
    const auto at = TRY(store::HomeNumber(tx, kNightDone));
    const Time now = app.clock().Now();
    if (!by || !at || SameBytes(*by, node->id.bytes())) return std::optional<Time>();
    const Time done = Time::FromMicros(*at);
    if (done > now || now - done >= kOneNight) return std::optional<Time>();
    return std::optional(done);
  });
}

Status NoteNight(App& app) {
  const auto node = app.ledger().node();
  if (!node) return {};
  return app.store().Write([&](store::Tx& tx) -> Status {
    TRY(store::SetHomeValue(tx, kNightBy, node->id.bytes()));
    return store::SetHomeNumber(tx, kNightDone, app.clock().Now().micros());
  });
}

void LookAtNodes(App& app, Nightly& night) {
  const auto nodes = ListNodes(app);
  if (!nodes) return Note(night, "Looking at the nodes", nodes.error());
  for (const NodeState& node : *nodes)
    if (node.behind && !node.runs)
      Add(night,
          fmt::format("Node {} does not run and still has keys that were changed or destroyed "
                      "since. Start it, or destroy its key folder and run `almoner key "
                      "forget-node {}`.",
                      node.node.id.text(), node.node.id.text()));
}

// What is done once for all nodes.
void ForAllNodes(App& app, Nightly& night, const backup::Progress& told);

// What each node looks at for itself.
void Locally(App& app, Nightly& night) {
  // Files of documents that are gone, in this home's folder; the rest of the night does it too.
  if (night.elsewhere)
    if (const auto swept = SweepDocuments(app); !swept)
      Note(night, "Removing the files of documents that are gone", swept.error());
  LookAtCopies(app, night);
  LookAtScratch(app, night);
  LookAtSettings(app, night);
}

}  // namespace

Nightly RunNightly(App& app, const backup::Progress& told) {
  Nightly night;
  const store::OnDuty upkeep(app.duties(), kUpkeep);
  const auto done = DoneElsewhere(app);
  if (!done) Note(night, "Looking who did the night", done.error());
  night.elsewhere = !upkeep.has() || (done && *done);
  if (!night.elsewhere) ForAllNodes(app, night, told);
  Locally(app, night);
  if (!night.elsewhere)
    if (const Status noted = NoteNight(app); !noted)
      Note(night, "Noting that the night is done", noted.error());
  return night;
}

namespace {

void ForAllNodes(App& app, Nightly& night, const backup::Progress& told) {
  const auto looked = LookAtClock(app, night);
  if (!looked) Note(night, "Looking at the clock", looked.error());
  const Clocked clock = looked ? *looked : Clocked::kBack;
  if (clock == Clocked::kRight) {
    Destroy(app, night);
    CloseEpoch(app, night);
    Expire(app, night);
    Tally(app, night);
  }
  if (clock != Clocked::kAhead) BackUp(app, night, told);  // its key would live as long
  if (clock == Clocked::kRight) Compact(app, night);
  LookAtDue(app, night);
  LookAtDrill(app, night);
  LookAtLetters(app, night);
  LookAtNodes(app, night);
  LookAtDuties(app, night);
}

}  // namespace

}  // namespace almoner::app
