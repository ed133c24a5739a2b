#include "console/step_page.h"

#include <algorithm>
#include <array>

#include "console/handlers.h"
#include "console/purposes.h"
#include "console/request_words.h"
#include "web/doors.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

using rights::State;

using rights::Step;

Result<Step> StepIn(const http::Request& request) {
  return StepNamed(request.param("step").value_or(""));
}

// What was ruled, before somebody approves it or carries it out.
Status AddRulings(FormPage& form, const Turn& turn) {
  if (turn.state.right != law::Right::kErasure) return {};
  const GroundWords grounds = TRY(GroundsInWords(turn.site, turn.state));
  for (const auto& [category, ruling] : turn.state.rulings) {
    const auto ground = grounds.find(ruling.ground);
    form.shows.emplace_back(CategoryInWords(turn.site.app.notice(), category),
                            Capital(RulingInWords(turn.state, ruling)) + ": " +
                                (ground == grounds.end() ? ruling.ground : ground->second));
  }
  return {};
}

// The form, with what was typed, for somebody who has looked at the request.
Result<http::Response> ShowStepForm(const StepPage& page, const Turn& turn,
                                    const std::vector<FieldProblem>& problems = {},
                                    int status = 422) {
  const bool safeguarding = page.step == Step::kDecideRisk;
  FormPage form{.heading = HeadingOf(page.step),
                .back = safeguarding ? "/people" : AddressOf(turn.state),
                .back_text = safeguarding ? "Find a person" : "The request",
                .action = AddressOf(turn.state, rights::Name(page.step)),
                .button = page.button,
                .hidden = {{std::string(kSeq), SeqOf(turn.state)}}};
  if (!page.says.empty()) form.says.emplace_back(page.says);
  if (page.quote != nullptr) form.quote = page.quote(turn);
  if (page.step == Step::kApprove && turn.state.right == law::Right::kAccess)
    form.links.emplace_back(AddressOf(turn.state, "draft/pdf"), "Read the draft (PDF)");
  if (page.step == Step::kApprove || page.step == Step::kCarryOut) TRY(AddRulings(form, turn));
  form.questions = TRY(page.questions(turn));
  return ShowForm(turn.site, turn.caller, form, turn.answers, problems, status);
}

Result<http::Response> AfterStep(const StepPage& page, const http::Request& request,
                                 const Turn& turn) {
  if (page.step != Step::kDecideRisk) return BackTo(turn.state, rights::Name(page.step));
  return ShowMessage(turn.site, request, &turn.caller, 200, "Your decision is recorded",
                     "Whoever answers the request goes on from here.");
}

Result<http::Response> Answer(const StepPage& page, const http::Request& request,
                              const Turn& turn) {
  if (page.give != nullptr) {
    auto given = TRY(turn.site.counters.Count(page.give(turn)));
    if (!given) return ShowRefusal(turn.site, turn.caller, {.refused = given.error()});
    return *std::move(given);
  }
  const auto taken = TRY(turn.site.counters.Count(page.take(turn)));
  if (!taken) return ShowRefusal(turn.site, turn.caller, {.refused = taken.error()});
  return AfterStep(page, request, turn);
}

bool IsFact(const rights::FileEvent& event, const std::string& name, const std::string& value) {
  if (name == "agrees") return (value == "yes") == (event.kind == "date-confirmed");
  if (const auto fact = event.facts.find(name); fact != event.facts.end())
    return fact->second == value;
  return std::ranges::any_of(event.facts, [&](const auto& fact) { return fact.second == value; });
}

