// What has to be done from time to time: closing an epoch of keys, and destroying what is past its
// retention.
#pragma once

#include "app/app.h"
#include "retention/sweep.h"

namespace almoner::app {

// Closes the epoch: a new one begins, every key is wrapped under it, people of whom something was
// destroyed get a new generation, search tokens are made anew, and the old epochs' keys are
// destroyed. A rotation that was interrupted is finished by the next call, which App::Open makes.
struct Rotated {
  std::int64_t epoch = 0;
  std::int64_t rewrapped = 0;
  std::int64_t renewed = 0;
  std::int64_t reindexed = 0;
};
Result<Rotated> RotateKeys(App& app, const std::optional<StaffId>& by);
// The epoch that keys, tokens and logins are not all brought to yet; nothing when all are.
Result<std::optional<std::int64_t>> RotationUnfinished(App& app);

// Unlinks the files of documents that are gone, and those that a crash left and nothing names; how
// many.
Result<std::int64_t> SweepDocuments(App& app);

// Destroys what is past its retention and held by nothing: all that is approved when somebody has
// looked (`by`), else what the notice's rules leave to the program. Where it fails for one person,
// it goes on with the others; `stop` is asked between batches and ends it early. Then documents
// that are gone, and accountability files whose time is over.
struct RetentionRun : retention::SweepDone {
  std::int64_t files = 0;  // accountability files whose time was over
};
Result<RetentionRun> RunRetention(
    App& app, const std::optional<StaffId>& by,
    const std::function<bool()>& stop = [] { return false; });

}  // namespace almoner::app
