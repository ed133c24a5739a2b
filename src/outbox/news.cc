#include "outbox/news.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "base/json.h"
#include "base/list.h"
#include "base/log.h"

namespace almoner::outbox {
namespace {

constexpr std::array kNewsKinds = std::to_array<NewsKind>({
    {"breach.closed", "a breach is dealt with", "breach"},
    {"breach.reported", "somebody has reported what may be a breach", "breach"},
    {"consent.given", "somebody agreed to something", "person, consent"},
    {"consent.refused", "somebody said no to something", "person, consent"},
    {"consent.withdrawn", "somebody withdrew what they had agreed to", "person, consent"},
    {"disclosure.made", "something was given to others", "disclosure"},
    {"notice.in-force", "another version of the notice is in force", "version, hash"},
    {"person.erased", "everything about somebody was erased", "person"},
    {"record.erased", "something about somebody was erased", "person"},
    {"request.closed", "a rights request is closed", "request"},
    {"request.received", "a rights request has come in", "request"},
});

// By which action of the log an event of a file is news, and under which name its number goes.
struct Noted {
  std::string_view action;
  std::string_view kind;  // of the event
  Literal news;
  std::string_view name;
};
constexpr std::array kNoted = {
    Noted{"breach.reported", "", "breach.reported", "breach"},
    Noted{"breach.closed", "", "breach.closed", "breach"},
    Noted{"request.opened", "received", "request.received", "request"},
    Noted{"request.closed", "closed", "request.closed", "request"},
    Noted{"disclosure.sent", "", "disclosure.made", "disclosure"},
    Noted{"disclosure.sent-first", "", "disclosure.made", "disclosure"},
};

Result<SecretBytes> KeyOf(store::ReadTx& tx, const keys::Keys& keys, const WebhookId& id) {
  const auto wrapped = keys::Load(tx, id.bytes(), keys::Kind::kData);
  if (!wrapped && wrapped.error().code == Code::kNotFound)
    return Fail(Code::kCorrupt, "The key of a webhook is gone.");
  if (!wrapped) return std::unexpected(wrapped.error());
  return keys.Unwrap(id.bytes(), keys::Kind::kData, *wrapped);
}

// What it is told of, and since when, is bound to where it goes: nobody adds to it from outside.
Bytes PlaceOf(const std::vector<std::string>& kinds, Time made) {
  return keys::Columns(std::string_view(JoinList(kinds)), made);
}

Bytes PlaceOf(const WebhookId& webhook, std::string_view kind, Time at) {
  return keys::Columns(webhook, kind, at);
}

Bytes EncodeTarget(const Target& target) {
  return keys::Columns(std::string_view(target.url), target.secret.text(), target.before.text(),
                       target.changed);
}

Result<Target> DecodeTarget(BytesView plain) {
  Reader in(plain);
  Target target{.url = TRY(keys::TakeColumn<std::string>(in)), .secret = {}};
  target.secret = SecretBytes::CopyOf(AsText(TRY(in.Sized())));
  target.before = SecretBytes::CopyOf(AsText(TRY(in.Sized())));
  target.changed = TRY(keys::TakeColumn<std::optional<Time>>(in));
  return target;
}

Result<Webhook> WebhookFrom(const store::Row& row) {
  Webhook webhook{.id = TRY(row.As<WebhookId>(0)), .kinds = {}, .made = {}};
  webhook.kinds = SplitList(TRY(row.Text(1)));
  webhook.made = TRY(row.At(2));
  webhook.sealed = TRY(row.Blob(3));
  webhook.failing = TRY(row.MaybeAt(4));
  webhook.stopped = TRY(row.MaybeAt(5));
  return webhook;
}

}  // namespace

std::span<const NewsKind> NewsKinds() { return kNewsKinds; }

Result<std::int64_t> CountWebhooks(store::ReadTx& tx) {
  return TRY(tx.One("SELECT COUNT(*) FROM webhook WHERE stopped IS NULL")).Int(0);
}

Status AnnounceTo(const keys::Change& change, const WebhookId& webhook, Literal kind,
                  const NewsIds& ids) {
  boost::json::object data{{"entry", change.entry.id.text()}};
  for (const auto& [name, value] : ids) data[name] = value;
  const NewsId id = NewsId::New(change.keys.random());
  const SecretBytes key = TRY(KeyOf(change.tx, change.keys, webhook));
  const Bytes sealed =
      change.keys.Seal(key, keys::SealedField::kNews, id.bytes(),
                       PlaceOf(webhook, kind.view(), change.now), ToBytes(ToText(data)));
  ++change.entry.counts["news"];
  return change.tx.ExecuteOne(
      "INSERT INTO news (id, webhook, kind, at, sealed, tries, due, turn, outcome) VALUES ($1, $2, "
      "$3, $4, $5, 0, $4, 0, '')",
      id, webhook, kind.view(), change.now, sealed);
}

Status Announce(const keys::Change& change, Literal kind, const NewsIds& ids) {
  for (const store::Row& row :
       TRY(change.tx.Query("SELECT id, kinds FROM webhook WHERE stopped IS NULL ORDER BY id"))) {
    const std::vector<std::string> kinds = SplitList(TRY(row.Text(1)));
    if (std::ranges::find(kinds, kind.view()) == kinds.end()) continue;
    const auto webhook = TRY(row.As<WebhookId>(0));
    const Status told = AnnounceTo(change, webhook, kind, ids);
    // A damaged webhook is told nothing; what happened happens all the same.
    if (!told && told.error().code == Code::kCorrupt)
      log::Failure("Telling a webhook", told.error());
    else
      TRY(Status(told));
  }
  return {};
}

Status AnnounceEvent(const keys::Change& change, std::string_view kind, const RequestId& file) {
  const auto noted = std::ranges::find_if(kNoted, [&](const Noted& one) {
    return one.action == change.entry.action.text() && (one.kind.empty() || one.kind == kind);
  });
  if (noted == kNoted.end()) return {};
  return Announce(change, noted->news, {{noted->name, file.text()}});
}

Status Insert(const keys::Change& change, const WebhookId& id,
              const std::vector<std::string>& kinds, const Target& target) {
  const auto made = TRY(change.keys.Make(id.bytes(), keys::Kind::kData));
  const Bytes sealed = change.keys.Seal(made.key, keys::SealedField::kWebhook, id.bytes(),
                                        PlaceOf(kinds, change.now), EncodeTarget(target));
  TRY(change.tx.ExecuteOne("INSERT INTO webhook (id, kinds, made, sealed) VALUES ($1, $2, $3, $4)",
                           id, JoinList(kinds), change.now, sealed));
  return keys::Insert(change.tx, id.bytes(), keys::Kind::kData, made.wrapped);
}

Status Aim(const keys::Change& change, const Webhook& webhook, const Target& target) {
  const SecretBytes key = TRY(KeyOf(change.tx, change.keys, webhook.id));
  const Bytes sealed = change.keys.Seal(key, keys::SealedField::kWebhook, webhook.id.bytes(),
                                        PlaceOf(webhook.kinds, webhook.made), EncodeTarget(target));
  return change.tx.ExecuteOne("UPDATE webhook SET sealed = $2 WHERE id = $1", webhook.id, sealed);
}

Status Remove(const keys::Change& change, const WebhookId& id) {
  if (TRY(change.tx.Execute("DELETE FROM webhook WHERE id = $1", id)) == 0)
    return Fail(Code::kNotFound, "There is no such webhook.");
  TRY(change.tx.Execute("DELETE FROM news WHERE webhook = $1", id));
  return keys::Destroy(change.tx, id.bytes());
}

Result<std::vector<Webhook>> Webhooks(store::ReadTx& tx) {
  std::vector<Webhook> all;
  for (const store::Row& row : TRY(tx.Query(
           "SELECT id, kinds, made, sealed, failing, stopped FROM webhook ORDER BY made, id")))
    all.push_back(TRY(WebhookFrom(row)));
  return all;
}

Result<Webhook> FindWebhook(store::ReadTx& tx, const WebhookId& id) {
  const auto row = TRY(
      tx.Maybe("SELECT id, kinds, made, sealed, failing, stopped FROM webhook WHERE id = $1", id));
  if (!row) return Fail(Code::kNotFound, "There is no such webhook.");
  return WebhookFrom(*row);
}

Result<Target> TargetOf(store::ReadTx& tx, const keys::Keys& keys, const Webhook& webhook) {
  const SecretBytes key = TRY(KeyOf(tx, keys, webhook.id));
  const SecretBytes plain = TRY(keys.Open(key, keys::SealedField::kWebhook, webhook.id.bytes(),
                                          PlaceOf(webhook.kinds, webhook.made), webhook.sealed));
  return DecodeTarget(plain.view());
}

Status Stop(const keys::Change& change, const WebhookId& id, std::string_view outcome) {
  TRY(change.tx.Execute("UPDATE webhook SET stopped = $2 WHERE id = $1", id, change.now));
  TRY(
      change.tx.Execute("UPDATE news SET due = NULL, sealed = NULL, ended = $2, outcome = $3, "
                        "turn = turn + 1 WHERE webhook = $1 AND due IS NOT NULL",
                        id, change.now, outcome));
  return {};
}

Status Start(const keys::Change& change, const WebhookId& id) {
  if (TRY(change.tx.Execute("UPDATE webhook SET stopped = NULL, failing = NULL WHERE id = $1",
                            id)) == 0)
    return Fail(Code::kNotFound, "There is no such webhook.");
  return {};
}

}  // namespace almoner::outbox
