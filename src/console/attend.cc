#include "console/attend.h"

#include "console/purposes.h"
#include "vault/vault.h"
#include "web/counters.h"
#include "web/doors.h"

namespace almoner::web::console {

Result<SubjectId> KnownPerson(Site& site, const http::Request& request) {
  const SubjectId subject = TRY(SubjectOf(request));
  TRY(site.app.store().Read(
      [&](store::ReadTx& tx) { return vault::LoadSubject(tx, site.app.keys(), subject); }));
  return subject;
}

Result<std::optional<http::Response>> NotTheirPerson(Site& site, const Caller& caller,
                                                     const SubjectId& subject,
                                                     const std::string& purpose) {
  const auto allowed = TRY(site.counters.Count(
      site.app.gate().Act({.actor = caller.staff,
                           .purpose = purpose,
                           .subjects = {subject},
                           .action = gate::Action::kAttend},
                          "marks.read", [](const gate::Change&) -> Status { return {}; })));
  if (allowed) return std::optional<http::Response>();
  return std::optional(TRY(ShowRefusal(
      site, caller, {.refused = allowed.error(), .purpose = purpose, .subject = subject})));
}

}  // namespace almoner::web::console
