// For what someone may use people's data, as the notice gives it to their roles.
#pragma once

#include "web/site.h"

namespace almoner::web::console {

// Of the notice first, then what the law imposes on their duties.
[[nodiscard]] std::vector<Choice> PurposesOf(const notice::Notice& notice,
                                             const notice::RoleSet& roles);
// What was chosen, or else the first; "" when the roles have none.
[[nodiscard]] std::string Chosen(const std::vector<Choice>& purposes,
                                 const std::optional<std::string>& given);
// purpose.html: a select element with its label.
[[nodiscard]] View PurposeSelect(const std::vector<Choice>& purposes, std::string_view chosen);

// Why something is refused, quoting the notice, and what to do next.
struct RefusalPage {
  const gate::Refused& refused;
  std::string_view purpose = {};
  std::optional<SubjectId> subject = {};  // whose record it was
  std::optional<View> kept = {};          // what was typed (web/kept_form.h)
};
Result<http::Response> ShowRefusal(const Site& site, const Caller& caller, RefusalPage refusal);
// The section CLAUSE, for each clause of the notice that was quoted.
void AddClauses(View& view, const notice::Notice& notice, const std::vector<std::string>& clauses);

// The section GROUND with VALUE, TEXT: a button for each reason to break the glass.
void AddGrounds(View& view);
[[nodiscard]] std::optional<gate::BreakGlass> GroundNamed(std::string_view name);
[[nodiscard]] std::string_view GroundInWords(gate::BreakGlass ground);  // "an emergency"

}  // namespace almoner::web::console
