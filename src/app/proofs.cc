#include "app/proofs.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/check.h"
#include "app/proofs_parts.h"
#include "app/training.h"
#include "audit/rows.h"
#include "versions/versions.h"

namespace almoner::app {
namespace {

using std::chrono::days;
using std::chrono::hours;

Result<std::int64_t> Count(store::ReadTx& tx, Literal sql, auto... parameters) {
  return TRY(tx.Maybe(sql, parameters...))->Int(0);
}

// Two counts by SQL: all there are, and those that break the promise.
Result<ProofResult> BySql(App& app, Literal all, Literal broken, std::string_view what,
                          std::string_view wrong) {
  const auto counted = TRY(app.store().Read([&](store::ReadTx& tx) -> Result<Counted> {
    return Counted{.all = TRY(Count(tx, all)), .broken = TRY(Count(tx, broken))};
  }));
  return Say(app, counted, what, wrong);
}

Result<ProofResult> LogWhole(App& app) {
  const Checked checked = TRY(CheckAll(app, {}));
  return ProofResult{.shown = checked.good() ? Shown::kKept : Shown::kBroken,
                     .words = checked.text(),
                     .at = app.clock().Now()};
}

Result<ProofResult> DecisionsLogged(App& app) {
  return BySql(app, "SELECT COUNT(*) FROM trail",
               "SELECT COUNT(*) FROM trail t WHERE NOT EXISTS (SELECT 1 FROM audit_entry e WHERE "
               "e.id = t.entry)",
               "uses of somebody's data", "without an entry in the log");
}

// A clause of the notice or the law; or one of the rules whose reason is not a clause: there is no
// such purpose, the record is closed to them, it is restricted, the law allows no such use.
bool Explained(const audit::Entry& entry) {
  constexpr std::string_view kOwnReason[] = {"rule:purpose", "rule:closed-record",
                                             "rule:restriction", "rule:condition",
                                             "rule:lawful-basis"};
  return std::ranges::any_of(entry.clauses, [&](const std::string& clause) {
    return !clause.starts_with("rule:") ||
           std::ranges::find(kOwnReason, clause) != std::end(kOwnReason);
  });
}

Result<ProofResult> RefusalsExplained(App& app) {
  const auto counted = TRY(app.store().Read([&](store::ReadTx& tx) -> Result<Counted> {
    Counted counts;
    for (const store::Row& row : TRY(tx.Query("SELECT DISTINCT e.body FROM trail t JOIN "
                                              "audit_entry e ON e.id = t.entry WHERE t.outcome = "
                                              "'refused' AND e.body IS NOT NULL"))) {
      const audit::Entry entry = TRY(audit::Decode(TRY(row.Blob(0))));
      ++counts.all;
      if (!Explained(entry)) ++counts.broken;
    }
    return counts;
  }));
  return Say(app, counted, "refusals", "without a reason from the notice or the law");
}

Result<ProofResult> RecordsSealed(App& app) {
  const auto counted = TRY(app.store().Read([&](store::ReadTx& tx) -> Result<Counted> {
    const audit::RowsDiffer differ = TRY(audit::CompareRows(tx));
    return Counted{
        .all = TRY(Count(tx, "SELECT COUNT(*) FROM record")),
        .broken = std::ranges::count(differ.unknown, "record", &audit::RowsDiffer::Unknown::what)};
  }));
  return Say(app, counted, "records", "other than as they were sealed");
}

Result<ProofResult> RolesAssigned(App& app) {
  const auto counted = TRY(app.store().Read([&](store::ReadTx& tx) -> Result<Counted> {
    Counted counts;
    for (const store::Row& row :
         TRY(tx.Query("SELECT DISTINCT role FROM staff_role WHERE until IS NULL"))) {
      ++counts.all;
      if (!app.notice().FindRole(TRY(row.Text(0)))) ++counts.broken;
    }
    return counts;
  }));
  return Say(app, counted, "roles held by staff", "unknown to the notice");
}

Result<ProofResult> BreakGlassReviewed(App& app) {
  const Time late = app.clock().Now() - hours(24);
  const auto counted = TRY(app.store().Read([&](store::ReadTx& tx) -> Result<Counted> {
    return Counted{.all = TRY(Count(tx, "SELECT COUNT(*) FROM break_glass")),
                   .broken = TRY(Count(tx,
                                       "SELECT COUNT(*) FROM break_glass WHERE words_at IS NULL "
                                       "AND at < $1",
                                       late))};
  }));
  return Say(app, counted, "looks under broken glass", "unexplained after 24 hours");
}

Result<ProofResult> ConsentsWorded(App& app) {
  return BySql(app, "SELECT COUNT(*) FROM consent_event WHERE event = 'given'",
               "SELECT COUNT(*) FROM consent_event WHERE event = 'given' AND wording = ''",
               "consents given", "without the wording that was agreed to");
}

// Uses that were allowed between two moments in which they must not have been.
Result<ProofResult> WithdrawalsHonoured(App& app) {
  const auto counted = TRY(app.store().Read([&](store::ReadTx& tx) -> Result<Counted> {
    Counted counts{
        .all = TRY(Count(tx, "SELECT COUNT(*) FROM consent_event WHERE event = 'withdrawn'")),
        .broken = 0};
    for (const notice::Activity& activity : app.notice().activities) {
      if (!activity.consent) continue;
      counts.broken += TRY(Count(
          tx,
          "SELECT COUNT(*) FROM trail t JOIN consent_event w ON w.subject = t.subject WHERE "
          "t.purpose = $1 AND t.outcome = 'allowed' AND w.consent = $2 AND w.event = 'withdrawn' "
          "AND t.at > w.at AND NOT EXISTS (SELECT 1 FROM consent_event g WHERE g.subject = "
          "w.subject AND g.consent = w.consent AND g.event = 'given' AND g.at >= w.at AND g.at <= "
          "t.at) AND t.action = 'record.read'",
          activity.id, app.notice().consents[*activity.consent].id));
    }
    return counts;
  }));
  return Say(app, counted, "withdrawals", "followed by a use that needed the consent");
}

Result<ProofResult> ObjectionsHonoured(App& app) {
  return BySql(app, "SELECT COUNT(*) FROM standing WHERE kind = 'objection'",
               "SELECT COUNT(*) FROM standing s JOIN trail t ON t.subject = s.subject AND "
               "t.purpose = s.scope WHERE s.kind = 'objection' AND t.outcome = 'allowed' AND "
               "t.action = 'record.read' AND t.at > s.since AND (s.until IS NULL OR t.at < "
               "s.until)",
               "objections", "followed by the use objected to");
}

Result<ProofResult> RestrictionsHonoured(App& app) {
  return BySql(app, "SELECT COUNT(*) FROM standing WHERE kind = 'restriction'",
               "SELECT COUNT(*) FROM standing s JOIN trail t ON t.subject = s.subject WHERE "
               "s.kind = 'restriction' AND t.outcome = 'allowed' AND t.action = 'record.read' AND "
               "t.purpose NOT LIKE 'law.%' AND t.at > s.since AND (s.until IS NULL OR t.at < "
               "s.until)",
               "restrictions", "followed by a use of the file's own purposes");
}

// In each file where `then` happened, `first` had happened before.
Result<ProofResult> Before(App& app, std::string_view first, std::string_view then,
                           std::string_view what, std::string_view wrong) {
  const auto counted = TRY(app.store().Read([&](store::ReadTx& tx) -> Result<Counted> {
    return Counted{
        .all = TRY(Count(tx, "SELECT COUNT(*) FROM file_event WHERE kind = $1", then)),
        .broken = TRY(Count(tx,
                            "SELECT COUNT(*) FROM file_event d WHERE d.kind = $1 AND NOT EXISTS "
                            "(SELECT 1 FROM file_event f WHERE f.file = d.file AND f.kind = $2 AND "
                            "f.seq < d.seq)",
                            then, first))};
  }));
  return Say(app, counted, what, wrong);
}

// A month's grace: people must have time to look at what is due.
Result<ProofResult> RetentionOnTime(App& app) {
  const Time month_ago = app.clock().Now() - days(31);
  const auto late = TRY(retention::FindDue(app.gate().context(), month_ago));
  const auto people = TRY(app.store().Read([&](store::ReadTx& tx) {
    return Count(tx, "SELECT COUNT(DISTINCT subject) FROM record_person WHERE part = 'about'");
  }));
  return Say(app, {.all = people, .broken = static_cast<std::int64_t>(late.size())},
             "people about whom something is held",
             "with something still there a month after its last day");
}

Result<ProofResult> VersionApproved(App& app) {
  const auto missing = TRY(app.store().Read([&](store::ReadTx& tx) -> Result<Counted> {
    const versions::Version version{
        .hash = app.notice().hash, .name = app.notice().version, .added = {}};
    const auto standing = TRY(versions::StatusOf(tx, app.keys(), version, app.notice()));
    return Counted{.all = static_cast<std::int64_t>(app.notice().more.document.approval.size()),
                   .broken = static_cast<std::int64_t>(standing.unsigned_steps.size())};
  }));
  return Say(app, missing, "steps of approval", "not recorded");
}

Result<ProofResult> VersionShown(App& app) {
  const Time month_ago = app.clock().Now() - days(31);
  const auto counted = TRY(app.store().Read([&](store::ReadTx& tx) -> Result<Counted> {
    return Counted{.all = TRY(Count(tx, "SELECT COUNT(*) FROM subject WHERE merged_into IS NULL")),
                   .broken = TRY(Count(tx,
                                       "SELECT COUNT(*) FROM subject s WHERE merged_into IS NULL "
                                       "AND created < $1 AND NOT EXISTS (SELECT 1 FROM notice_told "
                                       "n WHERE n.subject = s.id)",
                                       month_ago))};
  }));
  return Say(app, counted, "people", "not shown the notice within a month");
}

Result<std::vector<Time>> ReviewsHeld(App& app) {
  return app.store().Read([&](store::ReadTx& tx) -> Result<std::vector<Time>> {
    std::vector<Time> held;
    for (const versions::Event& event : TRY(versions::History(tx, app.keys(), app.notice().hash)))
      if (event.kind == "reviewed" || event.kind == "in-force") held.push_back(event.at);
    return held;
  });
}

Result<ProofResult> Reviews(App& app) {
  ProofResult result{
      .shown = Shown::kNothing, .words = "No review is planned.", .at = app.clock().Now()};
  const std::vector<Time> held = TRY(ReviewsHeld(app));
  if (held.empty()) return result;
  const auto next = versions::NextReview(app.notice().more.document, held.front(), held,
                                         LondonDate(app.clock().Now()));
  if (!next) return result;
  result.shown = next->overdue ? Shown::kBroken : Shown::kKept;
  result.words = (next->overdue ? "A review was due on " : "The next review is due on ") +
                 ToWords(next->due) + ".";
  return result;
}

Result<ProofResult> ChangesRecorded(App& app) {
  const auto& document = app.notice().more.document;
  const auto versions =
      TRY(app.store().Read([&](store::ReadTx& tx) { return versions::All(tx, app.keys()); }));
  const auto all = static_cast<std::int64_t>(versions.size());
  const auto recorded = static_cast<std::int64_t>(document.changes.size());
  return Say(app, {.all = all, .broken = std::max<std::int64_t>(0, all - recorded)}, "versions",
             "without an entry in the record of changes");
}

Result<ProofResult> HoldsReviewed(App& app) {
  const std::string today = ToText(LondonDate(app.clock().Now()));
  const auto counted = TRY(app.store().Read([&](store::ReadTx& tx) -> Result<Counted> {
    Counted counts;
    counts.all = TRY(Count(tx, "SELECT COUNT(*) FROM hold WHERE until IS NULL"));
    counts.broken =
        TRY(Count(tx, "SELECT COUNT(*) FROM hold WHERE until IS NULL AND review < $1", today));
    return counts;
  }));
  return Say(app, counted, "holds in force", "past the day of their review");
}

Result<ProofResult> TrainingCurrent(App& app) {
  const TrainingDue due = TRY(FindTrainingDue(app));
  return Say(app, {.all = due.asked, .broken = due.wanting}, "trainings that are asked of staff",
             "missing or over");
}

struct Known {
  Proof proof;
  Result<ProofResult> (*prove)(App&);
};

constexpr Known kKnown[] = {
    {{"requests-in-time", "Was every request answered within its time?"}, RequestsInTime},
    {{"complaints-acknowledged", "Was every complaint acknowledged within 30 days?"},
     ComplaintsAcknowledged},
    {{"identity-before-disclosure", "Was identity confirmed before anything was handed out?"},
     [](App& app) {
       return Before(app, "identity-confirmed", "delivered", "packs handed out",
                     "before identity was confirmed");
     }},
    {{"packs-approved", "Did somebody else approve each pack before it went?"},
     [](App& app) {
       return Before(app, "approved", "delivered", "packs handed out", "without approval");
     }},
    {{"authority-shown", "Was anything given to somebody who asks for another without the right?"},
     AuthorityShown},
    {{"health-data-cleared", "Was health data known or cleared before it went to the person?"},
     HealthDataCleared},
    {{"refusals-grounded", "Does every refusal of a request name a ground that the law has?"},
     RefusalsGrounded},
    {{"fees-within-promise", "Was more asked for a request than the law and the notice allow?"},
     FeesWithinPromise},
    {{"breaches-in-time", "Was everybody told of each breach who has to be, and in time?"},
     BreachesInTime},
    {{"disclosures-grounded", "Did everything that was shared have its ground and its recipient?"},
     DisclosuresGrounded},
    {{"disclosures-told", "Were people told that something about them was shared or came in?"},
     DisclosuresTold},
    {{"enquiries-answered", "Was every enquiry answered within a month?"}, EnquiriesAnswered},
    {{"details-recorded", "Was every change of details recorded or declined within a month?"},
     DetailsRecorded},
    {{"retention-on-time", "Is anything kept longer than promised?"}, RetentionOnTime},
    {{"erasures-certified", "Does the log show what each erasure destroyed?"}, ErasuresCertified},
    {{"consents-worded", "Is the wording of every consent on record?"}, ConsentsWorded},
    {{"withdrawals-honoured", "Was anything done after consent was withdrawn?"},
     WithdrawalsHonoured},
    {{"objections-honoured", "Was anything done after an objection?"}, ObjectionsHonoured},
    {{"restrictions-honoured", "Was restricted data used?"}, RestrictionsHonoured},
    {{"log-whole", "Is the log whole, and is everything as it was recorded?"}, LogWhole},
    {{"decisions-logged", "Is every use of somebody's data in the log?"}, DecisionsLogged},
    {{"refusals-explained", "Does every refusal quote a reason?"}, RefusalsExplained},
    {{"break-glass-reviewed", "Was every look under broken glass explained?"}, BreakGlassReviewed},
    {{"roles-assigned", "Does every role that staff hold come from the notice?"}, RolesAssigned},
    {{"version-approved", "Was the notice in force approved as it says?"}, VersionApproved},
    {{"version-shown", "Was everybody shown the notice?"}, VersionShown},
    {{"reviews-held", "Were the planned reviews held?"}, Reviews},
    {{"changes-recorded", "Is each version in the record of changes?"}, ChangesRecorded},
    {{"records-sealed", "Is everything stored as it was sealed?"}, RecordsSealed},
    {{"holds-reviewed", "Was every hold looked at again on its day?"}, HoldsReviewed},
    {{"training-current", "Has everybody done the training that is asked of them?"},
     TrainingCurrent}};

}  // namespace

ProofResult Say(const App& app, const Counted& counted, std::string_view what,
                std::string_view wrong) {
  ProofResult result{.shown = Shown::kNothing, .words = {}, .at = app.clock().Now()};
  if (counted.broken > 0) {
    result.shown = Shown::kBroken;
    result.words = fmt::format("{} of {} {} {}.", counted.broken, counted.all, what, wrong);
  } else if (counted.all > 0) {
    result.shown = Shown::kKept;
    result.words = fmt::format("{} {}, none {}.", counted.all, what, wrong);
  } else {
    result.words = fmt::format("No {} yet.", what);
  }
  return result;
}

std::string_view Name(Shown shown) {
  switch (shown) {
    case Shown::kKept:
      return "kept";
    case Shown::kNothing:
      return "nothing yet";
    case Shown::kBroken:
      return "broken";
  }
  std::unreachable();
}

std::vector<Proof> AllProofs() {
  std::vector<Proof> all;
  for (const Known& known : kKnown) all.push_back(known.proof);
  return all;
}

Result<ProofResult> Prove(App& app, std::string_view id) {
  for (const Known& known : kKnown)
    if (known.proof.id == id) return known.prove(app);
  return Fail(Code::kNotFound, "There is no such proof.");
}

}  // namespace almoner::app
