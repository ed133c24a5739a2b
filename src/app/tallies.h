// How the promises stood on each day: counted once a night, since the records that showed it go
// with time.
#pragma once

#include "app/figures.h"
#include "app/last_count.h"

namespace almoner::app {

// Proofs that are not broken, and that something on record breaks within a week unless somebody
// acts: a request or a hold that falls due, broken glass that is unexplained, something past its
// last day.
Result<std::vector<std::string>> ProofsAtRisk(App& app);

// The board as that count found it. Pure.
[[nodiscard]] picture::Board BoardOf(const notice::Notice& notice, const Count& count);
// As it stands now. Runs every proof.
Result<picture::Board> BoardNow(App& app);

// Counts the promises, and records it with an entry in the log where today has no count yet.
Status CountPromises(App& app);

// As they stood on the last day counted in each month, of the months counted; the newest 24. A
// month that is not over, or whose last night was missed, bears the day that was counted.
Result<picture::Columns> PromisesByMonth(store::ReadTx& tx);

}  // namespace almoner::app
