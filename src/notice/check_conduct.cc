// How the organisation behaves: recordings, complaints, breaches, security, staff.
#include <algorithm>

#include "notice/checker.h"
#include "notice/text.h"

namespace almoner::notice {
namespace {

void CheckRecording(Checker& checker, const Recording& recording) {
  const auto raise = [&](std::string_view rule) {
    checker.RaiseOn(rule, recording.at, recording.clause, recording.id);
  };
  const bool spoken = recording.kind == "call" || recording.kind == "conversation";
  if (spoken && recording.announced != "always") raise("recording-unannounced");
  const bool cctv = recording.kind == "cctv";
  if (cctv && (recording.signs == "none" || recording.signs.empty() ||
               (recording.where == "some-sites" && recording.signs == "everywhere")))
    raise("cctv-signs");
  if ((cctv || spoken) && !recording.keep) raise("recording-kept-unstated");
  if (recording.crowds_exempt) raise("crowds-exempt");
}

void CheckComplaints(Checker& checker) {
  const Complaints& complaints = checker.notice.more.complaints;
  if (!complaints.given) {
    if (checker.Own()) checker.Raise("complaints-unstated", checker.notice.more.document.at);
    return;
  }
  const auto raise = [&](std::string_view rule) {
    checker.RaiseOn(rule, complaints.at, complaints.clause);
  };
  const auto& days = checker.canon.book.limits->Of(law::Right::kComplaint).period;
  if (complaints.regulator == "missing") raise("complaint-regulator-missing");
  if (complaints.regulator == "advice-only") raise("complaint-regulator-advice");
  if (complaints.regulator_first == "after-us") raise("complaint-regulator-last");
  if (!complaints.acknowledge || (days && *complaints.acknowledge > days->count))
    raise("complaint-acknowledgement");
  const bool online = Has(complaints.ways, "online-form") || Has(complaints.ways, "email");
  if (!online || complaints.ways.size() < 2) raise("complaint-ways");
}

void CheckBreach(Checker& checker) {
  const BreachRule& breach = checker.notice.more.breach;
  if (!breach.given) return;
  const int hours = checker.canon.book.limits->breach().count;
  const auto raise = [&](std::string_view how) {
    checker.RaiseOn("breach-clock", breach.at, breach.clause, how);
  };
  if (breach.counted_from == "discovery") raise("it counts from discovery");
  if (breach.report_within && *breach.report_within > hours)
    raise(fmt::format("it allows more than {} hours", hours));
  if (breach.report_within && !breach.risk_test)
    raise("it does not say when no report is needed, or what to do when it is late");
}

void CheckMeasure(Checker& checker, const SecurityMeasure& measure) {
  const auto raise = [&](std::string_view rule) {
    checker.RaiseOn(rule, measure.at, measure.clause, measure.what);
  };
  if (measure.strength == "or-password") raise("password-for-encryption");
  if (measure.strength == "where-possible") raise("where-possible");
  if (measure.strength == "issued-passwords") raise("issued-passwords");
  if (measure.covers == "employees-only") raise("employees-only");
  if (measure.by == "partners") raise("protected-by-others");
  if (measure.disclaimer) raise("responsibility-disclaimed");
}

}  // namespace

void CheckConduct(Checker& checker) {
  const Particulars& more = checker.notice.more;
  for (const Recording& recording : more.recordings) CheckRecording(checker, recording);
  CheckComplaints(checker);
  CheckBreach(checker);
  for (const SecurityMeasure& measure : more.security) CheckMeasure(checker, measure);
  for (const PeopleRule& rule : more.people_rules)
    if (rule.evidence == "none" && (rule.kind.ends_with("training") || rule.kind == "attestation"))
      checker.RaiseOn("unproved-claim", rule.at, rule.clause, rule.what);
  if (more.opt_out.given && more.opt_out.applies && !more.opt_out.route)
    checker.RaiseOn("opt-out-route", more.opt_out.at, more.opt_out.clause);
}

}  // namespace almoner::notice
