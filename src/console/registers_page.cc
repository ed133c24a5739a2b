// The registers: one list each, one file each, and its next steps as forms made of the register's
// own table.
#include <fmt/format.h>

#include <algorithm>

#include "breach/incident.h"
#include "console/office.h"
#include "console/purposes.h"
#include "console/register_words.h"
#include "console/today.h"
#include "web/caller.h"
#include "web/csv.h"
#include "web/listing.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

using accountability::State;
using accountability::Step;

std::optional<accountability::Due> DueOf(Site& site, const Room& room, const State& state) {
  return room.reg.due == nullptr ? std::nullopt : room.reg.due(ContextOf(site), state);
}

std::string ByInWords(const std::string& by) {
  if (const auto day = ParseDate(by)) return "by " + ToWords(*day);
  if (const auto time = Time::Parse(by)) return "by " + MomentInWords(*time);
  return by;
}

std::string DueInWords(const accountability::Due& due) {
  return Capital(due.what) + (due.by.empty() ? "" : ", " + ByInWords(due.by)) +
         (due.past ? ". LATE" : "");
}

Tag TagFor(const State& state, const std::optional<accountability::Due>& due) {
  if (due && due->past) return {.colour = "red", .text = "Late"};
  if (state.state == "closed") return {.colour = "grey", .text = "Closed"};
  return {.colour = due ? "yellow" : "blue", .text = Readable(state.state)};
}

Item ItemOf(Site& site, const Room& room, const State& state) {
  const auto due = DueOf(site, room, state);
  Item item{.title = Numbered(Readable(room.reg.kind.view()), state.id.text()),
            .href = AddressOf(room, state.id),
            .tag = TagFor(state, due),
            .lines = {fmt::format("Opened on {}; last step on {}.",
                                  ToWords(LondonDate(state.events.front().at)),
                                  ToWords(LondonDate(state.events.back().at)))}};
  if (due) item.lines.push_back(DueInWords(*due) + ".");
  return item;
}

Result<Part> StoryOf(const Site& site, const Room& room, const State& state) {
  Part part{.heading = "What has happened"};
  for (auto event = state.events.rbegin(); event != state.events.rend(); ++event) {
    const Step* const step = accountability::FindStep(room.reg, event->kind);
    Item item{.title = Readable(event->kind), .lines = {MomentInWords(event->at)}};
    if (const auto by = event->facts.find("by"); by != event->facts.end())
      if (const auto staff = StaffId::Parse(by->second))
        item.lines.front() += ", " + TRY(NameOf(site, *staff));
    for (const auto& [name, value] : event->facts)
      if (name != "by" && name != "purpose")
        item.lines.push_back(LabelOf(step, name) + ": " +
                             FactInWords(site.app.notice(), step, name, value));
    part.items.push_back(std::move(item));
  }
  return part;
}

// The clock and the severity of a breach, which follow from what is recorded.
Status AddClock(Site& site, const State& state, Part& facts) {
  const auto deadline = TRY(breach::DeadlineOf(site.app.statute(), state, site.app.clock().Now()));
  if (deadline.aware) facts.facts.emplace_back("Aware since", MomentInWords(*deadline.aware));
  if (deadline.regulator)
    facts.facts.emplace_back("Tell the regulator by", MomentInWords(*deadline.regulator));
  if (deadline.told)
    facts.facts.emplace_back("The regulator was told", MomentInWords(*deadline.told));
  if (const auto severity = breach::SeverityOf(state))
    facts.facts.emplace_back("Severity (ENISA, for support)", severity->text());
  facts.links.push_back({.href = "/registers/breach/" + state.id.text() + "/report",
                         .text = "The regulator’s form, as far as it is known"});
  return {};
}

Part StepsPart(const Room& room, const State& state) {
  Part part{.heading = "What can be done now", .empty = "Nothing."};
  for (const Step* const step : accountability::Allowed(room.reg, state.state))
    part.items.push_back(
        {.title = std::string(HeadingFor(*step)),
         .href = AddressOf(room, state.id) + "/" + std::string(step->name.view())});
  return part;
}

gate::Outcome<std::vector<State>> ListOf(Site& site, const Caller& caller, const Room& room) {
  return site.counters.Count(
      accountability::List(ContextOf(site), room.reg, {.actor = caller.staff}));
}

}  // namespace

