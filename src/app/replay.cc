#include "app/replay.h"

#include <fmt/format.h>

#include "account/account.h"
#include "app/accounts.h"
#include "base/log.h"
#include "outbox/claim.h"
#include "outbox/news.h"
#include "retention/again.h"
#include "retention/approval.h"
#include "retention/hold.h"
#include "retention/made.h"
#include "retention/waiting.h"
#include "safety/reaching.h"
#include "store/home.h"
#include "vault/shared.h"

namespace almoner::app {
namespace {

constexpr std::int64_t kAdoptAtOnce = 200;  // events

// Where the replay stands: the next event to be done again, and the last.
constexpr std::string_view kNext = "replay-next";
constexpr std::string_view kLast = "replay-last";

struct Cursor {
  std::int64_t next = 0;
  std::int64_t last = 0;
};

Result<std::optional<Cursor>> ReadCursor(store::Store& store) {
  return store.Read([](store::ReadTx& tx) -> Result<std::optional<Cursor>> {
    const auto next = TRY(store::HomeNumber(tx, kNext));
    const auto last = TRY(store::HomeNumber(tx, kLast));
    if (!next || !last) return std::optional<Cursor>();
    return std::optional(Cursor{.next = *next, .last = *last});
  });
}

// The events get into the database together with the note that they are still to be done.
Status TakeIn(App& app, const std::vector<keys::SealedEvent>& missed) {
  for (std::size_t from = 0; from < missed.size(); from += kAdoptAtOnce) {
    const std::size_t to = std::min(missed.size(), from + kAdoptAtOnce);
    const std::vector<keys::SealedEvent> some(missed.begin() + static_cast<std::ptrdiff_t>(from),
                                              missed.begin() + static_cast<std::ptrdiff_t>(to));
    TRY(app.store().Write([&](store::Tx& tx) -> Status {
      TRY(keys::Adopt(tx, some));
      if (!TRY(store::HomeNumber(tx, kNext)))
        TRY(store::SetHomeNumber(tx, kNext, some.front().seq));
      return store::SetHomeNumber(tx, kLast, some.back().seq);
    }));
  }
  return {};
}

Result<keys::Event> EventAt(App& app, std::int64_t seq) {
  const auto events =
      TRY(app.store().Read([&](store::ReadTx& tx) { return keys::EventsAfter(tx, seq - 1, 1); }));
  if (events.empty() || events.front().seq != seq)
    return Fail(Code::kCorrupt, "An event that is to be done again is missing in the database.",
                Detail("event", seq));
  return keys::OpenEvent(app.keys(), events.front());
}

Status DoAgain(App& app, const keys::Event& event) {
  const auto in = [&](Literal action, Status (*act)(const keys::Change&, const keys::Event&)) {
    return Administer(app, std::nullopt, action,
                      [&](const keys::Change& change) { return act(change, event); });
  };
  if (event.deed == safety::kReachingDeed) {
    TRY(in("reaching.replayed", safety::PutAgain));
    return {};
  }
  switch (event.deed) {
    case keys::Deed::kErased:
      return retention::EraseAgain(app.gate(), event);
    case keys::Deed::kMarked:
      TRY(in("mark.replayed", standing::PlaceAgain));
      return {};
    case keys::Deed::kUnmarked:
      TRY(in("mark.replayed", standing::LiftAgain));
      return {};
    case keys::Deed::kWithdrawn:
      TRY(in("consent.replayed", consent::InsertAgain));
      return {};
    case keys::Deed::kLeft:
      TRY(in("account.replayed", staff::EndAgain));
      return {};
    case keys::Deed::kVisitorLeft:
      TRY(in("account.replayed", account::EndAgain));
      return {};
    case keys::Deed::kHeld:
      return retention::HoldAgain(app.gate(), event);
    case keys::Deed::kKept:
      return retention::KeepAgain(app.gate(), event);
    case keys::Deed::kReleased:
      TRY(in("hold.replayed", standing::ReleaseAgain));
      return {};
    case keys::Deed::kLost:
      return {};
  }
  return Fail(Code::kConflict,
              "The event ledger holds an event that this program does not know; use a newer one.",
              Detail("event", event.seq));
}

std::string_view OneOf(keys::Deed deed) {
  if (deed == safety::kReachingDeed) return "ways to reach somebody";
  switch (deed) {
    case keys::Deed::kErased:
      return "erasures";
    case keys::Deed::kMarked:
      return "restrictions or objections placed";
    case keys::Deed::kUnmarked:
      return "restrictions or objections lifted";
    case keys::Deed::kWithdrawn:
      return "consents withdrawn or refused";
    case keys::Deed::kLeft:
      return "accounts ended";
    case keys::Deed::kVisitorLeft:
      return "accounts on the portal ended";
    case keys::Deed::kHeld:
      return "holds placed";
    case keys::Deed::kKept:
      return "decisions to keep longer";
    case keys::Deed::kReleased:
      return "holds lifted";
    case keys::Deed::kLost:
      return "events of which nothing is known any more";
  }
  std::unreachable();
}

}  // namespace

std::string Replayed::text() const {
  std::string text;
  for (const auto& [deed, count] : done)
    text += fmt::format("{}{}: {}", text.empty() ? "" : "; ", OneOf(deed), count);
  return text;
}

Result<Replayed> Replay(App& app) {
  Replayed replayed;
  auto missed = TRY(app.copies().Missed(app.store()));
  // What a place off the machine holds must not keep the home shut; `nightly` says that it is
  // wrong.
  auto away = app.copies_away().Missed(app.store());
  if (!away) log::Failure("Reading the event ledger's copies off the machine", away.error());
  if (away && away->size() > missed.size()) missed = *std::move(away);
  TRY(TakeIn(app, missed));
  const auto cursor = TRY(ReadCursor(app.store()));
  if (!cursor) return replayed;
  for (std::int64_t seq = cursor->next; seq <= cursor->last; ++seq) {
    const keys::Event event = TRY(EventAt(app, seq));
    TRY(DoAgain(app, event));
    ++replayed.done[event.deed];
    TRY(app.store().Write([&](store::Tx& tx) { return store::SetHomeNumber(tx, kNext, seq + 1); }));
  }
  TRY(Administer(app, std::nullopt, "events.replayed", [&](const keys::Change& change) -> Status {
    change.entry.counts["events"] = cursor->last - cursor->next + 1;
    // Letters that this database believes unsent may have been sent since.
    TRY(outbox::Quarantine(change.tx, change.now));
    TRY(outbox::QuarantineNews(change.tx, change.now));
    TRY(retention::RemoveAllPacks(change));  // may have been fetched since
    TRY(retention::RemoveAllMade(change));   // may hold what was erased since
    TRY(vault::RemoveAllShared(change));     // may have been ended since
    // What was done again may have brought ends nearer: everybody is looked at by the next sweep.
    TRY(change.tx.Execute("UPDATE due_hint SET keeping = -1, turn = turn + 1"));
    TRY(store::ClearHomeValue(change.tx, kNext));
    return store::ClearHomeValue(change.tx, kLast);
  }));
  TRY(app.Settle());
  app.store().Scrub();
  return replayed;
}

}  // namespace almoner::app
