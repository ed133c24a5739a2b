// The redaction screen: one record on each page, what the assistant suggests in it, and what
// somebody decides of each. Nothing is taken out by itself.
#include "console/redaction_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <tuple>

#include "console/asked.h"
#include "console/handlers.h"
#include "console/purposes.h"
#include "console/request_words.h"
#include "vault/vault.h"
#include "web/doors.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

using rights::State;
using rights::Step;

constexpr const char* kOnwards = "&onwards=1";

Sheet SheetOf(const Material& material, const State& state, std::size_t index) {
  const vault::Record& record = material.records[index];
  Sheet sheet{.record = &record,
              .number = index + 1,
              .count = material.records.size(),
              .places = PlacesIn(state, record, material.suggestions)};
  sheet.lost = Lost(state, record, sheet.places);
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
    const std::string digest = ToHex(material.records[i].digest);
    const bool suggested = std::ranges::any_of(
        material.suggestions, [&](const rights::Suggestion& each) { return each.record == id; });
    const bool decided = std::ranges::any_of(state.redactions, [&](const rights::Redaction& each) {
      return each.record == id && each.digest == digest;
    });
    if (suggested && !decided) return i + 1;
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

void AddChanged(View& page, const Sheet& sheet, const Shown& shown) {
  if (!sheet.changed) return;
  View& changed = page.Add("CHANGED");
  if (sheet.lost > 0)
    changed.Add("LOST").Set(
        "HOW_MANY",
        fmt::format("{} cannot be found again: look for what it was, and type "
                    "it below.",
                    sheet.lost == 1 ? "One place" : fmt::format("{} places", sheet.lost)));
  View& unread = page.Add("UNREAD");
  unread.ShowIf(shown.answers.Text("nothing") == "yes", "TICKED");
  for (const FieldProblem& problem : shown.problems)
    if (problem.field == "nothing") unread.Add("WRONG_NOTHING").Set("PROBLEM", problem.text);
}

Result<http::Response> ShowSheet(Site& site, const Caller& caller, const State& state,
                                 const Material& material, const Sheet& sheet, const Shown& shown) {
  const vault::Record& record = *sheet.record;
  View page("redact.html");
  page.Set("ID", state.id.text())
      .Set("CSRF", caller.csrf)
      .Set("SEQ", SeqOf(state))
      .Set("RECORD", record.label.id.text())
      .Set("DIGEST", ToHex(record.digest))
      .Set("NUMBER_OF", fmt::format("{} of {}", sheet.number, sheet.count))
      .Set("N", std::to_string(sheet.number))
      .Set("CATEGORY", CategoryInWords(site.app.notice(), record.label.category))
      .Set("DATE", ToWords(LondonDate(record.content.event_at)))
      .Set("TYPED", shown.answers.Text("typed"))
      .ShowIf(sheet.onwards && sheet.places.empty(), "GO_ON")
      .ShowIf(shown.saved, "SAVED")
      .ShowIf(state.drafted.has_value(), "DRAFTED")
      .ShowIf(sheet.places.empty(), "NONE");
  AddChanged(page, sheet, shown);
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

// All of it in one transaction, instead of what was taken out before.
rights::Done Save(Site& site, const Caller& caller, const State& state, const Sheet& sheet,
                  const Selection& chosen) {
  std::vector<rights::Cut> cuts;
  const RecordId& record = sheet.record->label.id;
  for (const Place& place : chosen.taken)
    cuts.push_back({.record = record,
                    .field = place.field,
                    .from = place.from,
                    .to = place.to,
                    .ground = place.ground});
  return site.counters.Count(rights::Recut(site.app.rights(), caller.staff, state, record, cuts));
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
    if (const auto next = NextToLookAt(material, state, sheet.number))
      return PageAt(state, *next) + kOnwards;
  if (sheet.number < sheet.count) return PageAt(state, sheet.number + 1) + kOnwards;
  return AddressOf(state) + "?done=redact";
}

std::optional<std::size_t> IndexOf(const Material& material, const std::string& record) {
  const auto found = std::ranges::find(
      material.records, record, [](const vault::Record& each) { return each.label.id.text(); });
  if (found == material.records.end()) return std::nullopt;
  return static_cast<std::size_t>(found - material.records.begin());
}

// With the request as it is now, and what was typed.
Result<http::Response> ShowAnew(Site& site, const Caller& caller, const RequestId& id,
                                const Answers& answers, const FieldProblem& problem) {
  const State state = TRY(rights::Load(site.app.rights(), id));
  const auto material = TRY(Gather(site, caller, state));
  if (!material) return ShowRefusal(site, caller, {.refused = material.error()});
  const auto index = IndexOf(*material, answers.Text("record"));
  if (!index)
    return Fail(Code::kConflict, "This record is not there any more; look at the request again.");
  const Sheet sheet = SheetOf(*material, state, *index);
  // What was chosen of other words says nothing about these.
  const Answers typed({{"typed", answers.Text("typed")}, {"ground", answers.Text("ground")}});
  const bool same = answers.Text("digest") == ToHex(sheet.record->digest);
  return ShowSheet(site, caller, state, *material, sheet,
                   {.answers = same ? answers : typed, .problems = {problem}, .status = 409});
}

struct Sent {
  const State& state;
  const Material& material;
  const Sheet& sheet;
  const Answers& answers;
};

Result<http::Response> TakeSheet(Site& site, const Caller& caller, const Sent& sent) {
  const auto& [state, material, sheet, answers] = sent;
  const std::string heading(kHeading);
  const Selection chosen = SelectionIn(site.app.notice(), sheet, answers);
  const bool same_record = answers.Text("digest") == ToHex(sheet.record->digest);
  const bool same = same_record && chosen.same && chosen.problems.empty();
  if (!same && (!same_record || !AsItWas(state, answers)))
    return ShowAnew(site, caller, state.id, answers,
                    {.field = heading, .text = std::string(kMoved)});
  if (!chosen.problems.empty())
    return ShowSheet(site, caller, state, material, sheet,
                     {.answers = answers, .problems = chosen.problems});
  if (!same) {
    const auto saved = Save(site, caller, state, sheet, chosen);
    if (saved && !*saved) return ShowRefusal(site, caller, {.refused = saved->error()});
    if (!saved) {
      const auto mending = MendingOf(site, saved.error());
      if (!mending) return std::unexpected(saved.error());
      if (mending->status == 409)
        return ShowAnew(site, caller, state.id, answers, {.field = heading, .text = mending->text});
      return ShowSheet(site, caller, state, material, sheet,
                       {.answers = answers,
                        .problems = {{.field = heading, .text = mending->text}},
                        .status = mending->status});
    }
  }
  return http::Response::Redirect(Onwards(material, state, sheet, answers.Text("go")));
}

}  // namespace

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
  // As it happened: a note is read after the one before it.
  std::ranges::sort(material.records, {}, [](const vault::Record& record) {
    return std::tuple(record.content.event_at, record.label.recorded_at, record.label.id);
  });
  material.suggestions = *std::move(suggestions);
  return material;
}

