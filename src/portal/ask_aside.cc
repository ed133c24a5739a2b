// Put aside with a code, and gone on with later: on this device or another.
#include "http/cookie.h"
#include "http/form.h"
#include "portal/asking.h"
#include "portal/handlers.h"
#include "web/caller.h"
#include "web/doors.h"
#include "web/words.h"

namespace almoner::web::portal {
namespace {

// Of the two together: neither finds anything alone.
accountability::Ticket TicketOf(const Desk& desk, std::string_view reference,
                                std::string_view code) {
  return accountability::TicketOf(
      desk.site.app.keys(),
      SecretBytes::CopyOf("put aside " + std::string(reference) + " " + std::string(code)));
}

// What was typed on the page from which it was put aside is kept as it is, and looked at later.
Result<Facts> WithTyped(Desk& desk, const Asking& asking, const Answers& given) {
  const Facts& answers = asking.draft.answers;
  for (const Stage& stage : TRY(StagesOf(desk, answers)))
    if (stage.name == given.Text("stage") && CheckStage(stage, given, answers).empty())
      return With(answers, stage, given, true);
    else if (stage.name == given.Text("stage"))
      return With(answers, stage, given, false);
  return answers;
}

struct Aside {
  accountability::ReadyDraft kept;   // to be found by the slip
  accountability::ReadyDraft shown;  // what the browser's cookie finds from now on
  std::optional<crypto::Digest> before;
};

Result<Aside> MakeAside(Desk& desk, const Asking& asking, Facts answers) {
  app::App& app = desk.site.app;
  const auto slip = accountability::NewSlip(app.random(), desk.notice().organisation.name);
  const auto ticket = TicketOf(desk, accountability::ReadReference(slip.reference),
                               accountability::ReadCode(slip.code));
  Aside aside;
  if (const auto finder = FromHex(asking.Get(kAside)); finder && finder->size() == 32) {
    aside.before.emplace();
    std::ranges::copy(*finder, aside.before->begin());
  }
  answers.erase(std::string(kAside));
  aside.kept = accountability::SealDraft(
      app.keys(), ticket,
      {.answers = std::move(answers), .version = 0, .until = desk.Now() + kAsideLasts});
  aside.shown = accountability::SealDraft(
      app.keys(), asking.ticket,
      {.answers = {{std::string(kReference), slip.reference}, {std::string(kCode), slip.code}},
       .version = asking.draft.version,
       .until = desk.Now() + kSlipShown});
  return aside;
}

constexpr std::string_view kNotFound =
    "We found nothing for this reference and code. Check both, letter by letter";

}  // namespace

Answer PutAside(Desk& desk, const http::Request& request) {
  const auto form = http::ParseForm(request);
  if (!form) return Fail(Code::kInvalid, "The form could not be read. Send it again as UTF-8.");
  const Answers given(*form);
  const auto asking = TRY(AskingOf(desk, request));
  if (asking && asking->Over())
    return http::Response::Redirect(asking->Get(kSent).empty() ? "/ask/saved" : "/ask/sent");
  if (!asking || FromElsewhere(request) || !SameSecret(given.Text("csrf"), asking->csrf()))
    return ShowStale(desk, request);
  const Aside aside = TRY(MakeAside(desk, *asking, TRY(WithTyped(desk, *asking, given))));
  const Status put = desk.site.app.store().Write([&](store::Tx& tx) -> Status {
    TRY(accountability::PutDraft(tx, aside.shown));
    TRY(accountability::PutDraft(tx, aside.kept));
    if (!aside.before) return {};
    const Status gone = accountability::RemoveDraft(tx, *aside.before);
    return gone || gone.error().code == Code::kConflict ? Status() : gone;
  });
  if (!put && put.error().code != Code::kConflict) return std::unexpected(put.error());
  return http::Response::Redirect(put ? "/ask/saved" : "/ask/check?changed=1");
}

Answer ShowPutAside(Desk& desk, const http::Request& request) {
  const auto asking = TRY(AskingOf(desk, request));
  if (!asking || !asking->Over()) return http::Response::Redirect("/ask");
  if (!asking->Get(kSent).empty()) return http::Response::Redirect("/ask/sent");
  const Time until = asking->draft.until - kSlipShown + kAsideLasts;
  View page("ask_saved.html");
  page.Set("REFERENCE", asking->Get(kReference))
      .Set("CODE", asking->Get(kCode))
      .Set("UNTIL", ToWords(LondonDate(until)))
      .Set("CSRF", asking->csrf());
  return Show(desk.site, {.title = "Put aside", .tab = Tab::kAsk}, std::move(page));
}

Answer ShowReturn(Desk& desk, const http::Request& /*request*/) {
  return ShowSlipForm(desk, "ask_return.html", {.title = "Go on with a request", .tab = Tab::kAsk},
                      {}, 200);
}

Answer Return(Desk& desk, const http::Request& request) {
  const auto form = http::ParseForm(request);
  if (!form) return Fail(Code::kInvalid, "The form could not be read. Send it again as UTF-8.");
  if (FromElsewhere(request)) return ShowStale(desk, request);
  const Answers given(*form);
  const Typed typed{.reference = given.Text("reference"),
                    .code = given.Text("code"),
                    .wrong = std::string(kNotFound)};
  if (const auto wait = desk.tries.Waits(request.client, desk.Now()))
    return ShowWait(desk, request, *wait);
  const auto ticket = TicketOf(desk, accountability::ReadReference(typed.reference),
                               accountability::ReadCode(typed.code));
  auto kept = TRY(
      accountability::FindDraft(desk.site.app.store(), desk.site.app.keys(), ticket, desk.Now()));
  if (!kept) {
    desk.tries.Count(request.client, desk.Now());
    return ShowSlipForm(desk, "ask_return.html",
                        {.title = "Go on with a request", .tab = Tab::kAsk}, typed, 422);
  }
  Facts answers = std::move(kept->answers);
  answers[std::string(kAside)] = ToHex(ticket.finder);
  const BegunAsking begun = TRY(NewAsking(desk, std::move(answers)));
  const auto stages = TRY(StagesOf(desk, begun.asking.draft.answers));
  return http::Response::Redirect("/ask/" + std::string(NextOf(stages, begun.asking.draft.answers)))
      .With(begun.cookie.first, begun.cookie.second);
}

}  // namespace almoner::web::portal
