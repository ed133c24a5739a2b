// Sending news: whoever takes a message has it alone until the lease is over.
#include <algorithm>

#include "outbox/claim.h"
#include "outbox/news.h"

namespace almoner::outbox {
namespace {

constexpr std::chrono::days kKept{30};
// No wait is longer: what is due later was written by a clock that was wrong.
constexpr std::chrono::hours kLongestWait{48};

}  // namespace

Result<std::vector<NewsFact>> NewsOf(store::ReadTx& tx, const WebhookId& webhook,
                                     std::int64_t most) {
  std::vector<NewsFact> facts;
  for (const store::Row& row :
       TRY(tx.Query("SELECT id, kind, at, tries, due, ended, outcome FROM news WHERE webhook = $1 "
                    "ORDER BY at DESC, id LIMIT $2",
                    webhook, most))) {
    NewsFact fact{.id = TRY(row.As<NewsId>(0)), .kind = {}, .at = {}};
    fact.kind = TRY(row.Text(1));
    fact.at = TRY(row.At(2));
    fact.tries = TRY(row.Int(3));
    fact.due = TRY(row.MaybeAt(4));
    fact.ended = TRY(row.MaybeAt(5));
    fact.outcome = TRY(row.Text(6));
    facts.push_back(std::move(fact));
  }
  return facts;
}

namespace {

// The message of a webhook that has been due longest. One by one, so that however many wait for one
// webhook, none of another waits behind them.
Result<std::optional<store::Row>> LongestDue(store::ReadTx& tx, const WebhookId& webhook,
                                             Time now) {
  return tx.Maybe(
      "SELECT id, kind, at, tries, turn, sealed, due FROM news WHERE webhook = $1 AND (due <= $2 "
      "OR due > $3) ORDER BY due, id LIMIT 1",
      webhook, now, now + kLongestWait);
}

struct Waiting {
  WebhookId webhook;
  store::Row row;
  Time due;
};

Result<std::optional<Waiting>> NextWaiting(store::ReadTx& tx, Time now,
                                           const std::vector<WebhookId>& without) {
  std::optional<Waiting> next;
  for (const store::Row& hook : TRY(tx.Query("SELECT id FROM webhook ORDER BY id"))) {
    const auto webhook = TRY(hook.As<WebhookId>(0));
    if (std::ranges::find(without, webhook) != without.end()) continue;
    auto row = TRY(LongestDue(tx, webhook, now));
    if (!row) continue;
    const Time due = TRY(row->At(6));
    if (!next || due < next->due)
      next.emplace(Waiting{.webhook = webhook, .row = *std::move(row), .due = due});
  }
  return next;
}

}  // namespace

Result<std::optional<ClaimedNews>> ClaimNews(store::Store& store, Time now,
                                             const std::vector<WebhookId>& without) {
  using Found = std::optional<ClaimedNews>;
  const auto any =
      TRY(store.Read([&](store::ReadTx& tx) { return NextWaiting(tx, now, without); }));
  if (!any) return Found();
  return store.Write([&](store::Tx& tx) -> Result<Found> {
    const auto next = TRY(NextWaiting(tx, now, without));
    if (!next) return Found();
    ClaimedNews news{.id = TRY(next->row.As<NewsId>(0)),
                     .webhook = next->webhook,
                     .kind = {},
                     .at = {},
                     .sealed = {}};
    news.kind = TRY(next->row.Text(1));
    news.at = TRY(next->row.At(2));
    news.tries = TRY(next->row.Int(3)) + 1;
    news.turn = TRY(next->row.Int(4)) + 1;
    news.sealed = TRY(next->row.Blob(5));
    TRY(tx.ExecuteOne("UPDATE news SET due = $2, turn = $3 WHERE id = $1", news.id, now + kLease,
                      news.turn));
    return Found(std::move(news));
  });
}

Result<std::string> DataOf(store::ReadTx& tx, const keys::Keys& keys, const ClaimedNews& news) {
  const auto wrapped = TRY(keys::Load(tx, news.webhook.bytes(), keys::Kind::kData));
  const SecretBytes key = TRY(keys.Unwrap(news.webhook.bytes(), keys::Kind::kData, wrapped));
  const SecretBytes plain = TRY(
      keys.Open(key, keys::SealedField::kNews, news.id.bytes(),
                keys::Columns(news.webhook, std::string_view(news.kind), news.at), news.sealed));
  return std::string(plain.text());
}

Status EndNews(store::Tx& tx, const ClaimedNews& news, bool taken, std::string_view outcome,
               const std::optional<Time>& next, Time now) {
  const std::optional<Time> ended = next ? std::nullopt : std::optional(now);
  const auto changed = TRY(tx.Execute(
      "UPDATE news SET due = $3, ended = $4, outcome = $5, tries = $6, turn = turn + 1, sealed = "
      "CASE WHEN $7 = 1 THEN sealed ELSE NULL END WHERE id = $1 AND turn = $2",
      news.id, news.turn, next, ended, outcome, news.tries, std::int64_t{next ? 1 : 0}));
  if (changed == 0) return Fail(Code::kConflict, "Somebody else has taken this message.");
  if (taken)
    TRY(tx.Execute("UPDATE webhook SET failing = NULL WHERE id = $1 AND failing IS NOT NULL",
                   news.webhook));
  else
    TRY(tx.Execute("UPDATE webhook SET failing = $2 WHERE id = $1 AND failing IS NULL",
                   news.webhook, now));
  return {};
}

Status QuarantineNews(store::Tx& tx, Time now) {
  TRY(
      tx.Execute("UPDATE news SET due = NULL, sealed = NULL, ended = $1, outcome = 'restored', "
                 "turn = turn + 1 WHERE due IS NOT NULL",
                 now));
  // Who was told of nothing more since, or signs with another secret now, is not told again unseen.
  TRY(tx.Execute("UPDATE webhook SET stopped = $1 WHERE stopped IS NULL", now));
  return {};
}

Status TidyNews(store::Tx& tx, Time now) {
  TRY(tx.Execute("DELETE FROM news WHERE ended <= $1", now - kKept));
  return {};
}

}  // namespace almoner::outbox
