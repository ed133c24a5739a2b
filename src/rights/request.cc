#include "rights/request.h"

#include <algorithm>
#include <utility>

namespace almoner::rights {
namespace {

constexpr std::string_view kFileKind = "request";

std::string Get(const Facts& facts, const std::string& key) {
  const auto found = facts.find(key);
  return found == facts.end() ? std::string() : found->second;
}

Result<std::optional<StaffId>> By(const Facts& facts) {
  const std::string by = Get(facts, "by");
  if (by.empty()) return std::optional<StaffId>();
  return std::optional<StaffId>(TRY(StaffId::Parse(by)));
}

Status Apply(State& state, const FileEvent& event) {
  const Facts& facts = event.facts;
  if (event.kind == "received") {
    state.right = TRY(law::ParseRight(Get(facts, "right")));
    state.received = TRY(ParseDate(Get(facts, "received")));
    state.channel = Get(facts, "channel");
  } else if (event.kind == "identity-confirmed") {
    state.identity = LondonDate(event.at);
  } else if (event.kind == "ruled") {
    state.rulings[Get(facts, "category")] = {.yes = Get(facts, "ruling") == "yes",
                                             .ground = Get(facts, "ground")};
    if (const auto by = TRY(By(facts)); by && Get(facts, "ruling") == "yes")
      state.ruled_by.insert(*by);
    state.drafted.reset();  // what was drafted before is out of date
    state.approved_by.reset();
  } else if (event.kind == "drafted") {
    state.drafted = Get(facts, "sha256");
    state.released = Get(facts, "released");
    state.drafted_by = TRY(By(facts));
    state.approved_by.reset();
  } else if (event.kind == "approved") {
    state.approved_by = TRY(By(facts));
  } else if (event.kind == "delivered") {
    state.delivered = true;
  } else if (event.kind == "carried-out") {
    state.carried_out = true;
  } else if (event.kind == "closed") {
    state.closed = true;
  }
  state.next_seq = event.seq + 1;
  return {};
}

gate::Ask AskFor(const StaffId& actor, const std::optional<SubjectId>& subject) {
  gate::Ask ask{.actor = actor, .purpose = "law.rights"};
  if (subject) ask.subjects = {*subject};
  return ask;
}

}  // namespace

std::string_view Name(Step step) {
  switch (step) {
    case Step::kConfirmIdentity:
      return "identity";
    case Step::kRule:
      return "rule";
    case Step::kDraft:
      return "draft";
    case Step::kApprove:
      return "approve";
    case Step::kDeliver:
      return "deliver";
    case Step::kCarryOut:
      return "carry-out";
    case Step::kClose:
      return "close";
  }
  std::unreachable();
}

std::vector<Step> Allowed(const State& state) {
  if (state.closed) return {};
  std::vector<Step> steps;
  const bool done = state.delivered || state.carried_out;
  if (!state.identity) steps.push_back(Step::kConfirmIdentity);
  if (!done) steps.push_back(Step::kRule);
  if (state.right == law::Right::kAccess && !done) {
    steps.push_back(Step::kDraft);
    if (state.drafted) steps.push_back(Step::kApprove);
    if (state.drafted && state.approved_by && state.identity) steps.push_back(Step::kDeliver);
  }
  if (state.right == law::Right::kErasure && !done && !state.rulings.empty()) {
    if (!state.approved_by) steps.push_back(Step::kApprove);
    if (state.identity) steps.push_back(Step::kCarryOut);
  }
  steps.push_back(Step::kClose);
  return steps;
}

gate::Outcome<RequestId> Open(const Context& context, const StaffId& actor,
                              const Opening& opening) {
  const gate::Context& on = context.gate.context();
  const Time now = on.clock.Now();
  if (sys_days(opening.received) > sys_days(LondonDate(now)))
    return Fail(Code::kInvalid,
                "A request cannot have arrived in the future; give the day it came.");
  if (!IsUtf8(opening.words.Expose()))
    return Fail(Code::kInvalid, "The words of the request are not UTF-8 text.");
  const retention::NewFile file = TRY(retention::MakeFile(on.keys));
  const retention::ReadyEvent event =
      retention::SealEvent(on.keys, file.key,
                           {.seq = 1,
                            .kind = "received",
                            .at = now,
                            .facts = {{"right", std::string(law::Name(opening.right))},
                                      {"received", ToText(opening.received)},
                                      {"channel", opening.channel},
                                      {"words", opening.words.Expose()},
                                      {"by", actor.text()}}});
  const auto changed = TRY(context.gate.Act(
      AskFor(actor, opening.subject), "request.opened", [&](const gate::Change& change) -> Status {
        TRY(retention::InsertFile(change, file, kFileKind, opening.subject));
        return retention::InsertEvent(change, event);
      }));
  if (!changed) return gate::Refuse<RequestId>(changed.error());
  return file.key.file;
}

Result<State> Load(const Context& context, const RequestId& request) {
  const gate::Context& on = context.gate.context();
  return on.store.Read([&](store::ReadTx& tx) -> Result<State> {
    const auto key = TRY(retention::OpenFile(tx, on.keys, request));
    State state{.id = request};
    state.subject = TRY(retention::SubjectOf(tx, on.keys, request));
    state.events = TRY(retention::ReadEvents(tx, on.keys, key));
    for (const FileEvent& event : state.events) TRY(Apply(state, event));
    return state;
  });
}

gate::Outcome<State> Look(const Context& context, const StaffId& actor, const RequestId& request) {
  State state = TRY(Load(context, request));
  auto allowed = TRY(context.gate.Act(AskFor(actor, state.subject), "request.read",
                                      [](const gate::Change&) -> Status { return {}; }));
  if (!allowed) return gate::Refuse<State>(std::move(allowed).error());
  return state;
}

gate::Outcome<std::vector<State>> List(const Context& context, const StaffId& actor) {
  const auto requests = TRY(context.gate.context().store.Read(
      [](store::ReadTx& tx) { return retention::Files(tx, kFileKind); }));
  auto allowed = TRY(context.gate.Act(AskFor(actor, std::nullopt), "requests.listed",
                                      [&](const gate::Change& change) -> Status {
                                        change.entry.counts["shown"] = std::ssize(requests);
                                        return {};
                                      }));
  if (!allowed) return gate::Refuse<std::vector<State>>(std::move(allowed).error());
  std::vector<State> states;
  for (const RequestId& request : requests) states.push_back(TRY(Load(context, request)));
  return states;
}

Result<law::Due> Clock(const Context& context, const State& state) {
  const notice::Notice& notice = context.gate.context().notice;
  law::Matter matter{.right = state.right,
                     .nation = TRY(law::ParseNation(notice.organisation.nation)),
                     .received = state.received};
  if (const notice::RightPromise* const promise = notice.FindRight(law::Name(state.right)))
    matter.promised_days = promise->days;
  return law::Compute(context.statute, matter);
}

gate::Outcome<gate::Changed> Advance(const Context& context, const StaffId& actor,
                                     const State& state, Step step, Literal action,
                                     std::string kind, Facts facts) {
  if (const auto allowed = Allowed(state); std::ranges::find(allowed, step) == allowed.end())
    return Fail(
        Code::kConflict,
        "The request is not at this step; `almoner request show` says what can be done now.");
  const gate::Context& on = context.gate.context();
  const auto key = TRY(
      on.store.Read([&](store::ReadTx& tx) { return retention::OpenFile(tx, on.keys, state.id); }));
  facts["by"] = actor.text();
  const auto event = retention::SealEvent(on.keys, key,
                                          {.seq = state.next_seq,
                                           .kind = std::move(kind),
                                           .at = on.clock.Now(),
                                           .facts = std::move(facts)});
  return context.gate.Act(AskFor(actor, state.subject), action, [&](const gate::Change& change) {
    return retention::InsertEvent(change, event);
  });
}

gate::Outcome<gate::Changed> ConfirmIdentity(const Context& context, const StaffId& actor,
                                             const State& state, std::string_view how) {
  return Advance(context, actor, state, Step::kConfirmIdentity, "request.identity-confirmed",
                 "identity-confirmed", {{"how", std::string(how)}});
}

gate::Outcome<gate::Changed> Rule(const Context& context, const StaffId& actor, const State& state,
                                  std::string_view category, const Ruling& ruling) {
  if (category != "mentions" && !context.gate.context().notice.FindCategory(category))
    return Fail(Code::kInvalid, "The notice has no such data category.");
  if (!ruling.yes && ruling.ground.empty())
    return Fail(Code::kInvalid,
                "Say on which ground it is withheld or kept; that stays with the request.");
  return Advance(context, actor, state, Step::kRule, "request.ruled", "ruled",
                 {{"category", std::string(category)},
                  {"ruling", ruling.yes ? "yes" : "no"},
                  {"ground", ruling.ground}});
}

namespace {

// Nobody is told that a request was granted of which nothing was done.
Status CheckOutcome(const State& state, std::string_view outcome) {
  if (outcome == "refused" || outcome == "withdrawn") return {};
  if (outcome != "granted" && outcome != "part-granted")
    return Fail(Code::kInvalid,
                "A request ends as granted, part-granted, refused, or withdrawn by the person.");
  const bool steps = state.right == law::Right::kAccess || state.right == law::Right::kErasure;
  const bool done = state.delivered || state.carried_out ||
                    std::ranges::find(state.events, "carried-out-in-part", &FileEvent::kind) !=
                        state.events.end();
  if (done || !steps) return {};
  return Fail(Code::kConflict,
              "Nothing of this request was delivered or carried out yet, so it cannot be closed as "
              "granted; do that first, or close it as refused or withdrawn.");
}

}  // namespace

gate::Outcome<gate::Changed> Close(const Context& context, const StaffId& actor, const State& state,
                                   std::string_view outcome) {
  TRY(CheckOutcome(state, outcome));
  return Advance(context, actor, state, Step::kClose, "request.closed", "closed",
                 {{"outcome", std::string(outcome)}});
}

}  // namespace almoner::rights
