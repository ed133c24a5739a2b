// Whose task something is: by a duty of the notice's, which its roles have, which staff hold.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/app.h"

namespace almoner::app {

// What needs somebody, in plain sentences without anything about a person.
struct Finding {
  std::string words;
  std::string_view duty = "administer";  // whose it is to see to: "administer", "rights", …
};

// The names of the roles that have the duty, as the notice in force calls them: "Data protection
// officer or Manager". Never empty for the duties that a notice cannot do without.
[[nodiscard]] std::string RolesWith(const notice::Notice& notice, std::string_view duty);

// Duties that nobody in office has, of those that a notice cannot do without: whoever left was the
// last, or no account was ever made.
Result<std::vector<std::string>> DutiesOfNobody(App& app);
// The same as findings, for whoever administers or reads the server's first lines.
Result<std::vector<Finding>> NobodyFindings(App& app);

}  // namespace almoner::app
