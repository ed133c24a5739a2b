// The account of a person on the portal: a code for it, and its end.
#include "app/portal_accounts.h"
#include "console/asked.h"
#include "console/handlers.h"
#include "console/purposes.h"
#include "web/doors.h"

namespace almoner::web::console {
namespace {

constexpr std::string_view kInvite = "invite";

FormPage PortalPage(const SubjectId& subject) {
  return {
      .heading = "Their account on our website",
      .back = "/people/" + subject.text(),
      .back_text = "The person",
      .action = "/people/" + subject.text() + "/account",
      .button = "Continue",
      .says = {"With an account somebody sees their details, their choices and their requests, "
               "and who looked. They make it themselves, with a code from us."},
      .questions = {{.kind = Kind::kOneOf,
                     .name = "do",
                     .label = "What would you like to do?",
                     .missing = "Choose what to do",
                     .options = {{.value = std::string(kInvite),
                                  .text = "Give them a code",
                                  .note = "Only if you know that it is them, and that nobody "
                                          "else will see it. An older code is worth nothing "
                                          "then."},
                                 {.value = "end",
                                  .text = "End their account",
                                  .note = "It was stolen, or they do not want it any more. They "
                                          "are signed out at once."}}}},
      .tab = Tab::kPeople};
}

Result<http::Response> ShowCode(const Site& site, const Caller& caller, const SubjectId& subject,
                                const Personal<std::string>& code) {
  View page("invitation.html");
  page.Set("PERSON", subject.text())
      .Set("CODE", code.Expose())
      .Set("ORGANISATION", site.app.notice().organisation.name);
  return Show(site, {.title = "A code for their account", .caller = &caller, .tab = Tab::kPeople},
              std::move(page));
}

}  // namespace

Result<http::Response> ShowPortalAccount(Site& site, const http::Request& request,
                                         const Caller& caller) {
  return ShowForm(site, caller, PortalPage(TRY(SubjectOf(request))));
}

Result<http::Response> TakePortalAccount(Site& site, const http::Request& request,
                                         const Caller& caller, const http::Fields& fields) {
  const SubjectId subject = TRY(SubjectOf(request));
  const FormPage page = PortalPage(subject);
  const Answers answers(fields);
  if (const auto problems = Check(page.questions, answers); !problems.empty())
    return ShowForm(site, caller, page, answers, problems);
  if (answers.Text("do") == kInvite) {
    const auto code =
        TRY(site.counters.Count(app::InviteToPortal(site.app, caller.staff, "", subject)));
    if (!code) return ShowRefusal(site, caller, {.refused = code.error(), .subject = subject});
    return ShowCode(site, caller, subject, *code);
  }
  const auto ended =
      TRY(site.counters.Count(app::EndPortalAccount(site.app, caller.staff, "", subject)));
  if (!ended) return ShowRefusal(site, caller, {.refused = ended.error(), .subject = subject});
  return ShowMessage(site, request, &caller, 200, "Their account is over",
                     "Whoever was signed in with it is signed out.");
}

}  // namespace almoner::web::console
