#include "app/telling.h"

#include <algorithm>

#include "crypto/hash.h"
#include "hooks/tell.h"

namespace almoner::app {
namespace {

Result<hooks::Action> ActionOf(const rights::State& state) {
  switch (state.right) {
    case law::Right::kRectification:
      return hooks::Action::kRectify;
    case law::Right::kErasure:
      return hooks::Action::kErase;
    case law::Right::kRestriction:
      return state.lifted ? hooks::Action::kLiftRestriction : hooks::Action::kRestrict;
    default:
      return Fail(Code::kInvalid,
                  "Recipients are told of what was put right, erased or restricted, of nothing "
                  "else.");
  }
}

// What is told of: the last that was done.
const rights::FileEvent& WhatWasDone(const rights::State& state) {
  const rights::FileEvent* done = nullptr;
  for (const rights::FileEvent& event : state.events)
    if (event.kind.starts_with("carried-out") || event.kind == "lifted") done = &event;
  CHECK(done != nullptr);  // MayTell has seen to it
  return *done;
}

// The same for the same message, however often it is sent.
Result<EventId> MessageId(const rights::State& state, std::string_view recipient,
                          hooks::Action action, const hooks::Reference& reference) {
  const Bytes what = ToBytes(state.id.text() + " " + std::string(recipient) + " " +
                             std::string(hooks::Name(action)) + " " + reference.text() + " " +
                             std::to_string(WhatWasDone(state).seq));
  return EventId::Parse(ToHex(crypto::Sha256(what)).substr(0, 32));
}

// A message says what is to be done with all of it; of a part a letter says which.
Status Whole(const rights::State& state) {
  const bool all = !state.in_part && std::ranges::all_of(state.rulings, [](const auto& ruling) {
    return ruling.second.yes;
  });
  if (all) return {};
  return Fail(Code::kConflict,
              "Only a part was erased, and a webhook cannot say which; tell them by letter.");
}

Result<hooks::Webhook> WebhookOf(const Hook& hook) {
  auto endpoint = TRY(hooks::Endpoint::Parse(hook.webhook));
  auto secrets = TRY(hooks::ReadWebhookSecrets(hook.secret_file));
  hooks::Webhook webhook{.endpoint = std::move(endpoint), .secrets = std::move(secrets)};
  webhook.limits.inside = hook.inside;
  webhook.limits.certificates = hook.certificates;
  return webhook;
}

Status Took(const hooks::Attempt& attempt) {
  if (attempt.fate == hooks::Fate::kTaken) return {};
  if (attempt.fate == hooks::Fate::kGone)
    return Fail(
        Code::kRefused,
        "The recipient takes nothing there any more; ask them how they want to be told, and "
        "meanwhile tell them by letter.");
  return Fail(Code::kUnavailable,
              "The recipient does not take it now; send it again later, or tell them by letter.",
              Detail("status", attempt.status));
}

}  // namespace

rights::Done TellByWebhook(App& app, const StaffId& actor, const rights::State& state,
                           std::string_view recipient, std::string_view reference) {
  const auto found = app.settings().recipients.find(std::string(recipient));
  if (found == app.settings().recipients.end())
    return Fail(Code::kNotFound,
                "almoner.toml says not where this recipient is told; see docs/operate/settings.md, "
                "or tell them by letter.");
  TRY(rights::MayTell(app.rights(), state, recipient));
  const hooks::Action action = TRY(ActionOf(state));
  TRY(Whole(state));
  const hooks::Reference known = TRY(hooks::Reference::Parse(reference));
  const EventId message = TRY(MessageId(state, recipient, action, known));
  const hooks::Webhook webhook = TRY(WebhookOf(found->second));
  auto seen = TRY(rights::Look(app.rights(), actor, state.id));  // decided before anything goes out
  if (!seen) return gate::Refuse<gate::Changed>(std::move(seen).error());
  const hooks::Telling telling{.id = message,
                               .home = app.keys().home(),
                               .action = action,
                               .reference = known,
                               .at = WhatWasDone(state).at};
  TRY(Took(TRY(hooks::Tell(webhook, telling, app.clock().Now()))));
  return rights::Tell(app.rights(), actor, state, recipient,
                      "webhook " + message.text() + ", reference " + known.text());
}

}  // namespace almoner::app
