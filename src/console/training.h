// Training as other pages of staff show it. For this folder only.
#pragma once

#include "app/training.h"
#include "console/office.h"
#include "console/today.h"

namespace almoner::web::console {

// What is asked of one and what is on record, with ways to record it and to take it back.
[[nodiscard]] Part TrainingPart(const Site& site, const app::Trained& one, Time now);
// The same for one's own account: to look at.
[[nodiscard]] Part OwnTrainingPart(const Site& site, const app::Trained& one, Time now);
Result<http::Response> ShowTraining(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> GiveTraining(Site& site, const http::Request& request, const Caller& caller);
Made MakeTraining(Site& site, const http::Request& request, const Caller& caller);
Made MakeTrainingRemoval(Site& site, const http::Request& request, const Caller& caller);

// What is wanting, as one thing of what is due.
Status AddTrainingToDo(Site& site, const Caller& caller, Waitings& out);
// One's own that is to be done again, or without which one opens nothing.
Status AddOwnTrainingToDo(Site& site, const Caller& caller, Waitings& out);

}  // namespace almoner::web::console
