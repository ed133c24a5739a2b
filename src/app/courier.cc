#include "app/courier.h"

#include <fmt/format.h>

#include <utility>

#include "app/accounts.h"
#include "base/log.h"
#include "mail/report.h"

namespace almoner::app {
namespace {

using outbox::State;

constexpr std::chrono::hours kLately{24};
constexpr std::chrono::hours kTooLong{1};

outbox::Attempt AttemptOf(const mail::Handed& handed) {
  switch (handed.fate) {
    case mail::Fate::kTaken:
      return {.state = State::kSent, .outcome = "taken"};
    case mail::Fate::kNever:
      return {.state = State::kBounced, .outcome = fmt::format("reply {}", handed.reply)};
    case mail::Fate::kUnknown:
      return {.state = State::kQueued, .outcome = "answer lost"};
    case mail::Fate::kNotNow:
      break;
  }
  if (!handed.reached) return {.state = State::kQueued, .outcome = "unreachable"};
  const bool said = handed.reply >= 400;
  return {.state = State::kQueued,
          .outcome = said ? fmt::format("reply {}", handed.reply) : "broken off"};
}

Literal ActionOf(State state) {
  switch (state) {
    case State::kSent:
      return "letter.sent";
    case State::kBounced:
      return "letter.bounced";
    case State::kExpired:
      return "letter.expired";
    default:
      return "letter.given-up";
  }
}

std::string Letters(std::int64_t count) {
  return count == 1 ? "One letter" : fmt::format("{} letters", count);
}

}  // namespace

Courier::Courier(App& app)
    : app_(app), mailing_(app.settings().mail.value()), sender_(mailing_.relay) {}

mail::Handed Courier::Hand(const outbox::Claimed& letter, const std::stop_token& stop) {
  auto to = mail::Address::Parse(letter.to.Expose());
  CHECK(to.has_value());  // Prepare has seen to it, and it was sealed since
  mail::Message message{.from = mailing_.from,
                        .to = {*std::move(to)},
                        .subject = letter.subject,
                        .text = letter.text.Expose(),
                        .id = letter.id.text()};
  if (mailing_.bounces) {
    auto tagged = mailing_.bounces->Tagged(letter.id.text());
    CHECK(tagged.has_value());  // reading the settings has seen to it
    message.bounces = *std::move(tagged);
  }
  return sender_.Hand(message, app_.clock().Now(), app_.random(), stop);
}

// Once when it begins to fail, and once when it goes again.
void Courier::Tell(const mail::Handed& handed) {
  const bool fails = !handed.reached && !handed.why;
  if (fails && !failing_) log::Failure("Handing letters to the mail relay", handed.why.error());
  if (!fails && failing_) log::Info("The mail relay takes letters again.");
  failing_ = fails;
}

Status Courier::Record() {
  if (!answered_) return {};
  const auto& [letter, state, outcome] = *answered_;
  Status done;
  if (state == State::kQueued) {
    done = app_.store().Write(
        [&](store::Tx& tx) { return outbox::PutBack(tx, letter, outcome, app_.clock().Now()); });
  } else {
    const auto entry = Administer(
        app_, std::nullopt, ActionOf(state),
        [&](const keys::Change& change) { return outbox::End(change, letter, state, outcome); });
    if (!entry) done = std::unexpected(entry.error());
  }
  // Whose it was is erased, or it took longer than its lease: nothing is left to be said of it.
  if (!done && done.error().code != Code::kConflict) return done;
  answered_.reset();
  return {};
}

Status Courier::Tidy() {
  const Time now = app_.clock().Now();
  if (tidied_ && now >= *tidied_ && now < *tidied_ + kTidyEvery) return {};
  TRY(outbox::Tidy(app_.store(), now));
  tidied_ = now;
  return {};
}

Result<Delivered> Courier::Deliver(const std::stop_token& stop) {
  // First what could not be recorded in the round before: until it is, nothing else is sent, so
  // that a full disk does not send everything once an hour.
  TRY(Record());
  TRY(Tidy());
  Delivered round;
  while (!stop.stop_requested()) {
    auto letter = TRY(outbox::Claim(app_.store(), app_.keys(), app_.clock().Now()));
    if (!letter) break;
    const Time now = app_.clock().Now();
    if (letter->until <= now) {
      answered_ = {.letter = *std::move(letter), .state = State::kExpired, .outcome = "expired"};
      ++round.ended;
      TRY(Record());
      continue;
    }
    const mail::Handed handed = Hand(*letter, stop);
    if (stop.stop_requested() && handed.fate == mail::Fate::kNotNow) {
      TRY(app_.store().Write([&](store::Tx& tx) { return outbox::Release(tx, *letter, now); }));
      break;
    }
    Tell(handed);
    outbox::Attempt attempt = AttemptOf(handed);
    const State state = outbox::After(*letter, attempt, app_.clock().Now());
    answered_ = {
        .letter = *std::move(letter), .state = state, .outcome = std::move(attempt.outcome)};
    ++(state == State::kSent      ? round.sent
       : state == State::kBounced ? round.bounced
       : state == State::kQueued  ? round.later
                                  : round.ended);
    TRY(Record());
    if (!handed.reached) break;  // the next would fare no better
  }
  if (round.sent > 0) app_.store().Scrub();
  return round;
}

Background LettersInBackground(App& app, std::chrono::milliseconds period) {
  if (!app.settings().mail) return Background({.name = "Sending letters", .period = period});
  return Background(
      {.name = "Sending letters",
       .period = period,
       .round = [courier = std::make_shared<Courier>(app)](const std::stop_token& stop) -> Status {
         TRY(courier->Deliver(stop));
         return {};
       }});
}

Result<std::vector<Finding>> LetterFindings(App& app) {
  const Time now = app.clock().Now();
  const outbox::Counts counts =
      TRY(app.store().Read([&](store::ReadTx& tx) { return outbox::Count(tx, now - kLately); }));
  std::vector<Finding> findings;
  const auto one = [](std::int64_t count, std::string_view singular, std::string_view plural) {
    return count == 1 ? singular : plural;
  };
  if (counts.queued > 0 && !app.settings().mail)
    findings.push_back({fmt::format("{} {} for a relay: set [mail] in almoner.toml.",
                                    Letters(counts.queued), one(counts.queued, "waits", "wait"))});
  else if (counts.oldest && now - *counts.oldest > kTooLong)
    findings.push_back(
        {fmt::format("{} {} to be sent, the oldest for more than an hour: see `almoner mail list`.",
                     Letters(counts.queued), one(counts.queued, "waits", "wait"))});
  if (counts.quarantined > 0)
    findings.push_back({fmt::format(
        "{} from before the backup was restored {} not sent by itself: see `almoner mail list`.",
        Letters(counts.quarantined), one(counts.quarantined, "is", "are"))});
  const std::int64_t lost = counts.bounced + counts.given_up;
  if (lost > 0)
    findings.push_back(
        {fmt::format("{} of the last day did not arrive: see `almoner mail list`.", Letters(lost)),
         "rights"});
  return findings;
}

Result<Returned> TakeReturned(App& app, std::string_view message) {
  const mail::DeliveryReport report = TRY(mail::ReadReport(message));
  for (const std::string& tag : report.tags) {
    const auto id = outbox::LetterId::Parse(tag);
    if (!id) continue;
    const auto known = TRY(app.store().Read(
        [&](store::ReadTx& tx) { return tx.Maybe("SELECT 1 FROM letter WHERE id = $1", *id); }));
    if (!known) continue;
    if (!report.failed) return Returned::kNotFailed;
    const auto marked = Administer(
        app, std::nullopt, "letter.bounced",
        [&](const keys::Change& change) { return outbox::Bounce(change, *id, report.status); });
    if (marked) return Returned::kMarked;
    if (marked.error().code != Code::kNotFound) return std::unexpected(marked.error());
  }
  return Returned::kNotOurs;
}

}  // namespace almoner::app
