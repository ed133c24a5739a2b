// Webhooks of the API, for whoever administers: which programs are told of what, and what came of
// it.
#include <algorithm>

#include "app/webhooks.h"
#include "console/webhooks.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

constexpr std::string_view kWebhooks = "/settings/webhooks";

std::string WebhookPage(const outbox::WebhookId& id) {
  return std::string(kWebhooks) + "/" + id.text();
}

Result<outbox::WebhookId> WebhookOf(const http::Request& request) {
  auto id = outbox::WebhookId::Parse(request.param("webhook").value_or(""));
  if (!id) return Fail(Code::kNotFound, "There is no such webhook.");
  return id;
}

std::string NewsInWords(std::string_view kind) {
  const auto found = std::ranges::find(outbox::NewsKinds(), kind, &outbox::NewsKind::id);
  return found == outbox::NewsKinds().end() ? "a test" : std::string(found->words);
}

Tag StandingOf(const app::ShownWebhook& one) {
  const outbox::Webhook& webhook = one.webhook;
  if (one.damaged) return {.colour = "red", .text = "Damaged"};
  if (webhook.stopped) return {.colour = "red", .text = "Stopped"};
  if (webhook.failing) return {.colour = "yellow", .text = "Not taken now"};
  return {.colour = "green", .text = "In use"};
}

std::string HostOf(const std::string& url) {
  if (url.empty()) return "Where it goes cannot be read";
  const std::size_t begin = url.find("://") + 3;
  return url.substr(begin, url.find('/', begin) - begin);
}

Item WebhookItem(const app::ShownWebhook& one) {
  std::vector<std::string> kinds;
  for (const std::string& kind : one.webhook.kinds) kinds.push_back(NewsInWords(kind));
  return {.title = HostOf(one.url),
          .href = WebhookPage(one.webhook.id),
          .aside = "number " + one.webhook.id.text(),
          .tag = StandingOf(one),
          .lines = {"Told when " + Listed(kinds) + ".",
                    one.waiting == 1 ? "One message waits."
                                     : std::to_string(one.waiting) + " messages wait."}};
}

std::string CameInWords(const outbox::NewsFact& fact) {
  if (fact.ended) return fact.outcome == "taken" ? "Taken" : "Given up: " + fact.outcome;
  const std::string again = fact.due ? "tried next " + MomentInWords(*fact.due) : "waits";
  return fact.tries == 0 ? Capital(again) : Capital(fact.outcome) + "; " + again;
}

Item MessageItem(const outbox::NewsFact& fact) {
  const std::string tries =
      fact.tries == 1 ? "One attempt" : std::to_string(fact.tries) + " attempts";
  return {.title = fact.kind,
          .lines = {MomentInWords(fact.at) + ", message " + fact.id.text().substr(0, 8) + ".",
                    tries + ". " + CameInWords(fact) + "."}};
}

Part FactsPart(const app::ShownWebhook& one) {
  Part part{
      .facts = {{"Address", one.damaged ? "Cannot be read: it was changed from outside, or its "
                                          "key is gone. End it, and make another"
                                        : one.url},
                {"Made", MomentInWords(one.webhook.made)}}};
  if (!one.damaged)
    part.facts.emplace_back("Its secret is from",
                            MomentInWords(one.rotated.value_or(one.webhook.made)));
  std::string kinds;
  for (const std::string& kind : one.webhook.kinds) kinds += (kinds.empty() ? "" : ", ") + kind;
  part.facts.emplace_back("Told of", std::move(kinds));
  if (one.webhook.failing)
    part.facts.emplace_back("Nothing was taken since", MomentInWords(*one.webhook.failing));
  if (one.webhook.stopped) part.facts.emplace_back("Stopped", MomentInWords(*one.webhook.stopped));
  return part;
}

std::vector<Option> NewsOptions() {
  std::vector<Option> options;
  for (const outbox::NewsKind& kind : outbox::NewsKinds())
    options.push_back(
        {.value = std::string(kind.id), .text = Capital(kind.words), .note = std::string(kind.id)});
  return options;
}

Result<http::Response> ShowSecret(const Site& site, const Caller& caller,
                                  const outbox::WebhookId& id, const SecretBytes& secret) {
  ListPage page{.heading = "The secret, shown only now",
                .back = WebhookPage(id),
                .back_text = "The webhook",
                .says = {"Put it where the program that takes the messages reads its secrets. With "
                         "it, it sees that a message is ours."}};
  page.parts.push_back({.facts = {{"Secret", std::string(secret.text())}}});
  return ShowList(site, caller, page);
}

