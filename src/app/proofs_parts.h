// For the proofs only: what they count and say, and those over the files of requests
// (proofs_rights.cc) and of registers (proofs_registers.cc).
#pragma once

#include "app/proofs.h"

namespace almoner::app {

struct Counted {
  std::int64_t all = 0;
  std::int64_t broken = 0;

  void Add(bool breaks) {
    ++all;
    if (breaks) ++broken;
  }
};

// "2 of 12 requests late.", "12 requests, none late.", "No requests yet."
ProofResult Say(const App& app, const Counted& counted, std::string_view what,
                std::string_view wrong);

// By when it has to be answered: the law's last day, or the notice's own where that comes first.
// Who takes the law's two months more is measured by the law.
[[nodiscard]] std::optional<Date> LastDay(const rights::State& state, const law::Due& due);

Result<ProofResult> RequestsInTime(App& app);
Result<ProofResult> ComplaintsAcknowledged(App& app);
Result<ProofResult> ErasuresCertified(App& app);
Result<ProofResult> AuthorityShown(App& app);
Result<ProofResult> HealthDataCleared(App& app);
Result<ProofResult> RefusalsGrounded(App& app);
Result<ProofResult> FeesWithinPromise(App& app);

Result<ProofResult> BreachesInTime(App& app);
Result<ProofResult> DisclosuresGrounded(App& app);
Result<ProofResult> DisclosuresTold(App& app);
Result<ProofResult> EnquiriesAnswered(App& app);
Result<ProofResult> DetailsRecorded(App& app);

}  // namespace almoner::app
