#include "web/doors.h"

#include <boost/json.hpp>

#include "app/watched_store.h"
#include "base/log.h"
#include "http/form.h"
#include "web/caller.h"
#include "web/kept_form.h"
#include "web/status.h"

namespace almoner::web {
namespace {

constexpr std::string_view kRetryAfter = "10";  // seconds

bool IsApi(const http::Request& request) { return request.path.starts_with("/api/"); }

// The log gets what happened, with the request's id; the public gets a sentence.
void Report(const Site& site, const http::Request& request, const Error& error) {
  if (AnswerFor(error.code).status < 500) return;
  // That nothing can be written was said once, and is not said again for each who tries.
  if (error.code == Code::kUnavailable && app::Refusing(site.app.store())) return;
  Error full = error;
  full.details.push_back(Detail::Id("request", request.id));
  log::Failure("Answering a request", full);
}

// Whether the same form may be taken when it is sent again.
bool MaySucceed(int status) { return status == 409 || status >= 500; }

// A page that stands instead of what was asked for; with the navigation of whoever is signed in.
http::Response InsteadPage(Site& site, const http::Request& request, const Answer& answer,
                           std::string_view sentence) {
  const auto found = BySession(site, request);
  const Caller* const caller = found && found->has_value() ? &**found : nullptr;
  auto page = ShowMessage(
      site, request, caller, answer.status, answer.heading, sentence,
      KeptForm(request, MaySucceed(answer.status) ? KeptFor::kSending : KeptFor::kCopying,
               caller ? caller->csrf : ""));
  return page ? *std::move(page) : http::Response::Plain(answer.status);
}

// A commit that broke off may be there all the same.
constexpr Answer kUnknown = {503, "Look before you try again",
                             "It could not be seen whether it was kept. What you did may have been "
                             "done, or not: look, and only then do it once more."};

http::Response AnswerError(Site& site, const http::Request& request, const Error& error) {
  Report(site, request, error);
  const Answer answer = store::OutcomeUnknown(error) ? kUnknown : AnswerFor(error.code);
  // What is wrong with the input, or stands in its way, is for whoever sent it; all else stays
  // inside.
  const bool theirs =
      error.code == Code::kInvalid || error.code == Code::kConflict || error.code == Code::kRefused;
  const std::string_view sentence = theirs ? error.what.view() : answer.sentence;
  http::Response response = IsApi(request)
                                ? Problem(request, answer.status, Name(error.code), sentence)
                                : InsteadPage(site, request, answer, Plainly(sentence));
  if (answer.status != 503) return response;
  return std::move(response).With("Retry-After", std::string(kRetryAfter));
}

http::Response Finish(Site& site, const http::Request& request, Result<http::Response> response) {
  if (!response) return AnswerError(site, request, response.error());
  return *std::move(response);
}

bool Changes(const http::Request& request) {
  return request.method != http::Method::kGet && request.method != http::Method::kHead;
}

http::Response ToSignIn(const http::Request& request) {
  std::string next = request.path;
  if (const auto purpose = request.query("purpose")) next += "?purpose=" + *purpose;
  return http::Response::Redirect("/sign-in?next=" + http::EncodePercent(next));
}

Result<http::Response> SignedOut(Site& site, const http::Request& request) {
  auto kept = KeptForm(request, KeptFor::kSigningIn, "");
  if (!kept) return http::Response::Redirect("/sign-in");
  return ShowMessage(site, request, nullptr, 403, "You have been signed out",
                     "Nothing was saved yet, and nothing that you wrote is lost.", std::move(kept));
}

Result<http::Response> StaleForm(Site& site, const http::Request& request, const Caller& caller,
                                 const http::Fields& fields) {
  auto kept = KeptForm(request, fields, KeptFor::kSending, caller.csrf);
  const std::string what =
      kept ? "Nothing was saved yet. You are signed in as " + caller.name.Expose() +
                 ": look at what you wrote, and send it."
           : "Nothing was changed. Go back, load the page again and send the form once more.";
  return ShowMessage(site, request, &caller, 403, "This form is out of date", what,
                     std::move(kept));
}

Result<http::Response> RunForm(Site& site, const http::Request& request, ConsoleForm form) {
  const auto caller = TRY(BySession(site, request));
  if (!caller) return SignedOut(site, request);
  const auto fields = http::ParseForm(request);
  if (!fields) return Fail(Code::kInvalid, "The form could not be read. Send it again as UTF-8.");
  if (FromElsewhere(request) || !SameSecret(http::Find(*fields, "csrf").value_or(""), caller->csrf))
    return StaleForm(site, request, *caller, *fields);
  return form(site, request, *caller, *fields);
}

http::Response Unauthorised(const http::Request& request) {
  return Problem(request, 401, "unauthenticated", "Sign in, or send a key of the API.")
      .With("WWW-Authenticate", "Bearer realm=\"Almoner\"")
      .With("WWW-Authenticate", "Basic realm=\"Almoner\", charset=\"UTF-8\"");
}

Result<http::Response> RunApi(Site& site, const http::Request& request, const ApiCall& call) {
  if (request.header("authorization")) {
    const auto credentials = BasicCredentials(request);
    if (!credentials) return Unauthorised(request);
    const auto caller = TRY(ByPassword(site, request, credentials->login, credentials->password));
    if (caller && TRY(SecondOf(site, caller->staff)) != Second::kNone)
      return Problem(request, 403, "second-factor",
                     "This account signs in with a second factor, which no program can give. Use a "
                     "key of the API.");
    if (caller) return call(site, request, *caller);
    if (caller.error().wait.count() == 0) return Unauthorised(request);
    return TooMany(Problem(request, 429, "too-many-failures",
                           "Too many sign-ins with this login have failed. Wait, then try again."),
                   caller.error());
  }
  const auto caller = TRY(BySession(site, request));
  if (!caller) return Unauthorised(request);
  const std::string_view token = request.header("x-csrf-token").value_or("");
  if (Changes(request) && (FromElsewhere(request) || !SameSecret(token, caller->csrf)))
    return Problem(request, 403, "csrf", "Send the session's token in X-CSRF-Token.");
  if (Changes(request) && !Proved(site, *caller))
    return Problem(request, 403, "confirm",
                   "Nobody has shown for ten minutes that it is still the same person; confirm at "
                   "/confirm, or use a key of the API.");
  return call(site, request, *caller);
}

http::Response DressedProblem(const http::Request& request, int status, std::string_view sentence) {
  if (status == 405)
    return Problem(request, 405, "method-not-allowed",
                   "This address does not take that method; the header Allow says which it does.");
  return Problem(request, status, Name(Code::kNotFound), sentence);
}

}  // namespace

http::Response Problem(const http::Request& request, int status, std::string_view code,
                       std::string_view detail) {
  return Problem(request, status, code, detail, {});
}

http::Response Problem(const http::Request& request, int status, std::string_view code,
                       std::string_view detail, boost::json::object more) {
  more["code"] = code;
  more["request_id"] = request.id;
  return http::Response::Problem(status, detail, more);
}

Result<SubjectId> SubjectOf(const http::Request& request) {
  auto subject = SubjectId::Parse(request.param("id").value_or(""));
  if (!subject) return Fail(Code::kNotFound, "There is no such person here.");
  return subject;
}

http::Handler Guarded(Site& site,
                      std::function<Result<http::Response>(const http::Request&)> handle) {
  return [&site, handle = std::move(handle)](const http::Request& request) {
    return Finish(site, request, handle(request));
  };
}

http::Handler Public(Site& site, Page page) {
  return Guarded(site, [&site, page](const http::Request& request) { return page(site, request); });
}

http::Handler Console(Site& site, ConsolePage page) {
  return [&site, page](const http::Request& request) {
    const auto run = [&]() -> Result<http::Response> {
      const auto caller = TRY(BySession(site, request));
      if (!caller) return ToSignIn(request);
      return page(site, request, *caller);
    };
    return Finish(site, request, run());
  };
}

http::Handler Form(Site& site, ConsoleForm form) {
  return [&site, form](const http::Request& request) {
    return Finish(site, request, RunForm(site, request, form));
  };
}

http::Handler Api(Site& site, ApiCall call) {
  return [&site, call = std::move(call)](const http::Request& request) {
    return Finish(site, request, RunApi(site, request, call));
  };
}

Result<http::Response> ShowMessage(const Site& site, const http::Request& request,
                                   const Caller* caller, int status, std::string_view heading,
                                   std::string_view text, std::optional<View> kept) {
  View body("message.html");
  body.Set("HEADING", heading).Set("TEXT", text).Set("NUMBER", request.id);
  if (kept) body.Put("KEPT", *std::move(kept));
  return Show(site, {.title = heading, .caller = caller, .status = status}, std::move(body));
}

http::Response Dress(Site& site, const http::Request& request, http::Response plain) {
  const bool ours =
      !plain.headers.empty() && plain.headers.front().second.starts_with("text/plain");
  if (!ours || (plain.status != 404 && plain.status != 405)) return plain;
  Answer answer = AnswerFor(plain.status == 404 ? Code::kNotFound : Code::kRefused);
  answer.status = plain.status;
  http::Response dressed = IsApi(request) ? DressedProblem(request, plain.status, answer.sentence)
                                          : InsteadPage(site, request, answer, answer.sentence);
  for (std::size_t i = 1; i < plain.headers.size(); ++i)
    dressed.headers.push_back(std::move(plain.headers[i]));  // Allow
  return dressed;
}

http::Response TooMany(http::Response response, const staff::Denied& denied) {
  return std::move(response).With("Retry-After", std::to_string(denied.wait.count()));
}

}  // namespace almoner::web
