// Reading what a notice says beyond what decides (notice/particulars.h). For this folder only.
#pragma once

#include "notice/section.h"

namespace almoner::notice {

// What activities name: sources, security measures and transfers.
void ReadBeforeActivities(Notice& notice, Section& file);
// The keys of one activity that the record of processing holds.
void ReadActivityRecord(const Notice& notice, Section& at, Activity& made);
// Everything else.
void ReadParticulars(Notice& notice, Section& file);

}  // namespace almoner::notice
