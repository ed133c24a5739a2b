// Where two people are asked for, that they are two.
#pragma once

#include "staff/staff.h"

namespace almoner::staff {

// kRefused where one of them set, gave or took away the other's password, role, second factor or
// way of signing in, so lately that it counts still (factor/hand.h): they could be acting as both.
// Each place that asks for two people asks this too, with `first` whoever began.
Status CheckApart(store::ReadTx& tx, const keys::Keys& keys, const StaffId& first,
                  const StaffId& second, Time now);

}  // namespace almoner::staff
