// Telling a recipient over the network of what a request changed (UK GDPR Article 19), again and
// again for some days where they do not take it, and taking in what they reply.
#pragma once

#include <stop_token>

#include "app/app.h"
#include "hooks/header.h"
#include "rights/recipients.h"

namespace almoner::app {

struct SentTo {
  bool taken = false;  // false: they do not take it now; it is tried again while the home is served
  gate::Changed changed;
};
// One signed webhook, with nothing about the person in it but `reference`, which was agreed with
// the recipient; recorded as told once the recipient has taken it. Sent again it bears the same id.
//
// kNotFound: almoner.toml has no such recipient; kInvalid: by the notice they got nothing of it, or
// the reference could tell others who it is about; kConflict: a part was erased of which nobody can
// say by category which; kUnavailable: they do not answer now, and it is being tried again already;
// kRefused: they take nothing there any more, or are not who they should be. Nothing is recorded
// then.
gate::Outcome<SentTo> TellByWebhook(App& app, const StaffId& actor, const rights::State& state,
                                    std::string_view recipient, std::string_view reference);

// Tries what is due to be tried again; how many attempts. After the last one, three days on, or
// where nothing is taken any more, the request says that a letter is to be written.
Result<std::int64_t> RetryTellings(App& app, const std::stop_token& stop = {});

// A recipient's signed reply, recorded at the request once, however often it comes. `body` as it
// came. kRefused: it is not signed by that recipient, or is too old; kInvalid: it is no reply;
// kNotFound: it replies to nothing that this recipient was told; kConflict: not yet.
Status TakeReply(App& app, std::string_view recipient, const hooks::Headers& headers,
                 std::string_view body);

}  // namespace almoner::app
