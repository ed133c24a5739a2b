// By which ways somebody wants to be reached, as they tell a colleague: on the telephone, at the
// desk, in a letter. On the portal they say it themself (outbox/ways.h).
#pragma once

#include <map>

#include "app/app.h"
#include "outbox/ways.h"

namespace almoner::app {

// What they have said; that it was looked at is recorded.
gate::Outcome<std::vector<outbox::Chosen>> ShowWays(App& app, const StaffId& actor,
                                                    std::string_view purpose,
                                                    const SubjectId& subject);
// What is not among them stays as it was. kInvalid: there is none.
gate::Outcome<gate::Changed> SayWays(App& app, const StaffId& actor, std::string_view purpose,
                                     const SubjectId& subject,
                                     const std::map<outbox::Way, bool>& allowed);

}  // namespace almoner::app
