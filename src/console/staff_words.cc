#include "console/staff_words.h"

#include <algorithm>

#include "app/looks.h"
#include "console/today.h"
#include "http/text.h"
#include "web/words.h"

namespace almoner::web::console {

Result<StaffId> StaffOf(const http::Request& request) {
  auto id = StaffId::Parse(request.param("id").value_or(""));
  if (!id) return Fail(Code::kNotFound, "There is no such staff account.");
  return id;
}

Result<StaffId> ColleagueOf(Site& site, const http::Request& request) {
  const StaffId id = TRY(StaffOf(request));
  const std::vector<StaffId> all = TRY(app::EveryAccount(site.app));
  if (std::ranges::find(all, id) == all.end())
    return Fail(Code::kNotFound, "There is no such staff account.");
  return id;
}

std::string RoleInWords(const notice::Notice& notice, std::string_view role) {
  const auto index = notice.FindRole(role);
  return index ? notice.roles[*index].name : std::string(role);
}

std::vector<Option> RoleOptions(const notice::Notice& notice) {
  std::vector<Option> options;
  for (const notice::Role& role : notice.roles)
    options.push_back({.value = role.id,
                       .text = role.name,
                       .note = role.duties.empty() ? "" : "Duties: " + Listed(role.duties)});
  return options;
}

std::string TargetInWords(const notice::Notice& notice, const staff::Assignment& assignment) {
  if (assignment.kind == staff::AssignmentKind::kCaseload)
    return Numbered("Person", ToHex(assignment.target));
  const std::string_view name = AsText(assignment.target);
  if (const auto service = notice.FindService(name)) return notice.services[*service].name;
  const auto site = std::ranges::find(notice.more.sites, name, &notice::Site::id);
  return site == notice.more.sites.end() ? std::string(name) : site->name;
}

std::optional<SubjectId> PersonIn(std::string_view text) {
  std::string_view rest = http::Trim(text);
  rest = rest.substr(0, rest.find('?'));
  if (const std::size_t slash = rest.rfind('/'); slash != rest.npos) rest = rest.substr(slash + 1);
  const auto id = SubjectId::Parse(rest);
  if (!id) return std::nullopt;
  return *id;
}

}  // namespace almoner::web::console
