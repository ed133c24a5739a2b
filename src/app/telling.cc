#include "app/telling.h"

#include <algorithm>
#include <array>
#include <sstream>

#include "app/processors.h"
#include "app/telling_steps.h"
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

// Of categories that were erased and others that were kept a message can say which; of a category
// of which some records are held nobody can.
Status Sayable(const rights::State& state) {
  if (!state.in_part) return {};
  return Fail(Code::kConflict,
              "Only a part was erased, and a webhook cannot say which; tell them by letter.");
}

// Which of what was given it is about; nothing: all of it.
Result<std::vector<std::string>> PartsOf(App& app, const rights::State& state,
                                         std::string_view recipient) {
  std::vector<std::string> parts;
  const notice::Notice& notice = app.notice();
  if (state.right == law::Right::kErasure) {
    const bool all =
        std::ranges::all_of(state.rulings, [](const auto& ruling) { return ruling.second.yes; });
    if (all) return parts;
    const auto who = std::ranges::find(notice.recipients, recipient, &notice::Recipient::id);
    for (const auto& [category, ruling] : state.rulings) {
      const auto index = notice.FindCategory(category);
      if (!ruling.yes || !index || who == notice.recipients.end()) continue;
      if (who->data.none() || who->data[*index]) parts.push_back(category);
    }
  }
  if (state.right == law::Right::kRectification) {
    for (const rights::FileEvent& done : state.events) {
      const auto record = done.facts.find("record");
      if (done.kind != "carried-out" || record == done.facts.end()) continue;
      const RecordId id = TRY(RecordId::Parse(record->second));
      const auto row = TRY(app.store().Read([&](store::ReadTx& tx) {
        return tx.Maybe("SELECT category FROM record WHERE id = $1", id);
      }));
      if (!row) continue;
      std::string part = TRY(row->Text(0));
      if (const auto field = done.facts.find("field"); field != done.facts.end())
        part += "/" + field->second;
      if (std::ranges::find(parts, part) == parts.end()) parts.push_back(std::move(part));
    }
  }
  return parts;
}

Result<hooks::Webhook> WebhookOf(const Hook& hook) {
  auto endpoint = TRY(hooks::Endpoint::Parse(hook.webhook));
  auto secrets = TRY(hooks::ReadWebhookSecrets(hook.secret_file));
  hooks::Webhook webhook{.endpoint = std::move(endpoint), .secrets = std::move(secrets)};
  webhook.limits.inside = hook.inside;
  webhook.limits.certificates = hook.certificates;
  return webhook;
}

// What is told, as the request's event keeps it for the next attempt.
rights::Facts FactsOf(const hooks::Telling& telling, std::string_view recipient,
                      std::int64_t done) {
  std::string parts;
  for (const std::string& part : telling.parts) parts += (parts.empty() ? "" : " ") + part;
  return {{"recipient", std::string(recipient)},
          {"message", telling.id.text()},
          {"action", std::string(hooks::Name(telling.action))},
          {"reference", telling.reference.text()},
          {"done", std::to_string(done)},
          {"parts", std::move(parts)}};
}

rights::Facts ToldFacts(const hooks::Telling& telling, std::string_view recipient) {
  return {{"recipient", std::string(recipient)},
          {"message", telling.id.text()},
          {"how", "webhook " + telling.id.text() + ", reference " + telling.reference.text()}};
}

Result<hooks::Telling> TellingFrom(const App& app, const rights::State& state,
                                   const rights::FileEvent& event) {
  static constexpr std::array kActions = {hooks::Action::kRectify, hooks::Action::kErase,
                                          hooks::Action::kRestrict,
                                          hooks::Action::kLiftRestriction};
  const std::string name = FactOf(event, "action");
  const auto action =
      std::ranges::find(kActions, name, [](hooks::Action each) { return hooks::Name(each); });
  const std::string done = FactOf(event, "done");
  const auto what = std::ranges::find_if(state.events, [&](const rights::FileEvent& each) {
    return std::to_string(each.seq) == done;
  });
  if (action == kActions.end() || what == state.events.end())
    return Fail(Code::kCorrupt, "What a recipient is to be told cannot be read.");
  hooks::Telling telling{.id = TRY(EventId::Parse(FactOf(event, "message"))),
                         .home = app.keys().home(),
                         .action = *action,
                         .reference = TRY(hooks::Reference::Parse(FactOf(event, "reference"))),
                         .at = what->at};
  std::istringstream parts(FactOf(event, "parts"));
  for (std::string part; parts >> part;) telling.parts.push_back(std::move(part));
  return telling;
}

