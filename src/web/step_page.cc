#include "web/step_page.h"

#include <array>

#include "web/doors.h"
#include "web/handlers.h"
#include "web/purposes.h"
#include "web/request_words.h"

namespace almoner::web {
namespace {

using rights::State;

Result<const StepPage*> PageFor(const http::Request& request, const State& state) {
  const std::string name = request.param("step").value_or("");
  const std::array tables = {WhoSteps(), ConductSteps(), CollationSteps(), AnswerSteps(),
                             RemedySteps()};
  for (const auto& table : tables)
    for (const StepPage& page : table)
      if (rights::Name(page.step) == name && (!page.right || page.right == state.right))
        return &page;
  return Fail(Code::kNotFound, "There is no such step.");
}

// The form, with what was typed, for those who may look at the request.
Result<http::Response> ShowStepForm(const StepPage& page, const Turn& turn,
                                    const std::vector<FieldProblem>& problems = {},
                                    int status = 422) {
  const auto looked = TRY(LookAt(turn.site, turn.caller, turn.state.id, page.step));
  if (!looked) return ShowRefusal(turn.site, turn.caller, {.refused = looked.error()});
  const bool safeguarding = page.step == rights::Step::kDecideRisk;
  FormPage form{.heading = HeadingOf(page.step),
                .back = safeguarding ? "/people" : AddressOf(turn.state),
                .back_text = safeguarding ? "Find a person" : "The request",
                .action = AddressOf(turn.state, rights::Name(page.step)),
                .button = page.button};
  if (!page.says.empty()) form.says.emplace_back(page.says);
  if (page.quote != nullptr) form.quote = page.quote(turn);
  if (page.step == rights::Step::kApprove && turn.state.right == law::Right::kAccess)
    form.links.emplace_back(AddressOf(turn.state, "draft/pdf"), "Read the draft (PDF)");
  form.questions = TRY(page.questions(turn));
  return ShowForm(turn.site, turn.caller, form, turn.answers, problems, status);
}

Result<http::Response> Answer(const StepPage& page, const Turn& turn) {
  if (page.give != nullptr) {
    auto given = TRY(turn.site.counters.Count(page.give(turn)));
    if (!given) return ShowRefusal(turn.site, turn.caller, {.refused = given.error()});
    return *std::move(given);
  }
  const auto taken = TRY(turn.site.counters.Count(page.take(turn)));
  if (!taken) return ShowRefusal(turn.site, turn.caller, {.refused = taken.error()});
  return BackTo(turn.state, rights::Name(page.step));
}

}  // namespace

Result<std::vector<Question>> Nothing(const Turn& /*turn*/) { return std::vector<Question>(); }

Result<http::Response> ShowStep(Site& site, const http::Request& request, const Caller& caller) {
  const State state = TRY(rights::Load(site.app.rights(), TRY(RequestOf(request))));
  const StepPage* const page = TRY(PageFor(request, state));
  const Answers none;
  if (!MayTake(state, page->step))
    return ShowMessage(site, request, &caller, 409, "This cannot be done now",
                       "The request is not at this step. Go back to the request: it says what can "
                       "be done.");
  return ShowStepForm(*page, {site, caller, state, none});
}

Result<http::Response> TakeStep(Site& site, const http::Request& request, const Caller& caller,
                                const http::Fields& form) {
  const State state = TRY(rights::Load(site.app.rights(), TRY(RequestOf(request))));
  const StepPage* const page = TRY(PageFor(request, state));
  const Answers answers(form);
  const Turn turn{site, caller, state, answers};
  const std::vector<Question> questions = TRY(page->questions(turn));
  if (const auto problems = Check(questions, answers); !problems.empty())
    return ShowStepForm(*page, turn, problems);
  auto answered = Answer(*page, turn);
  if (answered) {
    if (page->step != rights::Step::kDecideRisk || answered->status != 303) return answered;
    return ShowMessage(site, request, &caller, 200, "Your decision is recorded",
                       "Whoever answers the request goes on from here.");
  }
  const auto mending = MendingOf(site, answered.error());
  if (!mending) return answered;
  return ShowStepForm(*page, turn, {{.field = FirstField(questions), .text = mending->text}},
                      mending->status);
}

}  // namespace almoner::web
