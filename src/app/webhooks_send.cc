// Sending news, again and again for some days where it is not taken.
#include <algorithm>

#include "app/accounts.h"
#include "app/webhooks.h"
#include "base/log.h"
#include "hooks/news.h"

namespace almoner::app {
namespace {

constexpr std::int64_t kMostInRound = 200;

// How an attempt ended.
struct Came {
  hooks::Fate fate = hooks::Fate::kLater;
  std::string outcome;
  std::optional<std::chrono::seconds> retry_after = {};
};

Result<hooks::Webhook> HookOf(App& app, const outbox::Target& target) {
  auto endpoint = TRY(hooks::Endpoint::Parse(target.url));
  hooks::WebhookSecrets secrets;
  secrets.push_back(TRY(hooks::WebhookSecret::Parse(target.secret.text())));
  const bool both = target.changed && app.clock().Now() < *target.changed + kBothSign;
  if (both) secrets.push_back(TRY(hooks::WebhookSecret::Parse(target.before.text())));
  const auto settings = TRY(ReadWebhookSettings(app.settings().home));
  hooks::Webhook hook{.endpoint = std::move(endpoint), .secrets = std::move(secrets)};
  hook.limits.inside = settings.inside.contains(hook.endpoint.host());
  return hook;
}

Came FromAttempt(const Result<hooks::Attempt>& attempt) {
  if (!attempt)
    return {.outcome =
                attempt.error().code == Code::kUnavailable ? "unreachable" : "refused by us"};
  return {.fate = attempt->fate,
          .outcome = attempt->fate == hooks::Fate::kTaken
                         ? "taken"
                         : "reply " + std::to_string(attempt->status),
          .retry_after = attempt->retry_after};
}

struct Opened {
  outbox::Webhook webhook;
  outbox::Target target;
  std::string data;
};

Result<Opened> OpenNews(App& app, const outbox::ClaimedNews& news) {
  return app.store().Read([&](store::ReadTx& tx) -> Result<Opened> {
    outbox::Webhook webhook = TRY(outbox::FindWebhook(tx, news.webhook));
    outbox::Target target = TRY(outbox::TargetOf(tx, app.keys(), webhook));
    std::string data = TRY(outbox::DataOf(tx, app.keys(), news));
    return Opened{
        .webhook = std::move(webhook), .target = std::move(target), .data = std::move(data)};
  });
}

// Nothing is taken there any more, or has not been for long: whoever administers is told.
Status StopIt(App& app, const outbox::WebhookId& id, std::string_view why) {
  log::Write(log::Level::kWarning, "A webhook is stopped: nothing was taken there.",
             {Detail::Id("webhook", id.text())});
  TRY(Administer(app, std::nullopt, "webhook.stopped",
                 [&](const keys::Change& change) { return outbox::Stop(change, id, why); }));
  return {};
}

Status RecordNews(App& app, const outbox::ClaimedNews& news, const Came& came) {
  const Time now = app.clock().Now();
  const bool taken = came.fate == hooks::Fate::kTaken;
  const auto next =
      came.fate == hooks::Fate::kLater
          ? hooks::NextAttempt(now, static_cast<int>(news.tries), came.retry_after, app.random())
          : std::nullopt;
  const Status ended = app.store().Write(
      [&](store::Tx& tx) { return outbox::EndNews(tx, news, taken, came.outcome, next, now); });
  if (!ended && ended.error().code == Code::kConflict) return {};  // its lease was over
  TRY(Status(ended));
  if (came.fate == hooks::Fate::kGone) return StopIt(app, news.webhook, "gone");
  if (taken) return {};
  const auto webhook =
      app.store().Read([&](store::ReadTx& tx) { return outbox::FindWebhook(tx, news.webhook); });
  if (!webhook) return {};  // ended meanwhile
  const bool long_ago = webhook->failing && now - *webhook->failing >= kStopsAfter;
  return long_ago && !webhook->stopped ? StopIt(app, news.webhook, "stopped") : Status();
}

}  // namespace

Result<std::int64_t> SendNews(App& app, const std::stop_token& stop) {
  std::vector<outbox::WebhookId> failed;
  std::int64_t tried = 0;
  while (tried < kMostInRound && !stop.stop_requested()) {
    const auto news = TRY(outbox::ClaimNews(app.store(), app.clock().Now(), failed));
    if (!news) break;
    ++tried;
    const auto opened = OpenNews(app, *news);
    if (!opened && opened.error().code == Code::kNotFound) continue;  // ended meanwhile
    // Keys or database that are not there for a moment: it comes again when its lease is over.
    if (!opened && opened.error().code != Code::kCorrupt) return std::unexpected(opened.error());
    if (!opened) {
      // It was put in or changed from outside: nothing of it is sent, now or later.
      TRY(RecordNews(app, *news, {.fate = hooks::Fate::kGone, .outcome = "does not open"}));
      return std::unexpected(opened.error());
    }
    const auto hook = HookOf(app, opened->target);
    const hooks::News says{.id = news->id.text(),
                           .home = app.keys().home(),
                           .kind = news->kind,
                           .at = news->at,
                           .data = opened->data};
    const Came came = hook ? FromAttempt(hooks::Tell(*hook, says, app.clock().Now()))
                           : Came{.outcome = "refused by us"};
    TRY(RecordNews(app, *news, came));
    if (came.fate != hooks::Fate::kTaken) failed.push_back(news->webhook);
  }
  return tried;
}

Background NewsInBackground(App& app) {
  return Background({.name = "Telling webhooks",
                     .period = std::chrono::seconds(1),
                     .round = [&app](const std::stop_token& stop) -> Status {
                       TRY(SendNews(app, stop));
                       return {};
                     }});
}

}  // namespace almoner::app
