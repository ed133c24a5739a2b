// A firm that works for us is asked, over the network, to carry a request out too (OpenDSR 2.0).
#include <algorithm>

#include "app/processors.h"
#include "console/asked.h"
#include "console/office.h"
#include "console/purposes.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

std::vector<Option> ProcessorOptions(const Site& site, const std::vector<std::string>& ids) {
  std::vector<Option> options;
  for (const notice::Recipient& recipient : site.app.notice().recipients)
    if (std::ranges::find(ids, recipient.id) != ids.end())
      options.push_back(
          {.value = recipient.id, .text = Capital(recipient.name), .note = recipient.why});
  return options;
}

std::vector<std::string> WhatHappens(const rights::State& state) {
  const bool erasure = state.right == law::Right::kErasure;
  return {erasure ? "They are asked to erase what they hold of the person for us."
                  : "They are asked to look for what they hold of the person for us.",
          "The request names the person by the reference that you gave this firm, and by nothing "
          "else. It goes at once, and is tried again for three days where they do not take it."};
}

FormPage ProcessorForm(const Site& site, const rights::State& state,
                       const std::vector<std::string>& ids) {
  return {.heading = "Ask a firm that works for us",
          .back = AddressOf(state),
          .back_text = "The request",
          .action = AddressOf(state, "processor"),
          .button = "Send the request",
          .says = WhatHappens(state),
          .questions = {{.kind = Kind::kOneOf,
                         .name = "recipient",
                         .label = "Which firm?",
                         .missing = "Choose which firm is asked",
                         .options = ProcessorOptions(site, ids)},
                        {.name = "reference",
                         .label = "By which reference do they know the person?",
                         .missing = "Enter the reference by which they know the person",
                         .hint = "A number that was agreed with them; never a name, an address, or "
                                 "an NHS or National Insurance number."}}};
}

FormPage NoProcessor(const rights::State& state) {
  return {.heading = "Ask a firm that works for us",
          .back = AddressOf(state),
          .back_text = "The request",
          .says = {"There is no firm that takes this request over the network now: of those that "
                   "the notice names as holding data for us, none is set up for it, or the "
                   "request is not at that step. Tell them by letter."},
          .closed = true};
}

}  // namespace

Made MakeProcessor(Site& site, const http::Request& request, const Caller& caller) {
  const auto looked = TRY(LookAt(site, caller, TRY(RequestOf(request)), rights::Step::kTell));
  if (!looked) return Instead(ShowRefusal(site, caller, {.refused = looked.error()}));
  const rights::State& state = *looked;
  const auto ids = TRY(app::AskableProcessors(site.app, state));
  if (ids.empty()) return Deed{.form = NoProcessor(state)};
  return Deed{.form = ProcessorForm(site, state, ids),
              .act = [&site, &caller, state](const Answers& a) -> gate::Outcome<std::string> {
                auto sent = TRY(app::AskProcessor(site.app, caller.staff, state,
                                                  a.Text("recipient"), a.Text("reference")));
                if (!sent) return gate::Refuse<std::string>(std::move(sent).error());
                return AddressOf(state) +
                       (sent->taken ? "?done=processor" : "?done=processor-later");
              }};
}

}  // namespace almoner::web::console
