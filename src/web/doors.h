// How a request comes to a handler: signed in or not, with its form checked, and its errors turned
// into pages or problem documents.
#pragma once

#include <boost/json/fwd.hpp>
#include <functional>

#include "http/router.h"
#include "web/site.h"

namespace almoner::web {

using Page = std::function<Result<http::Response>(Site&, const http::Request&)>;
using ConsolePage = Result<http::Response> (*)(Site&, const http::Request&, const Caller&);
using ConsoleForm = Result<http::Response> (*)(Site&, const http::Request&, const Caller&,
                                               const http::Fields&);

// Any handler whose errors become pages or problem documents.
[[nodiscard]] http::Handler Guarded(
    Site& site, std::function<Result<http::Response>(const http::Request&)> handle);
// For everyone.
[[nodiscard]] http::Handler Public(Site& site, Page page);
// For staff: others are sent to sign in, and come back afterwards.
[[nodiscard]] http::Handler Console(Site& site, ConsolePage page);
// A form of a console page: refused without the session's own token in its field "csrf". What was
// typed stands on the page that says so, and wherever it could not be taken.
[[nodiscard]] http::Handler Form(Site& site, ConsoleForm form);
// For programs: by session (with the header X-CSRF-Token where something is changed) or HTTP Basic.
using ApiCall = std::function<Result<http::Response>(Site&, const http::Request&, const Caller&)>;
[[nodiscard]] http::Handler Api(Site& site, ApiCall call);

// Whose record the address names; kNotFound also for what is no id at all.
Result<SubjectId> SubjectOf(const http::Request& request);

// RFC 9457, with the stable `code`, the request's id and what else is given.
[[nodiscard]] http::Response Problem(const http::Request& request, int status,
                                     std::string_view code, std::string_view detail);
[[nodiscard]] http::Response Problem(const http::Request& request, int status,
                                     std::string_view code, std::string_view detail,
                                     boost::json::object more);

// A page with a heading and what to do next; and with what was typed (kept_form.h).
Result<http::Response> ShowMessage(const Site& site, const http::Request& request,
                                   const Caller* caller, int status, std::string_view heading,
                                   std::string_view text, std::optional<View> kept = std::nullopt);
// The router's plain 404 or 405 as a page, or for /api as a problem document.
http::Response Dress(Site& site, const http::Request& request, http::Response plain);

// 429 tells in seconds when to come back.
[[nodiscard]] http::Response TooMany(http::Response response, const staff::Denied& denied);

}  // namespace almoner::web
