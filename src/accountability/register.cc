#include "accountability/register.h"

#include <algorithm>

#include "accountability/also.h"
#include "accountability/facts.h"

namespace almoner::accountability {
namespace {

constexpr std::string_view kCorrected = "corrected";

bool Opens(const Step& step) { return std::ranges::find(step.from, "") != step.from.end(); }

bool From(const Step& step, std::string_view state) {
  return std::ranges::any_of(step.from, [&](std::string_view from) {
    return from == state || (from == "*" && !state.empty());
  });
}

// An event of a kind that the table does not know, a later version of the program may have written:
// it changes no state here.
void Apply(const Register& reg, State& state, const FileEvent& event) {
  if (event.kind == kCorrected) {
    const std::string step = Get(event.facts, "step");
    for (auto known = state.known.rbegin(); known != state.known.rend(); ++known) {
      if (known->kind != step) continue;
      known->facts[Get(event.facts, "fact")] = Get(event.facts, "words");
      break;
    }
  }
  if (const Step* const step = FindStep(reg, event.kind); step != nullptr) {
    if (!step->to_says.empty()) state.state = Get(event.facts, step->to_says);
    if (!step->to.empty()) state.state = step->to;
  }
  state.events.push_back(event);
  state.known.push_back(event);
  state.next_seq = event.seq + 1;
}

// The kind is bound into the row's stamp, which SubjectOf() checks.
Result<State> LoadIn(store::ReadTx& tx, const keys::Keys& keys, const Register& reg,
                     const RequestId& id) {
  const auto row = TRY(tx.Maybe("SELECT kind FROM file WHERE id = $1", id));
  if (!row || TRY(row->Text(0)) != reg.kind.view())
    return Fail(Code::kNotFound, "The register has no such file.");
  State state{.id = id};
  state.subject = TRY(retention::SubjectOf(tx, keys, id));
  const retention::FileKey key = TRY(retention::OpenFile(tx, keys, id));
  for (const FileEvent& event : TRY(retention::ReadEvents(tx, keys, key))) Apply(reg, state, event);
  return state;
}

Result<Who> WithPurpose(const Register& reg, Who who) {
  if (who.purpose.empty()) who.purpose = reg.purposes.front();
  if (std::ranges::find(reg.purposes, who.purpose) != reg.purposes.end()) return who;
  return Fail(Code::kRefused,
              "This register is not kept under that purpose; leave --purpose away, or name one "
              "that it is kept under.",
              Detail::Id("kept-under", reg.purposes.front()));
}

Status Serves(const Register& reg, const Who& who, const Facts& opening) {
  if (reg.serves == nullptr || reg.serves(who.purpose, opening)) return {};
  return Fail(Code::kRefused,
              "This one is not handled under that purpose; somebody who answers for rights "
              "handles it.");
}

Status ServesFile(const Register& reg, const Who& who, const State& state) {
  return state.events.empty() ? Status() : Serves(reg, who, state.events.front().facts);
}

gate::Ask AskFor(const Who& who, const std::optional<SubjectId>& subject) {
  gate::Ask ask{.actor = who.actor, .purpose = who.purpose};
  if (subject) ask.subjects = {*subject};
  return ask;
}

// A correction says again what a step said; never what something was decided on.
Status CheckCorrection(const Register& reg, const State& state, const Facts& facts, Time now) {
  const Step* const step = FindStep(reg, Get(facts, "step"));
  if (step == nullptr || state.Last(step->name.view()) == nullptr)
    return Fail(Code::kInvalid, "No such step was taken, so nothing of it can be corrected.",
                Detail("fact", Literal("step")));
  const std::string name = Get(facts, "fact");
  const auto rule = std::ranges::find_if(
      step->facts, [&](const FactRule& one) { return one.name.view() == name; });
  if (rule == step->facts.end())
    return Fail(Code::kInvalid, "That step takes no such fact.", Detail("fact", Literal("fact")));
  if (!rule->mendable)
    return Fail(Code::kConflict,
                "Something was decided on that, so it stays as it was said; a further step says "
                "what is otherwise.",
                Detail("fact", rule->name));
  return CheckValue(*rule, Get(facts, "words"), now);
}

Status Check(const Register& reg, const Taking& taking) {
  if (taking.step.name.view() == kCorrected)
    TRY(CheckCorrection(reg, taking.state, taking.facts, taking.now));
  return reg.guard == nullptr ? Status() : reg.guard(taking);
}

FileEvent EventOf(const Who& who, const Step& step, std::int64_t seq, Facts facts, Time now) {
  facts["by"] = who.actor.text();
  facts["purpose"] = who.purpose;
  return {.seq = seq, .kind = std::string(step.name.view()), .at = now, .facts = std::move(facts)};
}

Result<const Step*> OpeningStep(const Register& reg, std::string_view name) {
  const Step* const step = name.empty() ? &reg.steps.front() : FindStep(reg, name);
  if (step != nullptr && Opens(*step)) return step;
  return Fail(Code::kInvalid, "No file of this register begins with that step; `steps` lists them.",
              Detail::Id("step", step == nullptr ? "?" : step->name.view()));
}

Status CheckSubject(const Register& reg, const std::optional<SubjectId>& subject) {
  if (!reg.of_somebody || subject) return {};
  return Fail(Code::kInvalid, "Say with --subject whom this is about, by their id.");
}

}  // namespace

gate::Outcome<RequestId> Open(const Context& context, const Register& reg, const Who& who,
                              const std::optional<SubjectId>& subject, Entry entry) {
  const gate::Context& on = context.gate.context();
  const Step& step = *TRY(OpeningStep(reg, entry.step));
  const Who by = TRY(WithPurpose(reg, who));
  TRY(CheckSubject(reg, subject));
  TRY(CheckFacts(step, entry.facts, on.clock.Now()));
  TRY(Serves(reg, by, entry.facts));
  const retention::NewFile file = TRY(retention::MakeFile(on.keys));
  const State before{.id = file.key.file, .subject = subject};
  const auto changed = TRY(
      context.gate.Act(AskFor(by, subject), step.action, [&](const gate::Change& change) -> Status {
        TRY(Check(reg, {.context = context,
                        .tx = change.tx,
                        .who = by,
                        .state = before,
                        .step = step,
                        .facts = entry.facts,
                        .now = change.now}));
        TRY(retention::InsertFile(change, file, reg.kind.view(), subject));
        return retention::InsertEvent(
            change,
            retention::SealEvent(on.keys, file.key, EventOf(by, step, 1, entry.facts, change.now)));
      }));
  if (!changed) return gate::Refuse<RequestId>(changed.error());
  return file.key.file;
}

Result<State> Load(const Context& context, const Register& reg, const RequestId& id) {
  const gate::Context& on = context.gate.context();
  return on.store.Read([&](store::ReadTx& tx) { return LoadIn(tx, on.keys, reg, id); });
}

gate::Outcome<State> Look(const Context& context, const Register& reg, const Who& who,
                          const RequestId& id) {
  const Who by = TRY(WithPurpose(reg, who));
  State state = TRY(Load(context, reg, id));
  TRY(ServesFile(reg, by, state));
  auto allowed = TRY(context.gate.Act(AskFor(by, state.subject), reg.looked,
                                      [](const gate::Change&) -> Status { return {}; }));
  if (!allowed) return gate::Refuse<State>(std::move(allowed).error());
  return state;
}

gate::Outcome<std::vector<State>> List(const Context& context, const Register& reg,
                                       const Who& who) {
  Who by = who;
  by.purpose = reg.purposes.front();
  std::vector<RequestId> ids;
  auto allowed = TRY(context.gate.Act(AskFor(by, std::nullopt), reg.listed,
                                      [&](const gate::Change& change) -> Status {
                                        ids = TRY(retention::Files(change.tx, reg.kind.view()));
                                        change.entry.counts["shown"] = std::ssize(ids);
                                        return {};
                                      }));
  if (!allowed) return gate::Refuse<std::vector<State>>(std::move(allowed).error());
  std::vector<State> states;
  for (const RequestId& id : ids) states.push_back(TRY(Load(context, reg, id)));
  return states;
}

Status AdvanceIn(const Context& context, const gate::Change& change, const Register& reg,
                 const Who& who, const RequestId& id, const Entry& entry) {
  const gate::Context& on = context.gate.context();
  const Step* const step = FindStep(reg, entry.step);
  if (step == nullptr)
    return Fail(Code::kInvalid, "This register has no such step; `steps` lists them.");
  const Who by = TRY(WithPurpose(reg, who));
  TRY(CheckFacts(*step, entry.facts, change.now));
  const State state = TRY(LoadIn(change.tx, on.keys, reg, id));
  TRY(ServesFile(reg, by, state));
  if (!From(*step, state.state))
    return Fail(Code::kConflict,
                "It is not at this step; `show` says what can be done with it now.",
                Detail("step", step->name), Detail::Id("state", state.state));
  TRY(Check(reg, {.context = context,
                  .tx = change.tx,
                  .who = by,
                  .state = state,
                  .step = *step,
                  .facts = entry.facts,
                  .now = change.now}));
  const retention::FileKey key = TRY(retention::OpenFile(change.tx, on.keys, id));
  return retention::InsertEvent(
      change, retention::SealEvent(on.keys, key,
                                   EventOf(by, *step, state.next_seq, entry.facts, change.now)));
}

gate::Outcome<gate::Changed> Advance(const Context& context, const Register& reg, const Who& who,
                                     const RequestId& id, const Entry& entry) {
  const gate::Context& on = context.gate.context();
  const Step* const step = FindStep(reg, entry.step);
  if (step == nullptr)
    return Fail(Code::kInvalid, "This register has no such step; `steps` lists them.");
  const Who by = TRY(WithPurpose(reg, who));
  TRY(CheckFacts(*step, entry.facts, on.clock.Now()));
  const State seen = TRY(Load(context, reg, id));
  TRY(ServesFile(reg, by, seen));
  return context.gate.Act(AskFor(by, seen.subject), step->action, [&](const gate::Change& change) {
    return AdvanceIn(context, change, reg, who, id, entry);
  });
}

const Step* FindStep(const Register& reg, std::string_view name) {
  const auto found =
      std::ranges::find_if(reg.steps, [&](const Step& step) { return step.name.view() == name; });
  return found == reg.steps.end() ? nullptr : &*found;
}

std::vector<const Step*> Allowed(const Register& reg, std::string_view state) {
  std::vector<const Step*> allowed;
  for (const Step& step : reg.steps)
    if (From(step, state)) allowed.push_back(&step);
  return allowed;
}

}  // namespace almoner::accountability
