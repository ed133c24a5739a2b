// Webhooks of the API: programs of others are told that something happened here, over the network,
// signed (docs/decisions/0049-webhooks.md). What is told is put in with what happened
// (outbox/news.h); here it is made, shown and sent.
//
// Whether whoever makes or ends one may is for the door to ask (the duty `administer`).
#pragma once

#include <set>
#include <stop_token>

#include "app/app.h"
#include "app/background.h"
#include "outbox/news.h"

namespace almoner::app {

// After so long in which nothing was taken a webhook is stopped, until somebody starts it again.
inline constexpr std::chrono::days kStopsAfter{5};
// How long the secret before still signs, beside the new one.
inline constexpr std::chrono::hours kBothSign{24};

// [webhooks] of almoner.toml: hosts that may be reached although they are not public.
struct WebhookSettings {
  std::set<std::string> inside;
};
Result<WebhookSettings> ReadWebhookSettings(const OperatorPath& home);

struct MadeWebhook {
  outbox::WebhookId id;
  SecretBytes secret;  // "whsec_…": shown once
};
// kInvalid: no address that messages can be sent to (https, and none of ours unless the settings
// name it), or nothing that it would be told, or a kind that there is not; kConflict: there are
// twenty.
Result<MadeWebhook> MakeWebhook(App& app, const StaffId& by, const std::string& url,
                                const std::vector<std::string>& kinds);
// Another secret, shown once. kNotFound, as the next.
Result<SecretBytes> RotateWebhook(App& app, const StaffId& by, const outbox::WebhookId& id);
// Has a message sent that says nothing but that it is one. kConflict: it is stopped.
Result<EntryId> TestWebhook(App& app, const StaffId& by, const outbox::WebhookId& id);
Result<EntryId> StartWebhook(App& app, const StaffId& by, const outbox::WebhookId& id);
Result<EntryId> EndWebhook(App& app, const StaffId& by, const outbox::WebhookId& id);

struct ShownWebhook {
  outbox::Webhook webhook;
  std::string url;                   // empty where it is damaged
  bool damaged = false;              // changed from outside, or its key is gone
  std::optional<Time> rotated = {};  // when it got its present secret, if not at the beginning
  std::int64_t waiting = 0;          // messages that are to be sent
  std::vector<outbox::NewsFact> news = {};  // the newest fifty, where one is asked for
};
// Oldest first; that they were looked at is recorded.
Result<std::vector<ShownWebhook>> ListWebhooks(App& app, const StaffId& by);
Result<ShownWebhook> ShowWebhook(App& app, const StaffId& by, const outbox::WebhookId& id);

// Sends what is due; how many attempts. A webhook that fails is left alone for the rest of the
// round.
Result<std::int64_t> SendNews(App& app, const std::stop_token& stop = {});

// What somebody should know of them, in plain sentences.
Result<std::vector<std::string>> WebhookFindings(App& app);

// Ending waits for a message that is on its way, some seconds. The app outlives it.
Background NewsInBackground(App& app);

}  // namespace almoner::app