// A form of one webhook that asks nothing.
FormPage AskPage(const outbox::WebhookId& id, std::string_view step, std::string_view heading,
                 std::string_view button, std::vector<std::string> says) {
  return {.heading = heading,
          .back = WebhookPage(id),
          .back_text = "The webhook",
          .action = WebhookPage(id) + "/" + std::string(step),
          .button = button,
          .says = std::move(says),
          .tab = Tab::kMore};
}

// Whose task it is, and that there is one, before its form is shown.
Result<std::expected<outbox::WebhookId, http::Response>> TheirWebhook(Site& site,
                                                                      const http::Request& request,
                                                                      const Caller& caller) {
  using Theirs = std::expected<outbox::WebhookId, http::Response>;
  if (!Has(site, caller, "administer"))
    return Theirs(std::unexpect, TRY(ShowNotTheirs(site, request, caller, "administer")));
  const outbox::WebhookId id = TRY(WebhookOf(request));
  TRY(site.app.store().Read([&](store::ReadTx& tx) { return outbox::FindWebhook(tx, id); }));
  return Theirs(id);
}

using ActOn = Result<EntryId> (*)(app::App&, const StaffId&, const outbox::WebhookId&);
std::function<gate::Outcome<std::string>(const Answers&)> Doing(Site& site, const Caller& caller,
                                                                const outbox::WebhookId& id,
                                                                ActOn act, std::string to) {
  return
      [&site, &caller, id, act, to = std::move(to)](const Answers&) -> gate::Outcome<std::string> {
        TRY(act(site.app, caller.staff, id));
        return to;
      };
}

}  // namespace

Result<http::Response> ShowWebhooks(Site& site, const http::Request& request,
                                    const Caller& caller) {
  if (!Has(site, caller, "administer")) return ShowNotTheirs(site, request, caller, "administer");
  ListPage page{.heading = "Webhooks",
                .back = "/settings",
                .back_text = "Settings and health",
                .says = {"Programs that are told at once when something happens here: what, when, "
                         "and numbers, and nothing about anybody. Each message is signed."},
                .buttons = {{.href = std::string(kWebhooks) + "/new", .text = "Make a webhook"}}};
  if (request.query("ended")) page.done = "The webhook is ended. Nothing more is sent.";
  Part part{.empty = "There are no webhooks.",
            .links = {{.href = "/api", .text = "What programs can do besides"}}};
  for (const app::ShownWebhook& one : TRY(app::ListWebhooks(site.app, caller.staff)))
    part.items.push_back(WebhookItem(one));
  page.parts.push_back(std::move(part));
  return ShowList(site, caller, page);
}

Result<http::Response> ShowOneWebhook(Site& site, const http::Request& request,
                                      const Caller& caller) {
  const auto id = TRY(TheirWebhook(site, request, caller));
  if (!id) return id.error();
  const auto one = TRY(app::ShowWebhook(site.app, caller.staff, *id));
  const std::string page_of = WebhookPage(*id);
  ListPage page{.heading = "Webhook",
                .back = std::string(kWebhooks),
                .back_text = "All webhooks",
                .buttons = {{.href = page_of + "/end", .text = "End it"}}};
  if (!one.damaged)
    page.buttons.insert(page.buttons.begin(),
                        {.href = page_of + "/rotate", .text = "Another secret"});
  if (one.damaged)
    page.says = {"Nothing is sent to it any more."};
  else if (one.webhook.stopped)
    page.buttons.insert(page.buttons.begin(),
                        {.href = page_of + "/start", .text = "Start it again"});
  else
    page.buttons.insert(page.buttons.begin(), {.href = page_of + "/test", .text = "Send a test"});
  if (request.query("tested")) page.done = "A test is on its way. Load this page again to see it.";
  if (request.query("started")) page.done = "It is told again of what happens from now on.";
  page.parts.push_back(FactsPart(one));
  Part messages{.heading = "The newest messages",
                .empty = "Nothing has happened yet that it is told of."};
  for (const outbox::NewsFact& fact : one.news) messages.items.push_back(MessageItem(fact));
  page.parts.push_back(std::move(messages));
  return ShowList(site, caller, page);
}

