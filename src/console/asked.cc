#include "console/asked.h"

#include <algorithm>

#include "console/request_words.h"
#include "paper/zip.h"
#include "web/doors.h"
#include "web/status.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

const rights::FileEvent* LastBy(const Site& site, const Caller& caller,
                                const rights::State& state) {
  if (state.events.empty()) return nullptr;
  const rights::FileEvent& last = state.events.back();
  const auto by = last.facts.find("by");
  const bool theirs = by != last.facts.end() && by->second == caller.staff.text();
  return theirs && site.app.clock().Now() - last.at <= std::chrono::minutes(10) ? &last : nullptr;
}

}  // namespace

Result<RequestId> RequestOf(const http::Request& request) {
  auto id = RequestId::Parse(request.param("id").value_or(""));
  if (!id) return Fail(Code::kNotFound, "There is no such request.");
  return id;
}

gate::Outcome<rights::State> LookAt(Site& site, const Caller& caller, const RequestId& request,
                                    rights::Step step) {
  const rights::Context rights = site.app.rights();
  if (step != rights::Step::kDecideRisk)
    return site.counters.Count(rights::Look(rights, caller.staff, request));
  rights::State state = TRY(rights::Load(rights, request));
  gate::Ask ask{.actor = caller.staff, .purpose = "law.safeguarding"};
  if (state.subject) ask.subjects = {*state.subject};
  auto allowed = TRY(site.counters.Count(
      rights.gate.Act(ask, "request.read", [](const gate::Change&) -> Status { return {}; })));
  if (!allowed) return gate::Refuse<rights::State>(std::move(allowed).error());
  return state;
}

std::optional<Mending> MendingOf(const Site& site, const Error& error) {
  if (error.code != Code::kInvalid && error.code != Code::kConflict && error.code != Code::kRefused)
    return std::nullopt;
  std::string text = Plainly(error.what.view());
  for (const Detail& detail : error.details)
    if (detail.name() == "category")
      text += " (" + CategoryInWords(site.app.notice(), detail.text()) + ")";
  const int status = AnswerFor(error.code).status;
  return Mending{.text = std::move(text), .status = status == 400 ? 422 : status};
}

std::string SeqOf(const rights::State& state) { return std::to_string(state.next_seq); }

bool AsItWas(const rights::State& state, const Answers& answers) {
  return answers.Text(kSeq) == SeqOf(state);
}

const rights::FileEvent* JustDone(const Site& site, const Caller& caller,
                                  const rights::State& state, rights::Step step) {
  const rights::FileEvent* const last = LastBy(site, caller, state);
  return last != nullptr && LeavesEvent(step, last->kind) ? last : nullptr;
}

const rights::FileEvent* JustDone(const Site& site, const Caller& caller,
                                  const rights::State& state, std::string_view kind) {
  const rights::FileEvent* const last = LastBy(site, caller, state);
  return last != nullptr && last->kind == kind ? last : nullptr;
}

Result<http::Response> ShowNotNow(const Site& site, const http::Request& request,
                                  const Caller& caller) {
  return ShowMessage(site, request, &caller, 409, "This cannot be done now",
                     "The request is not at this step. Go back to the request: it says what can "
                     "be done.");
}

std::string AddressOf(const rights::State& state, std::string_view page) {
  std::string address = "/requests/" + state.id.text();
  if (!page.empty()) address.append("/").append(page);
  return address;
}

bool MayTake(const rights::State& state, rights::Step step) {
  const std::vector<rights::Step> steps = rights::Allowed(state);
  return std::ranges::find(steps, step) != steps.end();
}

http::Response BackTo(const rights::State& state, std::string_view done) {
  return http::Response::Redirect(AddressOf(state) + "?done=" + std::string(done));
}

std::vector<Option> GroundOptions(const std::vector<rights::Ground>& grounds,
                                  std::string_view before, std::string_view value_before) {
  std::vector<Option> options;
  for (const rights::Ground& ground : grounds)
    options.push_back(
        {.value = std::string(value_before) + ground.id,
         .text = std::string(before) + ground.plain,
         .note = ground.article + (ground.silent ? ". Never named in a letter." : "")});
  return options;
}

Result<http::Response> GiveZip(const Site& site, const rights::State& state,
                               const std::vector<paper::File>& files) {
  const Bytes zip = TRY(paper::Zip(files, site.app.clock().Now()));
  return http::Response::File("application/zip", std::string(AsText(zip)))
      .With("Content-Disposition",
            "attachment; filename=\"request-" + state.id.text().substr(0, 8) + ".zip\"");
}

}  // namespace almoner::web::console
