// Making an account with the code that staff gave, signing in to it, and out.
#include "app/portal_accounts.h"
#include "crypto/password.h"
#include "http/text.h"
#include "mail/mail.h"
#include "portal/handlers.h"
#include "portal/passwords.h"
#include "portal/second.h"
#include "portal/visitor.h"
#include "web/caller.h"
#include "web/doors.h"

namespace almoner::web::portal {
namespace {

constexpr std::string_view kStale = "This form was out of date. Please send it once more";

FormPage SignInForm() {
  return {.heading = "Sign in to your account",
          .back = "/",
          .back_text = "Privacy notice",
          .action = "/my/sign-in",
          .button = "Sign in",
          .links = {{"/my/start", "Start an account with a code from us"},
                    {"/my/register", "Register by e-mail"},
                    {"/my/forgotten", "I forgot my password, or cannot get in"},
                    {"/my/stolen", "Somebody else is using my account"}},
          .questions = {{.kind = Kind::kLine,
                         .name = "email",
                         .label = "E-mail address",
                         .missing = "Enter the e-mail address of your account",
                         .autocomplete = "username",
                         .type = "email"},
                        {.kind = Kind::kCurrent,
                         .name = "password",
                         .label = "Password",
                         .missing = "Enter your password"}}};
}

FormPage StartForm() {
  return {
      .heading = "Start your account",
      .back = "/my/sign-in",
      .back_text = "Sign in",
      .action = "/my/start",
      .button = "Start",
      .says = {"You need the code that we gave you or sent to you in a letter. It shows us that "
               "it is you. If you have none, ask us for one."},
      .questions = {{.kind = Kind::kLine,
                     .name = "code",
                     .label = "Code",
                     .missing = "Enter the code from our letter",
                     .hint = "For example, 7K4M-2Q9T-HX3C"},
                    {.kind = Kind::kLine,
                     .name = "email",
                     .label = "E-mail address",
                     .missing = "Enter the e-mail address that you will sign in with",
                     .autocomplete = "username",
                     .type = "email"},
                    NewPassword()}};
}

Personal<std::string> EmailIn(const Answers& answers) {
  const std::string typed = answers.Text("email");
  return Personal(std::string(http::Trim(typed)));
}

std::string Waiting(std::chrono::seconds wait) {
  const auto minutes = std::chrono::ceil<std::chrono::minutes>(wait).count();
  return "Too many tries have failed. Wait " + std::to_string(minutes) +
         (minutes == 1 ? " minute" : " minutes") + ", then try again";
}

// An account for whoever the code was given to; nothing: the code is nobody's.
Result<std::optional<account::AccountId>> Make(Site& site, const Answers& answers,
                                               const SecretBytes& password) {
  app::App& app = site.app;
  const std::string code = answers.Text("code");
  auto subject = app.store().Read([&](store::ReadTx& tx) {
    return account::InvitedBy(tx, app.keys(), code, app.clock().Now());
  });
  if (!subject && subject.error().code == Code::kNotFound)
    return std::optional<account::AccountId>();
  const SubjectId person = TRY(std::move(subject));
  const auto ready =
      TRY(account::Prepare(app.keys(), person, EmailIn(answers), crypto::HashPassword(password)));
  const auto made = TRY(app::StartPortalAccount(app, ready, code));
  if (!made) return std::optional<account::AccountId>();
  return std::optional(ready.id);
}

}  // namespace

Result<http::Response> ShowMySignIn(Site& site, const http::Request& request) {
  if (TRY(MemberOf(site, request))) return http::Response::Redirect("/my");
  return SameForm(site, request, [&] {
    return ShowPage(site, {.title = "Sign in"}, SignInForm(), FormToken(site, request));
  });
}

Result<http::Response> MySignIn(Site& site, const http::Request& request, const Answers& answers) {
  const FormPage form = SignInForm();
  const auto again = [&](std::vector<FieldProblem> problems, int status) {
    return ShowPage(site, {.title = "Sign in", .status = status}, form, FormToken(site, request),
                    answers, problems);
  };
  if (!OurForm(request, answers))
    return again({{.field = std::string(kHeading), .text = std::string(kStale)}}, 403);
  if (auto problems = Check(form.questions, answers); !problems.empty())
    return again(std::move(problems), 422);
  const auto account = TRY(site.visits.Check(EmailIn(answers), PasswordIn(answers.Text("password")),
                                             NetworkOf(request)));
  if (account) return Enter(site, request, account->holder, account->password, "/my");
  const session::Denied denied = account.error();
  if (denied.wait.count() != 0) {
    ++site.counters.sessions_delayed;
    return TooMany(TRY(again({{.field = "email", .text = Waiting(denied.wait)}}, 429)), denied);
  }
  ++site.counters.sessions_refused;
  return again({{.field = "email",
                 .text = "Check your e-mail address and password. One of them is not right"}},
               422);
}

Result<http::Response> ShowStart(Site& site, const http::Request& request) {
  return ShowPage(site, {.title = "Start your account"}, StartForm(), FormToken(site, request));
}

Result<http::Response> Start(Site& site, const http::Request& request, const Answers& answers) {
  const FormPage form = StartForm();
  const auto again = [&](std::vector<FieldProblem> problems, int status) {
    return ShowPage(site, {.title = "Start your account", .status = status}, form,
                    FormToken(site, request), answers, problems);
  };
  if (!OurForm(request, answers))
    return again({{.field = std::string(kHeading), .text = std::string(kStale)}}, 403);
  auto problems = Check(form.questions, answers);
  const std::string email = EmailIn(answers).Expose();
  if (!email.empty() && !mail::Address::Parse(email))
    problems.push_back({.field = "email", .text = "Enter an e-mail address like name@example.com"});
  const auto password = TRY(NewPasswordIn(site, answers.Text("password"), email));
  if (!password && answers.Has("password"))
    problems.push_back({.field = "password", .text = password.error()});
  if (!problems.empty()) return again(std::move(problems), 422);
  // By the code, so that nobody tries addresses with it to see who has an account.
  const Personal<std::string> code(account::Tidy(answers.Text("code")));
  if (const auto denied = TRY(site.starts.MayTry(code)))
    return TooMany(TRY(again({{.field = "code", .text = Waiting(denied->wait)}}, 429)), *denied);
  auto made = Make(site, answers, *password);
  const bool taken = !made && made.error().code == Code::kConflict;
  if (!made && !taken) return std::unexpected(made.error());
  if (taken || !*made) {
    TRY(site.starts.Failed(code));
    return again({{.field = "code",
                   .text = "An account cannot be started with this code and this address. Check "
                           "both, or ask us for a new code: it works for four weeks"}},
                 422);
  }
  const account::AccountId account = **made;
  return Enter(site, request, account, std::nullopt, "/my?new=1");
}

Result<http::Response> MySignOut(Site& site, const http::Request& request, const Member& /*member*/,
                                 const Answers& /*answers*/) {
  if (const auto token = VisitToken(request)) TRY(site.visits.End(*token));
  return Farewell(http::Response::Redirect("/"));
}

}  // namespace almoner::web::portal
