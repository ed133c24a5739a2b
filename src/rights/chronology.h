// What happened to a request, in sentences.
#pragma once

#include "rights/request.h"

namespace almoner::rights {

struct Happened {
  Time at;
  std::string what;                // "The extension was told of: two more months, for complexity."
  std::optional<StaffId> by = {};  // nobody: the program
  std::string words = {};          // what was said or written, where something was
};
// One for each event, oldest first. An event that a later version of the program wrote is named as
// it is there.
[[nodiscard]] std::vector<Happened> Chronology(const notice::Notice& notice, const State& state);

}  // namespace almoner::rights