Result<http::Response> ShowRedact(Site& site, const http::Request& request, const Caller& caller) {
  const auto looked = TRY(LookAt(site, caller, TRY(RequestOf(request)), Step::kRedact));
  if (!looked) return ShowRefusal(site, caller, {.refused = looked.error()});
  if (!MayTake(*looked, Step::kRedact)) return ShowNotNow(site, request, caller);
  const auto material = TRY(Gather(site, caller, *looked));
  if (!material) return ShowRefusal(site, caller, {.refused = material.error()});
  if (material->records.empty())
    return Fail(Code::kConflict,
                "Nothing is held about the person, so there is nothing to take "
                "out.");
  const std::size_t number = NumberIn(request.query("n").value_or("1"), material->records.size());
  Sheet sheet = SheetOf(*material, *looked, number - 1);
  sheet.onwards = request.query("onwards").has_value();
  const Answers none;
  return ShowSheet(site, caller, *looked, *material, sheet,
                   {.answers = none,
                    .saved = request.query("saved") &&
                             JustDone(site, caller, *looked, Step::kRedact) != nullptr});
}

Result<http::Response> TakeRedact(Site& site, const http::Request& request, const Caller& caller,
                                  const http::Fields& form) {
  const auto looked = TRY(LookAt(site, caller, TRY(RequestOf(request)), Step::kRedact));
  if (!looked) return ShowRefusal(site, caller, {.refused = looked.error()});
  const State& state = *looked;
  if (!MayTake(state, Step::kRedact)) return ShowNotNow(site, request, caller);
  const Answers answers(form);
  const auto material = TRY(Gather(site, caller, state));
  if (!material) return ShowRefusal(site, caller, {.refused = material.error()});
  const auto index = IndexOf(*material, answers.Text("record"));
  if (!index)
    return Fail(Code::kConflict, "This record is not there any more; look at the request again.");
  const Sheet sheet = SheetOf(*material, state, *index);
  return TakeSheet(site, caller,
                   {.state = state, .material = *material, .sheet = sheet, .answers = answers});
}

}  // namespace almoner::web::console
