// What must not go, and what is due to.
#include <algorithm>

#include "api/forms.h"
#include "app/certificate.h"
#include "app/upkeep.h"
#include "console/office.h"
#include "retention/disposal.h"
#include "retention/review.h"

namespace almoner::web::api {
namespace {

Result<http::Response> GetHolds(const Call& call) {
  return Answered(call, retention::ListHolds(call.app().gate(), call.caller.staff),
                  [&](const std::vector<standing::Hold>& holds) {
                    const Time now = call.app().clock().Now();
                    std::vector<Line> lines;
                    for (const standing::Hold& hold : holds)
                      lines.push_back({.key = ToText(hold.review) + hold.id.text(),
                                       .item = {{"hold", hold.id.text()},
                                                {"person", hold.subject.text()},
                                                {"kind", hold.kind},
                                                {"record", MaybeId(hold.record)},
                                                {"category", hold.category},
                                                {"since", hold.since.text()},
                                                {"review", ToText(hold.review)},
                                                {"overdue", hold.Overdue(now)}}});
                    return PageOf(call, "almoner.holds/1", "holds", std::move(lines));
                  });
}

json::object LineJson(const notice::Notice& notice, const std::string& category,
                      std::int64_t records, const standing::KeepUntil& until,
                      std::string_view state) {
  return {{"category", category},
          {"records", records},
          {"rule", notice.retention[until.rule].id},
          {"last_day", ToText(until.last_day)},
          {"because", standing::Words(notice, until)},
          {"state", state}};
}

json::object DueJson(const notice::Notice& notice, const retention::Due& due) {
  json::array lines;
  for (const retention::DueLine& line : due.lines)
    lines.push_back(LineJson(notice, line.category, line.records, line.until,
                             line.unattended ? "goes-by-itself" : "may-go"));
  for (const retention::Item& item : due.waiting)
    lines.push_back(
        LineJson(notice, item.category, 1, *item.until, retention::Name(item.approval)));
  return {{"person", due.subject.text()}, {"lines", std::move(lines)}, {"empty", due.empty}};
}

Result<http::Response> GetDue(const Call& call) {
  auto allowed =
      call.app().gate().Act({.actor = call.caller.staff, .purpose = call.purpose},
                            "retention.reviewed", [](const gate::Change&) -> Status { return {}; });
  return Answered(call, std::move(allowed), [&](const gate::Changed&) -> Result<http::Response> {
    std::vector<Line> lines;
    for (const retention::Due& due :
         TRY(retention::FindDue(call.app().gate().context(), call.app().clock().Now())))
      lines.push_back({.key = due.subject.text(), .item = DueJson(call.app().notice(), due)});
    return PageOf(call, "almoner.due/1", "due", std::move(lines));
  });
}

json::object CertificateJson(const app::Certificate& certificate) {
  return {{"text", certificate.text}, {"proof", certificate.proof}};
}

Result<http::Response> PostRun(const Call& call) {
  auto allowed =
      call.app().gate().Act({.actor = call.caller.staff, .purpose = call.purpose},
                            "retention.reviewed", [](const gate::Change&) -> Status { return {}; });
  return Answered(call, std::move(allowed), [&](const gate::Changed&) -> Result<http::Response> {
    const app::RetentionRun run = TRY(app::RunRetention(call.app(), call.caller.staff));
    json::array certificates;
    for (const retention::Swept& swept : run.batches)
      certificates.push_back(CertificateJson(TRY(app::Certify(call.app(), swept))));
    for (const retention::Erased& erased : run.erased)
      certificates.push_back(CertificateJson(TRY(app::Certify(call.app(), erased))));
    return Answer(call, {{"schema", "almoner.destroyed/1"},
                         {"certificates", std::move(certificates)},
                         {"failed", std::ssize(run.failed)},
                         {"waiting", run.waiting}});
  });
}

Result<http::Response> GetDisposals(const Call& call) {
  return Answered(call, retention::ListDisposals(call.app().gate(), call.caller.staff),
                  [&](const std::vector<retention::DisposalRecord>& records) {
                    std::vector<Line> lines;
                    for (const retention::DisposalRecord& record : records) {
                      json::object facts;
                      for (const auto& [name, value] : retention::ToFacts(record.disposal))
                        facts[name] = value;
                      lines.push_back({.key = record.at.text() + record.file.text() +
                                              std::to_string(record.seq),
                                       .item = {{"file", record.file.text()},
                                                {"at", record.at.text()},
                                                {"confirmed", record.confirmed},
                                                {"facts", std::move(facts)}}});
                    }
                    return PageOf(call, "almoner.disposals/1", "disposals", std::move(lines));
                  });
}

}  // namespace

std::vector<Endpoint> KeepingCalls() {
  using enum http::Method;
  const auto row = [](std::string_view purpose, Endpoint endpoint) {
    endpoint.group = "Keeping";
    endpoint.reason = For::kOne;
    endpoint.purpose = purpose;
    return endpoint;
  };
  const auto form = [&](std::string_view purpose, Endpoint endpoint) {
    endpoint.method = kPost;
    endpoint.scope = "keeping:write";
    endpoint.body = Body::kForm;
    endpoint.answer = "Done";
    return row(purpose, std::move(endpoint));
  };
  Endpoint place = form("", {.path = "/api/v1/people/{id}/hold",
                             .summary = "Place a hold: what must not be lost, whatever else",
                             .deed = console::MakeHold});
  place.reason = For::kNamed;
  return {
      row("law.rights", {.method = kGet,
                         .path = "/api/v1/holds",
                         .summary = "What must not be destroyed for now",
                         .scope = "keeping:read",
                         .answer = "Holds",
                         .pages = true,
                         .handle = GetHolds}),
      std::move(place),
      form("law.rights", {.path = "/api/v1/holds/{id}/{hold}/lift",
                          .summary = "Lift a hold; {id} is the person",
                          .duty = "rights",
                          .deed = console::MakeHoldLift}),
      form("law.rights", {.path = "/api/v1/holds/{id}/{hold}/review",
                          .summary = "A hold is needed further",
                          .duty = "rights",
                          .deed = console::MakeHoldReview}),
      form("law.rights", {.path = "/api/v1/holds/{id}/{hold}/override",
                          .summary = "Let what a hold keeps go all the same; two people say so",
                          .duty = "rights",
                          .deed = console::MakeHoldOverride}),
      row("law.retention", {.method = kGet,
                            .path = "/api/v1/retention",
                            .summary = "What is past the last day that the notice promises",
                            .scope = "keeping:read",
                            .answer = "DueList",
                            .pages = true,
                            .handle = GetDue}),
      form("law.retention", {.path = "/api/v1/retention/{id}/approve",
                             .summary = "Approve destroying what is due of somebody",
                             .duty = "retention",
                             .deed = console::MakeApproval}),
      form("law.retention", {.path = "/api/v1/retention/{id}/keep",
                             .summary = "Keep what is due of somebody longer",
                             .duty = "retention",
                             .deed = console::MakeKeeping}),
      row("law.retention", {.method = kPost,
                            .path = "/api/v1/retention/run",
                            .summary = "Destroy what may go; each destruction has a certificate",
                            .scope = "keeping:write",
                            .duty = "retention",
                            .answer = "Destroyed",
                            .handle = PostRun}),
      row("law.retention", {.method = kGet,
                            .path = "/api/v1/disposals",
                            .summary = "Every destruction on record",
                            .scope = "keeping:read",
                            .answer = "Disposals",
                            .pages = true,
                            .handle = GetDisposals}),
  };
}

}  // namespace almoner::web::api
