// Lists as files, of the pages that have a template of their own.
#include "app/editions.h"
#include "console/office.h"
#include "console/purposes.h"
#include "gate/break_glass.h"
#include "rights/report.h"
#include "rights/shelf.h"
#include "web/caller.h"
#include "web/csv.h"

namespace almoner::web::console {

Result<http::Response> GiveRequests(Site& site, const http::Request& /*request*/,
                                    const Caller& caller) {
  const auto listed = TRY(site.counters.Count(rights::ListDated(site.app.rights(), caller.staff)));
  if (!listed) return ShowRefusal(site, caller, {.refused = listed.error()});
  const Date today = LondonDate(site.app.clock().Now());
  std::vector<rights::Counted> rows;
  for (const auto& row : *listed) rows.push_back(rights::Count(row->state, row->due, today));
  return http::Response::File("text/csv; charset=utf-8; header=present", rights::ToCsv(rows))
      .With("Content-Disposition", "attachment; filename=\"requests.csv\"");
}

Result<http::Response> GiveGlass(Site& site, const http::Request& /*request*/,
                                 const Caller& caller) {
  const auto open = TRY(site.counters.Count(gate::OpenBreaches(site.app.gate(), caller.staff)));
  if (!open) return ShowRefusal(site, caller, {.refused = open.error()});
  const Time now = site.app.clock().Now();
  std::vector<std::vector<std::string>> rows;
  for (const gate::Breach& breach : *open)
    rows.push_back({breach.id.text(), TRY(NameOf(site, breach.staff)), breach.subject.text(),
                    breach.ground, breach.at.seconds_text(), breach.words ? "yes" : "no",
                    breach.Late(now) ? "yes" : "no"});
  return GiveCsv("broken-glass", {"number", "who", "person", "ground", "at", "explained", "late"},
                 rows);
}

Result<http::Response> GiveVersions(Site& site, const http::Request& /*request*/,
                                    const Caller& /*caller*/) {
  const auto day = [](const std::optional<Time>& time) {
    return time ? ToText(LondonDate(*time)) : std::string();
  };
  std::vector<std::vector<std::string>> rows;
  for (const app::Edition& edition : TRY(app::Editions(site.app)))
    rows.push_back({edition.standing.version.name, edition.standing.version.hash,
                    std::string(versions::Name(edition.standing.state)),
                    day(edition.standing.version.added), day(edition.standing.from),
                    day(edition.standing.until)});
  return GiveCsv("versions", {"version", "fingerprint", "state", "added", "from", "until"}, rows);
}

}  // namespace almoner::web::console