enum class Went : std::uint8_t { kTaken, kLater, kGone };
struct Tried {
  Went went = Went::kLater;
  std::optional<std::chrono::seconds> retry_after = {};
};
// kRefused: they are not who they should be.
Result<Tried> Try(const Hook& hook, const hooks::Telling& telling, Time now) {
  const hooks::Webhook webhook = TRY(WebhookOf(hook));
  const auto attempt = hooks::Tell(webhook, telling, now);
  if (!attempt && attempt.error().code == Code::kUnavailable) return Tried{};
  if (!attempt) return std::unexpected(attempt.error());
  return Tried{.went = attempt->fate == hooks::Fate::kTaken  ? Went::kTaken
                       : attempt->fate == hooks::Fate::kGone ? Went::kGone
                                                             : Went::kLater,
               .retry_after = attempt->retry_after};
}

}  // namespace

gate::Outcome<SentTo> TellByWebhook(App& app, const StaffId& actor, const rights::State& state,
                                    std::string_view recipient, std::string_view reference) {
  const auto found = app.settings().recipients.find(std::string(recipient));
  if (found == app.settings().recipients.end())
    return Fail(Code::kNotFound,
                "almoner.toml says not where this recipient is told; see docs/operate/settings.md, "
                "or tell them by letter.");
  TRY(rights::MayTell(app.rights(), state, recipient));
  const hooks::Action action = TRY(ActionOf(state));
  TRY(Sayable(state));
  const hooks::Reference known = TRY(hooks::Reference::Parse(reference));
  const EventId message = TRY(MessageId(state, recipient, action, known));
  hooks::Telling telling{.id = message,
                         .home = app.keys().home(),
                         .action = action,
                         .reference = known,
                         .at = WhatWasDone(state).at};
  telling.parts = TRY(PartsOf(app, state, recipient));
  auto seen = TRY(rights::Look(app.rights(), actor, state.id));  // decided before anything goes out
  if (!seen) return gate::Refuse<SentTo>(std::move(seen).error());
  const Time now = app.clock().Now();
  const Tried tried = TRY(Try(found->second, telling, now));
  if (tried.went == Went::kGone)
    return Fail(
        Code::kRefused,
        "The recipient takes nothing there any more; ask them how they want to be told, and "
        "meanwhile tell them by letter.");
  const bool taken = tried.went == Went::kTaken;
  if (!taken) TRY(BeingTried(app, message));
  const std::optional<Time> due =
      taken ? std::nullopt : hooks::NextAttempt(now, 1, tried.retry_after, app.random());
  rights::Facts facts =
      taken ? ToldFacts(telling, recipient) : FactsOf(telling, recipient, WhatWasDone(state).seq);
  auto changed = TRY(rights::Advance(
      app.rights(), actor, state, rights::Step::kTell,
      taken ? Literal("request.recipient-told") : Literal("request.recipient-not-reached"),
      taken ? "told" : "telling", std::move(facts), [&](const gate::Change& change) {
        return NoteTelling(change.tx, message, state.id, 1, due);
      }));
  if (!changed) return gate::Refuse<SentTo>(std::move(changed).error());
  return SentTo{.taken = taken, .changed = *std::move(changed)};
}

