// Signing in at the identity provider, as handlers. For this folder only.
#pragma once

#include "console/deed.h"
#include "web/provider.h"

namespace almoner::web::console {

// What whoever has shown who they are comes to: the console, or the second step before it.
struct Entering {
  StaffId staff;
  std::optional<crypto::Digest> password = {};  // the one that was given
  std::string next;
  bool vouched = false;  // who they are was made sure of in two steps already
};
Result<http::Response> Enter(Site& site, const http::Request& request, const Entering& entering);
// At the identity provider.
Result<http::Response> LeaveToSignIn(Site& site, const http::Request& request);
Result<http::Response> ComeBack(Site& site, const http::Request& request);
Result<http::Response> ShowUnknown(Site& site, const http::Request& request);
Result<http::Response> TakeUnknown(Site& site, const http::Request& request);
Result<http::Response> ShowSignedOut(Site& site, const http::Request& request);
// Away to it, for somebody who is signed in.
Result<http::Response> Leave(Site& site, const http::Request& request, Errand errand,
                             std::string next);
Result<http::Response> LeaveToConfirm(Site& site, const http::Request& request,
                                      const Caller& caller);
Made MakeLinkCode(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> ShowOwnLink(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> TakeOwnLink(Site& site, const http::Request& request, const Caller& caller,
                                   const http::Fields& fields);

}  // namespace almoner::web::console
