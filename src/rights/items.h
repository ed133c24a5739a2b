// Many records of one access request ruled on at once, for one reason: what is alike is looked at
// together. Each gets a ruling of its own, which stands before that of its category.
#pragma once

#include "rights/conduct.h"

namespace almoner::rights {

struct Item {
  RecordId record;
  std::string category;  // that it is ruled on as; "mentions" for a record of others
};
inline constexpr std::size_t kMostItems = 1000;  // at once

// All of it in one transaction or nothing; the reason is recorded with each. kInvalid: none or too
// many, no reason, an erasure (which is ruled category by category), a ruling that may not be given
// to one of them. kNotFound: the person has no such record. kConflict: the request has moved on.
Done RuleItems(const Context& context, const StaffId& actor, const State& state,
               const std::vector<Item>& items, const Ruling& ruling,
               const Personal<std::string>& reason);

}  // namespace almoner::rights
