// Sending it: once, and exactly what was checked.
#include "accountability/also.h"
#include "http/form.h"
#include "portal/asking.h"
#include "portal/handlers.h"
#include "web/caller.h"
#include "web/doors.h"
#include "web/words.h"

namespace almoner::web::portal {
namespace {

accountability::Context Register(Desk& desk) {
  return {desk.site.app.gate(), desk.site.app.statute()};
}

// What was said of the stages that still count, as the register takes it.
Facts FactsOf(const std::vector<Stage>& stages, const Facts& answers) {
  Facts facts;
  for (const Stage& stage : stages)
    for (const Question& question : stage.questions)
      if (const std::string said = accountability::Get(answers, question.name); !Blank(said))
        facts[question.name] = said;
  return facts;
}

// The draft once it is sent: what finds it again, for as long as the browser may show it.
accountability::Draft SentDraft(const Asking& asking, const accountability::Slip& slip, Time now) {
  return {.answers = {{std::string(kReference), slip.reference},
                      {std::string(kCode), slip.code},
                      {std::string(kSent), ToText(LondonDate(now))},
                      {"right", asking.Get("right")}},
          .version = asking.draft.version,
          .until = now + kSlipShown};
}

Answer ShowRefused(Desk& desk, const http::Request& request) {
  return ShowMessage(desk.site, request, nullptr, 503, "We cannot take this in here",
                     "What you wrote is kept for a day. Please ask us: " +
                         desk.notice().organisation.contact + ".");
}

Answer ShowSentBefore(Desk& desk, const http::Request& request) {
  return ShowMessage(desk.site, request, nullptr, 409, "This was sent already",
                     "You sent it from another window or another device. Nothing was sent twice. "
                     "With the reference and the code that you got there you can see how it is "
                     "getting on.");
}

// Takes it in, once.
Answer Deliver(Desk& desk, const http::Request& request, const Asking& asking, Facts facts) {
  app::App& app = desk.site.app;
  const accountability::Slip slip =
      accountability::NewSlip(app.random(), desk.notice().organisation.name);
  const auto sent =
      accountability::SealDraft(app.keys(), asking.ticket, SentDraft(asking, slip, desk.Now()));
  const auto aside = AsideOf(asking);
  // Whoever is signed in and not known yet finds it among their requests.
  const auto member = TRY(MemberOf(desk.site, request));
  bool before = false;
  const auto received = accountability::ReceiveWith(
      Register(desk), std::move(facts), slip,
      [&](const gate::Change& change, const RequestId& file) -> Status {
        before = aside && TRY(accountability::SpendDraft(change.tx, *aside)) ==
                              accountability::Spent::kSentBefore;
        if (before) return Fail(Code::kConflict, "This was sent from another window or device.");
        if (member && !member->person)
          TRY(accountability::NoteAsked(change, file, member->account.bytes()));
        return accountability::PutDraft(change.tx, sent);
      });
  if (!received && received.error().code == Code::kConflict) {
    const auto now = TRY(AskingOf(desk, request));
    if (now && now->Over()) return http::Response::Redirect("/ask/sent");
    return before ? ShowSentBefore(desk, request)
                  : http::Response::Redirect("/ask/check?changed=1");
  }
  const auto outcome = TRY(gate::Outcome<RequestId>(received));
  if (!outcome) return ShowRefused(desk, request);
  desk.sends.Count(request.client, desk.Now());
  return http::Response::Redirect("/ask/sent");
}

}  // namespace

Answer Send(Desk& desk, const http::Request& request) {
  const auto form = http::ParseForm(request);
  if (!form) return Fail(Code::kInvalid, "The form could not be read. Send it again as UTF-8.");
  const Answers given(*form);
  const auto asking = TRY(AskingOf(desk, request));
  if (!asking) return http::Response::Redirect("/ask");
  if (asking->Over()) return http::Response::Redirect("/ask/sent");
  if (FromElsewhere(request) || !SameSecret(given.Text("csrf"), asking->csrf()))
    return http::Response::Redirect("/ask/check?changed=1");
  const Facts& answers = asking->draft.answers;
  const auto stages = TRY(StagesOf(desk, answers));
  if (const auto next = NextOf(stages, answers); next != "check")
    return http::Response::Redirect("/ask/" + std::string(next));
  if (given.Text("version") != std::to_string(asking->draft.version))
    return http::Response::Redirect("/ask/check?changed=1");
  if (const auto wait = desk.sends.Waits(request.client, desk.Now()))
    return ShowWait(desk, request, *wait);
  return Deliver(desk, request, *asking, FactsOf(stages, answers));
}

Answer ShowSent(Desk& desk, const http::Request& request) {
  const auto asking = TRY(AskingOf(desk, request));
  if (!asking || asking->Get(kSent).empty()) return http::Response::Redirect("/ask");
  const Date on = TRY(ParseDate(asking->Get(kSent)));
  const std::string right = asking->Get("right");
  const law::Due due = TRY(accountability::AnswerDates(Register(desk), right, on));
  View page("ask_sent.html");
  page.Set("REFERENCE", asking->Get(kReference))
      .Set("CODE", asking->Get(kCode))
      .Set("RECEIVED", ToWords(on))
      .Set("OFFICER", Small(desk.notice().organisation.officer))
      .Set("CONTACT", desk.notice().organisation.contact)
      .Set("CSRF", asking->csrf());
  AddComplaints(page, desk.notice());
  if (const auto by = accountability::AnswerBy(due))
    page.Add(right == "complaint" ? "COMPLAINT" : "REQUEST").Set("ANSWER_BY", ToWords(*by));
  return Show(desk.site, {.title = "We have it", .tab = Tab::kAsk}, std::move(page));
}

}  // namespace almoner::web::portal
