// Webhooks of the API.
#include <fmt/format.h>

#include "app/webhooks.h"
#include "cli/command.h"

namespace almoner::cli {
namespace {

struct Options {
  std::string webhook, url;
  std::vector<std::string> events;
};

std::string StateOf(const app::ShownWebhook& one) {
  const outbox::Webhook& webhook = one.webhook;
  if (one.damaged) return "damaged: end it, and make another";
  if (webhook.stopped) return "stopped on " + webhook.stopped->seconds_text();
  if (webhook.failing) return "nothing taken since " + webhook.failing->seconds_text();
  return "in use";
}

std::string AddressOf(const app::ShownWebhook& one) {
  return one.damaged ? "where it goes cannot be read" : one.url;
}

json::value MaybeTime(const std::optional<Time>& time) {
  return time ? json::value(time->text()) : json::value();
}

json::object ToJson(const app::ShownWebhook& one) {
  json::array events;
  for (const std::string& kind : one.webhook.kinds) events.emplace_back(kind);
  return {{"webhook", one.webhook.id.text()},
          {"url", one.damaged ? json::value() : json::value(one.url)},
          {"damaged", one.damaged},
          {"events", std::move(events)},
          {"made", one.webhook.made.text()},
          {"rotated", MaybeTime(one.rotated)},
          {"failing_since", MaybeTime(one.webhook.failing)},
          {"stopped", MaybeTime(one.webhook.stopped)},
          {"waiting", one.waiting}};
}

Result<int> Add(Shell& shell, app::App& app, const Options& o) {
  const StaffId actor = TRY(shell.ActorWith("administer"));
  const auto made = TRY(app::MakeWebhook(app, actor, o.url, o.events));
  return shell.Print(
      fmt::format("Webhook {}\nSecret, shown only now: {}", made.id.text(), made.secret.text()),
      {{"webhook", made.id.text()}, {"secret", made.secret.text()}}, "almoner.webhook-secret/1");
}

Result<int> List(Shell& shell, app::App& app) {
  const StaffId actor = TRY(shell.ActorWith("administer"));
  json::array list;
  std::string text;
  for (const app::ShownWebhook& one : TRY(app::ListWebhooks(app, actor))) {
    text += fmt::format("{}  {}\n    {}; {}; {} waiting\n", one.webhook.id.text(), AddressOf(one),
                        fmt::join(one.webhook.kinds, ", "), StateOf(one), one.waiting);
    list.push_back(ToJson(one));
  }
  return shell.Print(text.empty() ? "There are no webhooks.\n" : text,
                     {{"webhooks", std::move(list)}}, "almoner.webhooks/1");
}

Result<int> Show(Shell& shell, app::App& app, const Options& o) {
  const StaffId actor = TRY(shell.ActorWith("administer"));
  const auto one = TRY(app::ShowWebhook(app, actor, TRY(outbox::WebhookId::Parse(o.webhook))));
  std::string text =
      fmt::format("{}\n{}; {}\n", AddressOf(one), fmt::join(one.webhook.kinds, ", "), StateOf(one));
  json::array messages;
  for (const outbox::NewsFact& fact : one.news) {
    text += fmt::format("{}  msg_{}  {}  {} tries  {}\n", fact.at.seconds_text(), fact.id.text(),
                        fact.kind, fact.tries, fact.outcome.empty() ? "waiting" : fact.outcome);
    messages.push_back({{"message", "msg_" + fact.id.text()},
                        {"event", fact.kind},
                        {"at", fact.at.text()},
                        {"tries", fact.tries},
                        {"next", MaybeTime(fact.due)},
                        {"ended", MaybeTime(fact.ended)},
                        {"outcome", fact.outcome}});
  }
  return shell.Print(text, {{"webhook", ToJson(one)}, {"messages", std::move(messages)}},
                     "almoner.webhook/1");
}

Result<int> Rotate(Shell& shell, app::App& app, const Options& o) {
  const StaffId actor = TRY(shell.ActorWith("administer"));
  const SecretBytes secret =
      TRY(app::RotateWebhook(app, actor, TRY(outbox::WebhookId::Parse(o.webhook))));
  return shell.Print(fmt::format("Secret, shown only now: {}", secret.text()),
                     {{"webhook", o.webhook}, {"secret", secret.text()}},
                     "almoner.webhook-secret/1");
}

using Act = Result<EntryId> (*)(app::App&, const StaffId&, const outbox::WebhookId&);
Result<int> Do(Shell& shell, app::App& app, const Options& o, Act act, std::string_view done) {
  const StaffId actor = TRY(shell.ActorWith("administer"));
  const EntryId entry = TRY(act(app, actor, TRY(outbox::WebhookId::Parse(o.webhook))));
  return shell.Print(std::string(done), {{"entry", entry.text()}}, "almoner.changed/1");
}

}  // namespace

void AddWebhook(Shell& shell) {
  const auto o = std::make_shared<Options>();
  CLI::App* const webhook = Noun(shell, "webhook", "Programs that are told what happens here");
  CLI::App* const add = Command(shell, webhook, "add", "Have events sent to an address, signed",
                                [&shell, o](app::App& app) { return Add(shell, app, *o); });
  add->add_option("--url", o->url, "https:// and what takes the messages")->required();
  add->add_option("--event", o->events, "What it is told of, like request.received; several times")
      ->required();
  Command(shell, webhook, "list", "All webhooks",
          [&shell](app::App& app) { return List(shell, app); });
  const auto named = [&](const char* name, const char* what, auto run) {
    Command(shell, webhook, name, what, run)
        ->add_option("webhook", o->webhook, "The webhook's id")
        ->required();
  };
  named("show", "One, with its newest messages and what came of each",
        [&shell, o](app::App& app) { return Show(shell, app, *o); });
  named("rotate", "Another secret; for a day both sign",
        [&shell, o](app::App& app) { return Rotate(shell, app, *o); });
  named("test", "Send a message that says nothing", [&shell, o](app::App& app) {
    return Do(shell, app, *o, app::TestWebhook, "A message is on its way.");
  });
  named("start", "Start one again that was stopped", [&shell, o](app::App& app) {
    return Do(shell, app, *o, app::StartWebhook, "It is started.");
  });
  named("end", "End one at once", [&shell, o](app::App& app) {
    return Do(shell, app, *o, app::EndWebhook, "The webhook is ended.");
  });
}

}  // namespace almoner::cli
