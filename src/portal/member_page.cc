// What whoever is signed in does with their account: the code that shows who they are, and another
// e-mail address.
#include "app/account_mail.h"
#include "app/portal_accounts.h"
#include "http/form.h"
#include "http/text.h"
#include "mail/mail.h"
#include "portal/handlers.h"
#include "portal/passwords.h"
#include "web/caller.h"
#include "web/doors.h"
#include "web/second.h"

namespace almoner::web::portal {
namespace {

FormPage CodeForm() {
  return {.heading = "Enter a code from us",
          .back = "/my",
          .back_text = "Your account",
          .action = "/my/code",
          .button = "Continue",
          .says = {"The code that we gave you or sent to you in a letter shows us that it is you. "
                   "Then your account shows what we hold about you."},
          .questions = {{.kind = Kind::kLine,
                         .name = "code",
                         .label = "Code",
                         .missing = "Enter the code from our letter",
                         .hint = "For example, 7K4M-2Q9T-HX3C"}}};
}

FormPage EmailForm() {
  return {
      .heading = "Change your e-mail address",
      .back = "/my",
      .back_text = "Your account",
      .action = "/my/email",
      .button = "Send me the link",
      .says = {"We send a link to the new address, and change it once you have opened that. Then "
               "we tell the old address."},
      .questions = {{.kind = Kind::kCurrent,
                     .name = "password",
                     .label = "Your password",
                     .missing = "Enter your password, so that we know that it is you"},
                    {.kind = Kind::kLine,
                     .name = "email",
                     .label = "New e-mail address",
                     .missing = "Enter the new e-mail address",
                     .autocomplete = "email",
                     .type = "email"}}};
}

// Where letters bear no links, or one is on its way.
FormPage EmailSays(std::string text) {
  return {.heading = "Change your e-mail address",
          .back = "/my",
          .back_text = "Your account",
          .button = "",
          .says = {std::move(text)},
          .closed = true};
}

Answer ShowEmailForm(Desk& desk, const Member& member, const FormPage& form,
                     const Answers& answers = {}, const std::vector<FieldProblem>& problems = {}) {
  return ShowPage(desk.site, {.title = form.heading, .tab = Tab::kMy, .member = &member}, form,
                  member.csrf, answers, problems);
}

Result<std::vector<FieldProblem>> WrongWith(Desk& desk, const Member& member, const FormPage& form,
                                            const Answers& answers, const std::string& email) {
  auto problems = Check(form.questions, answers);
  if (answers.Has("email") && !mail::Address::Parse(email))
    problems.push_back({.field = "email", .text = std::string(kNoAddress)});
  if (!problems.empty()) return problems;
  const account::Holder holder = TRY(desk.site.app.store().Read([&](store::ReadTx& tx) {
    return account::LoadHolder(tx, desk.site.app.keys(), member.account);
  }));
  if (auto wrong = TRY(NotTheirs(desk.site, holder.email, answers)))
    problems.push_back(*std::move(wrong));
  return problems;
}

}  // namespace

Result<http::Response> ShowCodeForm(Site& site, const http::Request& /*request*/,
                                    const Member& member) {
  if (member.person) return http::Response::Redirect("/my");
  return ShowPage(site, {.title = "Enter a code", .tab = Tab::kMy, .member = &member}, CodeForm(),
                  member.csrf);
}

Result<http::Response> TakeCode(Site& site, const http::Request& request, const Member& member,
                                const Answers& answers) {
  if (member.person) return http::Response::Redirect("/my");
  const FormPage form = CodeForm();
  const auto again = [&](std::string text, int status) {
    return ShowPage(site,
                    {.title = "Enter a code", .tab = Tab::kMy, .status = status, .member = &member},
                    form, member.csrf, answers, {{.field = "code", .text = std::move(text)}});
  };
  if (!answers.Has("code")) return again("Enter the code from our letter", 422);
  const Personal<std::string> code(account::Tidy(answers.Text("code")));
  const Personal<std::string> tried(member.account.text());  // nobody tries codes with one account
  for (const auto& counted : {code, tried})
    if (const auto denied = TRY(site.starts.MayTry(counted)))
      return TooMany(
          TRY(again("Too many tries have failed. Wait some minutes, then try again", 429)),
          *denied);
  const auto linked = app::LinkWithCode(site.app, member.account, code.Expose());
  const bool wrong =
      !linked && (linked.error().code == Code::kNotFound || linked.error().code == Code::kConflict);
  if (!linked && !wrong) return std::unexpected(linked.error());
  if (wrong || !*linked) {
    TRY(site.starts.Failed(code));
    TRY(site.starts.Failed(tried));
    return again(
        "This code does not work. Check it, or ask us for a new one: it works for four weeks", 422);
  }
  const auto begun = TRY(site.visits.Begin(
      member.account, {.before = VisitToken(request), .where = WhereOf(request)}));
  app::NoteAccountUse(site.app, member.account);
  return Welcome(http::Response::Redirect("/my?new=1"), begun);
}

Answer ShowMyEmail(Desk& desk, const http::Request& request) {
  const auto member = TRY(MemberOf(desk.site, request));
  if (!member) return http::Response::Redirect("/my/sign-in");
  if (!app::SendsLinks(desk.site.app))
    return ShowEmailForm(desk, *member,
                         EmailSays("This cannot be done by e-mail here. Ask us: " +
                                   desk.notice().organisation.contact + "."));
  if (request.query("sent"))
    return ShowEmailForm(
        desk, *member,
        EmailSays("Look in the e-mail of the new address, and open the link in our "
                  "letter within 24 hours. Until then the old address stays."));
  return ShowEmailForm(desk, *member, EmailForm());
}

Answer TakeMyEmail(Desk& desk, const http::Request& request) {
  const auto member = TRY(MemberOf(desk.site, request));
  if (!member || !app::SendsLinks(desk.site.app)) return ShowMyEmail(desk, request);
  const auto fields = http::ParseForm(request);
  if (!fields) return Fail(Code::kInvalid, "The form could not be read. Send it again as UTF-8.");
  const Answers answers(*fields);
  if (FromElsewhere(request) || !SameSecret(answers.Text("csrf"), member->csrf))
    return ShowStale(desk, request);
  const FormPage form = EmailForm();
  const std::string email(http::Trim(answers.Text("email")));
  const auto problems = TRY(WrongWith(desk, *member, form, answers, email));
  if (!problems.empty()) return ShowEmailForm(desk, *member, form, answers, problems);
  if (const auto wait = desk.mails.Waits(request.client, desk.Now()))
    return ShowWait(desk, request, *wait);
  desk.mails.Count(request.client, desk.Now());
  const Personal<std::string> mailbox(http::Lower(email));
  if (!desk.mailed.Waits(mailbox, desk.Now())) {
    desk.mailed.Count(mailbox, desk.Now());
    TRY(app::AskForAddress(desk.site.app, member->account, Personal(email)));
  }
  return http::Response::Redirect("/my/email?sent=1");
}

}  // namespace almoner::web::portal
