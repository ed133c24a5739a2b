// One request: how urgent it is and why, what to do next, and what has happened so far.
#include <algorithm>

#include "rights/access.h"
#include "rights/authority.h"
#include "rights/casefile.h"
#include "rights/letter.h"
#include "web/asked.h"
#include "web/handlers.h"
#include "web/purposes.h"
#include "web/request_words.h"
#include "web/words.h"

namespace almoner::web {
namespace {

using rights::State;
using rights::Step;

void AddSteps(View& page, const Site& site, const State& state, const Caller& caller) {
  const std::vector<Step> next = NextSteps(state);
  const bool own = state.drafted && !state.approved_by && state.drafted_by == caller.staff &&
                   std::ranges::find(next, Step::kApprove) != next.end();
  View* main = nullptr;
  View* others = nullptr;
  const bool care = site.app.notice().HasDuty(caller.roles, "care");
  for (const Step step : rights::Allowed(state)) {
    if (step == Step::kDecideRisk && !care) {
      page.Add("SAFEGUARD").Set("ADDRESS", AddressOf(state, rights::Name(step)));
      continue;
    }
    if (step == Step::kApprove && (own || state.approved_by)) continue;
    const bool to_do = std::ranges::find(next, step) != next.end();
    View*& list = to_do ? main : others;
    if (list == nullptr) list = &page.Add(to_do ? "NEXT" : "OTHERS");
    list->Add("STEP").Set("STEP_NAME", PageOf(state, step)).Set("STEP_TEXT", HeadingOf(step));
  }
  page.ShowIf(main == nullptr && state.closed, "NOTHING").ShowIf(own, "OWN_DRAFT");
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

// "Done" after a step's own page; nothing for any other word in the address.
void AddDone(View& page, const State& state, const std::optional<std::string>& done) {
  if (!done) return;
  if (*done == "log") page.Add("DONE").Set("TEXT", "The request is logged.");
  if (*done == "again") page.Add("DONE").Set("TEXT", "This request was logged before.");
  if (*done == "approve") {
    page.Add("DONE").Set(
        "TEXT", state.right == law::Right::kAccess ? "The draft is approved." : "It is approved.");
    return;
  }
  for (int i = 0; i <= static_cast<int>(Step::kClose); ++i)
    if (const auto step = static_cast<Step>(i); rights::Name(step) == *done)
      page.Add("DONE").Set("TEXT", "Recorded: " + Small(HeadingOf(step)) + ".");
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
  AddDone(page, state, request.query("done"));
  AddSteps(page, site, state, caller);
  AddDates(page, state, due);
  if (state.subject)
    page.Add("PERSON").Set("SUBJECT", state.subject->text());
  else
    page.Add(state.unknown ? "UNKNOWN" : "ERASED");
  if (const std::string letters = LettersOf(state); !letters.empty())
    page.Add("LETTERS").Set("ABOUT", letters);
  page.ShowIf(state.right == law::Right::kAccess && state.delivered && state.subject, "PACK");
  TRY(AddEvents(page, site, state));
  return Show(site, {.title = "A request", .caller = &caller, .tab = Tab::kRequests},
              std::move(page));
}

Result<http::Response> ShowDraft(Site& site, const http::Request& request, const Caller& caller) {
  const State state = TRY(rights::Load(site.app.rights(), TRY(RequestOf(request))));
  const auto files = TRY(rights::Preview(site.app.rights(), caller.staff, state));
  if (!files) return ShowRefusal(site, caller, {.refused = files.error()});
  const auto pdf = std::ranges::find_if(
      *files, [](const paper::File& file) { return file.path.ends_with(".pdf"); });
  CHECK(pdf != files->end());
  return http::Response::File("application/pdf", std::string(AsText(pdf->bytes)))
      .With("Content-Disposition", "attachment; filename=\"draft.pdf\"");
}

Result<http::Response> ShowCaseFile(Site& site, const http::Request& request,
                                    const Caller& caller) {
  const State state = TRY(rights::Load(site.app.rights(), TRY(RequestOf(request))));
  const auto made =
      TRY(site.counters.Count(rights::MakeCaseFile(site.app.rights(), caller.staff, state)));
  if (!made) return ShowRefusal(site, caller, {.refused = made.error()});
  return http::Response::File("application/zip", std::string(AsText(made->zip)))
      .With("Content-Disposition",
            "attachment; filename=\"case-file-" + state.id.text().substr(0, 8) + ".zip\"");
}

// What was delivered, for somebody whose download broke off; as long as it is still the same.
Result<http::Response> ShowPack(Site& site, const http::Request& request, const Caller& caller) {
  const rights::Context rights = site.app.rights();
  const State state = TRY(rights::Load(rights, TRY(RequestOf(request))));
  if (!state.delivered) return Fail(Code::kNotFound, "No pack of this request was delivered.");
  TRY(rights::MayBeAnswered(rights, state));
  const auto collected = TRY(rights::Collect(rights, caller.staff, state));
  if (!collected) return ShowRefusal(site, caller, {.refused = collected.error()});
  if (ToHex(rights::Fingerprint(*collected)) != state.released)
    return Fail(Code::kConflict,
                "What is held has changed since the pack was delivered, so it cannot be made again "
                "as it was.");
  return GiveZip(site, state,
                 TRY(rights::MakePack(rights, state, *collected, rights::PackKind::kFinal,
                                      site.app.clock().Now())));
}

}  // namespace almoner::web
