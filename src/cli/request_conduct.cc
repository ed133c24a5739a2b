#include "cli/request.h"
#include "rights/conduct.h"

namespace almoner::cli {
namespace {

using rights::Context;
using rights::State;
using Done = gate::Outcome<gate::Changed>;

// What a person is told, or has told, comes on standard input.
using Words = Done (*)(const Context&, const StaffId&, const State&, const Personal<std::string>&);

void AddWords(const RequestSteps& steps, const char* verb, const char* help, const char* said,
              Words act) {
  steps.Do(verb, help, said,
           [&shell = steps.shell, act](const Context& context, const StaffId& actor,
                                       const State& state) -> Done {
             return act(context, actor, state, TRY(shell.TextFromInput()));
           });
}

void AddAnswered(const RequestSteps& steps) {
  auto& [shell, request, o] = steps;
  AddCame(*steps.Do("answered", "The answer has come, on standard input", "The clock goes on.",
                    [&shell = shell, o = o](const Context& context, const StaffId& actor,
                                            const State& state) -> Done {
                      return rights::Answered(context, actor, state, TRY(shell.TextFromInput()),
                                              TRY(CameIn(*o)));
                    }),
          o);
}

void AddTime(const RequestSteps& steps) {
  auto& [shell, request, o] = steps;
  steps
      .Do("extend", "Two more months; the reasons, as the person is told, on standard input",
          "Extended. The letter goes out today: `almoner request letter`.",
          [&shell = shell, o = o](const Context& context, const StaffId& actor,
                                  const State& state) -> Done {
            return rights::Extend(context, actor, state, o->why, TRY(shell.TextFromInput()));
          })
      ->add_option("--why", o->why, "complexity or number")
      ->required();
  CLI::App* const correct = steps.Do(
      "correct-date", "Another day of receipt than was keyed in", "Somebody else confirms it now.",
      [o = o](const Context& context, const StaffId& actor, const State& state) -> Done {
        return rights::CorrectDate(context, actor, state, TRY(ParseDate(o->received)), o->reason);
      });
  correct->add_option("--received", o->received, "The day it arrived")->required();
  correct->add_option("--reason", o->reason, "How the mistake was found")->required();
  steps
      .Do("confirm-date", "Confirm the other day of receipt that somebody gave", "Done.",
          [o = o](const Context& context, const StaffId& actor, const State& state) {
            return rights::ConfirmDate(context, actor, state, !o->no);
          })
      ->add_flag("--no", o->no, "It was right as it was");
}

void AddFee(const RequestSteps& steps) {
  auto& [shell, request, o] = steps;
  CLI::App* const fee =
      steps.Do("ask-fee", "The exception: a fee, with its assessment and working",
               "Asked for. The clock waits for it.",
               [o = o](const Context& context, const StaffId& actor, const State& state) {
                 return rights::AskFee(context, actor, state,
                                       {.pence = o->pence, .why = o->why, .working = o->working});
               });
  fee->add_option("--pence", o->pence, "How much")->required();
  fee->add_option("--why", o->why, "unfounded, excessive or further-copy")->required();
  fee->add_option("--working", o->working, "How the sum comes about")->required();
  AddCame(
      *steps.Do("paid", "The fee was paid", "Paid.",
                [o = o](const Context& context, const StaffId& actor, const State& state) -> Done {
                  return rights::FeePaid(context, actor, state, TRY(CameIn(*o)));
                }),
      o);
}

void AddDecision(const RequestSteps& steps) {
  auto& [shell, request, o] = steps;
  CLI::App* const decide =
      steps.Do("decide", "What is answered; a refusal names its ground in law", "Decided.",
               [&shell = shell, o = o](const Context& context, const StaffId& actor,
                                       const State& state) -> Done {
                 rights::Verdict verdict{.outcome = o->outcome, .ground = o->ground, .words = {}};
                 if (o->words) verdict.words = TRY(shell.TextFromInput()).Expose();
                 return rights::Decide(context, actor, state, verdict);
               });
  decide->add_option("--outcome", o->outcome, "granted, part-granted or refused")->required();
  decide->add_option("--ground", o->ground, "Why not: one of `request grounds`");
  decide->add_flag("--words", o->words, "More to tell the person comes on standard input");
}

}  // namespace

void AddRequestConduct(const RequestSteps& steps) {
  steps.Do("acknowledge", "The person is told that it has come", "Acknowledged.",
           rights::Acknowledge);
  AddWords(steps, "ask", "Access: ask what is meant; the question on standard input",
           "Asked. The days until the answer do not count.", rights::AskFurther);
  AddAnswered(steps);
  AddTime(steps);
  AddFee(steps);
  AddWords(steps, "progress",
           "Complaint: how it is going, as the person is told, on standard input", "Recorded.",
           rights::Progress);
  AddDecision(steps);
}

}  // namespace almoner::cli
