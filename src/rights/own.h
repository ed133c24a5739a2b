// What people do about their own requests, signed in to the portal: they ask, and they see where it
// stands. Of what is decided about them meanwhile they see nothing here.
#pragma once

#include "rights/request.h"

namespace almoner::rights {

// A request of the person themself, today, through the portal: signing in confirms who it is.
// REQUIRES: opening.subject. kInvalid and kConflict as Open.
gate::Outcome<RequestId> OpenOwn(const Context& context, Opening opening);

// Those that the person made themself, the newest first; requests that others made for them are for
// the letters. That they were shown is recorded.
gate::Outcome<std::vector<State>> ListOwn(const Context& context, const SubjectId& subject);

}  // namespace almoner::rights
