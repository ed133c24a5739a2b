// Fetching a pack that waits: by its link, or signed in, and in either case with the code. Whatever
// stands in the way reads the same: a link that leads nowhere, one that is used or over, a wrong
// code. Opening the page looks nothing up.
#include "portal/sent.h"
#include "rights/offer.h"
#include "session/session.h"
#include "web/doors.h"
#include "web/status.h"
#include "web/words.h"

namespace almoner::web::portal {
namespace {

constexpr std::string_view kTitle = "Fetch your information";
constexpr std::string_view kNothing =
    "Nothing waits for this code. Check it letter by letter; what was fetched, or not fetched in "
    "time, is no longer here: ask us";

Question CodeQuestion() {
  return {.name = "code",
          .label = "The code that we told you",
          .missing = "Enter the code that we told you",
          .hint = "Twelve letters and numbers, like 4K7M-9QTX-2RWP."};
}

FormPage LinkForm(std::string action) {
  return {.heading = kTitle,
          .back = "/",
          .back_text = "Our notice",
          .action = std::move(action),
          .button = "Download",
          .says = {"You have a link from us, and a code that we told you in another way. It takes "
                   "both, and works once.",
                   "Your device keeps a ZIP file with what you asked for. On a device that others "
                   "use, fetch it somewhere else.",
                   "If the download breaks off, send the code again from this page within an hour. "
                   "After that, ask us."},
          .questions = {CodeQuestion()}};
}

FormPage WaitingForm(const std::vector<rights::WaitingOwn>& waiting) {
  FormPage form{.heading = "Waiting for you",
                .back = "/my",
                .back_text = "Your account",
                .action = "/my/downloads",
                .button = "Download"};
  form.closed = waiting.empty();
  if (waiting.empty()) {
    form.says = {"Nothing waits for you here."};
    return form;
  }
  form.says = {
      "It opens with the code that we told you by telephone, in person or by post. It "
      "works once; if the download breaks off, send the code again within an hour."};
  for (const rights::WaitingOwn& one : waiting)
    form.shows.emplace_back(std::string(web::InWords(one.right).name) + " (" + one.reference + ")",
                            "Until " + MomentInWords(one.ends));
  form.questions = {CodeQuestion()};
  return form;
}

http::Response Attached(const rights::FetchedPack& pack) {
  return http::Response::File("application/zip", std::string(AsText(pack.zip)))
      .With("Content-Disposition",
            "attachment; filename=\"information-" + pack.reference + ".zip\"");
}

session::Failures Tries(const Site& site, Literal kind) {
  return {kind, site.app.store(), site.app.keys(), site.app.clock()};
}

std::vector<FieldProblem> OnCode(std::string_view text) {
  return {{.field = "code", .text = std::string(text)}};
}

constexpr std::string_view kTooOften =
    "This was tried too often. Wait some minutes, then try again, or ask us";

}  // namespace

Result<http::Response> ShowDownload(Site& site, const http::Request& request) {
  return ShowPage(site, {.title = kTitle}, LinkForm(request.path), FormToken(site, request));
}

Result<http::Response> Download(Site& site, const http::Request& request, const Answers& answers) {
  const std::string token = FormToken(site, request);
  const FormPage form = LinkForm(request.path);
  const auto again = [&](int status, const std::vector<FieldProblem>& problems) {
    return ShowPage(site, {.title = kTitle, .status = status}, form, token, answers, problems);
  };
  if (!OurForm(request, answers))
    return again(403, OnCode("This form was open too long. Send the code once more"));
  if (const auto problems = Check(form.questions, answers); !problems.empty())
    return again(422, problems);
  const std::string link = request.param("link").value_or("");
  session::Failures tries = Tries(site, "pack-link");
  const Personal<std::string> tried(link);
  if (const auto denied = TRY(tries.MayTry(tried)))
    return TooMany(TRY(again(429, OnCode(kTooOften))), *denied);
  const auto fetched = TRY(rights::Fetch(site.app.rights(), link,
                                         {.who = ToBytes(token), .code = answers.Text("code")}));
  if (!fetched) {
    TRY(tries.Failed(tried));
    return again(422, OnCode(kNothing));
  }
  TRY(tries.Succeeded(tried));
  return Attached(*fetched);
}

Result<http::Response> ShowMyDownloads(Site& site, const http::Request& /*request*/,
                                       const Visitor& visitor) {
  const auto waiting =
      TRY(site.counters.Count(rights::ListWaiting(site.app.rights(), visitor.subject)));
  if (!waiting) return ShowNotHere(site, visitor);
  return ShowPage(site, {.title = "Waiting for you", .visitor = &visitor, .tab = Tab::kMy},
                  WaitingForm(*waiting), visitor.csrf);
}

Result<http::Response> TakeMyDownload(Site& site, const http::Request& /*request*/,
                                      const Visitor& visitor, const Answers& answers) {
  const auto again = [&](int status, std::string_view problem) -> Result<http::Response> {
    const auto waiting =
        TRY(site.counters.Count(rights::ListWaiting(site.app.rights(), visitor.subject)));
    if (!waiting) return ShowNotHere(site, visitor);
    FormPage form = WaitingForm(*waiting);
    if (form.closed) form.questions = {CodeQuestion()};
    form.closed = false;
    return ShowPage(
        site, {.title = "Waiting for you", .visitor = &visitor, .tab = Tab::kMy, .status = status},
        form, visitor.csrf, answers, OnCode(problem));
  };
  if (!answers.Has("code")) return again(422, CodeQuestion().missing);
  session::Failures tries = Tries(site, "pack-own");
  const Personal<std::string> tried(visitor.account.text());
  if (const auto denied = TRY(tries.MayTry(tried)))
    return TooMany(TRY(again(429, kTooOften)), *denied);
  const auto fetched =
      TRY(rights::FetchOwn(site.app.rights(), visitor.subject,
                           {.who = ToBytes(visitor.account.text()), .code = answers.Text("code")}));
  if (!fetched) {
    TRY(tries.Failed(tried));
    return again(422, kNothing);
  }
  TRY(tries.Succeeded(tried));
  return Attached(*fetched);
}

}  // namespace almoner::web::portal
