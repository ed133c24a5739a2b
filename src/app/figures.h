// What the console's pictures are drawn from (src/picture): counts over live records, and the
// notice. Counts only, for those who answer for rights or audit; where a count alone could tell
// something, the page that shows it decides who sees it.
#pragma once

#include "app/promises.h"
#include "picture/bars.h"
#include "picture/board.h"
#include "picture/columns.h"
#include "picture/flow.h"

namespace almoner::app {

// Requests that nobody has answered yet, by right and by how long ago they were received, with the
// law's own period marked. Late: past the last day that the proofs count by (the law's, or the
// notice's where that is sooner), whatever the age: a clock that stood, or that was extended, moves
// it. Pure; whoever shows it lists the requests with rights::ListDated, which records it.
[[nodiscard]] picture::Bars RequestsByAge(const rights::Listed& all, const law::Limits& limits,
                                          Date today);

// What people answered when they were asked for consent, in each of the twelve months to `today`;
// of those who are on file still, since consents go with the person.
Result<picture::Columns> ConsentsByMonth(store::ReadTx& tx, Date today);

// The notice: whose data is used for what, who is given it, and in which country they are. Without
// what the law imposes on every controller, and what it allows none of.
[[nodiscard]] picture::Flow DataMap(const notice::Notice& notice);

// By year, how many people there are of whom something may then for the first time be past its last
// day: never earlier than the column says, often later, since what prolongs it is looked at when
// the month has come (standing/due.h).
struct Ahead {
  picture::Columns years;
  std::int64_t open = 0;     // people of whom nothing is running out
  std::int64_t unknown = 0;  // people who were last looked at by other rules
};
Result<Ahead> RetentionAhead(store::ReadTx& tx, const notice::Notice& notice, Date today);

// The promises as the page shows them, by what keeps them. Kept: code refuses anything else, or
// records show it. At risk: kept, and one of `at_risk` (proofs) may break it within the week. Not
// yet shown: no record concerns it, or nothing in the notice says what keeps it. Sentences that
// promise nothing to be done are left out. Pure.
[[nodiscard]] picture::Board PromiseBoard(const notice::Notice& notice,
                                          const std::vector<Promise>& promises,
                                          const std::vector<std::string>& at_risk);

}  // namespace almoner::app
