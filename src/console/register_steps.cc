// What is asked when a file of a register is opened, and at each of its steps.
#include <algorithm>

#include "console/office.h"
#include "console/purposes.h"
#include "console/register_words.h"
#include "console/staff_words.h"
#include "web/listing.h"

namespace almoner::web::console {

using accountability::Step;

Result<http::Response> ShowOpenings(Site& site, const http::Request& request,
                                    const Caller& caller) {
  const Room room = TRY(RegisterOf(request));
  const std::vector<const Step*> steps = Openings(room.reg);
  const std::string address = "/registers/" + std::string(room.path) + "/new/";
  const auto person = request.query("person");
  const std::string query = person ? "?person=" + http::EncodePercent(*person) : "";
  if (steps.size() == 1)
    return http::Response::Redirect(address + std::string(steps.front()->name.view()) + query);
  ListPage page{.heading = "Open one",
                .back = "/registers",
                .back_text = "All registers",
                .says = {"How does it begin?"}};
  Part part;
  for (const Step* const step : steps)
    part.items.push_back({.title = std::string(HeadingFor(*step)),
                          .href = address + std::string(step->name.view()) + query});
  page.parts.push_back(std::move(part));
  return ShowList(site, caller, page);
}

Made MakeOpening(Site& site, const http::Request& request, const Caller& caller) {
  const Room room = TRY(RegisterOf(request));
  const Step* const step = accountability::FindStep(room.reg, request.param("step").value_or(""));
  const auto openings = Openings(room.reg);
  if (step == nullptr || std::ranges::find(openings, step) == openings.end())
    return Fail(Code::kNotFound, "No file of this register begins so.");
  FormPage form{
      .heading = HeadingFor(*step),
      .back = "/registers",
      .back_text = "All registers",
      .action = "/registers/" + std::string(room.path) + "/new/" + std::string(step->name.view()),
      .button = "Open it",
      .says = {std::string(room.about)},
      .tab = Tab::kMore};
  const bool needed = room.reg.of_somebody;
  form.questions.push_back(
      {.name = "person",
       .label = std::string("The number of the person’s record") + (needed ? "" : " (optional)"),
       .missing = needed ? "Enter the number of the person’s record" : "",
       .hint = "The last part of the address of their page. You may paste the whole address."});
  for (Question& question : QuestionsOf(site.app.notice(), *step))
    form.questions.push_back(std::move(question));
  return Deed{
      .form = std::move(form),
      .check =
          [step](const Answers& answers) {
            auto problems = CheckTimes(*step, answers);
            if (answers.Has("person") && !PersonIn(answers.Text("person")))
              problems.insert(
                  problems.begin(),
                  {.field = "person", .text = "The number of a record has 32 letters and digits"});
            return problems;
          },
      .act = [&site, &caller, room, step](const Answers& answers) -> gate::Outcome<std::string> {
        accountability::Entry entry{.step = std::string(step->name.view()),
                                    .facts = FactsFrom(*step, answers)};
        auto opened =
            TRY(accountability::Open(ContextOf(site), room.reg, WhoIs(site, caller, room.reg),
                                     PersonIn(answers.Text("person")), std::move(entry)));
        if (!opened) return gate::Refuse<std::string>(std::move(opened).error());
        return AddressOf(room, *opened) + "?opened=1";
      }};
}

Made MakeFileStep(Site& site, const http::Request& request, const Caller& caller) {
  const Room room = TRY(RegisterOf(request));
  const RequestId id = TRY(FileOf(request));
  const Step* const step = accountability::FindStep(room.reg, request.param("step").value_or(""));
  if (step == nullptr) return Fail(Code::kNotFound, "There is no such step.");
  const accountability::Who who = WhoIs(site, caller, room.reg);
  const auto state =
      TRY(site.counters.Count(accountability::Look(ContextOf(site), room.reg, who, id)));
  if (!state) return Instead(ShowRefusal(site, caller, {.refused = state.error()}));
  const auto allowed = accountability::Allowed(room.reg, state->state);
  FormPage form{.heading = HeadingFor(*step),
                .back = AddressOf(room, id),
                .back_text = room.title,
                .action = AddressOf(room, id) + "/" + std::string(step->name.view()),
                .button = "Record it",
                .shows = {{"State", Readable(state->state)}},
                .questions = QuestionsOf(site.app.notice(), *step),
                .tab = Tab::kMore};
  form.closed = std::ranges::find(allowed, step) == allowed.end();
  if (form.closed) form.says = {"This cannot be done in this state."};
  return Deed{
      .form = std::move(form),
      .check = [step](const Answers& answers) { return CheckTimes(*step, answers); },
      .act = [&site, room, step, id, who](const Answers& answers) -> gate::Outcome<std::string> {
        auto changed = TRY(accountability::Advance(
            ContextOf(site), room.reg, who, id,
            {.step = std::string(step->name.view()), .facts = FactsFrom(*step, answers)}));
        if (!changed) return gate::Refuse<std::string>(std::move(changed).error());
        return AddressOf(room, id) + "?done=1";
      }};
}

}  // namespace almoner::web::console
