#include "app/telling_steps.h"

namespace almoner::app {

Status NoteTelling(store::Tx& tx, const EventId& message, const RequestId& request,
                   std::int64_t tries, const std::optional<Time>& due) {
  return tx.ExecuteOne(
      "INSERT INTO telling (message, request, tries, due, turn) VALUES ($1, $2, $3, $4, 0) "
      "ON CONFLICT (message) DO UPDATE SET tries = excluded.tries, due = excluded.due, "
      "turn = telling.turn + 1",
      message, request, tries, due);
}

namespace {
gate::Ask AskProgram() { return {.purpose = "law.rights", .action = gate::Action::kWrite}; }
}  // namespace

Status RecordTelling(App& app, const RequestId& request, Literal action, std::string kind,
                     rights::Facts facts, const std::function<Status(store::Tx&)>& note) {
  const auto event =
      TRY(retention::NextEvent(app.gate().context(), request, std::move(kind), std::move(facts)));
  const auto done =
      TRY(app.gate().Act(AskProgram(), action, [&](const gate::Change& change) -> Status {
        TRY(note(change.tx));
        return retention::InsertEvent(change, event);
      }));
  if (done) return {};
  return Fail(Code::kInternal, "The notice keeps the program from telling recipients.");
}

Status BeingTried(App& app, const EventId& message) {
  const auto row = TRY(app.store().Read([&](store::ReadTx& tx) {
    return tx.Maybe("SELECT 1 FROM telling WHERE message = $1 AND due IS NOT NULL", message);
  }));
  if (!row) return {};
  return Fail(Code::kUnavailable,
              "The recipient does not take it now either; it is tried again later by itself, or "
              "tell them by letter.");
}

std::string FactOf(const rights::FileEvent& event, const std::string& name) {
  const auto found = event.facts.find(name);
  return found == event.facts.end() ? std::string() : found->second;
}

const rights::FileEvent* EventOf(const rights::State& state, std::string_view kind,
                                 const EventId& message) {
  for (const rights::FileEvent& event : state.events)
    if (event.kind == kind && FactOf(event, "message") == message.text()) return &event;
  return nullptr;
}

}  // namespace almoner::app
