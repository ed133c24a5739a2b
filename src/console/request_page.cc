// One request: how urgent it is and why, what to do next, and what has happened so far.
#include <algorithm>

#include "app/processors.h"
#include "console/asked.h"
#include "console/handlers.h"
#include "console/intake.h"
#include "console/purposes.h"
#include "console/request_words.h"
#include "rights/access.h"
#include "rights/authority.h"
#include "rights/casefile.h"
#include "rights/letter.h"
#include "rights/making.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

using rights::State;
using rights::Step;

// Why somebody else takes the step, though it waits; "": this caller may.
std::string_view NotByThem(const State& state, const Caller& caller, Step step) {
  const bool access = state.right == law::Right::kAccess;
  if (step == Step::kApprove && access && state.drafted_by == caller.staff)
    return "You made the draft, so somebody else approves it: ask a colleague who answers for "
           "rights too.";
  if (step == Step::kApprove && !access && state.ruled_by.size() == 1 &&
      state.ruled_by.contains(caller.staff))
    return "You alone decided what is erased, so somebody else approves it: ask a colleague who "
           "answers for rights too.";
  if (step == Step::kConfirmDate && state.correction && state.correction->by == caller.staff)
    return "You gave another day of receipt, so somebody else confirms it: ask a colleague who "
           "answers for rights too.";
  if (step == Step::kDecideRisk && state.risk && state.risk->noted_by == caller.staff)
    return "You saw the danger, so somebody else decides on it.";
  return {};
}

// Where the colleague who safeguards goes; the address is read out, or sent on.
void AddSafeguard(View& page, const http::Request& request, const State& state) {
  const std::string path = AddressOf(state, rights::Name(Step::kDecideRisk));
  const std::string host(request.header("host").value_or(""));
  page.Add("SAFEGUARD")
      .Set("ADDRESS", path)
      .Set("ADDRESS_TEXT", host.empty() ? path + ", on this site" : "https://" + host + path);
}

struct Looking {
  const Site& site;
  const http::Request& request;
  const Caller& caller;
};

void AddSteps(View& page, const Looking& looking, const State& state) {
  const auto& [site, request, caller] = looking;
  const std::vector<Step> next = NextSteps(state);
  View* main = nullptr;
  View* others = nullptr;
  bool waits = false;
  const bool care = site.app.notice().HasDuty(caller.roles, "care");
  for (const Step step : rights::Allowed(state)) {
    if (step == Step::kApprove && state.approved_by) continue;
    const std::string_view not_by_them = NotByThem(state, caller, step);
    if (!not_by_them.empty()) page.Add("NOT_BY_THEM").Set("TEXT", not_by_them);
    const bool safeguard = step == Step::kDecideRisk && (!care || !not_by_them.empty());
    if (safeguard) AddSafeguard(page, request, state);
    waits = waits || safeguard || !not_by_them.empty();
    if (safeguard || !not_by_them.empty()) continue;
    const bool to_do = std::ranges::find(next, step) != next.end();
    View*& list = to_do ? main : others;
    if (list == nullptr) list = &page.Add(to_do ? "NEXT" : "OTHERS");
    list->Add("STEP").Set("STEP_NAME", PageOf(state, step)).Set("STEP_TEXT", HeadingOf(step));
  }
  page.ShowIf(main == nullptr && state.closed, "NOTHING")
      .ShowIf(main == nullptr && !state.closed && !waits, "QUIET");
}

void AddRow(View& page, std::string_view key, std::string_view value) {
  page.Add("ROW").Set("KEY", key).Set("VALUE", value);
}

void AddDates(View& page, const State& state, const law::Due& due) {
  if (!state.closed) {
    if (const auto by = rights::AnswerBy(due)) AddRow(page, "Answer by", ToWords(*by));
    if (due.due) AddRow(page, "The law’s last day", ToWords(*due.due));
    if (due.promised_due) AddRow(page, "We promise", ToWords(*due.promised_due));
    if (due.extension_notice_due)
      AddRow(page, "Last day to take more time", ToWords(*due.extension_notice_due));
    View& why = page.Add("WHY");
    for (const std::string& reason : due.steps) why.Add("REASON").Set("TEXT", reason);
  } else {
    AddRow(page, "Outcome", Capital(OutcomeInWords(state.outcome)));
  }
}

std::string LettersOf(const State& state) {
  std::vector<std::string> about;
  for (const std::string& kind : rights::Letters(state))
    if (std::string words = LetterInWords(kind); std::ranges::find(about, words) == about.end())
      about.push_back(std::move(words));
  return Listed(about);
}

