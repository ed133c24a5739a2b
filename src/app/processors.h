// Asking the processors who hold data for us to carry a request out too, by OpenDSR 2.0: to erase
// (UK GDPR Articles 19 and 28(3)(e)), or to look for what they hold of somebody who asks for access
// or takes their data along. The request names the person by the number that we gave the processor,
// and by nothing else.
//
// A processor's table stands in almoner.toml, as a webhook's does; its receipts and its word on how
// far it is are signed with the certificate in the file that the operator has from it.
#pragma once

#include "app/telling.h"

namespace almoner::app {

struct ProcessorAt {
  std::string opendsr;                          // https://…/v2/requests
  std::string domain;                           // that its certificate is for
  OperatorPath certificate{""};                 // what it signs with, in PEM
  std::optional<OperatorPath> token_file = {};  // sent as Authorization: Bearer
  bool inside = false;                          // it may stand in a network of one's own
  std::optional<OperatorPath> certificates = {};
};
// Out of almoner.toml, by their ids in the notice; errors as of ReadSettings, which refuses what is
// wrong with it too.
Result<std::map<std::string, ProcessorAt>> ReadProcessors(const OperatorPath& home);

// Those of the notice's processors that have a table and that the request may be sent to now; the
// ids, in the notice's order.
Result<std::vector<std::string>> AskableProcessors(App& app, const rights::State& state);

// One OpenDSR request, recorded once the processor has taken it with a signed receipt; tried again
// while the home is served where it does not now. Sent again it bears the same id.
//
// kNotFound: almoner.toml has no such processor; kInvalid: by the notice this is no processor, or
// holds nothing of it; there is no such request of this right; the reference could tell others who
// it is about; kConflict: not at this step, or only a part was erased; kUnavailable: it does not
// answer now, and is being tried again already; kRefused: it does not take it, is not who it should
// be, or is never to be told. Nothing is recorded then.
gate::Outcome<SentTo> AskProcessor(App& app, const StaffId& actor, const rights::State& state,
                                   std::string_view recipient, std::string_view reference);

// The next try of one that was not taken; for RetryTellings.
Status RetryAsking(App& app, const rights::State& state, const rights::FileEvent& asking,
                   std::int64_t tries);

// A processor's signed word on how far it is, recorded at the request once, however often it comes.
// Errors as of TakeReply.
Status TakeProcessorNews(App& app, std::string_view recipient, const hooks::Headers& headers,
                         std::string_view body);

}  // namespace almoner::app
