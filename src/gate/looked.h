// Who looked at somebody's record, for the person themself: the day, the role and the purpose, and
// nobody's name. What could tell something that somebody has to decide on first (safeguarding, a
// legal demand, a request that another made for them: Activity::told) leaves no gap and no count;
// it is told, or not, when the person asks for a copy.
#pragma once

#include "gate/gate.h"

namespace almoner::gate {

struct Look {
  Date on{};
  std::string role;     // its id in the notice; one that is gone stays an id
  std::string purpose;  // the activity's id
  friend bool operator==(const Look&, const Look&) = default;
};

// Each day, role and purpose once, the newest first; at most the last 500. That they were shown is
// recorded.
Outcome<std::vector<Look>> WhoLooked(Gate& gate, const SubjectId& subject);

}  // namespace almoner::gate
