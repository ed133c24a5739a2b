// Telling a recipient over the network of what a request changed (UK GDPR Article 19).
#pragma once

#include "app/app.h"
#include "rights/recipients.h"

namespace almoner::app {

// One signed webhook, with nothing about the person in it but `reference`, which was agreed with
// the recipient; recorded as told once the recipient has taken it. Sent again it bears the same id.
//
// kNotFound: almoner.toml has no such recipient; kInvalid: by the notice they got nothing of it, or
// the reference could tell others who it is about; kUnavailable: they do not answer now; kRefused:
// they take nothing there any more, or are not who they should be. Nothing is recorded then.
rights::Done TellByWebhook(App& app, const StaffId& actor, const rights::State& state,
                           std::string_view recipient, std::string_view reference);

}  // namespace almoner::app
