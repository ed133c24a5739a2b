// What an objection or a restriction can be about.
#pragma once

#include "web/question.h"

namespace almoner::web {

// An objection: each use of the notice's own. A restriction: each ground of Article 18(1). Nothing
// for the other rights.
Result<std::vector<Option>> AboutOptions(const Site& site, law::Right right);

}  // namespace almoner::web
