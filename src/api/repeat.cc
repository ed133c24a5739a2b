#include "api/repeat.h"

#include "api/answer.h"
#include "api/digest.h"
#include "app/api_answers.h"
#include "http/flow.h"

namespace almoner::web::api {
namespace {

constexpr std::size_t kLongestKey = 128;

// As an sf-string of RFC 9651 in quotes, or without them; nothing where it is no key.
std::optional<std::string> KeyIn(std::string_view header) {
  if (header.size() >= 2 && header.front() == '"' && header.back() == '"')
    header = header.substr(1, header.size() - 2);
  if (header.empty() || header.size() > kLongestKey || !http::IsVisibleAscii(header))
    return std::nullopt;
  if (header.contains('"') || header.contains('\\')) return std::nullopt;
  return std::string(header);
}

http::Response GiveAgain(const app::KeptAnswer& kept) {
  http::Response response = http::Response::Json(kept.body, kept.status);
  if (!kept.location.empty()) response = std::move(response).With("Location", kept.location);
  return std::move(response).With("Idempotent-Replayed", "true");
}

std::string HeaderOf(const http::Response& response, std::string_view name) {
  for (const auto& [each, value] : response.headers)
    if (each == name) return value;
  return "";
}

// An answer that holds a secret, or a file, is given once.
app::KeptAnswer ToKeep(const Call& call, const http::Response& response) {
  app::KeptAnswer kept{
      .status = response.status, .location = HeaderOf(response, "Location"), .body = {}};
  const bool plain =
      !call.endpoint.secret && HeaderOf(response, "Content-Type") == "application/json";
  if (plain)
    kept.body = response.body;
  else
    kept.body = R"({"schema":"almoner.done/1","done":true})";
  return kept;
}

// What tells one body from another: itself, or its digest where it is still to come.
std::optional<std::string> AskedIn(const http::Request& request) {
  if (request.flow == nullptr || request.flow->left() == 0) return request.body;
  const auto digest = DigestIn(request);
  if (!digest || !*digest) return std::nullopt;
  return "sha-256 " + ToHex(**digest);
}

}  // namespace

Result<http::Response> Repeatable(const Call& call,
                                  const std::function<Result<http::Response>()>& run) {
  const auto header = call.request.header("idempotency-key");
  const bool changes =
      call.request.method != http::Method::kGet && call.request.method != http::Method::kHead;
  if (!header || !changes || !call.endpoint.repeats) return run();
  const auto key = KeyIn(*header);
  if (!key)
    return Problem(call.request, 400, "idempotency-key",
                   "An Idempotency-Key is a text of 1 to 128 letters, digits and signs.");
  const auto asked = AskedIn(call.request);
  if (!asked)
    return Problem(
        call.request, 400, "content-digest",
        "With an Idempotency-Key, a document of more than 1 MiB needs a Content-Digest of "
        "sha-256.");
  const app::AnswerName name =
      app::NameAnswer(call.app(), call.caller.staff,
                      std::string(http::Name(call.request.method)) + " " + call.request.path, *key,
                      call.purpose + "\n" + *asked);
  const app::Before before = TRY(app::BeginAnswer(call.app(), name));
  if (const auto* const kept = std::get_if<app::KeptAnswer>(&before)) return GiveAgain(*kept);
  if (std::holds_alternative<app::Busy>(before))
    return Problem(call.request, 409, "in-progress",
                   "The same call is being answered, or was broken off: look what it did.");
  if (std::holds_alternative<app::Otherwise>(before))
    return Problem(call.request, 422, "idempotency-key",
                   "This Idempotency-Key was sent with another body or purpose before.");
  auto answered = run();
  // What was not done may be tried again under the same key.
  if (!answered || answered->status >= 300) {
    TRY(app::ForgetAnswer(call.app(), name));
    return answered;
  }
  TRY(app::KeepAnswer(call.app(), name, ToKeep(call, *answered)));
  return answered;
}

}  // namespace almoner::web::api
