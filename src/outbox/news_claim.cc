// Sending news: whoever takes a message has it alone until the lease is over.
#include <algorithm>

#include "outbox/claim.h"
#include "outbox/news.h"

namespace almoner::outbox {
namespace {

constexpr std::int64_t kLooked = 200;
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

Result<std::optional<ClaimedNews>> ClaimNews(store::Store& store, Time now,
                                             const std::vector<WebhookId>& without) {
  const auto due = TRY(store.Read([&](store::ReadTx& tx) {
    return tx.Maybe("SELECT 1 FROM news WHERE due <= $1 OR due > $2 LIMIT 1", now,
                    now + kLongestWait);
  }));
  if (!due) return std::optional<ClaimedNews>();
  return store.Write([&](store::Tx& tx) -> Result<std::optional<ClaimedNews>> {
    for (const store::Row& row :
         TRY(tx.Query("SELECT id, webhook, kind, at, tries, turn, sealed FROM news WHERE due <= $1 "
                      "OR due > $2 ORDER BY due, id LIMIT $3",
                      now, now + kLongestWait, kLooked))) {
      ClaimedNews news{.id = TRY(row.As<NewsId>(0)),
                       .webhook = TRY(row.As<WebhookId>(1)),
                       .kind = {},
                       .at = {},
                       .sealed = {}};
      if (std::ranges::find(without, news.webhook) != without.end()) continue;
      news.kind = TRY(row.Text(2));
      news.at = TRY(row.At(3));
      news.tries = TRY(row.Int(4)) + 1;
      news.turn = TRY(row.Int(5)) + 1;
      news.sealed = TRY(row.Blob(6));
      TRY(tx.ExecuteOne("UPDATE news SET due = $2, turn = $3 WHERE id = $1", news.id, now + kLease,
                        news.turn));
      return std::optional(std::move(news));
    }
    return std::optional<ClaimedNews>();
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
  return {};
}

Status TidyNews(store::Tx& tx, Time now) {
  TRY(tx.Execute("DELETE FROM news WHERE ended <= $1", now - kKept));
  return {};
}

}  // namespace almoner::outbox
