// Replies of recipients who were told by webhook: the signature is the way in, and what is wrong
// with a message is told in a status alone.
#include "app/processors.h"
#include "portal/sent.h"
#include "web/doors.h"

namespace almoner::web::portal {

namespace {

using Take = Status (*)(app::App&, std::string_view, const hooks::Headers&, std::string_view);

Result<http::Response> TakeSigned(Site& site, const http::Request& request, Take take) {
  hooks::Headers headers;
  for (const auto& [name, value] : request.headers)
    headers.push_back({.name = name, .value = value});
  const std::string recipient = request.param("recipient").value_or("");
  const Status taken = take(site.app, recipient, headers, request.body);
  if (taken) return http::Response::Text("taken\n");
  switch (taken.error().code) {
    case Code::kRefused:
      return Problem(request, 401, "not-signed", "The message is not signed as agreed, or is old.");
    case Code::kInvalid:
      return Problem(request, 400, "not-a-reply", "The message is no signed reply.");
    case Code::kNotFound:
      return Problem(request, 404, "not-told", "Nothing of that id was told to you.");
    case Code::kConflict:
      return Problem(request, 409, "not-yet", "Send it again later.");
    default:
      return std::unexpected(taken.error());
  }
}

}  // namespace

Result<http::Response> TakeRecipientsReply(Site& site, const http::Request& request) {
  return TakeSigned(site, request, app::TakeReply);
}

Result<http::Response> TakeProcessorsNews(Site& site, const http::Request& request) {
  return TakeSigned(site, request, app::TakeProcessorNews);
}

}  // namespace almoner::web::portal
