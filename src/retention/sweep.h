// Destroying what is past its last day, by thousands.
//
// What is about one person alone and finds nobody goes many records at a time: one transaction, one
// entry that names all of it, one disposal file for the batch. The rest goes person by person
// (erase.h). Each batch is whole or not at all, so a sweep can be interrupted anywhere and the next
// one goes on; two that run at once, on one machine or several, take what the other leaves.
#pragma once

#include "retention/erase.h"

namespace almoner::retention {

// A batch that went.
struct Swept {
  RequestId file;            // where the proof is kept
  EntryId entry;             // the log entry that names what was destroyed
  std::int64_t records = 0;  // destroyed
  std::int64_t people = 0;   // whose they were
  std::int64_t gone = 0;     // of whom nothing is left
};

struct SweepOrder {
  // Who looked at what is due; nobody: the program by itself, for what its rules leave to it.
  std::optional<StaffId> by;
  // For what a rule makes anonymous; nothing: the rule built in.
  std::optional<law::SmallNumbers> small_numbers = {};
  // Asked between batches: ends the sweep early.
  std::function<bool()> stop = [] { return false; };
};

struct SweepDone {
  std::vector<Swept> batches;
  std::vector<Erased> erased;  // person by person
  struct Failure {
    SubjectId subject;
    Error error;
  };
  std::vector<Failure> failed;  // the sweep went on with the others
  std::int64_t left = 0;        // people whom somebody else was at: for the next sweep
  std::int64_t waiting = 0;     // people of whom something waits for an approval
  std::int64_t stuck = 0;       // people who are gone, and of whose rows some cannot go
  bool stopped = false;
};
Result<SweepDone> Sweep(gate::Gate& gate, const SweepOrder& order);

// What a sweep would do.
struct SweepPlan {
  std::int64_t records = 0;
  std::int64_t people = 0;
};
[[nodiscard]] SweepPlan PlanSweep(const notice::Notice& notice, const std::vector<Due>& due, By by);

}  // namespace almoner::retention
