// For this folder only: what an erasure will do with each record, worked out and sealed before the
// transaction.
#pragma once

#include "retention/erase.h"

namespace almoner::retention {

struct Plan {
  std::vector<RecordId> remove;
  std::vector<vault::ReadyRecord> masked;
  std::vector<vault::ReadyRecord> mentions;  // others' records, masked: only when the person goes
  std::vector<vault::ReadyRecord::Token> tokens;  // of what remains about them
  bool person = false;
  std::optional<standing::ReadyLifeEvent> contact = {};  // that only what goes told of
};

[[nodiscard]] bool IsAbout(const vault::Record& record, const SubjectId& subject);
// REQUIRES: `records` are all about or mentioning the person, or all of those that cannot go unseen
// where the rest goes too.
Result<Plan> MakePlan(const gate::Context& context, const EraseOrder& order,
                      const std::vector<vault::Record>& records);
[[nodiscard]] std::int64_t Masked(const Plan& plan);
// Everything that the plan does with records.
Status CarryRecords(const gate::Change& change, const Plan& plan);

// The file that keeps the proof, with the event that goes into it; a new one where none is given.
struct ProofFile {
  std::optional<NewFile> made;
  FileKey key;
  std::int64_t next = 1;
};
Result<ProofFile> OpenProof(const gate::Context& context, const std::optional<RequestId>& file);

}  // namespace almoner::retention
