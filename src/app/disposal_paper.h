// A certificate of disposal as paper, proved by the log.
#pragma once

#include "app/app.h"
#include "retention/disposal.h"

namespace almoner::app {

struct DisposalPaper {
  Bytes pdf;
  std::string proof;  // .tlog-proof of the entry that wrote the record
};
// Seals the log first. For whoever acts under law.retention; kNotFound when there is no such
// record.
gate::Outcome<DisposalPaper> CertifyDisposal(App& app, const StaffId& actor, const RequestId& file);

// Until when an older copy could still open what this home destroys today. No day is set for the
// epoch's end, nothing is kept for backups, and no copies are declared.
[[nodiscard]] retention::Residual ResidualOf(const App& app);

}  // namespace almoner::app
