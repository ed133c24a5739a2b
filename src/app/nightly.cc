#include "app/nightly.h"

#include <fmt/format.h>

#include "app/escrow.h"
#include "base/log.h"
#include "store/home.h"

namespace almoner::app {
namespace {

// A night that is missed is nothing; a clock that was moved is.
constexpr std::chrono::hours kLongestBetween{24 * 31};
constexpr std::chrono::minutes kBackAtMost{5};
constexpr std::string_view kSeen = "clock-seen";
constexpr std::string_view kCompacted = "compacted";  // up to that event of the event ledger

// The details go to the operator's log: they may hold the id of somebody, and findings are mailed.
void Note(Nightly& night, Literal step, const Error& error) {
  night.findings.push_back(fmt::format("{}: {}", step.view(), error.what.view()));
  log::Failure(step, error);
}

std::string PeopleInWords(std::size_t count) {
  return count == 1 ? "one person" : fmt::format("{} people", count);
}

// Whether the clock can be trusted for destroying: it did not go back, nor further ahead since the
// last night than nights usually lie apart.
Result<std::optional<std::string>> ClockFinding(App& app) {
  const Time now = app.clock().Now();
  const auto seen =
      TRY(app.store().Read([](store::ReadTx& tx) { return store::HomeNumber(tx, kSeen); }));
  std::optional<std::string> finding;
  if (seen && now + kBackAtMost < Time::FromMicros(*seen))
    finding = fmt::format(
        "The clock was set back: it was {} before. Nothing is destroyed until it is past that.",
        Time::FromMicros(*seen).seconds_text());
  else if (seen && now - Time::FromMicros(*seen) > kLongestBetween)
    finding = fmt::format(
        "The clock is {} days further than on the last night. Nothing was destroyed unattended "
        "this time; if the clock is right, it is done the next night.",
        std::chrono::duration_cast<std::chrono::days>(now - Time::FromMicros(*seen)).count());
  if (!seen || now > Time::FromMicros(*seen))
    TRY(app.store().Write(
        [&](store::Tx& tx) { return store::SetHomeNumber(tx, kSeen, now.micros()); }));
  return finding;
}

void Destroy(App& app, Nightly& night) {
  const auto clock = ClockFinding(app);
  if (!clock) return Note(night, "Looking at the clock", clock.error());
  if (*clock) {
    night.findings.push_back(**clock);
    return;
  }
  auto run = RunRetention(app, std::nullopt);
  if (!run) return Note(night, "Destroying what is due", run.error());
  night.retention = *std::move(run);
  if (const auto& failed = night.retention.failed; !failed.empty())
    night.findings.push_back(fmt::format(
        "What is due of {} could not be destroyed; `almoner retention run` says of whom, and why.",
        PeopleInWords(failed.size())));
}

void CloseEpoch(App& app, Nightly& night) {
  const auto unfinished = RotationUnfinished(app);
  if (!unfinished) return Note(night, "Closing the epoch", unfinished.error());
  const bool over = app.clock().Now() - app.ledger().EpochBegun() >= app.settings().epoch;
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
    night.findings.emplace_back(
        "There is no folder for backups: set `backups` in almoner.toml. Nothing is backed up.");
    return;
  }
  auto made = CreateBackup(app, *app.settings().backups, std::nullopt, told);
  if (!made) return Note(night, "Making a backup", made.error());
  night.backup = *std::move(made);
}

void LookAtCopies(App& app, Nightly& night) {
  const bool kit = app.ledger().recovery().has_value();
  const Copied copied = BringCopies(app);
  if (!kit)
    night.findings.emplace_back(
        "There is no recovery kit: if this machine is lost, everything is. Run `almoner key "
        "escrow`.");
  if (copied.places == 0 && kit)
    night.findings.emplace_back(
        "There is no place off this machine for the key ledger's copy: set `copies` in "
        "almoner.toml.");
  for (const OperatorPath& place : copied.behind)
    if (kit)
      night.findings.push_back(fmt::format(
          "{} does not have what recovery needs; see that it is there and can be written.",
          place.path().string()));
}

// What waits for somebody, or is due and not left to the program.
void LookAtDue(App& app, Nightly& night) {
  const auto due = retention::FindDue(app.gate().context(), app.clock().Now());
  if (!due) return Note(night, "Looking at what is due", due.error());
  if (due->empty()) return;
  night.findings.push_back(fmt::format(
      "Something of {} is past its last day and needs somebody: see `almoner retention due`.",
      PeopleInWords(due->size())));
}

void LookAtDrill(App& app, Nightly& night) {
  const auto next = NextDrill(app);
  if (!next) return Note(night, "Looking at drills", next.error());
  if (*next <= app.clock().Now())
    night.findings.push_back(
        fmt::format("Restoring has not been tried since it was due on {}: run `almoner backup "
                    "drill`.",
                    ToWords(LondonDate(*next))));
}

}  // namespace

Nightly RunNightly(App& app, const backup::Progress& told) {
  Nightly night;
  Destroy(app, night);
  CloseEpoch(app, night);
  Compact(app, night);
  Expire(app, night);
  BackUp(app, night, told);
  LookAtCopies(app, night);
  LookAtDue(app, night);
  LookAtDrill(app, night);
  return night;
}

}  // namespace almoner::app