// "Done" after a step's own page, where the caller has just done that; nothing for any other word
// in the address.
void AddDone(View& page, const Site& site, const Caller& caller, const State& state,
             std::string_view done) {
  const auto say = [&](std::string_view text) { page.Add("DONE").Set("TEXT", text); };
  if (done == "again") say("This request was logged before.");
  if (done == "log" && JustDone(site, caller, state, "received") != nullptr)
    say("The request is logged.");
  if (done == "processor" && (JustDone(site, caller, state, "told") != nullptr ||
                              JustDone(site, caller, state, "processor-asked") != nullptr))
    say("They have taken the request.");
  if (done == "processor-later" && JustDone(site, caller, state, "processor-asking") != nullptr)
    say("They do not take it now. It is tried again for three days.");
  for (int i = 0; i <= static_cast<int>(Step::kClose); ++i) {
    const auto step = static_cast<Step>(i);
    if (rights::Name(step) != done || JustDone(site, caller, state, step) == nullptr) continue;
    if (step == Step::kApprove)
      say(state.right == law::Right::kAccess ? "The draft is approved." : "It is approved.");
    else
      say("Recorded: " + Small(HeadingOf(step)) + ".");
  }
}

}  // namespace

namespace {

// A long pack is made while everybody goes on working.
Status AddMaking(View& page, const Site& site, const State& state) {
  const auto making = TRY(rights::MakingOf(site.app.rights(), state.id));
  if (!making) return {};
  const std::string done = std::to_string(making->done);
  page.Add("MAKING")
      .Set("WHAT", making->release ? "The pack that goes out" : "The draft")
      .Set("PART", done)
      .Set("ID", state.id.text());
  return {};
}

}  // namespace

Result<http::Response> ShowRequest(Site& site, const http::Request& request, const Caller& caller) {
  const auto looked = TRY(LookAt(site, caller, TRY(RequestOf(request)), Step::kAcknowledge));
  if (!looked) return ShowRefusal(site, caller, {.refused = looked.error()});
  const State& state = *looked;
  const law::Due due = TRY(rights::Clock(site.app.rights(), state));
  const Badge badge = BadgeOf(state, rights::AnswerBy(due), LondonDate(site.app.clock().Now()));
  View page("request.html");
  page.Set("ID", state.id.text())
      .Set("RIGHT", InWords(state.right).request)
      .Set("COLOUR", badge.colour)
      .Set("LEFT", badge.text)
      .Set("RECEIVED", ToWords(state.received))
      .Set("CHANNEL", ByChannel(state.channel));
  AddDone(page, site, caller, state, request.query("done").value_or(""));
  TRY(AddMaking(page, site, state));
  AddSteps(page, {site, request, caller}, state);
  page.ShowIf(!TRY(app::AskableProcessors(site.app, state)).empty(), "PROCESSOR");
  AddDates(page, state, due);
  if (state.channel == "portal")
    if (const auto intake = TRY(accountability::IntakeOf(IntakeContext(site), state.id)))
      page.Add("INTAKE").Set("INTAKE_ID", intake->text());
  if (state.subject)
    page.Add("PERSON").Set("SUBJECT", state.subject->text());
  else
    page.Add(state.unknown ? "UNKNOWN" : "ERASED");
  if (const std::string letters = LettersOf(state); !letters.empty())
    page.Add("LETTERS").Set("ABOUT", letters);
  TRY(AddEvents(page, site, state));
  return Show(site, {.title = "A request", .caller = &caller, .tab = Tab::kRequests},
              std::move(page));
}

Result<http::Response> ShowDraft(Site& site, const http::Request& request, const Caller& caller) {
  const auto looked = TRY(LookAt(site, caller, TRY(RequestOf(request)), Step::kApprove));
  if (!looked) return ShowRefusal(site, caller, {.refused = looked.error()});
  const auto files =
      TRY(site.counters.Count(rights::Preview(site.app.rights(), caller.staff, *looked)));
  if (!files) return ShowRefusal(site, caller, {.refused = files.error()});
  const auto is_pdf = [](const paper::File& file) {
    return file.path.starts_with("data/what-we-hold") && file.path.ends_with(".pdf");
  };
  if (std::ranges::count_if(*files, is_pdf) > 1) return GiveZip(site, *looked, *files);
  const auto pdf = std::ranges::find_if(*files, is_pdf);
  CHECK(pdf != files->end());
  return http::Response::File("application/pdf", std::string(AsText(pdf->bytes)))
      .With("Content-Disposition", "attachment; filename=\"draft.pdf\"");
}

Result<http::Response> ShowCaseFile(Site& site, const http::Request& request,
                                    const Caller& caller) {
  const auto looked = TRY(LookAt(site, caller, TRY(RequestOf(request)), Step::kClose));
  if (!looked) return ShowRefusal(site, caller, {.refused = looked.error()});
  const State& state = *looked;
  const auto made =
      TRY(site.counters.Count(rights::MakeCaseFile(site.app.rights(), caller.staff, state)));
  if (!made) return ShowRefusal(site, caller, {.refused = made.error()});
  return http::Response::File("application/zip", std::string(AsText(made->zip)))
      .With("Content-Disposition",
            "attachment; filename=\"case-file-" + state.id.text().substr(0, 8) + ".zip\"");
}

}  // namespace almoner::web::console