namespace {

constexpr std::chrono::minutes kLease{5};
constexpr std::int64_t kAtOnce = 20;

struct DueTelling {
  EventId message;
  RequestId request;
  std::int64_t tries = 0;
};

// Takes those that are due, so that no other process tries them too.
Result<std::vector<DueTelling>> TakeDue(App& app, Time now) {
  return app.store().Write([&](store::Tx& tx) -> Result<std::vector<DueTelling>> {
    std::vector<DueTelling> all;
    for (const store::Row& row : TRY(tx.Query(
             "SELECT message, request, tries FROM telling WHERE due <= $1 ORDER BY due LIMIT $2",
             now, kAtOnce))) {
      DueTelling one{.message = TRY(row.As<EventId>(0)), .request = TRY(row.As<RequestId>(1))};
      one.tries = TRY(row.Int(2));
      TRY(tx.ExecuteOne("UPDATE telling SET due = $2, turn = turn + 1 WHERE message = $1",
                        one.message, now + kLease));
      all.push_back(std::move(one));
    }
    return all;
  });
}

Status Forget(App& app, const EventId& message) {
  return app.store().Write([&](store::Tx& tx) -> Status {
    TRY(tx.Execute("DELETE FROM telling WHERE message = $1", message));
    return {};
  });
}

Status RetryOne(App& app, const DueTelling& due) {
  const auto loaded = rights::Load(app.rights(), due.request);
  if (!loaded && loaded.error().code == Code::kNotFound) return Forget(app, due.message);
  if (!loaded) return std::unexpected(loaded.error());
  const rights::FileEvent* const event = EventOf(*loaded, "telling", due.message);
  if (event == nullptr) {
    const rights::FileEvent* const asking = EventOf(*loaded, "processor-asking", due.message);
    return asking != nullptr ? RetryAsking(app, *loaded, *asking, due.tries + 1)
                             : Forget(app, due.message);
  }
  const std::string recipient = FactOf(*event, "recipient");
  const hooks::Telling telling = TRY(TellingFrom(app, *loaded, *event));
  const Time now = app.clock().Now();
  const std::int64_t tries = due.tries + 1;
  const auto end = [&](store::Tx& tx) {
    return NoteTelling(tx, due.message, due.request, tries, std::nullopt);
  };
  const bool told_otherwise =
      std::ranges::any_of(loaded->events, [&](const rights::FileEvent& each) {
        return each.seq > event->seq && each.kind == "told" &&
               FactOf(each, "recipient") == recipient;
      });
  if (told_otherwise) return app.store().Write(end);
  const auto hook = app.settings().recipients.find(recipient);
  const auto tried = hook == app.settings().recipients.end()
                         ? Result<Tried>(Tried{.went = Went::kGone})
                         : Try(hook->second, telling, now);
  if (tried && tried->went == Went::kTaken)
    return RecordTelling(app, due.request, "request.recipient-told", "told",
                         ToldFacts(telling, recipient), end);
  const auto next =
      tried && tried->went == Went::kLater
          ? hooks::NextAttempt(now, static_cast<int>(tries), tried->retry_after, app.random())
          : std::nullopt;
  if (next)
    return app.store().Write(
        [&](store::Tx& tx) { return NoteTelling(tx, due.message, due.request, tries, next); });
  return RecordTelling(app, due.request, "request.recipient-not-reached", "telling-failed",
                       {{"recipient", recipient}, {"message", due.message.text()}}, end);
}

std::string_view InWords(hooks::Outcome outcome) {
  switch (outcome) {
    case hooks::Outcome::kDone:
      return "They have done it.";
    case hooks::Outcome::kNothingHeld:
      return "They hold nothing of it.";
    case hooks::Outcome::kRefused:
      return "They do not do it. Ask them why.";
  }
  std::unreachable();
}

}  // namespace

Result<std::int64_t> RetryTellings(App& app, const std::stop_token& stop) {
  std::int64_t tried = 0;
  for (const DueTelling& due : TRY(TakeDue(app, app.clock().Now()))) {
    if (stop.stop_requested()) break;  // after the lease
    const Status done = RetryOne(app, due);
    // Somebody has added to the request meanwhile: after the lease once more, with the same id.
    if (!done && done.error().code != Code::kConflict) return std::unexpected(done.error());
    ++tried;
  }
  return tried;
}

Status TakeReply(App& app, std::string_view recipient, const hooks::Headers& headers,
                 std::string_view body) {
  const auto hook = app.settings().recipients.find(std::string(recipient));
  if (hook == app.settings().recipients.end())
    return Fail(Code::kRefused, "The message is not signed by a recipient that we know.");
  const auto secrets = TRY(hooks::ReadWebhookSecrets(hook->second.secret_file));
  const std::string id = TRY(hooks::VerifyWebhook(secrets, headers, body, app.clock().Now()));
  const hooks::Reply reply = TRY(hooks::ReadReply(body));
  const auto row = TRY(app.store().Read([&](store::ReadTx& tx) {
    return tx.Maybe("SELECT request FROM telling WHERE message = $1", reply.told);
  }));
  if (!row) return Fail(Code::kNotFound, "Nothing of that id was told to this recipient.");
  const RequestId request = TRY(row->As<RequestId>(0));
  const rights::State state = TRY(rights::Load(app.rights(), request));
  for (const rights::FileEvent& event : state.events)
    if (event.kind == "replied" && FactOf(event, "webhook") == id) return {};  // it came before
  const rights::FileEvent* const told = EventOf(state, "told", reply.told);
  const rights::FileEvent* const known = told ? told : EventOf(state, "telling", reply.told);
  if (known == nullptr || FactOf(*known, "recipient") != recipient)
    return Fail(Code::kNotFound, "Nothing of that id was told to this recipient.");
  if (told == nullptr)
    return Fail(Code::kConflict, "It is not recorded yet that this was taken; reply again later.");
  return RecordTelling(app, request, "request.recipient-replied", "replied",
                       {{"recipient", std::string(recipient)},
                        {"words", std::string(InWords(reply.outcome))},
                        {"webhook", id}},
                       [](store::Tx&) -> Status { return {}; });
}

}  // namespace almoner::app
