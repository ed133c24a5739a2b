// Whom to look at when something may be past its last day: for each person the first month in which
// anything of theirs can be. A hint that may be too early and is never too late; what is due is
// worked out from the rules (Expiry), never from here.
#pragma once

#include "standing/expiry.h"
#include "store/store.h"

namespace almoner::standing {

using Month = std::int64_t;  // since the year 0
[[nodiscard]] Month MonthOf(Date date);
inline constexpr Month kNever = 12LL * 100'000;  // a month that does not come

// The first month in which a record of the category, recorded on that day, can be due, or bring the
// end of anything else; that of the day itself where this cannot be said without looking.
[[nodiscard]] Month SoonestAfter(const notice::Notice& notice, notice::Index category,
                                 Date recorded);

// Something about the person changed, which can be due from that month on. Nothing where they are
// not there or were merged into another.
Status Nearer(store::Tx& tx, const notice::Notice& notice, const SubjectId& subject, Month month);
Status DropHint(store::Tx& tx, const SubjectId& subject);

struct Hint {
  SubjectId subject;
  std::int64_t turn = 0;  // which change of theirs was the last
  std::int64_t keeping = 0;
  Month month = 0;
};
// People who stand together: by the same rules, of one month, in the order of their ids.
struct HintPage {
  std::vector<Hint> hints;
  std::int64_t keeping = 0;
  Month month = 0;
};
// How far a walk has come.
struct HintPlace {
  enum class Walk : std::uint8_t { kOlderRules, kNewerRules, kThese };
  Walk walk = Walk::kThese;
  std::int64_t keeping = 0;
  Month month = -1;
  Bytes subject;
};
// The beginning of a walk through everyone whose hint is by other rules than the notice's; and of
// one through those whose hint is by its rules.
[[nodiscard]] HintPlace ByOtherRules();
[[nodiscard]] HintPlace ByTheseRules(const notice::Notice& notice);
// The next ones whose month is not after `month` (by other rules: whatever their month), at most
// `most`; empty at the end.
Result<HintPage> NextHints(store::ReadTx& tx, const notice::Notice& notice, Month month,
                           HintPlace& after, std::int64_t most);
// The person was looked at: this is their month, unless something changed since the hint was read.
Status Settle(store::Tx& tx, const notice::Notice& notice, const Hint& seen, Month month);
// The person's hint as it is now; kNotFound when they are not there.
Result<Hint> HintOf(store::ReadTx& tx, const SubjectId& subject);
// kConflict when something about the person has changed since the hint was read.
Status StillUnchanged(store::ReadTx& tx, const Hint& seen);

}  // namespace almoner::standing
