// Accounts in words, and in addresses. For this folder and the API.
#pragma once

#include "http/request.h"
#include "staff/staff.h"
#include "web/question.h"

namespace almoner::web::console {

// kNotFound also for what is no id at all.
Result<StaffId> StaffOf(const http::Request& request);
// The same; kNotFound also for an id that was never anybody's.
Result<StaffId> ColleagueOf(Site& site, const http::Request& request);
[[nodiscard]] std::string RoleInWords(const notice::Notice& notice, std::string_view role);
[[nodiscard]] std::vector<Option> RoleOptions(const notice::Notice& notice);
// "Support at home"; "Person 3f2a91c0".
[[nodiscard]] std::string TargetInWords(const notice::Notice& notice,
                                        const staff::Assignment& assignment);
// The number of a person's record, or the address of their page: somebody copies either.
[[nodiscard]] std::optional<SubjectId> PersonIn(std::string_view text);

}  // namespace almoner::web::console
