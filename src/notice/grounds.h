// What makes an activity lawful: its basis under Article 6 and, for what is sensitive, its
// condition under Articles 9 and 10. For this folder only.
#pragma once

#include "notice/section.h"

namespace almoner::notice {

// Reads basis, authority, condition and schedule-1 into `made`, whose data, consent and marketing
// are there already, and reports what is missing or does not fit.
void ReadGrounds(const law::Bases& bases, const Notice& notice, Section& at, Activity& made);

}  // namespace almoner::notice
