// Proofs over the files of rights requests.
#include <algorithm>
#include <map>

#include "app/proofs_parts.h"
#include "audit/rows.h"
#include "rights/collation.h"
#include "rights/grounds.h"

namespace almoner::app {
namespace {

using retention::Facts;
using retention::FileEvent;

std::string Get(const Facts& facts, const std::string& key) {
  const auto found = facts.find(key);
  return found == facts.end() ? std::string() : found->second;
}

Result<std::vector<rights::State>> AllRequests(App& app) {
  const auto ids =
      TRY(app.store().Read([](store::ReadTx& tx) { return retention::Files(tx, "request"); }));
  std::vector<rights::State> states;
  for (const RequestId& id : ids) states.push_back(TRY(rights::Load(app.rights(), id)));
  return states;
}

// When something was answered, or withdrawn; for what is open still, today.
Date AnsweredOn(const rights::State& state, Date today) {
  if (state.answered) return *state.answered;
  return state.closed_on.value_or(today);
}

// Whether something went out with this event, or was done of what was asked.
bool Answers(const FileEvent& event) {
  return event.kind == "delivered" || event.kind == "carried-out" ||
         event.kind == "carried-out-in-part";
}

// Whoever asks for another, as far as the events before say.
struct Asker {
  bool asked = false;
  bool shown = false;
  std::string until = {};
  bool feared = false;
  std::string answer = {};

