// The first page of somebody's own, their password, and closing the account.
#include "crypto/password.h"
#include "portal/handlers.h"
#include "portal/passwords.h"

namespace almoner::web::portal {
namespace {

gate::Ask AskOwn(const Visitor& visitor) {
  return {.purpose = "law.rights",
          .subjects = {visitor.subject},
          .action = gate::Action::kAttend,
          .own = true};
}

FormPage PasswordForm() {
  Question fresh = NewPassword();
  fresh.name = "new-password";
  return {.heading = "Change your password",
          .back = "/my",
          .back_text = "Your account",
          .action = "/my/password",
          .button = "Change it",
          .says = {"You will be signed out everywhere else."},
          .questions = {{.kind = Kind::kCurrent,
                         .name = "password",
                         .label = "Your password now",
                         .missing = "Enter the password that you have now"},
                        std::move(fresh)}};
}

FormPage CloseForm() {
  return {
      .heading = "Close your account",
      .back = "/my",
      .back_text = "Your account",
      .action = "/my/close",
      .button = "Close my account",
      .says = {"You can no longer sign in here afterwards. What we hold about you stays as it is: "
               "if you want it deleted, ask for that first.",
               "Your requests go on, and we answer you in writing."},
      .questions = {{.kind = Kind::kCurrent,
                     .name = "password",
                     .label = "Your password",
                     .missing = "Enter your password, so that we know that it is you"}}};
}

Result<account::Account> AccountOf(const Site& site, const Visitor& visitor) {
  return site.app.store().Read(
      [&](store::ReadTx& tx) { return account::Load(tx, site.app.keys(), visitor.account); });
}

// Their password once more; the problem where it is not. Slowed down like signing in.
Result<std::optional<FieldProblem>> NotTheirs(Site& site, const account::Account& account,
                                              const Answers& answers) {
  const auto checked = TRY(site.visits.Check(account.email, PasswordIn(answers.Text("password"))));
  if (checked) return std::optional<FieldProblem>();
  const std::string text = checked.error().wait.count() == 0
                               ? "This is not your password"
                               : "Too many tries have failed. Wait some minutes, then try again";
  return std::optional<FieldProblem>({.field = "password", .text = text});
}

}  // namespace

Result<http::Response> ShowMy(Site& site, const http::Request& request, const Visitor& visitor) {
  View page("my.html");
  page.Set("ORGANISATION", site.app.notice().organisation.name)
      .ShowIf(request.query("new").has_value(), "NEW")
      .ShowIf(request.query("changed").has_value(), "CHANGED");
  return ShowPage(site, {.title = "Your account", .visitor = &visitor, .tab = Tab::kMy},
                  std::move(page));
}

Result<http::Response> ShowMyPassword(Site& site, const http::Request& /*request*/,
                                      const Visitor& visitor) {
  return ShowPage(site, {.title = "Change your password", .visitor = &visitor, .tab = Tab::kMy},
                  PasswordForm(), visitor.csrf);
}

Result<http::Response> TakeMyPassword(Site& site, const http::Request& request,
                                      const Visitor& visitor, const Answers& answers) {
  const FormPage form = PasswordForm();
  const account::Account account = TRY(AccountOf(site, visitor));
  auto problems = Check(form.questions, answers);
  const auto fresh = TRY(NewPasswordIn(site, answers.Text("new-password"), account.email.Expose()));
  if (!fresh && answers.Has("new-password"))
    problems.push_back({.field = "new-password", .text = fresh.error()});
  if (problems.empty())
    if (auto wrong = TRY(NotTheirs(site, account, answers))) problems.push_back(*std::move(wrong));
  if (!problems.empty())
    return ShowPage(site, {.title = "Change your password", .visitor = &visitor, .tab = Tab::kMy},
                    form, visitor.csrf, answers, problems);
  const std::string hash = crypto::HashPassword(*fresh);
  const auto changed = TRY(
      site.app.gate().Act(AskOwn(visitor), "account.password-set", [&](const gate::Change& change) {
        return account::SetPassword(change, visitor.account, hash);
      }));
  if (!changed) return ShowNotHere(site, visitor);
  const auto begun = TRY(site.visits.Begin(visitor.account, VisitToken(request)));
  return Welcome(http::Response::Redirect("/my?changed=1"), begun);
}

Result<http::Response> ShowClose(Site& site, const http::Request& /*request*/,
                                 const Visitor& visitor) {
  return ShowPage(site, {.title = "Close your account", .visitor = &visitor, .tab = Tab::kMy},
                  CloseForm(), visitor.csrf);
}

Result<http::Response> TakeClose(Site& site, const http::Request& /*request*/,
                                 const Visitor& visitor, const Answers& answers) {
  const FormPage form = CloseForm();
  auto problems = Check(form.questions, answers);
  if (problems.empty()) {
    const account::Account account = TRY(AccountOf(site, visitor));
    if (auto wrong = TRY(NotTheirs(site, account, answers))) problems.push_back(*std::move(wrong));
  }
  if (!problems.empty())
    return ShowPage(site, {.title = "Close your account", .visitor = &visitor, .tab = Tab::kMy},
                    form, visitor.csrf, answers, problems);
  const auto closed =
      TRY(site.app.gate().Act(AskOwn(visitor), "account.closed", [&](const gate::Change& change) {
        return account::Forget(change, visitor.subject);
      }));
  if (!closed) return ShowNotHere(site, visitor);
  return Farewell(http::Response::Redirect("/"));
}

}  // namespace almoner::web::portal
