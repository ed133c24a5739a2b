// Forms that do one thing each: what is asked, and what is then called. Errors stand at the fields,
// nothing that was typed is lost, a form that is sent twice acts once, and a refusal quotes its
// clause. For this folder and the API.
#pragma once

#include <expected>
#include <functional>

#include "http/router.h"
#include "web/doors.h"
#include "web/question.h"

namespace almoner::web::console {

struct Deed {
  FormPage form;
  // What the questions cannot tell: a date that is past, a name that nobody has. May be empty.
  std::function<std::vector<FieldProblem>(const Answers&)> check = {};
  // Where to go afterwards; an error that is the sender's to mend stands above the form.
  std::function<gate::Outcome<std::string>(const Answers&)> act;
  // Answers with a page of its own in place of going anywhere: what is shown once. `act` is empty.
  std::function<gate::Outcome<http::Response>(const Answers&)> give = {};
  std::string afterwards = {};  // where whoever sends it again is led, with `give`
};
// A deed, or a page that says why not.
using Made = Result<std::expected<Deed, http::Response>>;
using MakeDeed = Made (*)(Site&, const http::Request&, const Caller&);
[[nodiscard]] Made Instead(Result<http::Response> page);

Result<http::Response> AskFor(Site& site, const http::Request& request, const Caller& caller,
                              MakeDeed make);
Result<http::Response> Do(Site& site, const http::Request& request, const Caller& caller,
                          const http::Fields& form, MakeDeed make);

template <MakeDeed kMake>
Result<http::Response> ShowDeed(Site& site, const http::Request& request, const Caller& caller) {
  return AskFor(site, request, caller, kMake);
}
template <MakeDeed kMake>
Result<http::Response> TakeDeed(Site& site, const http::Request& request, const Caller& caller,
                                const http::Fields& form) {
  return Do(site, request, caller, form, kMake);
}
// GET shows the form, POST does the deed.
template <MakeDeed kMake>
void AddDeed(http::Router& router, Site& site, Literal pattern) {
  router.Add(http::Method::kGet, pattern, Console(site, ShowDeed<kMake>));
  router.Add(http::Method::kPost, pattern, Form(site, TakeDeed<kMake>));
}

// Whether one of the caller's roles has the duty.
[[nodiscard]] bool Has(const Site& site, const Caller& caller, std::string_view duty);
// 403: whose task it is.
Result<http::Response> ShowNotTheirs(const Site& site, const http::Request& request,
                                     const Caller& caller, std::string_view duty);

}  // namespace almoner::web::console
