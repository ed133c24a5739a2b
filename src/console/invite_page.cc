// The account of a person on the portal: a code for it, and its end.
#include "app/portal_accounts.h"
#include "console/asked.h"
#include "console/attend.h"
#include "console/handlers.h"
#include "console/purposes.h"
#include "http/text.h"
#include "web/doors.h"

namespace almoner::web::console {
namespace {

constexpr std::string_view kInvite = "invite";
constexpr std::string_view kLink = "link";

std::string PurposeFor(const Site& site, const http::Request& request, const Caller& caller) {
  return Chosen(PurposesOf(site.app.notice(), caller.roles), request.query("purpose"));
}

FormPage PortalPage(const SubjectId& subject, const std::string& purpose) {
  const std::string query = "?purpose=" + http::EncodePercent(purpose);
  return {
      .heading = "Their account on our website",
      .back = "/people/" + subject.text() + query,
      .back_text = "The person",
      .action = "/people/" + subject.text() + "/account" + query,
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

std::vector<Option> HowKnown() {
  return {{.value = "known",
           .text = "I know them, and heard the address from them",
           .note = "In person, or on a number that we had before."},
          {.value = "shown", .text = "They showed me who they are, and told me the address"}};
}

FormPage LinkPage(const SubjectId& subject, const account::AccountId& account,
                  const std::string& purpose) {
  return {
      .heading = "Link the account to this person",
      .back = "/accounts",
      .back_text = "Accounts on our website",
      .action = "/people/" + subject.text() + "/account?purpose=" + http::EncodePercent(purpose),
      .button = "Link it",
      .says = {"Whoever can sign in to it then sees the person's details, choices and requests, "
               "and who looked. An address alone shows nothing: anybody can register one.",
               "An account that the person has now is over, and they are told by e-mail, unless "
               "they want none."},
      .hidden = {{"do", std::string(kLink)}, {"account", account.text()}},
      .questions = {{.kind = Kind::kOneOf,
                     .name = "how",
                     .label = "How do you know that it is them?",
                     .missing = "Choose how you know that it is them",
                     .options = HowKnown()}},
      .tab = Tab::kPeople};
}

Result<account::AccountId> AccountNamed(const std::optional<std::string>& given) {
  auto id = account::AccountId::Parse(given.value_or(""));
  if (!id) return Fail(Code::kNotFound, "There is no such account.");
  return id;
}

Result<http::Response> TakeLink(Site& site, const http::Request& request, const Caller& caller,
                                const SubjectId& subject, const Answers& answers) {
  const std::string purpose = PurposeFor(site, request, caller);
  const auto account = TRY(AccountNamed(answers.Text("account")));
  const FormPage page = LinkPage(subject, account, purpose);
  if (const auto problems = Check(page.questions, answers); !problems.empty())
    return ShowForm(site, caller, page, answers, problems);
  const auto how = answers.Text("how") == "known" ? app::Known::kKnown : app::Known::kShown;
  const auto done =
      site.counters.Count(app::LinkAccount(site.app, caller.staff, purpose, subject, account, how));
  if (const auto mending = done ? std::nullopt : MendingOf(site, done.error()))
    return ShowForm(site, caller, page, answers,
                    {{.field = std::string(kHeading), .text = mending->text}}, mending->status);
  const auto linked = TRY(gate::Outcome<gate::Changed>(done));
  if (!linked) return ShowRefusal(site, caller, {.refused = linked.error(), .subject = subject});
  return ShowMessage(site, request, &caller, 200, "The account is linked",
                     "They sign in anew, and see then what we hold about them.");
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
  const SubjectId subject = TRY(SubjectOf(request));
  const std::string purpose = PurposeFor(site, request, caller);
  if (auto refusal = TRY(NotTheirPerson(site, caller, subject, purpose)))
    return *std::move(refusal);
  if (const auto account = request.query("link"))
    return ShowForm(site, caller, LinkPage(subject, TRY(AccountNamed(account)), purpose));
  return ShowForm(site, caller, PortalPage(subject, purpose));
}

Result<http::Response> TakePortalAccount(Site& site, const http::Request& request,
                                         const Caller& caller, const http::Fields& fields) {
  const SubjectId subject = TRY(SubjectOf(request));
  const std::string purpose = PurposeFor(site, request, caller);
  if (auto refusal = TRY(NotTheirPerson(site, caller, subject, purpose)))
    return *std::move(refusal);
  const FormPage page = PortalPage(subject, purpose);
  const Answers answers(fields);
  if (answers.Text("do") == kLink) return TakeLink(site, request, caller, subject, answers);
  if (const auto problems = Check(page.questions, answers); !problems.empty())
    return ShowForm(site, caller, page, answers, problems);
  if (answers.Text("do") == kInvite) {
    const auto code =
        TRY(site.counters.Count(app::InviteToPortal(site.app, caller.staff, purpose, subject)));
    if (!code) return ShowRefusal(site, caller, {.refused = code.error(), .subject = subject});
    return ShowCode(site, caller, subject, *code);
  }
  const auto ended =
      TRY(site.counters.Count(app::EndPortalAccount(site.app, caller.staff, purpose, subject)));
  if (!ended) return ShowRefusal(site, caller, {.refused = ended.error(), .subject = subject});
  return ShowMessage(site, request, &caller, 200, "Their account is over",
                     "Whoever was signed in with it is signed out.");
}

}  // namespace almoner::web::console
