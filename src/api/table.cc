// All calls, from the tables beside their handlers. A form of the console is two calls: what it
// asks, and the answers.
#include <iterator>

#include "api/forms.h"

namespace almoner::web::api {
namespace {

// What the form at the same address asks. Its GET needs no more than reading.
Endpoint AskingFor(const Endpoint& form) {
  Endpoint asking = form;
  asking.method = http::Method::kGet;
  asking.summary = "What that asks";
  asking.body = Body::kNone;
  asking.answer = "Form";
  asking.handle = AskForm;
  return asking;
}

std::vector<Endpoint> Assemble() {
  std::vector<Endpoint> all;
  for (auto* const calls : {PeopleCalls, ReachingCalls, RecordCalls, ConsentCalls, RequestCalls,
                            KeepingCalls, RegisterCalls, OfficeCalls, WebhookCalls}) {
    for (Endpoint& endpoint : calls()) {
      const bool form = endpoint.deed != nullptr;
      if (form && endpoint.handle == nullptr) endpoint.handle = TakeForm;
      all.push_back(std::move(endpoint));
      if (form) all.push_back(AskingFor(all.back()));
    }
  }
  return all;
}

}  // namespace

std::span<const Endpoint> Endpoints() {
  static const std::vector<Endpoint> all = Assemble();
  return all;
}

}  // namespace almoner::web::api
