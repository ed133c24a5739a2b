#include "outbox/claim.h"

#include <algorithm>
#include <array>

#include "outbox/words.h"

namespace almoner::outbox {
namespace {

constexpr std::array kWaits = {std::chrono::minutes(1), std::chrono::minutes(5),
                               std::chrono::minutes(15), std::chrono::minutes(60),
                               std::chrono::minutes(240)};
constexpr std::int64_t kAtOnce = 200;  // letters that one transaction tidies

struct Leased {
  LetterId id;
  std::string kind;
  std::optional<SubjectId> about;
  std::int64_t turn = 0;
  std::int64_t tries = 0;
  Time since;
  Time until;
  Bytes sealed;
  std::optional<keys::WrappedKey> key = {};
};

// What is further ahead than any wait or lease can be was written by a clock that has been set back
// since: it counts as past. Another machine's clock, or one that was read before this transaction
// had its turn, is not as far astray as that.
constexpr std::chrono::minutes kAstray{10};

Result<std::optional<Leased>> Lease(store::Tx& tx, Time now) {
  const auto row = TRY(tx.Maybe(
      "SELECT id, kind, subject, turn, tries, since, until, sealed FROM letter WHERE due IS NOT "
      "NULL AND sealed IS NOT NULL AND (due <= $1 OR due > $2) AND (lease IS NULL OR lease <= $1 "
      "OR lease > $3) ORDER BY "
      "due, id LIMIT 1",
      now, now + kWaits.back() + kAstray, now + kLease + kAstray));
  if (!row) return std::optional<Leased>();
  Leased leased{.id = TRY(row->As<LetterId>(0)), .kind = {}, .since = {}, .until = {}};
  leased.kind = TRY(row->Text(1));
  leased.about = TRY(row->MaybeAs<SubjectId>(2));
  leased.turn = TRY(row->Int(3)) + 1;
  leased.tries = TRY(row->Int(4)) + 1;
  leased.since = TRY(row->At(5));
  leased.until = TRY(row->At(6));
  leased.sealed = TRY(row->Blob(7));
  auto key = keys::Load(tx, leased.id.bytes(), keys::Kind::kData);
  if (!key && key.error().code != Code::kNotFound) return std::unexpected(std::move(key).error());
  if (key) leased.key = *std::move(key);
  TRY(tx.ExecuteOne(
      "UPDATE letter SET lease = $3, turn = $4 WHERE id = $1 AND turn = $2 AND due IS NOT NULL",
      leased.id, leased.turn - 1, now + kLease, leased.turn));
  return std::optional(std::move(leased));
}

Result<Words> OpenWords(const keys::Keys& keys, const Leased& leased) {
  if (!leased.key) return Fail(Code::kCorrupt, "The key of a letter is gone.");
  const SecretBytes key = TRY(keys.Unwrap(leased.id.bytes(), keys::Kind::kData, *leased.key));
  const SecretBytes plain =
      TRY(keys.Open(key, keys::SealedField::kLetter, leased.id.bytes(),
                    Place(leased.kind, leased.about, leased.until), leased.sealed));
  return Decode(plain.view());
}

// The sealed words and their key.
Status DropWords(store::Tx& tx, const LetterId& id) {
  TRY(tx.Execute("UPDATE letter SET sealed = NULL WHERE id = $1", id));
  return keys::Destroy(tx, id.bytes());
}

Status EndIt(store::Tx& tx, const LetterId& id, std::int64_t turn, std::int64_t tries, State state,
             std::string_view outcome, Time now) {
  TRY(tx.ExecuteOne(
      "UPDATE letter SET state = $3, outcome = $4, ended = $5, tries = $6, turn = turn + 1, due = "
      "NULL, lease = NULL WHERE id = $1 AND turn = $2 AND due IS NOT NULL",
      id, turn, Name(state), outcome, now, tries));
  // What was refused can be sent again for a while; what was sent or is over cannot.
  return state == State::kSent || state == State::kExpired ? DropWords(tx, id) : Status();
}

// Each of the letters that the statement finds, some in each transaction; how many.
Result<std::int64_t> ForEach(store::Store& store, Literal sql, Time before,
                             const std::function<Status(store::Tx&, const LetterId&)>& act) {
  std::int64_t all = 0;
  while (true) {
    const auto done = TRY(store.Write([&](store::Tx& tx) -> Result<std::int64_t> {
      const store::Rows rows = TRY(tx.Query(sql, before, kAtOnce));
      for (const store::Row& row : rows) TRY(act(tx, TRY(row.As<LetterId>(0))));
      return std::ssize(rows);
    }));
    all += done;
    if (done < kAtOnce) return all;
  }
}

Result<std::int64_t> Expire(store::Store& store, Time now) {
  return ForEach(
      store,
      "SELECT id FROM letter WHERE due IS NOT NULL AND until <= $1 AND (lease IS NULL OR lease <= "
      "$1) LIMIT $2",
      now, [&](store::Tx& tx, const LetterId& id) -> Status {
        TRY(tx.ExecuteOne(
            "UPDATE letter SET state = 'expired', outcome = 'expired', ended = $2, turn = turn + "
            "1, due = NULL, lease = NULL WHERE id = $1",
            id, now));
        return DropWords(tx, id);
      });
}

// What can be sent again no longer, since what it says is over.
Result<std::int64_t> DropWhatIsOver(store::Store& store, Time now) {
  return ForEach(
      store,
      "SELECT id FROM letter WHERE sealed IS NOT NULL AND ended IS NOT NULL AND until <= "
      "$1 LIMIT $2",
      now, DropWords);
}

}  // namespace

std::chrono::minutes WaitAfter(std::int64_t tries) {
  CHECK(tries >= 1);
  return kWaits[static_cast<std::size_t>(std::min<std::int64_t>(tries, kWaits.size()) - 1)];
}

Result<std::optional<Claimed>> Claim(store::Store& store, const keys::Keys& keys, Time now) {
  // Looking costs no write, and mostly there is nothing.
  const auto any = TRY(store.Read([&](store::ReadTx& tx) {
    return tx.Maybe(
        "SELECT 1 FROM letter WHERE due IS NOT NULL AND (due <= $1 OR due > $2) LIMIT 1", now,
        now + kWaits.back() + kAstray);
  }));
  if (!any) return std::optional<Claimed>();
  const auto leased = TRY(store.Write([&](store::Tx& tx) { return Lease(tx, now); }));
  if (!leased) return std::optional<Claimed>();
  if (TRY(store.Read([&](store::ReadTx& tx) { return MayGo(tx, keys, leased->about); })) ==
      Sendable::kNo) {
    TRY(store.Write([&](store::Tx& tx) -> Status {
      TRY(EndIt(tx, leased->id, leased->turn, leased->tries, State::kExpired, "expired", now));
      return DropWords(tx, leased->id);
    }));
    return Claim(store, keys, now);
  }
  auto words = OpenWords(keys, *leased);
  if (!words && words.error().code == Code::kCorrupt) {
    TRY(store.Write([&](store::Tx& tx) {
      return EndIt(tx, leased->id, leased->turn, leased->tries, State::kGivenUp, "unreadable", now);
    }));
    words.error().details.push_back(IdDetail("letter", leased->id));
  }
  if (!words) return std::unexpected(std::move(words).error());
  return std::optional(Claimed{.id = leased->id,
                               .turn = leased->turn,
                               .tries = leased->tries,
                               .since = leased->since,
                               .until = leased->until,
                               .to = std::move(words->to),
                               .subject = std::move(words->subject),
                               .text = std::move(words->text)});
}

State After(const Claimed& letter, const Attempt& attempt, Time now) {
  if (attempt.state != State::kQueued) return attempt.state;
  const Time next = now + WaitAfter(letter.tries);
  if (next >= letter.until) return State::kExpired;
  return next > letter.since + kTriedFor ? State::kGivenUp : State::kQueued;
}

Status End(const keys::Change& change, const Claimed& letter, State state,
           std::string_view outcome) {
  CHECK(state != State::kQueued);
  return EndIt(change.tx, letter.id, letter.turn, letter.tries, state, outcome, change.now);
}

Status PutBack(store::Tx& tx, const Claimed& letter, std::string_view outcome, Time now) {
  return tx.ExecuteOne(
      "UPDATE letter SET due = $3, tries = $4, outcome = $5, turn = turn + 1, lease = NULL WHERE "
      "id "
      "= $1 AND turn = $2 AND due IS NOT NULL",
      letter.id, letter.turn, now + WaitAfter(letter.tries), letter.tries, outcome);
}

Status Release(store::Tx& tx, const Claimed& letter, Time now) {
  return tx.ExecuteOne(
      "UPDATE letter SET due = $3, turn = turn + 1, lease = NULL WHERE id = $1 AND turn = $2 AND "
      "due IS NOT NULL",
      letter.id, letter.turn, now);
}

Result<std::int64_t> Tidy(store::Store& store, Time now) {
  std::int64_t gone = TRY(Expire(store, now));
  gone += TRY(DropWhatIsOver(store, now));
  gone += TRY(ForEach(store,
                      "SELECT id FROM letter WHERE ended <= $1 AND (sealed IS NOT NULL OR subject "
                      "IS NOT NULL) LIMIT $2",
                      now - kWindow, [](store::Tx& tx, const LetterId& id) -> Status {
                        TRY(tx.Execute("UPDATE letter SET subject = NULL WHERE id = $1", id));
                        return DropWords(tx, id);
                      }));
  gone += TRY(ForEach(store, "SELECT id FROM letter WHERE ended <= $1 LIMIT $2", now - kRemembered,
                      [](store::Tx& tx, const LetterId& id) {
                        return tx.ExecuteOne("DELETE FROM letter WHERE id = $1", id);
                      }));
  return gone;
}

Status Quarantine(store::Tx& tx, Time now) {
  TRY(tx.Execute(
      "UPDATE letter SET state = 'quarantined', outcome = 'restored', ended = $1, turn = turn + 1, "
      "due = NULL, lease = NULL WHERE due IS NOT NULL",
      now));
  return {};
}

Status Bounce(const keys::Change& change, const LetterId& id, std::string_view status) {
  const auto row = TRY(change.tx.Maybe("SELECT state, tries FROM letter WHERE id = $1", id));
  // An answer that was lost leaves it queued although a server has it.
  if (!row || TRY(row->Int(1)) == 0)
    return Fail(Code::kNotFound, "No letter of this home that was sent has this id.");
  if (TRY(ParseState(TRY(row->Text(0)))) == State::kBounced) return {};
  return change.tx.ExecuteOne(
      "UPDATE letter SET state = 'bounced', outcome = $2, ended = $3, turn = turn + 1, due = NULL, "
      "lease = NULL WHERE id = $1",
      id, status.empty() ? std::string("returned") : "status " + std::string(status), change.now);
}

Status Retry(const keys::Change& change, const LetterId& id) {
  const auto row = TRY(change.tx.Maybe(
      "SELECT state, until, CASE WHEN sealed IS NULL THEN 0 ELSE 1 END FROM letter WHERE id = $1",
      id));
  if (!row) return Fail(Code::kNotFound, "There is no such letter.");
  if (TRY(ParseState(TRY(row->Text(0)))) == State::kQueued)
    return Fail(Code::kConflict, "This letter is waiting to be sent already.");
  if (TRY(row->Int(2)) == 0)
    return Fail(Code::kConflict,
                "The address and words of this letter are gone, so it cannot be sent again; have "
                "what it was about done anew.");
  if (TRY(row->At(1)) <= change.now)
    return Fail(Code::kConflict,
                "What this letter says is over, so it is not sent; have what it was about done "
                "anew.");
  ++change.entry.counts["letters"];
  return change.tx.ExecuteOne(
      "UPDATE letter SET state = 'queued', outcome = '', since = $2, due = $2, tries = 0, ended = "
      "NULL, lease = NULL, turn = turn + 1 WHERE id = $1",
      id, change.now);
}

}  // namespace almoner::outbox
