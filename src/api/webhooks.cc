// Webhooks: who is told of what happens here, and what came of it.
#include "app/webhooks.h"

#include "api/answer.h"

namespace almoner::web::api {
namespace {

Result<outbox::WebhookId> WebhookIn(const Call& call) {
  auto id = outbox::WebhookId::Parse(call.Param("webhook"));
  if (!id) return Fail(Code::kNotFound, "There is no such webhook.");
  return id;
}

json::value MaybeTime(const std::optional<Time>& time) {
  return time ? json::value(time->text()) : json::value();
}

json::object WebhookJson(const app::ShownWebhook& one) {
  return {{"webhook", one.webhook.id.text()},
          {"url", one.damaged ? json::value() : json::value(one.url)},
          {"damaged", one.damaged},
          {"events", TextsJson(one.webhook.kinds)},
          {"made", one.webhook.made.text()},
          {"rotated", MaybeTime(one.rotated)},
          {"failing_since", MaybeTime(one.webhook.failing)},
          {"stopped", MaybeTime(one.webhook.stopped)},
          {"waiting", one.waiting}};
}

json::object NewsJson(const outbox::NewsFact& fact) {
  return {{"message", "msg_" + fact.id.text()},
          {"event", fact.kind},
          {"at", fact.at.text()},
          {"tries", fact.tries},
          {"next", MaybeTime(fact.due)},
          {"ended", MaybeTime(fact.ended)},
          {"outcome", fact.outcome}};
}

Result<http::Response> GetWebhooks(const Call& call) {
  std::vector<Line> lines;
  for (const app::ShownWebhook& one : TRY(app::ListWebhooks(call.app(), call.caller.staff)))
    lines.push_back(
        {.key = one.webhook.made.text() + one.webhook.id.text(), .item = WebhookJson(one)});
  return PageOf(call, "almoner.webhooks/1", "webhooks", std::move(lines));
}

Result<http::Response> GetWebhook(const Call& call) {
  const auto one = TRY(app::ShowWebhook(call.app(), call.caller.staff, TRY(WebhookIn(call))));
  json::array messages;
  for (const outbox::NewsFact& fact : one.news) messages.push_back(NewsJson(fact));
  json::object document{{"schema", "almoner.webhook/1"}, {"webhook", WebhookJson(one)}};
  document["messages"] = std::move(messages);
  return Answer(call, std::move(document));
}

json::object SecretJson(const outbox::WebhookId& id, const SecretBytes& secret) {
  return {
      {"schema", "almoner.webhook-secret/1"}, {"webhook", id.text()}, {"secret", secret.text()}};
}

Result<http::Response> PostWebhook(const Call& call) {
  std::vector<std::string> kinds;
  for (const json::value& kind : call.body.at("events").as_array())
    kinds.emplace_back(kind.as_string());
  const auto made = TRY(app::MakeWebhook(call.app(), call.caller.staff, call.Text("url"), kinds));
  return Made(call, "/api/v1/webhooks/" + made.id.text(), SecretJson(made.id, made.secret));
}

Result<http::Response> PostRotation(const Call& call) {
  const outbox::WebhookId id = TRY(WebhookIn(call));
  const SecretBytes secret = TRY(app::RotateWebhook(call.app(), call.caller.staff, id));
  return Answer(call, SecretJson(id, secret));
}

template <Result<EntryId> (*kAct)(app::App&, const StaffId&, const outbox::WebhookId&)>
Result<http::Response> PostAct(const Call& call) {
  return Answer(call, EntryJson(TRY(kAct(call.app(), call.caller.staff, TRY(WebhookIn(call))))));
}

std::vector<std::string_view> EventWords() {
  std::vector<std::string_view> words;
  for (const outbox::NewsKind& kind : outbox::NewsKinds()) words.push_back(kind.id);
  return words;
}

}  // namespace

std::vector<Endpoint> WebhookCalls() {
  using enum http::Method;
  const auto row = [](Endpoint endpoint) {
    endpoint.group = "Webhooks";
    endpoint.reason = For::kNobody;
    endpoint.duty = "administer";
    endpoint.scope = endpoint.method == kGet ? "webhooks:read" : "webhooks:write";
    return endpoint;
  };
  return {
      row({.method = kGet,
           .path = "/api/v1/webhooks",
           .summary = "Who is told of what happens here",
           .answer = "Webhooks",
           .pages = true,
           .handle = GetWebhooks}),
      row({.method = kPost,
           .path = "/api/v1/webhooks",
           .summary =
               "Have events sent to an address, signed with the secret that is answered once",
           .body = Body::kJson,
           .fields = {{.name = "url",
                       .what = "https:// and what takes the messages",
                       .example = "https://rota.example/almoner"},
                      {.name = "events",
                       .type = Type::kWords,
                       .what = "What it is told of",
                       .words = EventWords()}},
           .answer = "WebhookSecret",
           .status = 201,
           .secret = true,
           .handle = PostWebhook}),
      row({.method = kGet,
           .path = "/api/v1/webhooks/{webhook}",
           .summary = "One of them, with its newest fifty messages and what came of each",
           .answer = "Webhook",
           .handle = GetWebhook}),
      row({.method = kPost,
           .path = "/api/v1/webhooks/{webhook}/rotate",
           .summary = "Another secret; for a day both sign",
           .answer = "WebhookSecret",
           .secret = true,
           .handle = PostRotation}),
      row({.method = kPost,
           .path = "/api/v1/webhooks/{webhook}/test",
           .summary = "Send a message that says nothing, to see whether it arrives",
           .answer = "Changed",
           .handle = PostAct<app::TestWebhook>}),
      row({.method = kPost,
           .path = "/api/v1/webhooks/{webhook}/start",
           .summary = "Start one again that was stopped since nothing was taken",
           .answer = "Changed",
           .handle = PostAct<app::StartWebhook>}),
      row({.method = kPost,
           .path = "/api/v1/webhooks/{webhook}/end",
           .summary = "End one: nothing of it is kept, nothing more is sent",
           .answer = "Changed",
           .handle = PostAct<app::EndWebhook>}),
  };
}

}  // namespace almoner::web::api
