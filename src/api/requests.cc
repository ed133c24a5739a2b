// Rights requests: listed, opened, and each step that the state allows, as the console takes it.
#include <algorithm>

#include "api/forms.h"
#include "base/json.h"
#include "console/asked.h"
#include "console/office.h"
#include "console/step_page.h"
#include "law/lawbook.h"
#include "rights/access.h"
#include "rights/making.h"
#include "rights/shelf.h"

namespace almoner::web::api {
namespace {

using rights::State;
using rights::Step;

std::string TagOf(const State& state) { return "\"" + std::to_string(state.next_seq) + "\""; }

json::object Describe(const State& state, const law::Due& due) {
  json::array next;
  json::array todo;
  for (const Step step : rights::Allowed(state)) next.emplace_back(rights::Name(step));
  for (const Step step : rights::ToDo(state)) todo.emplace_back(rights::Name(step));
  return {{"request", state.id.text()},
          {"right", law::Name(state.right)},
          {"person", MaybeId(state.subject)},
          {"received", ToText(state.received)},
          {"channel", state.channel},
          {"due", MaybeJson(due.due)},
          {"promised_due", MaybeJson(due.promised_due)},
          {"reasons", TextsJson(due.steps)},
          {"closed", state.closed},
          {"outcome", state.outcome},
          {"to_do", std::move(todo)},
          {"next", std::move(next)}};
}

Result<http::Response> GetRequests(const Call& call) {
  return Answered(call, rights::ListDated(call.app().rights(), call.caller.staff),
                  [&](const rights::Listed& all) {
                    const bool open = call.request.query("open") == "true";
                    std::vector<Line> lines;
                    for (const auto& one : all)
                      if (!open || !one->state.closed)
                        lines.push_back({.key = ToText(one->state.received) + one->state.id.text(),
                                         .item = Describe(one->state, one->due)});
                    return PageOf(call, "almoner.requests/1", "requests", std::move(lines));
                  });
}

json::array EventsJson(const State& state) {
  json::array events;
  for (const rights::FileEvent& event : state.events) {
    json::object facts;
    for (const auto& [name, value] : event.facts) facts[name] = value;
    events.push_back({{"at", event.at.text()}, {"kind", event.kind}, {"facts", std::move(facts)}});
  }
  return events;
}

// What may be done now is in the answer, so that nobody has to guess.
http::Response NotNow(const Call& call, const State& state) {
  json::array next;
  for (const Step step : rights::Allowed(state)) next.emplace_back(rights::Name(step));
  return Problem(call.request, 409, "not-now",
                 "The request is not at this step; `next` names those that it is at.",
                 {{"next", std::move(next)}});
}

json::value MakingJson(const std::optional<rights::InMaking>& making) {
  if (!making) return {};
  return {{"pack", making->release ? "release" : "draft"}, {"percent", making->done}};
}

// The draft for whoever is to approve it: the pack as a ZIP file, made in the background where it
// is long.
Result<http::Response> GetDraft(const Call& call) {
  const RequestId id = TRY(console::RequestOf(call.request));
  return Decided(call, console::LookAt(call.site, call.caller, id, Step::kApprove),
                 [&](const State& state) -> Result<http::Response> {
                   if (!state.drafted) return NotNow(call, state);
                   auto made = rights::Preview(call.app().rights(), call.caller.staff, state);
                   if (!made) return Hindered(call, made.error());
                   return Answered(call, std::move(made),
                                   [&](const std::vector<paper::File>& files) {
                                     return console::GiveZip(call.site, state, files);
                                   });
                 });
}

Result<http::Response> GetRequest(const Call& call) {
  const RequestId id = TRY(console::RequestOf(call.request));
  return Answered(call, rights::Look(call.app().rights(), call.caller.staff, id),
                  [&](const State& state) -> Result<http::Response> {
                    json::object document{{"schema", "almoner.request/1"}};
                    const law::Due due = TRY(rights::Clock(call.app().rights(), state));
                    for (const auto& member : Describe(state, due))
                      document[member.key()] = member.value();
                    document["events"] = EventsJson(state);
                    document["making"] = MakingJson(TRY(rights::MakingOf(call.app().rights(), id)));
                    return Tagged(call, TagOf(state), Answer(call, std::move(document)));
                  });
}

Result<http::Response> PostRequest(const Call& call) {
  const law::Right right = TRY(law::ParseRight(call.Text("right")));
  const Date received = TRY(ParseDate(call.Text("received")));
  rights::Opening opening{.right = right,
                          .subject = {},
                          .received = received,
                          .channel = call.Text("channel"),
                          .words = Personal(call.Text("words")),
                          .about = call.Text("about")};
  if (call.Has("person") == call.Yes("unknown"))
    return WrongFields(call.request,
                       {{.field = "person",
                         .detail = "Say who it is about, or that nobody knows them here: one."}});
  if (call.Has("person")) opening.subject = TRY(SubjectId::Parse(call.Text("person")));
  return Answered(call, rights::Open(call.app().rights(), call.caller.staff, opening),
                  [&](const RequestId& request) {
                    return Result<http::Response>(
                        Made(call, "/api/v1/requests/" + request.text(),
                             {{"schema", "almoner.changed/1"}, {"request", request.text()}}));
                  });
}

// Whoever decides on a danger does so for safeguarding: a key must have been made for that too.
bool MayStep(const Call& call, Step step) {
  return step != Step::kDecideRisk || call.MayFor("law.safeguarding");
}

http::Response NoSuchPurpose(const Call& call) {
  return Problem(call.request, 403, "purpose",
                 "This key was not made for law.safeguarding, which decides on a danger.");
}

Result<http::Response> GetStep(const Call& call) {
  const Step step = TRY(console::StepNamed(call.Param("step")));
  if (!MayStep(call, step)) return NoSuchPurpose(call);
  const RequestId id = TRY(console::RequestOf(call.request));
  return Decided(call, console::LookAt(call.site, call.caller, id, step),
                 [&](const State& state) -> Result<http::Response> {
                   if (!console::MayTake(state, step)) return NotNow(call, state);
                   const console::StepPage* const page = TRY(console::PageFor(step, state));
                   const Answers none;
                   const console::Turn turn{call.site, call.caller, state, none};
                   json::object document = FormJson(page->button, TRY(page->questions(turn)));
                   document["closed"] = false;
                   document["says"] = TextsJson({std::string(page->says)});
                   document["shows"] = json::object();
                   return Tagged(call, TagOf(state), Answer(call, std::move(document)));
                 });
}

// A step that gives something gives it here too: the pack, as a ZIP file.
Result<http::Response> Take(const Call& call, const console::StepPage& page,
                            const console::Turn& turn) {
  if (page.give != nullptr) {
    auto given = page.give(turn);
    if (!given) return Hindered(call, given.error());
    return Answered(call, std::move(given), [&](const http::Response& response) {
      return Result<http::Response>(response);
    });
  }
  auto taken = page.take(turn);
  if (!taken) return Hindered(call, taken.error());
  return Answered(call, std::move(taken), [&](const gate::Changed& changed) {
    return Result<http::Response>(
        Made(call, "/api/v1/requests/" + turn.state.id.text(), ChangedJson(changed)));
  });
}

Result<http::Response> TakeOn(const Call& call, const State& state, Step step) {
  if (auto other = Unmatched(call, TagOf(state))) return *std::move(other);
  if (!console::MayTake(state, step)) return NotNow(call, state);
  const console::StepPage* const page = TRY(console::PageFor(step, state));
  const Answers none;
  const auto questions = TRY(page->questions({call.site, call.caller, state, none}));
  std::vector<Wrong> wrong;
  const Answers answers = AnswersIn(call.body, questions, wrong);
  if (!wrong.empty()) return WrongFields(call.request, wrong);
  if (const auto problems = Check(questions, answers); !problems.empty())
    return WrongFields(call.request, Problems(problems));
  return Take(call, *page, {call.site, call.caller, state, answers});
}

Result<http::Response> PostStep(const Call& call) {
  const Step step = TRY(console::StepNamed(call.Param("step")));
  if (!MayStep(call, step)) return NoSuchPurpose(call);
  const RequestId id = TRY(console::RequestOf(call.request));
  return Decided(call, console::LookAt(call.site, call.caller, id, step),
                 [&](const State& state) { return TakeOn(call, state, step); });
}

Result<http::Response> PostRuling(const Call& call) {
  const RequestId id = TRY(console::RequestOf(call.request));
  std::optional<RecordId> record;
  if (call.Has("record")) record = TRY(RecordId::Parse(call.Text("record")));
  return Answered(
      call, rights::Look(call.app().rights(), call.caller.staff, id),
      [&](const State& state) -> Result<http::Response> {
        if (auto other = Unmatched(call, TagOf(state))) return *std::move(other);
        if (!console::MayTake(state, Step::kRule)) return NotNow(call, state);
        auto ruled = rights::Rule(
            call.app().rights(), call.caller.staff, state, call.Text("category"),
            {.yes = call.Yes("yes"), .ground = call.Text("ground"), .known = call.Text("known")},
            record);
        if (!ruled) return Hindered(call, ruled.error());
        return Answered(call, std::move(ruled), [&](const gate::Changed& changed) {
          return Result<http::Response>(
              Made(call, "/api/v1/requests/" + id.text(), ChangedJson(changed)));
        });
      });
}

std::vector<Field> OpeningFields() {
  return {{.name = "right",
           .type = Type::kWord,
           .what = "Which right",
           .words = {"access", "rectification", "erasure", "restriction", "portability",
                     "objection", "automated-decision", "complaint"},
           .example = "access"},
          {.name = "person",
           .type = Type::kId,
           .what = "Who it is about; or else `unknown`",
           .required = false},
          {.name = "unknown",
           .type = Type::kYes,
           .what = "Nobody of that name is known here",
           .required = false},
          {.name = "received",
           .type = Type::kDate,
           .what = "The day it arrived, also when it was recognised later",
           .example = "2026-11-20"},
          {.name = "channel",
           .type = Type::kWord,
           .what = "How it arrived",
           .words = {"letter", "email", "phone", "in-person", "portal"},
           .example = "letter"},
          {.name = "words", .what = "What they asked, in their words"},
          {.name = "about",
           .what = "Of an objection: the activity; of a restriction: which ground they name",
           .required = false}};
}

}  // namespace

std::vector<Endpoint> RequestCalls() {
  using enum http::Method;
  const auto row = [](Endpoint endpoint) {
    endpoint.group = "Requests";
    endpoint.reason = For::kOne;
    endpoint.purpose = "law.rights";
    return endpoint;
  };
  return {
      row({.method = kGet,
           .path = "/api/v1/requests",
           .summary = "Rights requests, oldest first, with what is due and what to do next",
           .scope = "requests:read",
           .query = {{.name = "open",
                      .type = Type::kYes,
                      .what = "Only those that are open",
                      .required = false}},
           .answer = "Requests",
           .pages = true,
           .handle = GetRequests}),
      row({.method = kPost,
           .path = "/api/v1/requests",
           .summary = "Log a request",
           .scope = "requests:write",
           .body = Body::kJson,
           .fields = OpeningFields(),
           .answer = "Changed",
           .status = 201,
           .handle = PostRequest}),
      row({.method = kGet,
           .path = "/api/v1/requests/{id}",
           .summary = "One request: its dates with their reasons, its events, what may be done",
           .scope = "requests:read",
           .answer = "Request",
           .match = Match::kRead,
           .handle = GetRequest}),
      row({.method = kPost,
           .path = "/api/v1/requests/{id}/rule",
           .summary = "Rule on one category, or one record: release or withhold, erase or keep",
           .scope = "requests:write",
           .body = Body::kJson,
           .fields = {{.name = "category", .what = "A data category, or `mentions`"},
                      {.name = "yes", .type = Type::kYes, .what = "Release it; erase it"},
                      {.name = "ground", .what = "Why", .required = false},
                      {.name = "known",
                       .what = "Of health data: how the person knows it already",
                       .required = false},
                      {.name = "record",
                       .type = Type::kId,
                       .what = "Of this one alone",
                       .required = false}},
           .answer = "Changed",
           .match = Match::kMust,
           .handle = PostRuling}),
      row({.method = kPost,
           .path = "/api/v1/requests/{id}/processor",
           .summary = "Ask a processor to carry the request out too (OpenDSR 2.0)",
           .scope = "requests:write",
           .duty = "rights",
           .body = Body::kForm,
           .answer = "Done",
           .deed = console::MakeProcessor}),
      row({.method = kGet,
           .path = "/api/v1/requests/{id}/preview",
           .summary = "The draft for whoever is to approve it (application/zip)",
           .scope = "requests:read",
           .handle = GetDraft}),
      row({.method = kGet,
           .path = "/api/v1/requests/{id}/{step}",
           .summary = "What a step asks, where the request is at it",
           .scope = "requests:read",
           .answer = "Form",
           .match = Match::kRead,
           .handle = GetStep}),
      row({.method = kPost,
           .path = "/api/v1/requests/{id}/{step}",
           .summary = "Take a step; the steps that give a pack answer with it (application/zip)",
           .scope = "requests:write",
           .body = Body::kForm,
           .answer = "Changed",
           .match = Match::kMust,
           .handle = PostStep}),
  };
}

}  // namespace almoner::web::api
