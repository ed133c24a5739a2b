#include "breach/incident.h"

#include <algorithm>

#include "breach/steps.h"
#include "law/clock.h"

namespace almoner::breach {
namespace {

using accountability::Context;
using accountability::Due;
using accountability::Facts;
using accountability::FileEvent;
using accountability::Get;
using accountability::Ids;
using accountability::Register;
using accountability::State;
using accountability::Taking;

const FileEvent* First(const State& state, std::string_view step) {
  const auto found = std::ranges::find(state.known, step, &FileEvent::kind);
  return found == state.known.end() ? nullptr : &*found;
}

Result<std::optional<Time>> FirstAt(const State& state, std::string_view step) {
  const FileEvent* const event = First(state, step);
  if (event == nullptr) return std::optional<Time>();
  const auto at = Time::Parse(Get(event->facts, "at"));
  if (!at) return Fail(Code::kCorrupt, "A time in an event of a breach is none.");
  return std::optional<Time>(*at);
}

bool Risk(const State& state) {
  const std::string risk = state.Said("assessed", "risk");
  return risk == "risk" || risk == "high-risk";
}
bool HighRisk(const State& state) { return state.Said("assessed", "risk") == "high-risk"; }
// When somebody first said that it is a breach; nothing: nobody has.
std::optional<Time> CalledBreach(const State& state) {
  for (const FileEvent& event : state.known)
    if (event.kind == "triaged" && Get(event.facts, "as") == "breach") return event.at;
  return std::nullopt;
}
// What was a breach once, of which the organisation was aware, stays one.
bool IsBreach(const State& state) {
  return state.Said("triaged", "as") == "breach" ||
         (CalledBreach(state) && state.Last("aware") != nullptr);
}

Status CheckReported(const Taking& taking) {
  const notice::Notice& notice = taking.context.gate.context().notice;
  for (const std::string& id : Ids(Get(taking.facts, "data")))
    if (!notice.FindCategory(id))
      return Fail(Code::kInvalid, "The notice has no such data category.",
                  Detail("fact", Literal("data")));
  for (const std::string& id : Ids(Get(taking.facts, "who")))
    if (!notice.FindSubjectKind(id))
      return Fail(Code::kInvalid, "The notice has no such kind of people.",
                  Detail("fact", Literal("who")));
  const std::string occurred = Get(taking.facts, "occurred");
  if (occurred.empty() ||
      TRY(Time::Parse(occurred)) <= TRY(Time::Parse(Get(taking.facts, "detected"))))
    return {};
  return Fail(Code::kInvalid, "It was not noticed before it happened.",
              Detail("fact", Literal("occurred")));
}

// Invariant 13: the clock starts once.
Status CheckAware(const Taking& taking) {
  if (taking.state.Last("aware") != nullptr)
    return Fail(Code::kConflict,
                "When the organisation became aware was said already, and the clock is not set "
                "again; go on with the assessment.");
  if (const auto called = CalledBreach(taking.state);
      called && TRY(Time::Parse(Get(taking.facts, "at"))) > *called)
    return Fail(Code::kInvalid,
                "Whoever called it a breach was aware of it then; it is that time at the latest.",
                Detail("fact", Literal("at")));
  const std::string occurred = taking.state.Said("reported", "occurred");
  if (occurred.empty() || TRY(Time::Parse(occurred)) <= TRY(Time::Parse(Get(taking.facts, "at"))))
    return {};
  return Fail(Code::kInvalid, "Nobody was aware of it before it happened.",
              Detail("fact", Literal("at")));
}

Status CheckAssessed(const Taking& taking) {
  if (taking.state.Last("aware") != nullptr) return {};
  return Fail(Code::kConflict,
              "Say first when the organisation became aware; the 72 hours run from then.");
}

// Article 33(1): what comes late comes with its reasons.
Status CheckNotified(const Taking& taking) {
  const auto aware = TRY(FirstAt(taking.state, "aware"));
  if (!aware) return Fail(Code::kConflict, "Say first when the organisation became aware.");
  const Time at = TRY(Time::Parse(Get(taking.facts, "at")));
  if (at < *aware)
    return Fail(Code::kInvalid, "The regulator was not told before anybody was aware.",
                Detail("fact", Literal("at")));
  const bool late = at > law::BreachDeadline(taking.context.statute, *aware);
  const bool first = First(taking.state, "notified-regulator") == nullptr;
  if (!late || !first || !Get(taking.facts, "delay").empty()) return {};
  return Fail(Code::kInvalid,
              "This is after the 72 hours, so the reasons for the delay belong to it (Article "
              "33(1) UK GDPR).",
              Detail("fact", Literal("delay")));
}

Status CheckExempt(const Taking& taking) {
  if (Get(taking.facts, "exception") != "disproportionate-effort") return {};
  if (!Get(taking.facts, "communication").empty()) return {};
  return Fail(Code::kInvalid,
              "Where telling each one is too much effort, it is made public instead (Article "
              "34(3)(c) UK GDPR); say how.",
              Detail("fact", Literal("communication")));
}

Status CheckFollowUp(const Taking& taking) {
  if (taking.state.Last("notified-regulator") != nullptr) return {};
  return Fail(Code::kConflict, "The regulator was not told yet, so there is nothing to follow up.");
}

Status CheckClosing(const State& state) {
  if (!IsBreach(state)) return {};
  if (state.Last("assessed") == nullptr)
    return Fail(Code::kConflict, "A breach is assessed before it is closed.");
  if (state.Last("contained") == nullptr)
    return Fail(Code::kConflict, "Say what was done to contain it before it is closed.");
  if (Risk(state) && state.Last("notified-regulator") == nullptr)
    return Fail(Code::kConflict,
                "There is a risk to people and the regulator was not told (Article 33 UK GDPR); "
                "late is better than never.");
  if (HighRisk(state) && state.Last("notified-people") == nullptr &&
      state.Last("people-exempt") == nullptr)
    return Fail(Code::kConflict,
                "The risk is high and the people were not told (Article 34 UK GDPR); tell them, or "
                "record which exception there is.");
  return {};
}

Status Guard(const Taking& taking) {
  const std::string_view step = taking.step.name.view();
  if (step == "reported") return CheckReported(taking);
  if (step == "aware") return CheckAware(taking);
  if (step == "assessed") return CheckAssessed(taking);
  if (step == "notified-regulator") return CheckNotified(taking);
  if (step == "people-exempt") return CheckExempt(taking);
  if (step == "followed-up") return CheckFollowUp(taking);
  return step == "closed" ? CheckClosing(taking.state) : Status();
}

std::optional<Due> DueOf(const Context& context, const State& state) {
  const auto deadline = DeadlineOf(context.statute, state, context.gate.context().clock.Now());
  if (!deadline || !deadline->regulator) return std::nullopt;
  if (deadline->told)
    return deadline->late ? std::optional(Due{.what = "the regulator was told late",
                                              .by = deadline->regulator->text(),
                                              .past = true})
                          : std::nullopt;
  if (state.state == "closed") return std::nullopt;
  // Until it is known that there is none, there may be a risk.
  if (!deadline->needed && state.Last("assessed") != nullptr) return std::nullopt;
  return Due{
      .what = "tell the regulator", .by = deadline->regulator->text(), .past = deadline->late};
}

int Quarters(std::string_view word) {
  if (word == "0.25") return 1;
  if (word == "0.5") return 2;
  if (word == "0.75") return 3;
  return word == "1" ? 4 : 0;
}

}  // namespace

const Register& Incidents() {
  static const Register all{.kind = "breach",
                            .looked = "breach.read",
                            .listed = "breaches.listed",
                            .purposes = {"law.breach"},
                            .steps = Steps(),
                            .guard = Guard,
                            .due = DueOf};
  return all;
}

Result<Deadline> DeadlineOf(const law::Statute& statute, const State& state, Time now) {
  Deadline deadline;
  deadline.aware = TRY(FirstAt(state, "aware"));
  if (!deadline.aware) deadline.aware = CalledBreach(state);  // until somebody says when it was
  deadline.told = TRY(FirstAt(state, "notified-regulator"));
  deadline.needed = Risk(state);
  if (!deadline.aware) return deadline;
  deadline.regulator = law::BreachDeadline(statute, *deadline.aware);
  const bool settled = state.Last("assessed") != nullptr && !deadline.needed;
  deadline.late =
      deadline.told ? *deadline.told > *deadline.regulator : !settled && now > *deadline.regulator;
  return deadline;
}

std::optional<Severity> SeverityOf(const State& state) {
  const FileEvent* const last = state.Last("assessed");
  if (last == nullptr) return std::nullopt;
  const auto quarters = [&](const char* fact) { return Quarters(Get(last->facts, fact)); };
  const std::string context = Get(last->facts, "data-context");
  return SeverityOf(Circumstances{
      .data = context.size() == 1 && context[0] >= '1' && context[0] <= '4' ? context[0] - '0' : 1,
      .ease = quarters("ease"),
      .confidentiality = quarters("confidentiality"),
      .integrity = quarters("integrity"),
      .availability = quarters("availability"),
      .malicious = Get(last->facts, "malicious") == "yes"});
}

}  // namespace almoner::breach
