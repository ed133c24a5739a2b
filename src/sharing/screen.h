// For this folder only: whether something may be given to that recipient on that ground.
#pragma once

#include "sharing/disclosure.h"

namespace almoner::sharing {

// kRefused: the recipient is closed. kInvalid: an id that the notice does not have; data or people
// that the recipient is not given; a fact that the form or the ground needs. kConflict: the
// person's consent, or their restriction, stands against it now. `facts` are those it was opened
// with.
Status Screen(const accountability::Taking& taking, const Facts& facts);
// kConflict, naming it: something that the notice wants on record first was not seen.
Status AllSeen(const notice::Notice& notice, const Facts& opening, const Facts& sending);
// The same of what went first, when it is reviewed; what cannot be had any more is said.
Status SeenAfterwards(const accountability::Taking& taking);
// kInvalid: the notice promises to tell first, and no exception of its own is named; no review
// date, or no reason, where telling is put off.
Status CheckTelling(const notice::Notice& notice, const Facts& facts, Date today);
[[nodiscard]] std::vector<const notice::SharingRule*> RulesFor(const notice::Notice& notice,
                                                               const Facts& facts);
// What the form needs besides what every disclosure does.
[[nodiscard]] std::vector<std::string_view> NeededBy(std::string_view form);

}  // namespace almoner::sharing
