// News for programs of others: that something happened here, put in by the transaction in which it
// happened and sent afterwards (app/webhooks.h). Each says what happened, when, and the ids that
// the API knows it by; never a name or a word about anybody. Where it goes and what it says are
// sealed under a key of the webhook's own, so that nobody without the keys can have anything sent.
#pragma once

#include <span>
#include <utility>

#include "base/secret.h"
#include "keys/stamp.h"

namespace almoner::outbox {

using WebhookId = Id<struct WebhookTag>;
using NewsId = Id<struct NewsTag>;

struct NewsKind {
  std::string_view id;     // "request.received"
  std::string_view words;  // "a request has come in"
  std::string_view ids;    // what its data has besides the entry of the log: "request"
};
// All there are that a webhook can be told of, in alphabetical order.
[[nodiscard]] std::span<const NewsKind> NewsKinds();
// Somebody has asked for it, to see whether it arrives.
inline constexpr Literal kTestNews = "webhook.test";

// Names and values of what it is about: ids, versions and hashes alone.
using NewsIds = std::vector<std::pair<std::string_view, std::string>>;
// For every webhook that is told of that kind. REQUIRES: the kind is one of NewsKinds.
Status Announce(const keys::Change& change, Literal kind, const NewsIds& ids);
// The same for an event of a file, by the action of its entry: nothing for most of them.
Status AnnounceEvent(const keys::Change& change, std::string_view kind, const RequestId& file);
// How many are told of anything, for whoever would announce much.
Result<std::int64_t> CountWebhooks(store::ReadTx& tx);
// For one webhook, whatever it is told of.
Status AnnounceTo(const keys::Change& change, const WebhookId& webhook, Literal kind,
                  const NewsIds& ids);

// Where a webhook goes, and what it is signed with: "whsec_…".
struct Target {
  std::string url;
  SecretBytes secret;
  SecretBytes before = {};  // which signs too, until `changed` is a day ago
  std::optional<Time> changed = {};
};
struct Webhook {
  WebhookId id;
  std::vector<std::string> kinds;
  Time made;
  std::optional<Time> failing = {};  // since when nothing was taken
  std::optional<Time> stopped = {};  // nothing is put in or sent
  Bytes sealed = {};
};

Status Insert(const keys::Change& change, const WebhookId& id,
              const std::vector<std::string>& kinds, const Target& target);
// Other secrets, or another address, from now on.
Status Aim(const keys::Change& change, const Webhook& webhook, const Target& target);
// With all that waits for it. kNotFound.
Status Remove(const keys::Change& change, const WebhookId& id);
// Oldest first.
Result<std::vector<Webhook>> Webhooks(store::ReadTx& tx);
// kNotFound.
Result<Webhook> FindWebhook(store::ReadTx& tx, const WebhookId& id);
// kCorrupt: the row was changed or put in from outside.
Result<Target> TargetOf(store::ReadTx& tx, const keys::Keys& keys, const Webhook& webhook);
// Nothing is sent to it any more; what waits is given up.
Status Stop(const keys::Change& change, const WebhookId& id, std::string_view outcome);
// It is told again of what happens from now on.
Status Start(const keys::Change& change, const WebhookId& id);

// What stays of a message for a while.
struct NewsFact {
  NewsId id;
  std::string kind;
  Time at;
  std::int64_t tries = 0;
  std::optional<Time> due = {};    // when it is tried next
  std::optional<Time> ended = {};  // taken, or given up
  std::string outcome = {};        // "taken", "reply 500", "unreachable", "gone", …
};
// The newest first.
Result<std::vector<NewsFact>> NewsOf(store::ReadTx& tx, const WebhookId& webhook,
                                     std::int64_t most);

struct ClaimedNews {
  NewsId id;
  WebhookId webhook;
  std::string kind;
  Time at;
  std::int64_t tries = 0;  // with this one
  std::int64_t turn = 0;
  Bytes sealed;
};
// The next that is due, leased, of a webhook that is not among `without`; nothing: none is.
Result<std::optional<ClaimedNews>> ClaimNews(store::Store& store, Time now,
                                             const std::vector<WebhookId>& without);
// The ids that it says, as a JSON object. kCorrupt: it was changed or put in from outside.
Result<std::string> DataOf(store::ReadTx& tx, const keys::Keys& keys, const ClaimedNews& news);
// What came of the attempt: taken, or to be tried again at `next`, or given up where there is none.
// kConflict: somebody else has it.
Status EndNews(store::Tx& tx, const ClaimedNews& news, bool taken, std::string_view outcome,
               const std::optional<Time>& next, Time now);

// In a database that was put back to before: what waited is not sent any more.
Status QuarantineNews(store::Tx& tx, Time now);
// Takes away what ended a month ago.
Status TidyNews(store::Tx& tx, Time now);

}  // namespace almoner::outbox
