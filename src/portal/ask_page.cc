// The pages of a request that somebody is writing: begin, one thing a page, check.
#include "http/cookie.h"
#include "http/form.h"
#include "portal/asking.h"
#include "portal/handlers.h"
#include "web/caller.h"
#include "web/doors.h"
#include "web/words.h"

namespace almoner::web::portal {
namespace {

constexpr std::string_view kTooLate =
    "This page was open for too long. Look at what is here, then go on";
constexpr std::string_view kMoved =
    "You changed this in another window. Look at what is here, then go on";

std::string AddressOf(std::string_view stage) { return "/ask/" + std::string(stage); }

const Stage* FindStage(const std::vector<Stage>& stages, std::string_view name) {
  for (const Stage& stage : stages)
    if (stage.name == name) return &stage;
  return nullptr;
}

std::string BackOf(const std::vector<Stage>& stages, const Stage& stage) {
  std::string back = "/ask";
  for (const Stage& each : stages) {
    if (&each == &stage) return back;
    back = AddressOf(each.name);
  }
  return back;
}

struct Shown {
  const std::vector<Stage>& stages;
  const Stage& stage;
  std::string csrf;
};

Answer ShowOne(Desk& desk, const Shown& shown, const Answers& answers,
               const std::vector<FieldProblem>& problems, int status) {
  const Stage& stage = shown.stage;
  View page("ask.html");
  page.Set("BACK", BackOf(shown.stages, stage))
      .Set("ACTION", AddressOf(stage.name))
      .Set("STAGE", stage.name)
      .Set("CSRF", shown.csrf);
  const std::string heading = stage.heading.empty() ? stage.questions.front().label : stage.heading;
  if (!stage.heading.empty()) page.Add("HEADING").Set("TEXT", stage.heading);
  for (const std::string& text : stage.says) page.Add("SAY").Set("TEXT", text);
  for (const Question& question : stage.questions)
    page.Put("QUESTIONS", FieldView(question, answers, problems));
  Frame frame{.title = heading, .tab = Tab::kAsk, .status = status};
  if (!problems.empty()) {
    frame.error = true;
    page.Put("ERRORS", ErrorSummary(problems));
  }
  return Show(desk.site, frame, std::move(page));
}

http::Response To(std::string_view stage) { return http::Response::Redirect(AddressOf(stage)); }
http::Response ToOver(const Asking& asking) {
  return http::Response::Redirect(asking.Get(kSent).empty() ? "/ask/saved" : "/ask/sent");
}

std::vector<FieldProblem> Told(const Stage& stage, std::string_view what) {
  return {{.field = stage.heading.empty() ? stage.questions.front().name : std::string(kHeading),
           .text = std::string(what)}};
}

// The draft's time is over: what was typed goes into a new one and is shown again, for whoever
// typed it to look at.
Answer Anew(Desk& desk, const http::Request& request, std::string_view name, const Answers& given) {
  if (const auto wait = desk.starts.Waits(request.client, desk.Now()))
    return ShowWait(desk, request, *wait);
  const auto stages = TRY(StagesOf(desk, Facts(given.fields().begin(), given.fields().end())));
  const Stage* const stage = FindStage(stages, name);
  if (stage == nullptr) return http::Response::Redirect("/ask");
  desk.starts.Count(request.client, desk.Now());
  const BegunAsking begun = TRY(NewAsking(desk, With({}, *stage, given, false)));
  return TRY(ShowOne(desk, {stages, *stage, begun.asking.csrf()}, given, Told(*stage, kTooLate),
                     403))
      .With(begun.cookie.first, begun.cookie.second);
}

}  // namespace

Answer ShowAsk(Desk& desk, const http::Request& request) {
  const auto asking = TRY(AskingOf(desk, request));
  View page("ask_start.html");
  page.Set("ORGANISATION", desk.notice().organisation.name)
      .Set("CONTACT", desk.notice().organisation.contact);
  if (asking && !asking->Over()) page.Add("UNSENT").Set("CSRF", asking->csrf());
  return Show(desk.site, {.title = "Make a request", .tab = Tab::kAsk}, std::move(page));
}

Answer BeginAsking(Desk& desk, const http::Request& request) {
  if (FromElsewhere(request)) return ShowStale(desk, request);
  const auto form = http::ParseForm(request);
  if (!form) return Fail(Code::kInvalid, "The form could not be read. Send it again as UTF-8.");
  auto asking = TRY(AskingOf(desk, request));
  const Answers given(*form);
  const Stage what = TRY(StagesOf(desk, {})).front();
  const bool named = given.Has("right") && CheckStage(what, given, {}).empty();
  if (asking && !asking->Over()) {  // it goes on, with what was chosen now
    if (named) TRY(Keep(desk, *asking, With(asking->draft.answers, what, given, true)));
    return To(NextOf(TRY(StagesOf(desk, asking->draft.answers)), asking->draft.answers));
  }
  if (const auto wait = desk.starts.Waits(request.client, desk.Now()))
    return ShowWait(desk, request, *wait);
  desk.starts.Count(request.client, desk.Now());
  const BegunAsking begun = TRY(NewAsking(desk, named ? With({}, what, given, true) : Facts()));
  const Facts& answers = begun.asking.draft.answers;
  return To(NextOf(TRY(StagesOf(desk, answers)), answers))
      .With(begun.cookie.first, begun.cookie.second);
}

Answer ShowStage(Desk& desk, const http::Request& request) {
  const auto asking = TRY(AskingOf(desk, request));
  if (!asking) return http::Response::Redirect("/ask");
  if (asking->Over()) return ToOver(*asking);
  const Facts& answers = asking->draft.answers;
  const auto stages = TRY(StagesOf(desk, answers));
  const Stage* const stage = FindStage(stages, request.param("stage").value_or(""));
  if (stage == nullptr) return To(NextOf(stages, answers));
  // Nobody is asked what rests on what they have not said yet.
  for (const Stage& each : stages) {
    if (&each == stage) break;
    if (!answers.contains("done." + std::string(each.name))) return To(each.name);
  }
  return ShowOne(desk, {stages, *stage, asking->csrf()}, AnswersOf(answers), {}, 200);
}

Answer TakeStage(Desk& desk, const http::Request& request) {
  const auto form = http::ParseForm(request);
  if (!form) return Fail(Code::kInvalid, "The form could not be read. Send it again as UTF-8.");
  const Answers given(*form);
  const std::string name = request.param("stage").value_or("");
  auto asking = TRY(AskingOf(desk, request));
  if (asking && asking->Over()) return ToOver(*asking);
  if (FromElsewhere(request)) return ShowStale(desk, request);
  if (!asking) return Anew(desk, request, name, given);
  const auto stages = TRY(StagesOf(desk, asking->draft.answers));
  const Stage* const stage = FindStage(stages, name);
  if (stage == nullptr) return To(NextOf(stages, asking->draft.answers));
  // Of a draft that was thrown away in another window.
  if (!SameSecret(given.Text("csrf"), asking->csrf()))
    return ShowOne(desk, {stages, *stage, asking->csrf()}, given, Told(*stage, kTooLate), 403);
  const auto problems = CheckStage(*stage, given, asking->draft.answers);
  if (!problems.empty())
    return ShowOne(desk, {stages, *stage, asking->csrf()}, given, problems, 422);
  const Status kept = Keep(desk, *asking, With(asking->draft.answers, *stage, given, true));
  if (!kept && kept.error().code == Code::kConflict)
    return ShowOne(desk, {stages, *stage, asking->csrf()}, given, Told(*stage, kMoved), 409);
  TRY(Status(kept));
  const Facts& answers = asking->draft.answers;
  return To(NextOf(TRY(StagesOf(desk, answers)), answers));
}

Answer ShowCheck(Desk& desk, const http::Request& request) {
  const auto asking = TRY(AskingOf(desk, request));
  if (!asking) return http::Response::Redirect("/ask");
  if (asking->Over()) return ToOver(*asking);
  const Facts& answers = asking->draft.answers;
  const auto stages = TRY(StagesOf(desk, answers));
  if (const auto next = NextOf(stages, answers); next != "check") return To(next);
  View page("ask_check.html");
  page.Set("BACK", AddressOf(stages.back().name))
      .Set("CSRF", asking->csrf())
      .Set("VERSION", std::to_string(asking->draft.version))
      .ShowIf(request.query("changed").has_value(), "CHANGED");
  for (const Said& said : SaidIn(stages, answers))
    page.Add("ROW")
        .Set("QUESTION", said.question)
        .Set("ANSWER", Blank(said.answer) ? "Not said" : said.answer)
        .Set("STAGE", said.stage);
  return Show(desk.site, {.title = "Check what you will send", .tab = Tab::kAsk}, std::move(page));
}

Answer Forget(Desk& desk, const http::Request& request) {
  const auto form = http::ParseForm(request);
  const auto asking = TRY(AskingOf(desk, request));
  if (!form || FromElsewhere(request) ||
      (asking && !SameSecret(http::Find(*form, "csrf").value_or(""), asking->csrf())))
    return ShowStale(desk, request);
  if (asking) {
    const auto aside = asking->Over() ? std::nullopt : AsideOf(*asking);  // the copy on paper too
    const Status removed = desk.site.app.store().Write([&](store::Tx& tx) -> Status {
      if (aside) static_cast<void>(TRY(accountability::SpendDraft(tx, *aside)));
      return accountability::RemoveDraft(tx, asking->ticket.finder);
    });
    if (!removed && removed.error().code != Code::kConflict)
      return std::unexpected(removed.error());
  }
  const auto [name, value] = http::ForgetCookie(kDraftCookie);
  return http::Response::Redirect("/ask").With(name, value);
}

}  // namespace almoner::web::portal