  void See(const FileEvent& event) {
    if (event.kind == "authority-asked") {
      asked = true;
      shown = false;
      until = Get(event.facts, "until");
    }
    if (event.kind == "authority-shown") shown = true;
    if (event.kind == "risk-noted") feared = true;
    if (event.kind == "risk-decided") answer = Get(event.facts, "answer");
  }
  [[nodiscard]] bool ForAnother() const { return asked && answer != "to-person"; }
  [[nodiscard]] bool May(Date day) const {
    if (feared && (answer.empty() || answer == "nothing")) return false;
    return shown && (until.empty() || ToText(day) <= until);
  }
};

// What was ruled last of each category, or of a record by itself.
std::map<std::string, Facts> LastRulings(const rights::State& state) {
  std::map<std::string, Facts> last;
  for (const FileEvent& event : state.events) {
    if (event.kind != "ruled") continue;
    const std::string record = Get(event.facts, "record");
    last.insert_or_assign(record.empty() ? Get(event.facts, "category") : record, event.facts);
  }
  return last;
}

bool ReleasesHealth(const notice::Notice& notice, const Facts& ruling) {
  return Get(ruling, "ruling") == "yes" && rights::IsHealth(notice, Get(ruling, "category"));
}

// DPA 2018 Schedule 3 paragraph 6, on the day on which it went out.
bool Cleared(const law::Statute& statute, const rights::State& state, const Facts& ruling) {
  if (!Get(ruling, "known").empty()) return true;
  const auto opinion = state.opinions.find(Get(ruling, "category"));
  if (opinion == state.opinions.end() || !opinion->second.obtained || opinion->second.harm ||
      !state.answered)
    return false;
  return law::CheckOpinion(statute, *opinion->second.obtained, *state.answered) ==
         law::OpinionAge::kInDate;
}

// Whether the law or the notice lets this fee be asked.
bool WithinPromise(const notice::RightPromise* promise, const rights::State& state,
                   const FileEvent& event) {
  const std::string why = Get(event.facts, "why");
  const bool copy = why == "further-copy";
  if (why != "unfounded" && why != "excessive" && !(copy && state.right == law::Right::kAccess))
    return false;
  if (Get(event.facts, "working").empty()) return false;
  if (promise == nullptr) return true;
  if (promise->fee == "never" || (promise->fee == "unfounded" && copy)) return false;
  return !promise->fee_pence || !state.fee || state.fee->pence <= *promise->fee_pence;
}

}  // namespace

std::optional<Date> LastDay(const rights::State& state, const law::Due& due) {
  if (!due.due || !due.promised_due || state.extended) return due.due;
  return std::min(sys_days(*due.due), sys_days(*due.promised_due));
}

Result<ProofResult> RequestsInTime(App& app) {
  Counted counts;
  const Date today = LondonDate(app.clock().Now());
  for (const rights::State& state : TRY(AllRequests(app))) {
    if (state.right == law::Right::kComplaint) continue;
    const auto last = LastDay(state, TRY(rights::Clock(app.rights(), state)));
    counts.Add(last && sys_days(AnsweredOn(state, today)) > sys_days(*last));
  }
  return Say(app, counts, "requests", "late");
}

Result<ProofResult> ComplaintsAcknowledged(App& app) {
  Counted counts;
  const Date today = LondonDate(app.clock().Now());
  for (const rights::State& state : TRY(AllRequests(app))) {
    if (state.right != law::Right::kComplaint) continue;
    const law::Due due = TRY(rights::Clock(app.rights(), state));
    const Date answered = AnsweredOn(state, today);
    const Date on = std::min(sys_days(answered), sys_days(state.acknowledged.value_or(answered)));
    counts.Add(due.due && sys_days(on) > sys_days(*due.due));
  }
  return Say(app, counts, "complaints", "acknowledged late");
}

// Whether an entry of the day before says that rows were destroyed for this request. Which entry
// speaks of an event is a column that anybody who writes the database can set, so it must name it.
Result<crypto::Verdict> DestroyedFor(store::ReadTx& tx, const RequestId& file, Time by) {
  for (const store::Row& row : TRY(tx.Query(
           "SELECT a.body, e.digest FROM file_event e JOIN audit_entry a ON a.id = e.entry "
           "WHERE e.file = $1 AND e.kind = 'destroyed' AND e.at > $2 AND e.at <= $3 AND "
           "a.body IS NOT NULL",
           file, by - std::chrono::hours(24), by))) {
    const audit::Entry entry = TRY(audit::Decode(TRY(row.Blob(0))));
    if (!entry.destroyed.empty() && audit::Wrote(entry, TRY(row.Blob(1))))
      return crypto::Verdict::kGood;
  }
  return crypto::Verdict::kBad;
}

// An event that belongs to no request is counted too: what it carried out nobody knows.
Result<ProofResult> ErasuresCertified(App& app) {
  std::map<RequestId, law::Right> rights_of;
  for (const rights::State& state : TRY(AllRequests(app))) rights_of[state.id] = state.right;
  const auto counted = TRY(app.store().Read([&](store::ReadTx& tx) -> Result<Counted> {
    Counted counts;
    for (const store::Row& row :
         TRY(tx.Query("SELECT file, at FROM file_event WHERE kind IN ('carried-out', "
                      "'carried-out-in-part')"))) {
      const auto file = TRY(row.As<RequestId>(0));
      const auto right = rights_of.find(file);
      if (right != rights_of.end() && right->second != law::Right::kErasure) continue;
      counts.Add(TRY(DestroyedFor(tx, file, TRY(row.At(1)))) != crypto::Verdict::kGood);
    }
    return counts;
  }));
  return Say(app, counted, "erasures", "without a destruction in the log");
}

Result<ProofResult> AuthorityShown(App& app) {
  Counted counts;
  for (const rights::State& state : TRY(AllRequests(app))) {
    Asker asker;
    for (const FileEvent& event : state.events) {
      asker.See(event);
      if (Answers(event) && (asker.ForAnother() || (state.after_death && !asker.asked)))
        counts.Add(!asker.May(LondonDate(event.at)));
    }
  }
  return Say(app, counts, "answers to somebody who asks for another",
             "without authority that was shown and in force");
}

Result<ProofResult> HealthDataCleared(App& app) {
  Counted counts;
  for (const rights::State& state : TRY(AllRequests(app))) {
    if (!state.delivered || state.after_death) continue;
    bool health = false, uncleared = false;
    for (const auto& [what, ruling] : LastRulings(state)) {
      if (!ReleasesHealth(app.notice(), ruling)) continue;
      health = true;
      uncleared = uncleared || !Cleared(app.statute(), state, ruling);
    }
    if (health) counts.Add(uncleared);
  }
  return Say(app, counts, "packs with health data",
             "that the person did not know and no health professional had cleared");
}

Result<ProofResult> RefusalsGrounded(App& app) {
  Counted counts;
  std::map<std::pair<law::Right, bool>, std::vector<rights::Ground>> known;
  for (const rights::State& state : TRY(AllRequests(app))) {
    if (state.right == law::Right::kComplaint) continue;
    auto& grounds = known[{state.right, state.after_death}];
    if (grounds.empty()) grounds = TRY(rights::Grounds(app.rights(), state));
    const auto add = [&](const std::string& id) {
      counts.Add(std::ranges::find(grounds, id, &rights::Ground::id) == grounds.end());
    };
    if (state.verdict && state.verdict->outcome != "granted") add(state.verdict->ground);
    for (const auto& [what, ruling] : LastRulings(state))
      if (Get(ruling, "ruling") != "yes") add(Get(ruling, "ground"));
  }
  return Say(app, counts, "refusals of a request or a part of it",
             "without a ground that the law names");
}

Result<ProofResult> FeesWithinPromise(App& app) {
  Counted counts;
  for (const rights::State& state : TRY(AllRequests(app))) {
    if (state.right == law::Right::kComplaint) continue;
    const notice::RightPromise* const promise = app.notice().FindRight(law::Name(state.right));
    counts.Add(std::ranges::any_of(state.events, [&](const FileEvent& event) {
      return event.kind == "fee-asked" && !WithinPromise(promise, state, event);
    }));
  }
  return Say(app, counts, "requests", "with a fee beyond what the law and the notice allow");
}

}  // namespace almoner::app
