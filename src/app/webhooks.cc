#include "app/webhooks.h"

#include <toml++/toml.h>

#include <algorithm>

#include "app/accounts.h"
#include "hooks/address.h"
#include "hooks/post.h"
#include "hooks/webhook.h"

namespace almoner::app {
namespace {

constexpr std::int64_t kMostWebhooks = 20;
constexpr std::int64_t kShown = 50;

Status CheckKinds(const std::vector<std::string>& kinds) {
  if (kinds.empty()) return Fail(Code::kInvalid, "Choose something that it is told of.");
  for (const std::string& kind : kinds)
    if (std::ranges::find(outbox::NewsKinds(), kind, &outbox::NewsKind::id) ==
        outbox::NewsKinds().end())
      return Fail(Code::kInvalid, "There is no such event to be told of.");
  return {};
}

Status CheckUrl(const App& app, const std::string& url) {
  const auto endpoint = TRY(hooks::Endpoint::Parse(url));
  const auto settings = TRY(ReadWebhookSettings(app.settings().home));
  if (settings.inside.contains(endpoint.host()) || !hooks::IsPlainlyInside(endpoint.host()))
    return {};
  return Fail(Code::kInvalid,
              "This address is one of our own network. Name one that is public, or have whoever "
              "runs the machine allow the host in [webhooks] of almoner.toml.");
}

Result<std::int64_t> WaitingFor(store::ReadTx& tx, const outbox::WebhookId& id) {
  return TRY(tx.One("SELECT COUNT(*) FROM news WHERE webhook = $1 AND due IS NOT NULL", id)).Int(0);
}

Result<ShownWebhook> Shown(store::ReadTx& tx, const keys::Keys& keys, outbox::Webhook webhook) {
  ShownWebhook shown{.webhook = std::move(webhook), .url = {}};
  const auto target = outbox::TargetOf(tx, keys, shown.webhook);
  if (!target && target.error().code != Code::kCorrupt) return std::unexpected(target.error());
  shown.damaged = !target;
  if (target) {
    shown.url = target->url;
    shown.rotated = target->changed;
  }
  shown.waiting = TRY(WaitingFor(tx, shown.webhook.id));
  return shown;
}

}  // namespace

Result<WebhookSettings> ReadWebhookSettings(const OperatorPath& home) {
  const auto bytes = TRY(ReadFile(home / "almoner.toml", Access::kAnyone, 1 << 20));
  WebhookSettings settings;
  try {
    const toml::table all = toml::parse(bytes.text());
    const toml::node* const inside = all.at_path("webhooks.inside").node();
    if (inside == nullptr) return settings;
    const toml::array* const list = inside->as_array();
    const auto line = Detail("line", static_cast<std::int64_t>(inside->source().begin.line));
    if (list == nullptr)
      return Fail(Code::kInvalid,
                  "`inside` in [webhooks] of almoner.toml is a list of hosts: ['rota.internal'].",
                  line);
    for (const toml::node& item : *list) {
      const auto host = item.value<std::string>();
      if (!host || host->empty())
        return Fail(Code::kInvalid, "A host in [webhooks] of almoner.toml is text in quotes.",
                    line);
      settings.inside.insert(*host);
    }
  } catch (const toml::parse_error& error) {
    return Fail(Code::kInvalid, "almoner.toml is not well-formed TOML.",
                Detail("line", static_cast<std::int64_t>(error.source().begin.line)));
  }
  return settings;
}

Result<MadeWebhook> MakeWebhook(App& app, const StaffId& by, const std::string& url,
                                const std::vector<std::string>& kinds) {
  TRY(CheckKinds(kinds));
  TRY(CheckUrl(app, url));
  std::vector<std::string> sorted = kinds;
  std::ranges::sort(sorted);
  const auto twice = std::ranges::unique(sorted);
  sorted.erase(twice.begin(), twice.end());
  const hooks::WebhookSecret secret = hooks::WebhookSecret::New(app.random());
  MadeWebhook made{.id = outbox::WebhookId::New(app.random()), .secret = secret.text()};
  TRY(Administer(app, by, "webhook.made", [&](const keys::Change& change) -> Status {
    if (std::ssize(TRY(outbox::Webhooks(change.tx))) >= kMostWebhooks)
      return Fail(Code::kConflict, "There are twenty webhooks; end one that is not needed.");
    return outbox::Insert(change, made.id, sorted, {.url = url, .secret = secret.text()});
  }));
  return made;
}

Result<SecretBytes> RotateWebhook(App& app, const StaffId& by, const outbox::WebhookId& id) {
  const hooks::WebhookSecret fresh = hooks::WebhookSecret::New(app.random());
  TRY(Administer(app, by, "webhook.rotated", [&](const keys::Change& change) -> Status {
    const outbox::Webhook webhook = TRY(outbox::FindWebhook(change.tx, id));
    outbox::Target target = TRY(outbox::TargetOf(change.tx, change.keys, webhook));
    target.before = std::move(target.secret);
    target.secret = fresh.text();
    target.changed = change.now;
    return outbox::Aim(change, webhook, target);
  }));
  return fresh.text();
}

Result<EntryId> TestWebhook(App& app, const StaffId& by, const outbox::WebhookId& id) {
  return Administer(app, by, "webhook.tested", [&](const keys::Change& change) -> Status {
    if (TRY(outbox::FindWebhook(change.tx, id)).stopped)
      return Fail(Code::kConflict, "It is stopped: start it again first.");
    return outbox::AnnounceTo(change, id, outbox::kTestNews, {});
  });
}

Result<EntryId> StartWebhook(App& app, const StaffId& by, const outbox::WebhookId& id) {
  return Administer(app, by, "webhook.started",
                    [&](const keys::Change& change) { return outbox::Start(change, id); });
}

Result<EntryId> EndWebhook(App& app, const StaffId& by, const outbox::WebhookId& id) {
  return Administer(app, by, "webhook.ended",
                    [&](const keys::Change& change) { return outbox::Remove(change, id); });
}

Result<std::vector<ShownWebhook>> ListWebhooks(App& app, const StaffId& by) {
  std::vector<ShownWebhook> all;
  TRY(Administer(app, by, "webhook.listed", [&](const keys::Change& change) -> Status {
    all.clear();
    for (outbox::Webhook& webhook : TRY(outbox::Webhooks(change.tx)))
      all.push_back(TRY(Shown(change.tx, change.keys, std::move(webhook))));
    return {};
  }));
  return all;
}

Result<ShownWebhook> ShowWebhook(App& app, const StaffId& by, const outbox::WebhookId& id) {
  std::optional<ShownWebhook> shown;
  TRY(Administer(app, by, "webhook.listed", [&](const keys::Change& change) -> Status {
    shown = TRY(Shown(change.tx, change.keys, TRY(outbox::FindWebhook(change.tx, id))));
    shown->news = TRY(outbox::NewsOf(change.tx, id, kShown));
    return {};
  }));
  return *std::move(shown);
}

Result<std::vector<std::string>> WebhookFindings(App& app) {
  const auto all = TRY(app.store().Read([](store::ReadTx& tx) { return outbox::Webhooks(tx); }));
  const auto stopped =
      std::ranges::count_if(all, [](const auto& one) { return one.stopped.has_value(); });
  std::vector<std::string> findings;
  if (stopped > 0)
    findings.push_back(
        (stopped == 1 ? std::string("A webhook is") : std::to_string(stopped) + " webhooks are") +
        " stopped, since nothing was taken: see `almoner webhook list`.");
  return findings;
}

}  // namespace almoner::app