// Whether the event says what the form says: it was sent twice.
bool SentBefore(const rights::FileEvent& event, const http::Fields& form) {
  const Answers answers(form);
  return std::ranges::all_of(form, [&](const auto& field) {
    const std::string& name = field.first;
    const std::string value = answers.Text(name);
    if (value.empty() || value == "none" || name == "csrf" || name == kSeq || name == "password" ||
        name.ends_with("-month") || name.ends_with("-year"))
      return true;
    if (name == "sum")
      return IsFact(event, "pence", std::to_string(answers.Pence(name).value_or(-1)));
    if (!name.ends_with("-day")) return IsFact(event, name, value);
    const auto day = answers.Day(name.substr(0, name.size() - 4));
    return day && IsFact(event, "", ToText(*day));
  });
}

// The request has moved on since the form was made.
Result<http::Response> AnswerMoved(const StepPage& page, const http::Request& request,
                                   const Turn& turn, const http::Fields& form) {
  const rights::FileEvent* const last = JustDone(turn.site, turn.caller, turn.state, page.step);
  if (last != nullptr && SentBefore(*last, form)) return AfterStep(page, request, turn);
  if (!MayTake(turn.state, page.step)) return ShowNotNow(turn.site, request, turn.caller);
  return ShowStepForm(page, turn, {{.field = std::string(kHeading), .text = std::string(kMoved)}},
                      409);
}

}  // namespace

Result<Step> StepNamed(std::string_view name) {
  for (int i = 0; i <= static_cast<int>(Step::kClose); ++i)
    if (const auto step = static_cast<Step>(i); rights::Name(step) == name) return step;
  return Fail(Code::kNotFound, "There is no such step.");
}

Result<const StepPage*> PageFor(Step step, const State& state) {
  const std::array tables = {WhoSteps(), ConductSteps(), CollationSteps(), AnswerSteps(),
                             RemedySteps()};
  for (const auto& table : tables)
    for (const StepPage& page : table)
      if (page.step == step && (!page.right || page.right == state.right)) return &page;
  return Fail(Code::kNotFound, "There is no such step.");
}

Result<std::vector<Question>> Nothing(const Turn& /*turn*/) { return std::vector<Question>(); }

Result<http::Response> ShowStep(Site& site, const http::Request& request, const Caller& caller) {
  const Step step = TRY(StepIn(request));
  const auto looked = TRY(LookAt(site, caller, TRY(RequestOf(request)), step));
  if (!looked) return ShowRefusal(site, caller, {.refused = looked.error()});
  const StepPage* const page = TRY(PageFor(step, *looked));
  if (!MayTake(*looked, step)) return ShowNotNow(site, request, caller);
  const Answers none;
  return ShowStepForm(*page, {site, caller, *looked, none});
}

Result<http::Response> TakeStep(Site& site, const http::Request& request, const Caller& caller,
                                const http::Fields& form) {
  const Step step = TRY(StepIn(request));
  const auto looked = TRY(LookAt(site, caller, TRY(RequestOf(request)), step));
  if (!looked) return ShowRefusal(site, caller, {.refused = looked.error()});
  const StepPage* const page = TRY(PageFor(step, *looked));
  const Answers answers(form);
  const Turn turn{site, caller, *looked, answers, request.header("host").value_or("")};
  if (!AsItWas(*looked, answers)) return AnswerMoved(*page, request, turn, form);
  if (!MayTake(*looked, step)) return ShowNotNow(site, request, caller);
  const std::vector<Question> questions = TRY(page->questions(turn));
  if (const auto problems = Check(questions, answers); !problems.empty())
    return ShowStepForm(*page, turn, problems);
  auto answered = Answer(*page, request, turn);
  if (answered) return answered;
  const auto mending = MendingOf(site, answered.error());
  if (!mending) return answered;
  const bool password = answers.Has("password") && mending->text.contains("password");
  return ShowStepForm(
      *page, turn,
      {{.field = password ? "password" : std::string(kHeading), .text = mending->text}},
      mending->status);
}

Question WhenItCame() {
  return {.kind = Kind::kDate,
          .name = "came",
          .label = "When did it come?",
          .hint = "Leave it empty where it came today. Otherwise the day, for example 27 3 2026."};
}

}  // namespace almoner::web::console
