// How a request comes to a handler: signed in or not, with its form checked, and its errors turned
// into pages or problem documents. For this folder only.
#pragma once

#include "http/router.h"
#include "web/site.h"

namespace almoner::web {

using Page = Result<http::Response> (*)(Site&, const http::Request&);
using ConsolePage = Result<http::Response> (*)(Site&, const http::Request&, const Caller&);
using ConsoleForm = Result<http::Response> (*)(Site&, const http::Request&, const Caller&,
                                               const http::Fields&);

// For everyone.
[[nodiscard]] http::Handler Public(Site& site, Page page);
// For staff: others are sent to sign in, and come back afterwards.
[[nodiscard]] http::Handler Console(Site& site, ConsolePage page);
// A form of a console page: refused without the session's own token in its field "csrf".
[[nodiscard]] http::Handler Form(Site& site, ConsoleForm form);
// For programs: by session (with the header X-CSRF-Token where something is changed) or HTTP Basic.
[[nodiscard]] http::Handler Api(Site& site, ConsolePage call);

// A page with a heading and what to do next.
Result<http::Response> ShowMessage(const Site& site, const http::Request& request,
                                   const Caller* caller, int status, std::string_view heading,
                                   std::string_view text);
// A plain answer of the router's or ours as a page, or for /api as a problem document.
http::Response Dress(const Site& site, const http::Request& request, http::Response plain);

// 429 tells in seconds when to come back.
[[nodiscard]] http::Response TooMany(http::Response response, const staff::Denied& denied);

}  // namespace almoner::web
