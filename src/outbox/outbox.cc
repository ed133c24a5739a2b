#include "outbox/outbox.h"

#include <algorithm>

#include "mail/mail.h"
#include "outbox/ways.h"
#include "outbox/words.h"
#include "safety/may.h"

namespace almoner::outbox {
namespace {

constexpr std::pair<State, std::string_view> kStates[] = {
    {State::kQueued, "queued"},          {State::kSent, "sent"},
    {State::kBounced, "bounced"},        {State::kGivenUp, "given-up"},
    {State::kExpired, "expired"},        {State::kDeclined, "declined"},
    {State::kQuarantined, "quarantined"}};

bool IsText(std::string_view text) {
  return !text.empty() && text.size() <= kMostText && IsUtf8(text) &&
         std::ranges::none_of(text, [](char c) {
           return (static_cast<unsigned char>(c) < ' ' && c != '\n') || c == '\x7f';
         });
}

// One row of: id, kind, state, made, tries, due, ended, outcome, whether it is whole.
Result<Fact> FromRow(const store::Row& row) {
  Fact fact{.id = TRY(row.As<LetterId>(0)), .kind = {}, .made = {}};
  fact.kind = TRY(row.Text(1));
  fact.state = TRY(ParseState(TRY(row.Text(2))));
  fact.made = TRY(row.At(3));
  fact.tries = TRY(row.Int(4));
  fact.due = TRY(row.MaybeAt(5));
  fact.ended = TRY(row.MaybeAt(6));
  fact.outcome = TRY(row.Text(7));
  fact.whole = TRY(row.Int(8)) == 1;
  return fact;
}

Result<std::vector<Fact>> FromRows(const store::Rows& rows) {
  std::vector<Fact> facts;
  for (const store::Row& row : rows) facts.push_back(TRY(FromRow(row)));
  return facts;
}

}  // namespace

Bytes Place(std::string_view kind, const std::optional<SubjectId>& about, Time until) {
  return keys::Columns(kind, about, until);
}

Bytes Encode(const Words& words) {
  Writer out;
  out.U8(1).Sized(words.to.Expose()).Sized(words.subject).Sized(words.text.Expose());
  return std::move(out).bytes();
}

Result<Words> Decode(BytesView plain) {
  Reader in(plain);
  if (TRY(in.U8()) != 1) return Fail(Code::kCorrupt, "A letter is in an unknown format.");
  Words words;
  words.to = Personal(std::string(AsText(TRY(in.Sized()))));
  words.subject = AsText(TRY(in.Sized()));
  words.text = Personal(std::string(AsText(TRY(in.Sized()))));
  TRY(in.Done());
  return words;
}

std::string_view Name(State state) {
  return std::ranges::find(kStates, state, &std::pair<State, std::string_view>::first)->second;
}

Result<State> ParseState(std::string_view name) {
  const auto* const found =
      std::ranges::find(kStates, name, &std::pair<State, std::string_view>::second);
  if (found == std::ranges::end(kStates))
    return Fail(Code::kCorrupt, "A stored letter is in an unknown state.");
  return found->first;
}

Result<ReadyLetter> Prepare(const keys::Keys& keys, const Letter& letter) {
  TRY(mail::Address::Parse(letter.to.Expose()));
  if (!IsText(letter.text.Expose()))
    return Fail(
        Code::kInvalid,
        "The text of a letter is UTF-8 without control characters, from 1 to 10,000 bytes.");
  const LetterId id = LetterId::New(keys.random());
  auto made = TRY(keys.Make(id.bytes(), keys::Kind::kData));
  ReadyLetter ready{.id = id,
                    .kind = std::string(letter.kind.view()),
                    .about = letter.about,
                    .until = letter.until,
                    .asked = letter.asked,
                    .sealed = {},
                    .key = std::move(made.wrapped)};
  ready.sealed = keys.Seal(
      made.key, keys::SealedField::kLetter, id.bytes(), Place(ready.kind, ready.about, ready.until),
      Encode(
          {.to = letter.to, .subject = std::string(letter.subject.view()), .text = letter.text}));
  return ready;
}

Result<Sendable> MayGo(store::ReadTx& tx, const keys::Keys& keys,
                       const std::optional<SubjectId>& about) {
  if (!about) return Sendable::kYes;
  const auto answer = TRY(safety::MaySend(tx, keys, *about, {.channel = safety::Channel::kEmail}));
  return answer ? Sendable::kYes : Sendable::kNo;
}

namespace {

// What stays of a letter that is not sent: that there would have been one, and why there was none.
Status Decline(const keys::Change& change, const ReadyLetter& letter) {
  ++change.entry.counts["letters-declined"];
  return change.tx.ExecuteOne(
      "INSERT INTO letter (id, kind, subject, state, made, until, since, due, tries, turn, ended, "
      "outcome, sealed) VALUES ($1, $2, $3, 'declined', $4, $5, $4, NULL, 0, 0, $4, 'wants no "
      "e-mail', NULL)",
      letter.id, letter.kind, letter.about, change.now, letter.until);
}

}  // namespace

Status Queue(const keys::Change& change, const ReadyLetter& letter) {
  if (TRY(MayGo(change.tx, change.keys, letter.about)) == Sendable::kNo) return {};
  if (letter.about && !letter.asked) {
    const auto chosen = TRY(ChosenFor(change.tx, change.keys, *letter.about, Way::kEmail));
    if (chosen && !chosen->allowed) return Decline(change, letter);
  }
  TRY(change.tx.ExecuteOne(
      "INSERT INTO letter (id, kind, subject, state, made, until, since, due, tries, turn, "
      "outcome, "
      "sealed) VALUES ($1, $2, $3, 'queued', $4, $5, $4, $4, 0, 0, '', $6)",
      letter.id, letter.kind, letter.about, change.now, letter.until, letter.sealed));
  ++change.entry.counts["letters"];
  return keys::Insert(change.tx, letter.id.bytes(), keys::Kind::kData, letter.key);
}

Status Forget(const keys::Change& change, const SubjectId& subject) {
  for (const store::Row& row : TRY(change.tx.Query(
           "SELECT id FROM letter WHERE subject = $1 AND sealed IS NOT NULL", subject))) {
    const auto id = TRY(row.As<LetterId>(0));
    TRY(keys::Destroy(change.tx, id.bytes()));
    TRY(change.tx.ExecuteOne("DELETE FROM letter WHERE id = $1", id));
  }
  TRY(change.tx.Execute("UPDATE letter SET subject = NULL WHERE subject = $1", subject));
  return ForgetWays(change, subject);
}

Result<std::vector<Fact>> List(store::ReadTx& tx, std::int64_t most) {
  return FromRows(TRY(tx.Query(
      "SELECT id, kind, state, made, tries, due, ended, outcome, CASE WHEN sealed IS NULL THEN 0 "
      "ELSE 1 END FROM letter ORDER BY made DESC, id LIMIT $1",
      most)));
}

Result<std::vector<Fact>> ListOf(store::ReadTx& tx, const SubjectId& subject) {
  return FromRows(TRY(tx.Query(
      "SELECT id, kind, state, made, tries, due, ended, outcome, CASE WHEN sealed IS NULL THEN 0 "
      "ELSE 1 END FROM letter WHERE subject = $1 ORDER BY made DESC, id",
      subject)));
}

Result<Counts> Count(store::ReadTx& tx, Time since) {
  Counts counts;
  for (const store::Row& row : TRY(tx.Query("SELECT state, COUNT(*), MIN(since) FROM letter WHERE "
                                            "ended IS NULL OR ended >= $1 GROUP BY state",
                                            since))) {
    const State state = TRY(ParseState(TRY(row.Text(0))));
    const std::int64_t count = TRY(row.Int(1));
    if (state == State::kQueued) {
      counts.queued = count;
      counts.oldest = TRY(row.At(2));
    }
    if (state == State::kQuarantined) counts.quarantined = count;
    if (state == State::kBounced) counts.bounced = count;
    if (state == State::kGivenUp) counts.given_up = count;
  }
  return counts;
}

}  // namespace almoner::outbox
