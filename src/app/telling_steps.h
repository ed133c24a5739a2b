// For this folder only: what telling recipients and asking processors have in common.
#pragma once

#include "app/app.h"
#include "rights/recipients.h"

namespace almoner::app {

// From now on replies to the message find the request; `due`: when it is tried next.
Status NoteTelling(store::Tx& tx, const EventId& message, const RequestId& request,
                   std::int64_t tries, const std::optional<Time>& due);

// By the program itself, with what is noted of the message.
Status RecordTelling(App& app, const RequestId& request, Literal action, std::string kind,
                     rights::Facts facts, const std::function<Status(store::Tx&)>& note);

// kUnavailable where it is being tried again already.
Status BeingTried(App& app, const EventId& message);

[[nodiscard]] std::string FactOf(const rights::FileEvent& event, const std::string& name);
// The event of that kind and message; null: there is none.
[[nodiscard]] const rights::FileEvent* EventOf(const rights::State& state, std::string_view kind,
                                               const EventId& message);

}  // namespace almoner::app
