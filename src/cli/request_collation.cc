#include "cli/request.h"
#include "rights/collation.h"

namespace almoner::cli {
namespace {

using rights::Context;
using rights::State;
using Done = gate::Outcome<gate::Changed>;

void AddSearch(const RequestSteps& steps) {
  auto& [shell, request, o] = steps;
  CLI::App* const search =
      steps.Do("search", "Where else was looked: paper, devices, other firms", "Recorded.",
               [o = o](const Context& context, const StaffId& actor, const State& state) {
                 return rights::RecordSearch(context, actor, state,
                                             {.kind = o->kind,
                                              .where = o->where,
                                              .who = o->who,
                                              .terms = o->terms,
                                              .dates = o->dates,
                                              .found = o->found});
               });
  search->add_option("--kind", o->kind, "computer, paper, device or processor")->required();
  search->add_option("--where", o->where, "Which: the cabinet in the day centre")->required();
  search->add_option("--who", o->who, "Who looked, by role")->required();
  search->add_option("--terms", o->terms, "For what")->required();
  search->add_option("--dates", o->dates, "From when to when; left out: all");
  search->add_option("--found", o->found, "How many things were found there");
}

void AddOpinions(const RequestSteps& steps) {
  auto& [shell, request, o] = steps;
  CLI::App* const ask =
      steps.Do("ask-opinion", "Ask a health professional about one category of health data",
               "Asked. The clock goes on; the letter is ready: `almoner request letter`.",
               [o = o](const Context& context, const StaffId& actor, const State& state) {
                 return rights::AskOpinion(context, actor, state, o->category, o->of);
               });
  ask->add_option("--category", o->category, "Data category")->required();
  ask->add_option("--of", o->of, "Who is asked, by role")->required();
  CLI::App* const opinion =
      steps.Do("opinion", "What the health professional said", "Recorded.",
               [o = o](const Context& context, const StaffId& actor, const State& state) -> Done {
                 if (o->harm == o->no)
                   return almoner::Fail(Code::kInvalid, "Say either --harm or --no-harm.");
                 return rights::TakeOpinion(context, actor, state,
                                            {.category = o->category,
                                             .obtained = TRY(ParseDate(o->obtained)),
                                             .harm = o->harm,
                                             .by = o->of});
               });
  opinion->add_option("--category", o->category, "Data category")->required();
  opinion->add_option("--of", o->of, "Who said it, by role")->required();
  opinion->add_option("--obtained", o->obtained, "On which day")->required();
  opinion->add_flag("--harm", o->harm, "Seeing it would be likely to do serious harm");
  opinion->add_flag("--no-harm", o->no, "It would not");
}

}  // namespace

void AddRequestCollation(const RequestSteps& steps) {
  AddSearch(steps);
  AddOpinions(steps);
}

}  // namespace almoner::cli
