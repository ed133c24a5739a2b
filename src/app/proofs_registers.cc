// Proofs over the registers: breaches, disclosures, enquiries, changes of details.
#include <fmt/format.h>

#include <algorithm>

#include "accountability/registers.h"
#include "app/proofs_parts.h"
#include "breach/incident.h"
#include "sharing/disclosure.h"
#include "versions/versions.h"

namespace almoner::app {
namespace {

using accountability::FileEvent;
using accountability::Get;
using accountability::Register;
using accountability::State;

using std::chrono::days;
using std::chrono::hours;

constexpr days kMonth(31);  // as long as any month is

Result<std::vector<State>> AllOf(App& app, const Register& reg) {
  const accountability::Context context{app.gate(), app.statute()};
  const auto ids = TRY(
      app.store().Read([&](store::ReadTx& tx) { return retention::Files(tx, reg.kind.view()); }));
  std::vector<State> states;
  for (const RequestId& id : ids) states.push_back(TRY(accountability::Load(context, reg, id)));
  return states;
}

// When the first of these steps was taken; of what waits for it still, now.
Time FirstOf(const State& state, std::initializer_list<std::string_view> steps, Time now) {
  const auto found = std::ranges::find_if(state.events, [&](const FileEvent& event) {
    return std::ranges::find(steps, event.kind) != steps.end();
  });
  return found == state.events.end() ? now : found->at;
}

// Nobody has said yet whether it is a breach, or since when they are certain, and the 72 hours are
// over counted from the report: they cannot be put off by saying nothing.
bool Undecided(const State& state, Time now) {
  const bool waits = state.state == "reported" || state.state == "breach";
  const FileEvent* const reported = state.Last("reported");
  return waits && state.Last("aware") == nullptr && reported != nullptr &&
         now > reported->at + hours(72);
}

// The regulator (Article 33): not told, and it is past; or told late, and nobody said why.
bool RegulatorUntold(const State& state, const breach::Deadline& deadline) {
  if (!deadline.late || !deadline.told) return deadline.late;
  const auto first =
      std::ranges::find(state.events, std::string_view("notified-regulator"), &FileEvent::kind);
  return first == state.events.end() || Get(first->facts, "delay").empty();
}

// The people themselves (Article 34): nothing is over of which they have to be told.
bool PeopleUntold(const State& state) {
  return state.state == "closed" && state.Said("triaged", "as") == "breach" &&
         state.Said("assessed", "risk") == "high-risk" &&
         state.Last("notified-people") == nullptr && state.Last("people-exempt") == nullptr;
}

// Since when the notice in force is.
Result<Time> InForceSince(App& app) {
  return app.store().Read([&](store::ReadTx& tx) -> Result<Time> {
    Time since;
    for (const versions::Event& event : TRY(versions::History(tx, app.keys(), app.notice().hash)))
      if (event.kind == "in-force") since = event.at;
    return since;
  });
}

bool WentOut(const State& state) {
  return state.Last("sent") != nullptr || state.Last("sent-first") != nullptr;
}

// Whether somebody other than whoever proposed or sent it has agreed.
bool AnotherAgreed(const State& state) {
  const std::string by = Get(state.events.front().facts, "by");
  return std::ranges::any_of(state.events, [&](const FileEvent& event) {
    return (event.kind == "approved" || event.kind == "reviewed") && !by.empty() &&
           !Get(event.facts, "by").empty() && Get(event.facts, "by") != by;
  });
}

// `judged`: it is held against the notice in force, which it was decided under.
bool Grounded(const notice::Notice& notice, const State& state, bool judged, Time now) {
  const accountability::Facts& opening = state.events.front().facts;
  if (Get(opening, "ground").empty()) return false;
  if (state.state == "sent-first") return now <= state.events.front().at + hours(24);
  if (state.Last("sent-first") != nullptr) return AnotherAgreed(state);
  if (!judged) return true;
  const auto recipient = notice.FindRecipient(Get(opening, "recipient"));
  if (!recipient || notice.recipients[*recipient].Closed()) return false;
  return !sharing::SecondFor(notice, opening).needed || AnotherAgreed(state);
}

bool Past(const std::string& day, Date today) {
  const auto date = ParseDate(day);
  return !date || sys_days(today) > sys_days(*date);
}

// Whether the person should have been told by now, and neither was nor is it on record why not.
bool Untold(const State& state, Time now) {
  if (state.Last("told") != nullptr || state.Last("not-told") != nullptr) return false;
  if (state.Last("telling-deferred") != nullptr)
    return Past(state.Said("telling-deferred", "until"), LondonDate(now));
  const FileEvent& opening = state.events.front();
  const std::string telling = Get(opening.facts, "telling");
  if (telling == "first") return Get(opening.facts, "told-on").empty();
  if (telling == "deferred") return Past(Get(opening.facts, "until"), LondonDate(now));
  return now > FirstOf(state, {"sent", "sent-first", "taken-in"}, now) + kMonth;
}

// Whether the first of these steps came within a month, or still can.
bool WithinAMonth(const State& state, std::initializer_list<std::string_view> steps, Time now) {
  return FirstOf(state, steps, now) <= state.events.front().at + kMonth;
}

}  // namespace

Result<ProofResult> BreachesInTime(App& app) {
  Counted counts;
  int late = 0;
  const Time now = app.clock().Now();
  for (const State& state : TRY(AllOf(app, breach::Incidents()))) {
    const breach::Deadline deadline = TRY(breach::DeadlineOf(app.statute(), state, now));
    if (deadline.late && deadline.told) ++late;
    counts.Add(Undecided(state, now) || RegulatorUntold(state, deadline) || PeopleUntold(state));
  }
  ProofResult result = Say(app, counts, "breaches and near misses",
                           "of which somebody has to be told and was not in time");
  if (late > 0)
    result.words += fmt::format(" The regulator was told of {} after the 72 hours.", late);
  return result;
}

Result<ProofResult> DisclosuresGrounded(App& app) {
  Counted counts;
  const Time now = app.clock().Now();
  const Time since = TRY(InForceSince(app));
  for (const State& state : TRY(AllOf(app, sharing::Disclosures()))) {
    if (!WentOut(state)) continue;
    const bool judged = state.events.front().at >= since;
    counts.Add(!Grounded(app.notice(), state, judged, now));
  }
  return Say(app, counts, "disclosures",
             "without a ground, a recipient of the notice and whoever else has to agree");
}

Result<ProofResult> DisclosuresTold(App& app) {
  Counted counts;
  const Time now = app.clock().Now();
  for (const State& state : TRY(AllOf(app, sharing::Disclosures())))
    if (WentOut(state) || state.Last("taken-in") != nullptr) counts.Add(Untold(state, now));
  return Say(app, counts, "disclosures, or things that came in",
             "of which the person should have been told by now");
}

Result<ProofResult> EnquiriesAnswered(App& app) {
  Counted counts;
  const Time now = app.clock().Now();
  for (const State& state : TRY(AllOf(app, accountability::Enquiries())))
    counts.Add(!WithinAMonth(state, {"answered", "became-request", "closed"}, now));
  return Say(app, counts, "enquiries", "without an answer within a month");
}

Result<ProofResult> DetailsRecorded(App& app) {
  Counted counts;
  const Time now = app.clock().Now();
  for (const State& state : TRY(AllOf(app, accountability::DetailChanges())))
    counts.Add(!WithinAMonth(state, {"recorded", "declined"}, now));
  return Say(app, counts, "changes of details", "left open for more than a month");
}

}  // namespace almoner::app