Result<http::Response> ShowRegisters(Site& site, const http::Request& request,
                                     const Caller& caller) {
  const auto purposes = PurposesOf(site.app.notice(), caller.roles);
  Part part;
  for (const Room& room : Registers()) {
    const auto may = [&](std::string_view purpose) {
      return std::ranges::find(purposes, purpose, &Choice::value) != purposes.end();
    };
    if (!std::ranges::any_of(room.reg.purposes, may)) continue;
    Item item{.title = std::string(room.title), .lines = {std::string(room.about)}};
    const std::string address = "/registers/" + std::string(room.path);
    if (may(room.reg.purposes.front())) item.href = address;
    item.links.push_back({.href = address + "/new", .text = "Open one"});
    part.items.push_back(std::move(item));
  }
  if (part.items.empty()) return ShowNotTheirs(site, request, caller, "rights");
  ListPage page{.heading = "Registers"};
  page.parts.push_back(std::move(part));
  return ShowList(site, caller, page);
}

Result<http::Response> ShowRegister(Site& site, const http::Request& request,
                                    const Caller& caller) {
  const Room room = TRY(RegisterOf(request));
  const auto states = TRY(ListOf(site, caller, room));
  if (!states) return ShowRefusal(site, caller, {.refused = states.error()});
  const std::string address = "/registers/" + std::string(room.path);
  ListPage page{.heading = std::string(room.title),
                .back = "/registers",
                .back_text = "All registers",
                .says = {std::string(room.about)},
                .buttons = {{.href = address + "/new", .text = "Open one"}},
                .csv = address + "/csv"};
  Part open{.heading = "Open", .empty = "Nothing is open."};
  Part closed{.heading = "Closed"};
  for (auto state = states->rbegin(); state != states->rend(); ++state)
    (state->state == "closed" ? closed : open).items.push_back(ItemOf(site, room, *state));
  page.parts.push_back(std::move(open));
  if (!closed.items.empty()) page.parts.push_back(std::move(closed));
  return ShowList(site, caller, page);
}

Result<http::Response> GiveRegister(Site& site, const http::Request& request,
                                    const Caller& caller) {
  const Room room = TRY(RegisterOf(request));
  const auto states = TRY(ListOf(site, caller, room));
  if (!states) return ShowRefusal(site, caller, {.refused = states.error()});
  std::vector<std::vector<std::string>> rows;
  for (const State& state : *states) {
    const auto due = DueOf(site, room, state);
    rows.push_back({state.id.text(), std::string(room.reg.kind.view()), state.state,
                    ToText(LondonDate(state.events.front().at)),
                    ToText(LondonDate(state.events.back().at)), due ? due->what : "",
                    due ? due->by : "", due && due->past ? "yes" : "no"});
  }
  return GiveCsv("register", {"reference", "kind", "state", "opened", "last", "due", "by", "late"},
                 rows);
}

Result<http::Response> ShowFile(Site& site, const http::Request& request, const Caller& caller) {
  const Room room = TRY(RegisterOf(request));
  const RequestId id = TRY(FileOf(request));
  const auto state = TRY(site.counters.Count(
      accountability::Look(ContextOf(site), room.reg, WhoIs(site, caller, room.reg), id)));
  if (!state) return ShowRefusal(site, caller, {.refused = state.error()});
  ListPage page{.heading = Readable(room.reg.kind.view()),
                .back = "/registers/" + std::string(room.path),
                .back_text = std::string(room.title)};
  if (request.query("opened")) page.done = "It is opened.";
  if (request.query("done")) page.done = "It is recorded.";
  Part facts{.facts = {{"State", Readable(state->state)},
                       {"Opened", MomentInWords(state->events.front().at)},
                       {"Number", id.text()}}};
  if (const auto due = DueOf(site, room, *state)) facts.facts.emplace_back("Due", DueInWords(*due));
  if (state->subject)
    facts.links.push_back({.href = "/people/" + state->subject->text() + "?purpose=law.rights",
                           .text = "The person it is about"});
  if (room.path == "breach") TRY(AddClock(site, *state, facts));
  page.parts.push_back(std::move(facts));
  page.parts.push_back(StepsPart(room, *state));
  page.parts.push_back(TRY(StoryOf(site, room, *state)));
  return ShowList(site, caller, page);
}

Result<http::Response> ShowBreachReport(Site& site, const http::Request& request,
                                        const Caller& caller) {
  if (TRY(RegisterOf(request)).path != "breach")
    return Fail(Code::kNotFound, "This register has no such form.");
  const RequestId id = TRY(FileOf(request));
  const auto state = TRY(site.counters.Count(
      accountability::Look(ContextOf(site), breach::Incidents(), {.actor = caller.staff}, id)));
  if (!state) return ShowRefusal(site, caller, {.refused = state.error()});
  ListPage page{.heading = "The regulator’s form",
                .back = "/registers/breach/" + id.text(),
                .back_text = "The breach",
                .says = {"As far as it is known. What was asked for as naming nobody is in it, and "
                         "nothing else."}};
  page.parts.push_back(
      {.facts = {{"Report", TRY(breach::Report(site.app.notice(), site.app.statute(), *state,
                                               site.app.clock().Now()))}}});
  return ShowList(site, caller, page);
}

}  // namespace almoner::web::console
