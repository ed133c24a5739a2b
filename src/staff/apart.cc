#include "staff/apart.h"

#include <algorithm>

#include "factor/hand.h"
#include "staff/session.h"

namespace almoner::staff {
namespace {

// Until when it counts that `by` had a hand in how `whose` account is used.
Result<std::optional<Time>> HandOn(store::ReadTx& tx, const keys::Keys& keys, const StaffId& whose,
                                   const StaffId& by, Time now) {
  for (const factor::Hand& hand : TRY(factor::HandsOn(tx, keys, OwnerOf(whose), now)))
    if (std::ranges::equal(hand.by, by.bytes())) return std::optional(hand.until);
  return std::optional<Time>();
}

}  // namespace

Status CheckApart(store::ReadTx& tx, const keys::Keys& keys, const StaffId& first,
                  const StaffId& second, Time now) {
  const auto one = TRY(HandOn(tx, keys, second, first, now));
  const auto other = TRY(HandOn(tx, keys, first, second, now));
  const std::optional<Time> until = std::max(one, other);
  if (!until) return {};
  return Fail(Code::kRefused,
              "Two people have to look at this. One of the two set up the other's account, or "
              "changed its password, roles or second step, a short while ago, and could act as "
              "both. Ask a third colleague, or wait some days.",
              Detail::Id("until", ToText(LondonDate(*until))));
}

}  // namespace almoner::staff
