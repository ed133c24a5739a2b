// By which ways somebody wants to be reached: one switch for each, theirs to set. What has not been
// said is open. The outbox obeys the one for e-mail (Queue); staff are shown the others.
//
// Rows are stamped: one that was changed or put in from outside fails with kCorrupt.
#pragma once

#include <array>

#include "keys/stamp.h"

namespace almoner::outbox {

enum class Way : std::uint8_t { kPost, kEmail, kPhone, kText, kPortal };
inline constexpr std::array kWays = {Way::kPost, Way::kEmail, Way::kPhone, Way::kText,
                                     Way::kPortal};
[[nodiscard]] std::string_view Name(Way way);
Result<Way> ParseWay(std::string_view name);

struct Chosen {
  Way way = Way::kPost;
  bool allowed = true;
  Time at;
};
// What they have said, in the order of kWays.
Result<std::vector<Chosen>> ChosenBy(store::ReadTx& tx, const keys::Keys& keys,
                                     const SubjectId& subject);
// Whether they may be reached that way: unless they have said no.
Result<std::optional<Chosen>> ChosenFor(store::ReadTx& tx, const keys::Keys& keys,
                                        const SubjectId& subject, Way way);
Status Choose(const keys::Change& change, const SubjectId& subject, Way way, bool allowed);
// Somebody is now `to`: a no of either counts.
Status FollowWays(const keys::Change& change, const SubjectId& from, const SubjectId& to);
Status ForgetWays(const keys::Change& change, const SubjectId& subject);
Status CheckWays(store::ReadTx& tx, const keys::Keys& keys);

}  // namespace almoner::outbox
