// How somebody is reached: said and shown by those who may (safety/reaching.h).
//
// What is safe is said and seen under law.safeguarding, by those to whom the law's activities and
// the roles of the notice give it; communication needs by whoever works with the person. In the
// log all of it is one action, which does not tell the two apart.
#pragma once

#include "app/app.h"
#include "safety/reaching.h"

namespace almoner::app {

// In place of what was said before. Where the address is hidden, whatever stands in the record as
// one is hidden wherever else it stands. What is on its way by a way that is now forbidden does not
// go, and where the portal is, whoever is signed in is signed out.
//
// kInvalid: no day on which it is looked at again, or one that is past or further than a year away.
gate::Outcome<gate::Changed> SayWhatIsSafe(App& app, const StaffId& actor, const SubjectId& subject,
                                           safety::Marker marker);
// It is over; kNotFound: there was nothing.
gate::Outcome<gate::Changed> EndWhatIsSafe(App& app, const StaffId& actor,
                                           const SubjectId& subject);
// All of it, for those who may see it.
gate::Outcome<safety::Reaching> ShowReaching(App& app, const StaffId& actor,
                                             const SubjectId& subject);

gate::Outcome<gate::Changed> SayNeeds(App& app, const StaffId& actor, std::string_view purpose,
                                      const SubjectId& subject, safety::Needs needs);
gate::Outcome<safety::Needs> ShowNeeds(App& app, const StaffId& actor, std::string_view purpose,
                                       const SubjectId& subject);

// By the person, signed in. It adds to what is there and takes nothing back, since somebody may
// stand behind them: that is for a talk.
gate::Outcome<gate::Changed> SayOwn(App& app, const SubjectId& subject,
                                    const safety::Reaching& wishes);

// For a page of somebody whose record was just opened for the purpose: their needs, and what is
// safe where that purpose sees it.
Result<safety::Reaching> ReachingFor(App& app, const SubjectId& subject, std::string_view purpose);

}  // namespace almoner::app
