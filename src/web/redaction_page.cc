// The redaction screen: one record on each page, what the assistant suggests in it, and what
// somebody decides of each. Nothing is taken out by itself.
#include "web/redaction_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "vault/vault.h"
#include "web/asked.h"
#include "web/doors.h"
#include "web/handlers.h"
#include "web/purposes.h"
#include "web/request_words.h"
#include "web/words.h"

namespace almoner::web {
namespace {

using rights::State;
using rights::Step;

struct Material {
  std::vector<vault::Record> records;  // all that may go out
  std::vector<rights::Suggestion> suggestions;
};

gate::Outcome<Material> Gather(Site& site, const Caller& caller, const State& state) {
  auto suggestions =
      TRY(site.counters.Count(rights::Suggest(site.app.rights(), caller.staff, state)));
  if (!suggestions) return gate::Refuse<Material>(std::move(suggestions).error());
  auto opened =
      TRY(site.counters.Count(site.app.gate().Open({.actor = caller.staff,
                                                    .purpose = "law.rights",
                                                    .subjects = {*state.subject},
                                                    .scope = vault::Scope::kAboutAndMentions})));
  if (!opened) return gate::Refuse<Material>(std::move(opened).error());
  Material material;
  material.records =
      TRY(vault::Reveal(std::move(opened->permit), site.app.keys(), site.app.clock()));
  material.suggestions = *std::move(suggestions);
  return material;
}

Sheet SheetOf(const Material& material, const State& state, std::size_t index) {
  const vault::Record& record = material.records[index];
  Sheet sheet{.record = &record,
              .number = index + 1,
              .count = material.records.size(),
              .places = PlacesIn(state, record, material.suggestions)};
  sheet.changed = std::ranges::any_of(state.redactions, [&](const rights::Redaction& cut) {
    return cut.record == record.label.id && cut.digest != ToHex(record.digest);
  });
  return sheet;
}

std::string PageAt(const State& state, std::size_t number) {
  return AddressOf(state, "redact") + "?n=" + std::to_string(number);
}

// The next record after this one in which something is suggested and nothing was decided.
std::optional<std::size_t> NextToLookAt(const Material& material, const State& state,
                                        std::size_t after) {
  for (std::size_t i = after; i < material.records.size(); ++i) {
    const RecordId& id = material.records[i].label.id;
    const auto of_it = [&](const auto& each) { return each.record == id; };
    if (std::ranges::any_of(material.suggestions, of_it) &&
        std::ranges::none_of(state.redactions, of_it))
      return i + 1;
  }
  return std::nullopt;
}

Status AddGrounds(View& page, Site& site, const State& state, const Answers& answers) {
  std::vector<Choice> choices = {{.value = "", .text = "Choose"}};
  for (const rights::Ground& ground : TRY(rights::Grounds(site.app.rights(), state)))
    if (ground.id != "not-applicable")
      choices.push_back({.value = ground.id, .text = ground.plain + " (" + ground.article + ")"});
  std::string chosen = answers.Text("ground");
  if (chosen.empty() && !state.redactions.empty()) chosen = state.redactions.back().ground;
  page.Put("GROUNDS", Options(choices, chosen));
  return {};
}

void AddWays(View& page, const Material& material, const State& state, const Sheet& sheet) {
  if (sheet.number > 1) page.Add("PREVIOUS").Set("HREF", PageAt(state, sheet.number - 1));
  if (sheet.number < sheet.count) page.Add("NEXT").Set("HREF", PageAt(state, sheet.number + 1));
  if (const auto next = NextToLookAt(material, state, sheet.number))
    page.Add("SUGGESTED").Set("HREF", PageAt(state, *next)).Set("WHERE", std::to_string(*next));
}

struct Shown {
  const Answers& answers;
  std::vector<FieldProblem> problems = {};
  int status = 422;
  bool saved = false;
};

Result<http::Response> ShowSheet(Site& site, const Caller& caller, const State& state,
                                 const Material& material, const Sheet& sheet, const Shown& shown) {
  const vault::Record& record = *sheet.record;
  View page("redact.html");
  page.Set("ID", state.id.text())
      .Set("CSRF", caller.csrf)
      .Set("RECORD", record.label.id.text())
      .Set("DIGEST", ToHex(record.digest))
      .Set("NUMBER_OF", fmt::format("{} of {}", sheet.number, sheet.count))
      .Set("N", std::to_string(sheet.number))
      .Set("CATEGORY", CategoryInWords(site.app.notice(), record.label.category))
      .Set("DATE", ToWords(LondonDate(record.content.event_at)))
      .Set("TYPED", shown.answers.Text("typed"))
      .ShowIf(shown.saved, "SAVED")
      .ShowIf(sheet.changed, "CHANGED")
      .ShowIf(state.drafted.has_value(), "DRAFTED")
      .ShowIf(sheet.places.empty(), "NONE");
  AddSheet(page, site.app.notice(), sheet, shown.answers);
  AddWays(page, material, state, sheet);
  TRY(AddGrounds(page, site, state, shown.answers));
  Frame frame{.title = "Take words out", .caller = &caller, .tab = Tab::kRequests};
  if (!shown.problems.empty()) {
    frame.status = shown.status;
    frame.error = true;
    page.Put("ERRORS", ErrorSummary(shown.problems));
    for (const FieldProblem& problem : shown.problems)
      if (problem.field == "typed" || problem.field == "ground")
        page.Add(problem.field == "typed" ? "WRONG_TYPED" : "WRONG_GROUND")
            .Set("PROBLEM", problem.text);
  }
  return Show(site, frame, std::move(page));
}

Status Save(Site& site, const Caller& caller, State state, const Sheet& sheet,
            const Selection& chosen, std::optional<gate::Refused>& refused) {
  const rights::Context rights = site.app.rights();
  const RecordId& record = sheet.record->label.id;
  const bool was_cut = std::ranges::any_of(
      state.redactions, [&](const rights::Redaction& cut) { return cut.record == record; });
  const bool anew = chosen.anew && was_cut;
  if (anew) {
    const auto restored = TRY(rights::Restore(rights, caller.staff, state, record));
    if (!restored) {
      refused = restored.error();
      return {};
    }
  }
  for (const Place& place : chosen.taken) {
    const auto there = std::ranges::find_if(
        sheet.places, [&](const Place& each) { return each.cut() && each.name() == place.name(); });
    if (!anew && there != sheet.places.end()) continue;  // it is out already
    state = TRY(rights::Load(rights, state.id));
    const auto cut = TRY(rights::Redact(rights, caller.staff, state,
                                        {.record = record,
                                         .field = place.field,
                                         .from = place.from,
                                         .to = place.to,
                                         .ground = place.ground}));
    if (!cut) {
      refused = cut.error();
      return {};
    }
  }
  return {};
}

Result<http::Response> NotNow(Site& site, const http::Request& request, const Caller& caller) {
  return ShowMessage(site, request, &caller, 409, "This cannot be done now",
                     "The request is not at this step. Go back to the request: it says what can "
                     "be done.");
}

std::size_t NumberIn(const std::string& text, std::size_t count) {
  std::size_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return std::clamp<std::size_t>(number, 1, count);
}

std::string Onwards(const Material& material, const State& state, const Sheet& sheet,
                    const std::string& go) {
  if (go == "stay") return PageAt(state, sheet.number) + "&saved=1";
  if (go == "suggested")
    if (const auto next = NextToLookAt(material, state, sheet.number)) return PageAt(state, *next);
  if (sheet.number < sheet.count) return PageAt(state, sheet.number + 1);
  return AddressOf(state) + "?done=redact";
}

}  // namespace

Result<http::Response> ShowRedact(Site& site, const http::Request& request, const Caller& caller) {
  const auto looked = TRY(LookAt(site, caller, TRY(RequestOf(request)), Step::kRedact));
  if (!looked) return ShowRefusal(site, caller, {.refused = looked.error()});
  if (!MayTake(*looked, Step::kRedact)) return NotNow(site, request, caller);
  const auto material = TRY(Gather(site, caller, *looked));
  if (!material) return ShowRefusal(site, caller, {.refused = material.error()});
  if (material->records.empty())
    return Fail(Code::kConflict,
                "Nothing is held about the person, so there is nothing to take "
                "out.");
  const std::size_t number = NumberIn(request.query("n").value_or("1"), material->records.size());
  const Answers none;
  return ShowSheet(site, caller, *looked, *material, SheetOf(*material, *looked, number - 1),
                   {.answers = none, .saved = request.query("saved").has_value()});
}

Result<http::Response> TakeRedact(Site& site, const http::Request& request, const Caller& caller,
                                  const http::Fields& form) {
  const State state = TRY(rights::Load(site.app.rights(), TRY(RequestOf(request))));
  if (!MayTake(state, Step::kRedact)) return NotNow(site, request, caller);
  const Answers answers(form);
  const auto material = TRY(Gather(site, caller, state));
  if (!material) return ShowRefusal(site, caller, {.refused = material.error()});
  const auto record =
      std::ranges::find(material->records, answers.Text("record"),
                        [](const vault::Record& each) { return each.label.id.text(); });
  if (record == material->records.end())
    return Fail(Code::kConflict, "This record is not there any more; look at the request again.");
  const Sheet sheet =
      SheetOf(*material, state, static_cast<std::size_t>(record - material->records.begin()));
  if (answers.Text("digest") != ToHex(record->digest))
    return ShowSheet(site, caller, state, *material, sheet,
                     {.answers = answers,
                      .problems = {{.field = "form",
                                    .text = "The record was changed meanwhile. Read it again, then "
                                            "save"}},
                      .status = 409});
  const Selection chosen = SelectionIn(site.app.notice(), sheet, answers);
  if (!chosen.problems.empty())
    return ShowSheet(site, caller, state, *material, sheet,
                     {.answers = answers, .problems = chosen.problems});
  std::optional<gate::Refused> refused;
  if (const Status saved = Save(site, caller, state, sheet, chosen, refused); !saved) {
    const auto mending = MendingOf(site, saved.error());
    if (!mending) return std::unexpected(saved.error());
    return ShowSheet(site, caller, state, *material, sheet,
                     {.answers = answers,
                      .problems = {{.field = "ground", .text = mending->text}},
                      .status = mending->status});
  }
  if (refused) return ShowRefusal(site, caller, {.refused = *refused});
  return http::Response::Redirect(Onwards(*material, state, sheet, answers.Text("go")));
}

}  // namespace almoner::web
