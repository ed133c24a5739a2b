#include "cli/request.h"
#include "rights/authority.h"

namespace almoner::cli {
namespace {

using rights::Context;
using rights::State;
using Done = gate::Outcome<gate::Changed>;

void AddIdentity(const RequestSteps& steps) {
  auto& [shell, request, o] = steps;
  steps
      .Do("ask-identity",
          "Doubt who is asking, on reasonable grounds, which come on standard input",
          "Asked for. The clock waits for it.",
          [&shell = shell, o = o](const Context& context, const StaffId& actor,
                                  const State& state) -> Done {
            return rights::AskIdentity(context, actor, state, TRY(shell.TextFromInput()), o->asked);
          })
      ->add_option("--asked", o->asked, "What would settle it, as little as will do")
      ->required();
  CLI::App* const identity =
      steps.Do("identity", "Confirm who is asking", "Identity confirmed.",
               [o = o](const Context& context, const StaffId& actor, const State& state) -> Done {
                 return rights::ConfirmIdentity(context, actor, state, o->how, TRY(CameIn(*o)));
               });
  identity->add_option("--how", o->how, "How it was confirmed")->required();
  AddCame(*identity, o);
}

void AddAskAuthority(const RequestSteps& steps) {
  auto& [shell, request, o] = steps;
  CLI::App* const authority =
      steps.Do("ask-authority", "Somebody asks for the person, and is to show that they may",
               "Asked for. The clock waits for it.",
               [o = o](const Context& context, const StaffId& actor, const State& state) -> Done {
                 rights::Authority asked{.kind = o->kind, .scope = o->scope};
                 if (!o->until.empty()) asked.until = TRY(ParseDate(o->until));
                 return rights::AskAuthority(context, actor, state, asked);
               });
  authority
      ->add_option("--kind", o->kind,
                   "parent, attorney, deputy, advocate, solicitor or written; after a death "
                   "personal-representative, claimant or court-order")
      ->required();
  authority->add_option("--scope", o->scope, "What they ask for")->required();
  authority->add_option("--until", o->until, "The day on which the authority ends");
}

Result<rights::Shown> ShownIn(const RequestOptions& o) {
  rights::Shown shown{.evidence = o.evidence,
                      .orders = o.orders,
                      .understands = {},
                      .view = o.view,
                      .why = o.why,
                      .type = o.type};
  if (o.yes || o.no) shown.understands = o.yes;
  if (!o.registered.empty()) shown.registered = TRY(ParseDate(o.registered));
  shown.came = TRY(CameIn(o));
  return shown;
}

void AddShowAuthority(const RequestSteps& steps) {
  auto& [shell, request, o] = steps;
  CLI::App* const authority =
      steps.Do("authority", "They have shown that they may", "Authority shown.",
               [o = o](const Context& context, const StaffId& actor, const State& state) -> Done {
                 return rights::ShowAuthority(context, actor, state, TRY(ShownIn(*o)));
               });
  authority->add_option("--evidence", o->evidence, "What they showed; no copy is kept")->required();
  authority->add_option("--orders", o->orders,
                        "Parent: what court orders say of their responsibility, or none");
  authority->add_flag("--understands", o->yes, "Parent: the child understands what is asked for");
  authority->add_flag("--does-not-understand", o->no, "Parent: the child does not")
      ->excludes("--understands");
  authority->add_option("--view", o->view, "Parent: the child agrees, objects or was not-asked");
  authority->add_option("--why", o->why, "Parent: why the child was not asked, or does not");
  authority->add_option("--type", o->type,
                        "Attorney: health-and-welfare or property-and-affairs; advocate: care-act, "
                        "mental-capacity, mental-health or health-complaint");
  authority->add_option("--registered", o->registered, "Attorney: the day of registration");
  AddCame(*authority, o);
}

void AddCapacity(const RequestSteps& steps) {
  auto& [shell, request, o] = steps;
  CLI::App* const capacity = steps.Do(
      "capacity",
      "Whether the person can decide about this themself; who assessed it and how, on standard "
      "input",
      "Recorded.",
      [&shell = shell, o = o](const Context& context, const StaffId& actor,
                              const State& state) -> Done {
        if (o->yes == o->no) return almoner::Fail(Code::kInvalid, "Say either --can or --cannot.");
        return rights::AssessCapacity(context, actor, state, o->yes, TRY(shell.TextFromInput()));
      });
  capacity->add_flag("--can", o->yes, "They can");
  capacity->add_flag("--cannot", o->no, "They cannot");
}

// Whoever decides on a danger acts for safeguarding, not for rights.
Result<int> DecideRisk(Shell& shell, app::App& app, const RequestOptions& o) {
  const StaffId actor = TRY(shell.ActorWith("care"));
  rights::RiskDecision decision{.answer = o.answer, .person_said = {}, .reasons = {}};
  for (const vault::FieldValue& field : TRY(shell.FieldsFromInput())) {
    if (field.field == "reasons")
      decision.reasons = field.value.Expose();
    else if (field.field == "said")
      decision.person_said = field.value.Expose();
    else
      return almoner::Fail(Code::kInvalid, "What comes in is one object with reasons and said.");
  }
  return Answer(shell, rights::DecideRisk(app.rights(), actor, TRY(StateOf(app, o)), decision),
                [&](const gate::Changed& done) { return PrintChanged(shell, done, "Decided."); });
}

void AddRisk(const RequestSteps& steps) {
  auto& [shell, request, o] = steps;
  steps.Do(
      "risk", "Whoever asks for the person may be a danger to them; why, on standard input",
      "Nothing goes out until somebody who safeguards has decided.",
      [&shell = shell](const Context& context, const StaffId& actor, const State& state) -> Done {
        return rights::NoteRisk(context, actor, state, TRY(shell.TextFromInput()));
      });
  CLI::App* const decide = steps.Add(
      "decide-risk",
      "Decide on such a danger; on standard input {\"reasons\": …, \"said\": what the person said "
      "when asked alone}",
      [&shell = shell, o = o](app::App& app) { return DecideRisk(shell, app, *o); });
  decide
      ->add_option("--answer", o->answer, "go-on, to-person (who is answered instead), or nothing")
      ->required();
}

}  // namespace

void AddRequestWho(const RequestSteps& steps) {
  AddIdentity(steps);
  AddAskAuthority(steps);
  AddShowAuthority(steps);
  AddCapacity(steps);
  AddRisk(steps);
}

}  // namespace almoner::cli
