#include "rights/request.h"

#include <algorithm>

#include "gate/life.h"
#include "retention/made.h"
#include "rights/authority.h"
#include "rights/events.h"
#include "rights/opening.h"
#include "rights/said.h"
#include "rights/shelf.h"

namespace almoner::rights {
namespace {

constexpr std::string_view kChannels[] = {"letter", "phone", "in-person", "email", "portal"};

// The activity that they object to; kInvalid where there is none, or the right does not reach it.
Result<const notice::Activity*> Objectionable(const notice::Notice& notice, std::string_view id) {
  const auto index = notice.FindActivity(id);
  if (!index || notice.activities[*index].imposed)
    return Fail(Code::kInvalid,
                "Say with --about which of the notice's activities they object to, by its id.");
  return &notice.activities[*index];
}

Status CheckOpening(const Context& context, const Opening& opening) {
  const gate::Context& on = context.gate.context();
  TRY(MayHaveArrived(context, opening.right, opening.received));
  if (std::ranges::find(kChannels, opening.channel) == std::end(kChannels))
    return Fail(
        Code::kInvalid,
        "A request comes by letter, phone, in-person, email or portal; any of them counts.");
  if (!opening.subject && opening.right != law::Right::kAccess &&
      opening.right != law::Right::kErasure && opening.right != law::Right::kComplaint)
    return Fail(Code::kInvalid,
                "Of somebody who is not known here nothing can be put right, restricted or taken "
                "along; open a request for access, and answer that nothing is held.");
  if (!IsUtf8(opening.words.Expose()))
    return Fail(Code::kInvalid, "The words of the request are not UTF-8 text.");
  if (opening.right == law::Right::kObjection)
    TRY(Objectionable(on.notice, opening.about));
  else if (opening.right != law::Right::kRestriction && !opening.about.empty())
    return Fail(Code::kInvalid, "Only an objection or a restriction is about one thing.");
  return {};
}

// Which of the four grounds of Article 18(1) a restriction is asked for on; every organisation
// offers all four.
Status CheckRestriction(const Context& context, const Opening& opening) {
  if (opening.right != law::Right::kRestriction) return {};
  const law::Lawbook book = TRY(law::LoadLawbook(context.law_folder));
  const law::RightLaw* const law = book.FindRight(law::Name(opening.right));
  if (law != nullptr &&
      std::ranges::find(law->conditions, opening.about, &law::Ground::id) != law->conditions.end())
    return {};
  return Fail(Code::kInvalid,
              "Say with --about on which ground: accuracy-contested, unlawful-but-keep, "
              "needed-for-claims or objection-pending (UK GDPR Article 18(1)).");
}

// What stops the use from the day it is objected to.
std::optional<standing::Mark> MarkOf(const gate::Context& on, const Opening& opening, Time now) {
  if (opening.right != law::Right::kObjection) return std::nullopt;
  return standing::Mark{.id = EventId::New(on.random),
                        .subject = *opening.subject,
                        .kind = standing::Kind::kObjection,
                        .scope = opening.about,
                        .ground = "objection",
                        .since = now,
                        .until = std::nullopt};
}

// What counts of a request about somebody who has died.
struct AfterDeath {
  bool died = false;
  bool recently_added = false;  // to what is held, in the 40 days before
};

constexpr std::chrono::days kRecently(40);  // Access to Health Records Act 1990 section 3(5)(a)

Result<AfterDeath> Died(const Context& context, const Opening& opening) {
  const gate::Context& on = context.gate.context();
  AfterDeath out;
  if (!opening.subject) return out;
  const auto life = TRY(on.store.Read([&](store::ReadTx& tx) {
    return gate::LoadLifeBeside(tx, on.keys, on.notice, *opening.subject, on.clock.Now());
  }));
  if (!life.death) return out;
  out.died = true;
  const Time since = Time::FromUtcDate(sys_days(opening.received) - kRecently);
  const std::int64_t recent = TRY(on.store.Read([&](store::ReadTx& tx) -> Result<std::int64_t> {
    return TRY(tx.One("SELECT COUNT(*) FROM record_person p JOIN record r ON r.id = p.record WHERE "
                      "p.subject = $1 AND r.recorded_at >= $2",
                      *opening.subject, since))
        .Int(0);
  }));
  out.recently_added = recent > 0;
  if (opening.right == law::Right::kAccess || opening.right == law::Right::kComplaint) return out;
  return Fail(Code::kConflict,
              "The person has died, and data protection law is about the living. Their records may "
              "be asked for (access) by whoever acts for the estate, and anybody may complain.");
}

Facts Receipt(const Opening& opening, const std::string& by,
              const std::optional<standing::Mark>& mark, const AfterDeath& after) {
  Facts facts{{"right", std::string(law::Name(opening.right))},
              {"received", ToText(opening.received)},
              {"channel", opening.channel},
              {"words", opening.words.Expose()}};
  if (!by.empty()) facts["by"] = by;
  if (!opening.about.empty()) facts["about"] = opening.about;
  if (mark) facts["mark"] = mark->id.text();
  if (after.died && opening.right == law::Right::kAccess) facts["after-death"] = "yes";
  if (after.recently_added) facts["recent"] = "yes";
  if (!opening.subject) facts["unknown"] = "yes";
  return facts;
}

bool MovesTheClock(const State& state, Step step) {
  if (step == Step::kConfirmIdentity)
    return state.identity_asked.has_value() && !state.first_identity;
  return step == Step::kShowAuthority || step == Step::kAskFurther || step == Step::kAnswered ||
         step == Step::kFeePaid || step == Step::kExtend || step == Step::kConfirmDate;
}

}  // namespace

gate::Outcome<RequestId> OpenAs(const Context& context, const Bringer& bringer,
                                const Opening& opening, const AlsoOpening& also) {
  const gate::Context& on = context.gate.context();
  TRY(CheckOpening(context, opening));
  TRY(CheckRestriction(context, opening));
  const AfterDeath after = TRY(Died(context, opening));
  const Time now = on.clock.Now();
  const auto mark = MarkOf(on, opening, now);
  const retention::NewFile file = TRY(retention::MakeFile(on.keys));
  std::vector<retention::ReadyEvent> events;
  const auto happened = [&](std::string kind, Facts facts) {
    events.push_back(retention::SealEvent(on.keys, file.key,
                                          {.seq = std::ssize(events) + 1,
                                           .kind = std::move(kind),
                                           .at = now,
                                           .facts = std::move(facts)}));
  };
  happened("received", Receipt(opening, bringer.by, mark, after));
  if (!bringer.proven.empty()) happened("identity-confirmed", {{"how", bringer.proven}});
  const auto changed = TRY(
      context.gate.Act(bringer.ask, "request.opened", [&](const gate::Change& change) -> Status {
        TRY(retention::InsertFile(change, file, kFileKind, opening.subject));
        if (mark) TRY(standing::Place(change, *mark));
        for (const retention::ReadyEvent& event : events)
          TRY(retention::InsertEvent(change, event));
        return also ? also(change, file.key.file) : Status();
      }));
  if (!changed) return gate::Refuse<RequestId>(changed.error());
  return file.key.file;
}

gate::Outcome<RequestId> Open(const Context& context, const StaffId& actor,
                              const Opening& opening) {
  return OpenWith(context, actor, opening, {});
}

gate::Outcome<RequestId> OpenWith(const Context& context, const StaffId& actor,
                                  const Opening& opening, const AlsoOpening& also) {
  return OpenAs(context, {.ask = AskFor(actor, opening.subject), .by = actor.text(), .proven = ""},
                opening, also);
}

Result<State> Load(const Context& context, const RequestId& request) {
  const gate::Context& on = context.gate.context();
  return on.store.Read([&](store::ReadTx& tx) -> Result<State> {
    const auto key = TRY(retention::OpenFile(tx, on.keys, request));
    State state{.id = request};
    state.subject = TRY(retention::SubjectOf(tx, on.keys, request));
    state.events = TRY(retention::ReadEvents(tx, on.keys, key));
    for (const FileEvent& event : state.events) TRY(Apply(state, event));
    if (state.right == law::Right::kErasure && !state.unknown)
      state.nothing_held =
          !state.subject ||
          !TRY(tx.Maybe("SELECT 1 FROM record_person WHERE subject = $1 AND part = 'about' LIMIT 1",
                        *state.subject));
    return state;
  });
}

Result<std::optional<RequestId>> RequestThatEnds(const Context& context, const EventId& mark) {
  Shelf fresh;
  for (const auto& one : TRY((context.shelf != nullptr ? *context.shelf : fresh).All(context))) {
    const State& state = one->state;
    if (state.mark != mark) continue;
    const bool ended = state.right == law::Right::kRestriction ? state.lifted : state.closed;
    if (!ended) return std::optional(state.id);
  }
  return std::optional<RequestId>();
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

Result<retention::ReadyEvent> Prepare(const Context& context, const StaffId& actor,
                                      const State& state, Step step, std::string kind,
                                      Facts facts) {
  if (const auto allowed = Allowed(state); std::ranges::find(allowed, step) == allowed.end())
    return Fail(
        Code::kConflict,
        "The request is not at this step; `almoner request show` says what can be done now.",
        Detail::Id("step", Name(step)));
  const gate::Context& on = context.gate.context();
  if (step == Step::kDeliver || step == Step::kDeliverAgain || step == Step::kCarryOut)
    TRY(MayBeAnswered(context, state));
  facts["by"] = actor.text();
  const FileEvent event{.seq = state.next_seq,
                        .kind = std::move(kind),
                        .at = on.clock.Now(),
                        .facts = std::move(facts)};
  if (MovesTheClock(state, step)) {  // nothing is recorded that it cannot count
    State then = state;
    TRY(Apply(then, event));
    TRY(Clock(context, then));
  }
  const auto key = TRY(
      on.store.Read([&](store::ReadTx& tx) { return retention::OpenFile(tx, on.keys, state.id); }));
  return retention::SealEvent(on.keys, key, event);
}

gate::Outcome<gate::Changed> Advance(const Context& context, const StaffId& actor,
                                     const State& state, Step step, Literal action,
                                     std::string kind, Facts facts, const Also& also) {
  const auto ready = TRY(Prepare(context, actor, state, step, std::move(kind), std::move(facts)));
  return context.gate.Act(AskFor(actor, state.subject), action,
                          [&](const gate::Change& change) -> Status {
                            if (also) TRY(also(change));
                            return retention::InsertEvent(change, ready);
                          });
}

gate::Outcome<gate::Changed> ConfirmIdentity(const Context& context, const StaffId& actor,
                                             const State& state, std::string_view how,
                                             const Came& came) {
  Facts facts = TRY(WithDay(context, {{"how", std::string(how)}}, came,
                            state.identity_asked.value_or(state.received)));
  return Advance(context, actor, state, Step::kConfirmIdentity, "request.identity-confirmed",
                 "identity-confirmed", std::move(facts));
}

namespace {

// Nobody is told that a request was granted of which nothing was done, or refused without a ground.
Status CheckOutcome(const State& state, std::string_view outcome) {
  if (outcome == "withdrawn") return {};
  if (outcome == "refused") {
    if (state.verdict && state.verdict->outcome == "refused") return {};
    return Fail(Code::kConflict,
                "A request is refused on a ground that the law names; decide that first (`almoner "
                "request decide`).");
  }
  if (outcome != "granted" && outcome != "part-granted")
    return Fail(Code::kInvalid,
                "A request ends as granted, part-granted, refused, or withdrawn by the person.");
  if (state.verdict && state.verdict->outcome != outcome)
    return Fail(Code::kConflict, "Something else was decided; close it as that.",
                Detail::Id("decided", state.verdict->outcome));
  if (state.in_part && !state.done() && outcome == "granted")
    return Fail(Code::kConflict,
                "Some of it is still held, so it is granted in part; what is held can be erased "
                "later all the same.");
  if (state.done() || state.in_part) return {};
  if (state.right == law::Right::kComplaint && state.verdict) return {};
  return Fail(Code::kConflict,
              "Nothing of this request was delivered or carried out yet, so it cannot be closed as "
              "granted; do that first, or close it as refused or withdrawn.");
}

}  // namespace

gate::Outcome<gate::Changed> Close(const Context& context, const StaffId& actor, const State& state,
                                   std::string_view outcome) {
  TRY(CheckOutcome(state, outcome));
  // An objection that is taken back stops nothing any more.
  const bool lifts =
      state.right == law::Right::kObjection && outcome == "withdrawn" && !state.done();
  const Also also = [&](const gate::Change& change) -> Status {
    if (lifts) TRY(LiftIfThere(change, state));
    TRY(retention::ForgetMaking(change.tx, state.id));
    return retention::RemoveMadeOf(change, state.id);
  };
  return Advance(context, actor, state, Step::kClose, "request.closed", "closed",
                 {{"outcome", std::string(outcome)}}, also);
}

}  // namespace almoner::rights