Made MakeNewWebhook(Site& site, const http::Request& request, const Caller& caller) {
  if (!Has(site, caller, "administer"))
    return Instead(ShowNotTheirs(site, request, caller, "administer"));
  FormPage form{.heading = "Make a webhook",
                .back = std::string(kWebhooks),
                .back_text = "All webhooks",
                .action = std::string(kWebhooks) + "/new",
                .button = "Make the webhook",
                .says = {"The secret that messages are signed with is shown to you once."},
                .questions = {{.name = "url",
                               .label = "Where are messages sent?",
                               .missing = "Enter the address",
                               .hint = "https:// and what takes them, on the internet: "
                                       "https://rota.example/almoner"},
                              {.kind = Kind::kSeveral,
                               .name = "event",
                               .label = "What is it told of?",
                               .missing = "Choose what it is told of",
                               .hint = "No more than it needs.",
                               .options = NewsOptions()}},
                .tab = Tab::kMore};
  return Deed{.form = std::move(form),
              .act = {},
              .give = [&site, &caller](const Answers& answers) -> gate::Outcome<http::Response> {
                const auto made = TRY(app::MakeWebhook(site.app, caller.staff,
                                                       std::string(http::Trim(answers.Text("url"))),
                                                       answers.Several("event")));
                return TRY(ShowSecret(site, caller, made.id, made.secret));
              },
              .afterwards = std::string(kWebhooks)};
}

Made MakeWebhookRotation(Site& site, const http::Request& request, const Caller& caller) {
  const auto id = TRY(TheirWebhook(site, request, caller));
  if (!id) return std::expected<Deed, http::Response>(std::unexpect, id.error());
  FormPage form = AskPage(*id, "rotate", "Another secret", "Make another secret",
                          {"It is shown to you once. For a day messages bear a signature with "
                           "each of the two, so that the program can be changed meanwhile."});
  return Deed{.form = std::move(form),
              .act = {},
              .give = [&site, &caller, id = *id](const Answers&) -> gate::Outcome<http::Response> {
                const SecretBytes secret = TRY(app::RotateWebhook(site.app, caller.staff, id));
                return TRY(ShowSecret(site, caller, id, secret));
              },
              .afterwards = WebhookPage(*id)};
}

Made MakeWebhookTest(Site& site, const http::Request& request, const Caller& caller) {
  const auto id = TRY(TheirWebhook(site, request, caller));
  if (!id) return std::expected<Deed, http::Response>(std::unexpect, id.error());
  FormPage form = AskPage(*id, "test", "Send a test", "Send it",
                          {"A message that says nothing but that it is a test."});
  return Deed{.form = std::move(form),
              .act = Doing(site, caller, *id, app::TestWebhook, WebhookPage(*id) + "?tested=1")};
}

Made MakeWebhookStart(Site& site, const http::Request& request, const Caller& caller) {
  const auto id = TRY(TheirWebhook(site, request, caller));
  if (!id) return std::expected<Deed, http::Response>(std::unexpect, id.error());
  FormPage form =
      AskPage(*id, "start", "Start it again", "Start it again",
              {"It is told of what happens from now on. What happened while it was stopped "
               "it is not told: the program asks the API for that."});
  return Deed{.form = std::move(form),
              .act = Doing(site, caller, *id, app::StartWebhook, WebhookPage(*id) + "?started=1")};
}

Made MakeWebhookEnd(Site& site, const http::Request& request, const Caller& caller) {
  const auto id = TRY(TheirWebhook(site, request, caller));
  if (!id) return std::expected<Deed, http::Response>(std::unexpect, id.error());
  FormPage form = AskPage(*id, "end", "End the webhook", "End it now",
                          {"Nothing more is sent, also not what waits. It cannot be undone: "
                           "make another webhook instead."});
  return Deed{
      .form = std::move(form),
      .act = Doing(site, caller, *id, app::EndWebhook, std::string(kWebhooks) + "?ended=1")};
}

Status AddWebhooksToDo(Site& site, Waitings& out) {
  const auto all =
      TRY(site.app.store().Read([](store::ReadTx& tx) { return outbox::Webhooks(tx); }));
  for (const outbox::Webhook& webhook : all)
    if (webhook.stopped)
      out.push_back({.by = {},
                     .item = {.title = "A webhook is stopped",
                              .href = WebhookPage(webhook.id),
                              .aside = "number " + webhook.id.text(),
                              .tag = Tag{.colour = "red", .text = "Stopped"},
                              .lines = {"Nothing was taken there for days, or they want nothing "
                                        "more. Ask who looks after it."}}});
  return {};
}

}  // namespace almoner::web::console
