// For this folder only: what leaves is handed over in one way, whichever way it goes.
#pragma once

#include "rights/access.h"

namespace almoner::rights {

struct Handing {
  Delivery delivery;
  Facts facts = {};  // beyond where it goes and how
  // What is kept of the files, in the transaction that records the delivery.
  std::function<Result<Also>(const std::vector<paper::File>&)> keep;
};
// By the request's right: the approved pack, for the first time or again, or the data to take
// along.
gate::Outcome<gate::Changed> HandOver(const Context& context, const StaffId& actor,
                                      const State& state, const Handing& handing);

// What goes another way waits on the website no more.
[[nodiscard]] Handing InsteadOfWaiting(const State& state);

// The parts of it, each where the files are made.
gate::Outcome<gate::Changed> HandPack(const Context& context, const StaffId& actor,
                                      const State& state, const Handing& handing);
gate::Outcome<gate::Changed> HandData(const Context& context, const StaffId& actor,
                                      const State& state, const Handing& handing);

}  // namespace almoner::rights
