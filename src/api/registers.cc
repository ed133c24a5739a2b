// Registers (disclosures, breaches, enquiries, …) and what was asked on the website: sequences of
// steps, each with its facts, as the registers' own tables have them.
#include <algorithm>

#include "accountability/intake.h"
#include "api/answer.h"
#include "console/purposes.h"
#include "console/register_words.h"

namespace almoner::web::api {
namespace {

using accountability::FactRule;
using accountability::Facts;
using accountability::Register;
using accountability::State;
using accountability::Step;
using accountability::Who;

// The register that the address names, and under which of its purposes the caller acts there.
struct Room {
  const Register& reg;
  Who who;
  std::string address;
};

std::string_view TypeName(accountability::Type type) {
  using enum accountability::Type;
  switch (type) {
    case kWord:
      return "word";
    case kDate:
      return "date";
    case kTime:
      return "time";
    case kNumber:
      return "number";
    case kIds:
      return "ids";
    case kFile:
      return "file";
    case kText:
      return "text";
  }
  std::unreachable();
}

json::object FactJson(const FactRule& rule) {
  json::array words;
  for (const std::string_view word : rule.words) words.emplace_back(word);
  return {{"name", rule.name.view()},
          {"type", TypeName(rule.type)},
          {"required", rule.required},
          {"what", rule.what.view()},
          {"words", std::move(words)}};
}

json::object StepJson(const Step& step) {
  json::array from;
  for (const std::string_view state : step.from) from.emplace_back(state);
  json::array facts;
  for (const FactRule& rule : step.facts) facts.push_back(FactJson(rule));
  return {{"step", step.name.view()}, {"from", std::move(from)}, {"facts", std::move(facts)}};
}

Result<http::Response> GetRegisters(const Call& call) {
  std::vector<Line> lines;
  for (const console::Room& room : console::Registers()) {
    json::array steps;
    for (const Step& step : room.reg.steps) steps.push_back(StepJson(step));
    json::array purposes;
    for (const std::string_view purpose : room.reg.purposes) purposes.emplace_back(purpose);
    lines.push_back({.key = std::string(room.path),
                     .item = {{"register", room.path},
                              {"title", room.title},
                              {"about", room.about},
                              {"of_somebody", room.reg.of_somebody},
                              {"purposes", std::move(purposes)},
                              {"steps", std::move(steps)}}});
  }
  return PageOf(call, "almoner.registers/1", "registers", std::move(lines));
}

// A key acts under the purposes that it was made for: the first of the register's that it has.
Result<std::expected<Room, http::Response>> RoomIn(const Call& call, const Register& reg,
                                                   std::string address) {
  Who who = console::WhoIs(call.site, call.caller, reg);
  if (who.purpose.empty()) who.purpose = reg.purposes.front();
  if (call.key != nullptr && !call.key->HasPurpose(who.purpose)) {
    const auto choices = console::PurposesOf(call.app().notice(), call.caller.roles);
    const auto mine = std::ranges::find_if(reg.purposes, [&](std::string_view purpose) {
      return call.key->HasPurpose(purpose) &&
             std::ranges::find(choices, purpose, &Choice::value) != choices.end();
    });
    if (mine == reg.purposes.end())
      return std::expected<Room, http::Response>(
          std::unexpect, Problem(call.request, 403, "purpose",
                                 "This key was not made for any purpose of this register."));
    who.purpose = *mine;
  }
  return Room{.reg = reg, .who = std::move(who), .address = std::move(address)};
}

using Find = Result<std::expected<Room, http::Response>> (*)(const Call&);

Result<std::expected<Room, http::Response>> RegisterIn(const Call& call) {
  const console::Room room = TRY(console::RegisterOf(call.request));
  return RoomIn(call, room.reg, "/api/v1/registers/" + std::string(room.path));
}
Result<std::expected<Room, http::Response>> IntakeIn(const Call& call) {
  return RoomIn(call, accountability::Intakes(), "/api/v1/intake");
}

accountability::Context ContextOf(const Call& call) {
  return {call.app().gate(), call.app().statute(), call.app().LawFolder()};
}

json::object Describe(const Call& call, const Room& room, const State& state) {
  json::array next;
  for (const Step* const step : accountability::Allowed(room.reg, state.state))
    next.emplace_back(step->name.view());
  json::object one{{"file", state.id.text()},
                   {"person", MaybeId(state.subject)},
                   {"state", state.state},
                   {"opened", state.events.front().at.text()},
                   {"last", state.events.back().at.text()},
                   {"next", std::move(next)}};
  const auto due = room.reg.due == nullptr ? std::nullopt : room.reg.due(ContextOf(call), state);
  if (due) one["due"] = {{"what", due->what}, {"by", due->by}, {"late", due->past}};
  return one;
}

template <Find kFind>
Result<http::Response> GetFiles(const Call& call) {
  const auto room = TRY(kFind(call));
  if (!room) return room.error();
  return Answered(call, accountability::List(ContextOf(call), room->reg, room->who),
                  [&](const std::vector<State>& states) {
                    std::vector<Line> lines;
                    for (const State& state : states)
                      lines.push_back({.key = state.events.front().at.text() + state.id.text(),
                                       .item = Describe(call, *room, state)});
                    return PageOf(call, "almoner.files/1", "files", std::move(lines));
                  });
}

std::string TagOf(const State& state) { return "\"" + std::to_string(state.next_seq) + "\""; }

template <Find kFind>
Result<http::Response> GetFile(const Call& call) {
  const auto room = TRY(kFind(call));
  if (!room) return room.error();
  const RequestId id = TRY(console::FileOf(call.request));
  return Answered(
      call, accountability::Look(ContextOf(call), room->reg, room->who, id),
      [&](const State& state) -> Result<http::Response> {
        json::object document{{"schema", "almoner.file/1"}};
        for (const auto& member : Describe(call, *room, state))
          document[member.key()] = member.value();
        json::array events;
        for (const accountability::FileEvent& event : state.events) {
          json::object facts;
          for (const auto& [name, value] : event.facts) facts[name] = value;
          events.push_back(
              {{"at", event.at.text()}, {"kind", event.kind}, {"facts", std::move(facts)}});
        }
        document["events"] = std::move(events);
        return Tagged(call, TagOf(state), Answer(call, std::move(document)));
      });
}

Facts FactsIn(const Call& call) {
  Facts facts;
  if (!call.Has("facts")) return facts;
  for (const auto& member : call.body.at("facts").as_object())
    facts[member.key()] = std::string(member.value().as_string());
  return facts;
}

// Which fact is meant stands in the error.
http::Response WrongFact(const Call& call, const Error& error) {
  std::string field = "facts";
  for (const Detail& detail : error.details)
    if (detail.name() == "fact") field += "." + detail.text();
  return WrongFields(call.request, {{.field = field, .detail = std::string(error.what.view())}});
}

Result<http::Response> PostFile(const Call& call) {
  const auto room = TRY(RegisterIn(call));
  if (!room) return room.error();
  std::optional<SubjectId> person;
  if (call.Has("person")) person = TRY(SubjectId::Parse(call.Text("person")));
  auto opened = accountability::Open(ContextOf(call), room->reg, room->who, person,
                                     {.step = call.Text("step"), .facts = FactsIn(call)});
  if (!opened && opened.error().code == Code::kInvalid) return WrongFact(call, opened.error());
  return Answered(call, std::move(opened), [&](const RequestId& id) {
    return Result<http::Response>(Made(call, room->address + "/" + id.text(),
                                       {{"schema", "almoner.changed/1"}, {"file", id.text()}}));
  });
}

template <Find kFind>
Result<http::Response> PostFileStep(const Call& call) {
  const auto room = TRY(kFind(call));
  if (!room) return room.error();
  const RequestId id = TRY(console::FileOf(call.request));
  const std::string name = call.Param("step");
  if (accountability::FindStep(room->reg, name) == nullptr)
    return Fail(Code::kNotFound, "There is no such step.");
  auto changed = accountability::Advance(ContextOf(call), room->reg, room->who, id,
                                         {.step = name, .facts = FactsIn(call)});
  if (!changed && changed.error().code == Code::kInvalid) return WrongFact(call, changed.error());
  return Answered(call, std::move(changed), [&](const gate::Changed& done) {
    return Result<http::Response>(Made(call, room->address + "/" + id.text(), ChangedJson(done)));
  });
}

Field FactsField() {
  return {.name = "facts",
          .type = Type::kTexts,
          .what = "The facts of the step, as the register’s table names them",
          .required = false};
}

}  // namespace

std::vector<Endpoint> RegisterCalls() {
  using enum http::Method;
  const auto row = [](std::string_view group, Endpoint endpoint) {
    endpoint.group = group;
    if (endpoint.reason == For::kNamed) endpoint.reason = For::kEither;
    return endpoint;
  };
  return {
      row("Registers", {.method = kGet,
                        .path = "/api/v1/registers",
                        .summary = "The registers, their steps and the facts that each step takes",
                        .scope = "registers:read",
                        .reason = For::kNobody,
                        .answer = "Registers",
                        .pages = true,
                        .handle = GetRegisters}),
      row("Registers", {.method = kGet,
                        .path = "/api/v1/registers/{register}",
                        .summary = "The files of a register, oldest first",
                        .scope = "registers:read",
                        .answer = "Files",
                        .pages = true,
                        .handle = GetFiles<RegisterIn>}),
      row("Registers", {.method = kPost,
                        .path = "/api/v1/registers/{register}",
                        .summary = "Open a file of a register",
                        .scope = "registers:write",
                        .body = Body::kJson,
                        .fields = {{.name = "step", .what = "The step that it begins with"},
                                   {.name = "person",
                                    .type = Type::kId,
                                    .what = "Whom it is about",
                                    .required = false},
                                   FactsField()},
                        .answer = "Changed",
                        .status = 201,
                        .handle = PostFile}),
      row("Registers", {.method = kGet,
                        .path = "/api/v1/registers/{register}/{id}",
                        .summary = "One file: its events, and which steps its state allows",
                        .scope = "registers:read",
                        .answer = "File",
                        .match = Match::kRead,
                        .handle = GetFile<RegisterIn>}),
      row("Registers", {.method = kPost,
                        .path = "/api/v1/registers/{register}/{id}/{step}",
                        .summary = "Take a step of a file",
                        .scope = "registers:write",
                        .body = Body::kJson,
                        .fields = {FactsField()},
                        .answer = "Changed",
                        .handle = PostFileStep<RegisterIn>}),
      row("Asked on the website", {.method = kGet,
                                   .path = "/api/v1/intake",
                                   .summary = "What was asked on the website, oldest first",
                                   .scope = "requests:read",
                                   .answer = "Files",
                                   .pages = true,
                                   .handle = GetFiles<IntakeIn>}),
      row("Asked on the website", {.method = kGet,
                                   .path = "/api/v1/intake/{id}",
                                   .summary = "One thing that was asked",
                                   .scope = "requests:read",
                                   .answer = "File",
                                   .match = Match::kRead,
                                   .handle = GetFile<IntakeIn>}),
      row("Asked on the website",
          {.method = kPost,
           .path = "/api/v1/intake/{id}/{step}",
           .summary = "Set it aside, record how it was answered, or take it back",
           .scope = "requests:write",
           .body = Body::kJson,
           .fields = {FactsField()},
           .answer = "Changed",
           .handle = PostFileStep<IntakeIn>}),
  };
}

}  // namespace almoner::web::api
