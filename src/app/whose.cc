#include "app/whose.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace almoner::app {
namespace {

constexpr std::array<std::string_view, 3> kNeeded = {"administer", "rights", "retention"};

}  // namespace

std::string RolesWith(const notice::Notice& notice, std::string_view duty) {
  std::string roles;
  for (const notice::Role& role : notice.roles)
    if (std::ranges::find(role.duties, duty) != role.duties.end())
      roles += (roles.empty() ? "" : " or ") + role.name;
  return roles;
}

Result<std::vector<std::string>> DutiesOfNobody(App& app) {
  return app.store().Read([&](store::ReadTx& tx) -> Result<std::vector<std::string>> {
    const notice::Notice& notice = app.notice();
    notice::RoleSet held;
    for (const StaffId& staff : TRY(staff::List(tx)))
      held |= TRY(staff::RolesOf(tx, app.keys(), notice, staff, app.clock().Now()));
    std::vector<std::string> missing;
    for (const std::string_view duty : kNeeded)
      if (!notice.HasDuty(held, duty)) missing.emplace_back(duty);
    return missing;
  });
}

Result<std::vector<Finding>> NobodyFindings(App& app) {
  std::vector<Finding> findings;
  for (const std::string& duty : TRY(DutiesOfNobody(app)))
    findings.push_back(
        {.words = fmt::format("Nobody in office has the duty '{}': give somebody the role of {}.",
                              duty, RolesWith(app.notice(), duty))});
  return findings;
}

}  // namespace almoner::app
