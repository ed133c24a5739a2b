// What gives much away, cannot be undone or gives somebody power is done only by one who has shown
// a short while ago that it is them: whoever sits down at a desk that was left does not. Nothing
// that was typed is lost by the question. For this folder only.
#pragma once

#include "console/deed.h"
#include "web/caller.h"

namespace almoner::web::console {

// In place of a page: asks, and comes back to it.
http::Response AskProofFor(const http::Request& request);
// In place of what a form does: asks, with all that was typed, or takes what was answered. Nothing:
// they have shown it now, and `fields` are those of the form again.
Result<std::optional<http::Response>> AskProof(Site& site, const http::Request& request,
                                               const Caller& caller, http::Fields& fields);

template <ConsolePage kPage>
Result<http::Response> ProvedPage(Site& site, const http::Request& request, const Caller& caller) {
  if (!Proved(site, caller)) return AskProofFor(request);
  return kPage(site, request, caller);
}
template <ConsoleForm kForm>
Result<http::Response> ProvedForm(Site& site, const http::Request& request, const Caller& caller,
                                  const http::Fields& fields) {
  if (Proved(site, caller)) return kForm(site, request, caller, fields);
  http::Fields typed = fields;
  if (auto asked = TRY(AskProof(site, request, caller, typed))) return *std::move(asked);
  return kForm(site, request, caller, typed);
}
template <MakeDeed kMake>
void AddProvedDeed(http::Router& router, Site& site, Literal pattern) {
  router.Add(http::Method::kGet, pattern, Console(site, ShowDeed<kMake>));
  router.Add(http::Method::kPost, pattern, Form(site, ProvedForm<TakeDeed<kMake>>));
}

// The page that AskProofFor leads to.
Result<http::Response> ShowConfirm(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> TakeConfirm(Site& site, const http::Request& request, const Caller& caller,
                                   const http::Fields& fields);

}  // namespace almoner::web::console
