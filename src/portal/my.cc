// The first page of somebody's own, their password, and closing the account.
#include "app/account_mail.h"
#include "crypto/password.h"
#include "portal/handlers.h"
#include "portal/passwords.h"
#include "web/second.h"

namespace almoner::web::portal {
namespace {

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

Result<account::Holder> HolderOf(const Site& site, const Member& member) {
  return site.app.store().Read(
      [&](store::ReadTx& tx) { return account::LoadHolder(tx, site.app.keys(), member.account); });
}

}  // namespace

Result<http::Response> ShowMy(Site& site, const http::Request& request, const Member& member) {
  View page(member.person ? Literal("my.html") : Literal("my_waiting.html"));
  page.Set("ORGANISATION", site.app.notice().organisation.name)
      .ShowIf(request.query("new").has_value(), "NEW")
      .ShowIf(request.query("changed").has_value(), "CHANGED")
      .ShowIf(app::SendsLinks(site.app), "BY_MAIL");
  if (!member.person) page.Set("CONTACT", site.app.notice().organisation.contact);
  return ShowPage(site, {.title = "Your account", .tab = Tab::kMy, .member = &member},
                  std::move(page));
}

Result<http::Response> ShowMyPassword(Site& site, const http::Request& /*request*/,
                                      const Member& member) {
  return ShowPage(site, {.title = "Change your password", .tab = Tab::kMy, .member = &member},
                  PasswordForm(), member.csrf);
}

Result<http::Response> TakeMyPassword(Site& site, const http::Request& request,
                                      const Member& member, const Answers& answers) {
  const FormPage form = PasswordForm();
  const account::Holder account = TRY(HolderOf(site, member));
  auto problems = Check(form.questions, answers);
  const auto fresh = TRY(NewPasswordIn(site, answers.Text("new-password"), account.email.Expose()));
  if (!fresh && answers.Has("new-password"))
    problems.push_back({.field = "new-password", .text = fresh.error()});
  if (problems.empty())
    if (auto wrong = TRY(NotTheirs(site, account.email, answers)))
      problems.push_back(*std::move(wrong));
  if (!problems.empty())
    return ShowPage(site, {.title = "Change your password", .tab = Tab::kMy, .member = &member},
                    form, member.csrf, answers, problems);
  const std::string hash = crypto::HashPassword(*fresh);
  TRY(app::SetOwnPassword(site.app, member.account, hash));
  const auto begun = TRY(site.visits.Begin(member.account, {.before = VisitToken(request),
                                                            .password = session::DigestOf(hash),
                                                            .where = WhereOf(request)}));
  return Welcome(http::Response::Redirect("/my?changed=1"), begun);
}

Result<http::Response> ShowClose(Site& site, const http::Request& /*request*/,
                                 const Member& member) {
  return ShowPage(site, {.title = "Close your account", .tab = Tab::kMy, .member = &member},
                  CloseForm(), member.csrf);
}

Result<http::Response> TakeClose(Site& site, const http::Request& /*request*/, const Member& member,
                                 const Answers& answers) {
  const FormPage form = CloseForm();
  auto problems = Check(form.questions, answers);
  if (problems.empty()) {
    const account::Holder account = TRY(HolderOf(site, member));
    if (auto wrong = TRY(NotTheirs(site, account.email, answers)))
      problems.push_back(*std::move(wrong));
  }
  if (!problems.empty())
    return ShowPage(site, {.title = "Close your account", .tab = Tab::kMy, .member = &member}, form,
                    member.csrf, answers, problems);
  TRY(app::CloseOwnAccount(site.app, member.account));
  return Farewell(http::Response::Redirect("/"));
}

}  // namespace almoner::web::portal
