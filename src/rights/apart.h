// For this folder only: that the two people whom a step asks for are two.
#pragma once

#include "rights/request.h"
#include "staff/apart.h"

namespace almoner::rights {

// As staff::CheckApart, at this moment.
inline Status TwoPeople(const Context& context, const StaffId& first, const StaffId& second) {
  const gate::Context& on = context.gate.context();
  return on.store.Read([&](store::ReadTx& tx) {
    return staff::CheckApart(tx, on.keys, first, second, on.clock.Now());
  });
}

}  // namespace almoner::rights
