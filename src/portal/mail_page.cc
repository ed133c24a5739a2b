// Asking for a letter by e-mail: to register, to choose another password, to lock an account that
// somebody else uses. Whether the address has an account is told to whoever reads its mail alone:
// page, time and words are the same.
#include "app/account_mail.h"
#include "http/form.h"
#include "http/text.h"
#include "mail/mail.h"
#include "portal/handlers.h"
#include "web/caller.h"

namespace almoner::web::portal {
namespace {

using account::Use;

struct MailPage {
  Use use = Use::kRegister;
  std::string_view path;
  std::string_view heading;
  std::string_view button;
  std::vector<std::string> says;
  std::string sent;  // what to do with the letter
};

MailPage PageOf(Use use) {
  if (use == Use::kRegister)
    return {
        .use = use,
        .path = "/my/register",
        .heading = "Register by e-mail",
        .button = "Send me the link",
        .says = {"We send you a link, and you choose a password. We ask for nothing else.",
                 "At first your account shows only what you ask us through it. Once we know that "
                 "it is you, it shows what we hold about you too.",
                 "If somebody else reads your e-mail, they will see that you registered. You can "
                 "ask us for a code instead."},
        .sent = "Open the link in it within 24 hours."};
  if (use == Use::kPassword)
    return {.use = use,
            .path = "/my/forgotten",
            .heading = "Choose another password",
            .button = "Send me the link",
            .says = {"We send a link to the e-mail address of your account."},
            .sent = "Open the link in it within one hour."};
  return {.use = use,
          .path = "/my/stolen",
          .heading = "Lock an account",
          .button = "Send me the link",
          .says = {"Does somebody else use your account? We send a link to its e-mail address, by "
                   "which you lock it. Everybody is signed out then, and nobody can sign in until "
                   "you have told us that it is you."},
          .sent = "Open the link in it to lock the account."};
}

FormPage FormOf(const MailPage& page) {
  return {.heading = page.heading,
          .back = "/my/sign-in",
          .back_text = "Sign in",
          .action = std::string(page.path),
          .button = page.button,
          .says = page.says,
          .questions = {{.kind = Kind::kLine,
                         .name = "email",
                         .label = "E-mail address",
                         .missing = "Enter an e-mail address",
                         .autocomplete = "email",
                         .type = "email"}}};
}

std::string Reach(const Desk& desk) { return desk.notice().organisation.contact + "."; }

// Nothing to send: it only says why, or what to do now.
FormPage Closed(const MailPage& page, std::vector<std::string> says) {
  return {.heading = page.heading,
          .back = "/my/sign-in",
          .back_text = "Sign in",
          .button = "",
          .says = std::move(says),
          .closed = true};
}

Answer ShowClosed(Desk& desk, const http::Request& request, const FormPage& form) {
  return ShowPage(desk.site, {.title = form.heading}, form, FormToken(desk.site, request));
}

Answer ShowMailPage(Desk& desk, const http::Request& request, const MailPage& page) {
  if (!app::SendsLinks(desk.site.app))
    return ShowClosed(desk, request,
                      Closed(page, {"This cannot be done by e-mail here. Ask us: " + Reach(desk)}));
  if (!request.query("sent"))
    return ShowPage(desk.site, {.title = page.heading}, FormOf(page),
                    FormToken(desk.site, request));
  return ShowClosed(
      desk, request,
      Closed(page,
             {"Look in your e-mail. If mail can be sent to the address that you entered, a "
              "letter is on its way. " +
                  page.sent,
              "Nothing there after a quarter of an hour? Look among the unwanted mail, or ask "
              "us: " +
                  Reach(desk)}));
}

// The letter, unless the address was sent some just now: nobody's mailbox is filled by others.
Status SendLetter(Desk& desk, const http::Request& request, Use use, const std::string& email) {
  const Time now = desk.Now();
  const Personal<std::string> mailbox(http::Lower(email));
  desk.mails.Count(request.client, now);
  if (desk.mailed.Waits(mailbox, now)) return {};
  desk.mailed.Count(mailbox, now);
  return app::AskByMail(desk.site.app, use, Personal(email));
}

Answer TakeMailPage(Desk& desk, const http::Request& request, const MailPage& page) {
  if (!app::SendsLinks(desk.site.app)) return ShowMailPage(desk, request, page);
  const auto fields = http::ParseForm(request);
  if (!fields) return Fail(Code::kInvalid, "The form could not be read. Send it again as UTF-8.");
  const Answers answers(*fields);
  const FormPage form = FormOf(page);
  const auto again = [&](std::vector<FieldProblem> problems, int status) {
    return ShowPage(desk.site, {.title = page.heading, .status = status}, form,
                    FormToken(desk.site, request), answers, problems);
  };
  if (!OurForm(request, answers))
    return again({{.field = std::string(kHeading),
                   .text = "This form was out of date. Please send it once more"}},
                 403);
  auto problems = Check(form.questions, answers);
  const std::string email(http::Trim(answers.Text("email")));
  if (problems.empty() && !mail::Address::Parse(email))
    problems.push_back({.field = "email", .text = std::string(kNoAddress)});
  if (!problems.empty()) return again(std::move(problems), 422);
  if (const auto wait = desk.mails.Waits(request.client, desk.Now()))
    return ShowWait(desk, request, *wait);
  TRY(SendLetter(desk, request, page.use, email));
  return http::Response::Redirect(std::string(page.path) + "?sent=1");
}

}  // namespace

Answer ShowRegister(Desk& desk, const http::Request& request) {
  return ShowMailPage(desk, request, PageOf(Use::kRegister));
}
Answer TakeRegister(Desk& desk, const http::Request& request) {
  return TakeMailPage(desk, request, PageOf(Use::kRegister));
}
Answer ShowForgotten(Desk& desk, const http::Request& request) {
  return ShowMailPage(desk, request, PageOf(Use::kPassword));
}
Answer TakeForgotten(Desk& desk, const http::Request& request) {
  return TakeMailPage(desk, request, PageOf(Use::kPassword));
}
Answer ShowStolen(Desk& desk, const http::Request& request) {
  return ShowMailPage(desk, request, PageOf(Use::kLock));
}
Answer TakeStolen(Desk& desk, const http::Request& request) {
  return TakeMailPage(desk, request, PageOf(Use::kLock));
}

}  // namespace almoner::web::portal
