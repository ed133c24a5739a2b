// Where the links in letters lead. Opening one changes nothing, since programs that look through
// mail open links too: the button on its page does.
#include "app/account_mail.h"
#include "crypto/password.h"
#include "http/form.h"
#include "portal/handlers.h"
#include "portal/passwords.h"
#include "web/caller.h"
#include "web/second.h"

namespace almoner::web::portal {
namespace {

using account::Use;

struct LinkPage {
  Use use = Use::kRegister;
  std::string_view path;
  std::string_view heading;
  std::string_view button;
  std::string says;
  bool password = false;  // it asks for a new one
};

LinkPage PageOf(Use use) {
  switch (use) {
    case Use::kRegister:
      return {.use = use,
              .path = "/my/register/finish",
              .heading = "Finish registering",
              .button = "Start my account",
              .says = "Choose the password that you will sign in with.",
              .password = true};
    case Use::kPassword:
      return {.use = use,
              .path = "/my/forgotten/new",
              .heading = "Choose another password",
              .button = "Change it",
              .says = "You will be signed out everywhere.",
              .password = true};
    case Use::kLock:
      return {.use = use,
              .path = "/my/stolen/lock",
              .heading = "Lock the account",
              .button = "Lock it now",
              .says =
                  "Everybody is signed out, and nobody can sign in until you have told us that "
                  "it is you."};
    case Use::kAddress:
      return {.use = use,
              .path = "/my/email/confirm",
              .heading = "Confirm your e-mail address",
              .button = "Confirm it",
              .says = "You sign in with this address from now on. We tell the old one."};
  }
  std::unreachable();
}

FormPage FormOf(const LinkPage& page, const std::string& key) {
  FormPage form{.heading = page.heading,
                .back = "/my/sign-in",
                .back_text = "Sign in",
                .action = std::string(page.path),
                .button = page.button,
                .says = {page.says},
                .hidden = {{"key", key}}};
  if (page.password) form.questions = {NewPassword()};
  return form;
}

// Used, over, or never one: it is not told which.
Answer ShowOver(Desk& desk, const http::Request& request) {
  return ShowPage(
      desk.site, {.title = "This link does not work", .status = 404},
      {.heading = "This link does not work",
       .back = "/my/sign-in",
       .back_text = "Sign in",
       .button = "",
       .says = {"It was used already, or its time is over. Each link works once.",
                "You can ask for another one on the page where you sign in, or ask us: " +
                    desk.notice().organisation.contact + "."},
       .closed = true},
      FormToken(desk.site, request));
}

Answer ShowDone(Desk& desk, const http::Request& request, std::string_view heading,
                std::string text) {
  return ShowPage(desk.site, {.title = heading},
                  {.heading = heading,
                   .back = "/my/sign-in",
                   .back_text = "Sign in",
                   .button = "",
                   .says = {std::move(text)},
                   .closed = true},
                  FormToken(desk.site, request));
}

Answer ShowLink(Desk& desk, const http::Request& request, Use use) {
  const Personal<std::string> key(request.query("key").value_or(""));
  if (!TRY(app::LinkIn(desk.site.app, key, use))) return ShowOver(desk, request);
  const LinkPage page = PageOf(use);
  return ShowPage(desk.site, {.title = page.heading}, FormOf(page, key.Expose()),
                  FormToken(desk.site, request));
}

Answer Register(Desk& desk, const http::Request& request, const Personal<std::string>& key,
                const std::string& hash) {
  auto made = app::RegisterByMail(desk.site.app, key, hash);
  if (!made && made.error().code == Code::kNotFound) return ShowOver(desk, request);
  const account::AccountId account = TRY(std::move(made));
  const auto begun = TRY(
      desk.site.visits.Begin(account, {.before = VisitToken(request), .where = WhereOf(request)}));
  ++desk.site.counters.sessions_begun;
  return Welcome(http::Response::Redirect("/my?new=1"), begun);
}

// What the button does; it fails with kNotFound where the link is good no more.
Status Act(Desk& desk, Use use, const Personal<std::string>& key, const std::string& hash) {
  app::App& app = desk.site.app;
  if (use == Use::kPassword) return app::SetPasswordByMail(app, key, hash);
  if (use == Use::kLock) return app::LockByMail(app, key);
  const Status set = app::SetAddressByMail(app, key);
  if (!set && set.error().code == Code::kConflict)
    return Fail(Code::kNotFound, "Another account has the address since.");
  return set;
}

Answer ShowActed(Desk& desk, const http::Request& request, Use use) {
  if (use == Use::kPassword)
    return ShowDone(desk, request, "Your password is changed", "Sign in with the new one.");
  if (use == Use::kAddress)
    return ShowDone(desk, request, "Your e-mail address is changed",
                    "Sign in with the new one. We have told the old one.");
  return ShowDone(desk, request, "The account is locked",
                  "Nobody can sign in to it now. Tell us, so that we can look at it with you and "
                  "unlock it: " +
                      desk.notice().organisation.contact + ".");
}

Answer TakeLink(Desk& desk, const http::Request& request, Use use) {
  const auto fields = http::ParseForm(request);
  if (!fields) return Fail(Code::kInvalid, "The form could not be read. Send it again as UTF-8.");
  const Answers answers(*fields);
  const Personal<std::string> key(answers.Text("key"));
  const auto link = TRY(app::LinkIn(desk.site.app, key, use));
  if (!link) return ShowOver(desk, request);
  const LinkPage page = PageOf(use);
  const FormPage form = FormOf(page, key.Expose());
  const auto again = [&](std::vector<FieldProblem> problems, int status) {
    return ShowPage(desk.site, {.title = page.heading, .status = status}, form,
                    FormToken(desk.site, request), answers, problems);
  };
  if (!OurForm(request, answers))
    return again({{.field = std::string(kHeading),
                   .text = "This form was out of date. Please send it once more"}},
                 403);
  std::string hash;
  if (page.password) {
    auto problems = Check(form.questions, answers);
    const auto password =
        TRY(NewPasswordIn(desk.site, answers.Text("password"), link->email.Expose()));
    if (!password && answers.Has("password"))
      problems.push_back({.field = "password", .text = password.error()});
    if (!problems.empty()) return again(std::move(problems), 422);
    hash = crypto::HashPassword(*password);
  }
  if (use == Use::kRegister) return Register(desk, request, key, hash);
  Status done = Act(desk, use, key, hash);
  if (!done && done.error().code == Code::kNotFound) return ShowOver(desk, request);
  TRY(std::move(done));
  return ShowActed(desk, request, use);
}

}  // namespace

Answer ShowFinish(Desk& desk, const http::Request& request) {
  return ShowLink(desk, request, Use::kRegister);
}
Answer Finish(Desk& desk, const http::Request& request) {
  return TakeLink(desk, request, Use::kRegister);
}
Answer ShowNewPassword(Desk& desk, const http::Request& request) {
  return ShowLink(desk, request, Use::kPassword);
}
Answer TakeNewPassword(Desk& desk, const http::Request& request) {
  return TakeLink(desk, request, Use::kPassword);
}
Answer ShowLock(Desk& desk, const http::Request& request) {
  return ShowLink(desk, request, Use::kLock);
}
Answer Lock(Desk& desk, const http::Request& request) {
  return TakeLink(desk, request, Use::kLock);
}
Answer ShowConfirm(Desk& desk, const http::Request& request) {
  return ShowLink(desk, request, Use::kAddress);
}
Answer Confirm(Desk& desk, const http::Request& request) {
  return TakeLink(desk, request, Use::kAddress);
}

}  // namespace almoner::web::portal
