// For this folder only: what an erasure will do with each record, worked out and sealed before the
// transaction.
#pragma once

#include "retention/erase.h"
#include "vault/suppression.h"

namespace almoner::retention {

struct Plan {
  std::vector<RecordId> remove;
  std::vector<vault::ReadyRecord> masked;
  std::vector<vault::ReadyRecord> mentions;  // others' records, masked: only when the person goes
  std::vector<vault::ReadyRecord::Token> tokens;  // of what remains about them
  std::int64_t documents = 0;                     // of those to be removed
  std::int64_t documents_kept = 0;                // of those to be masked
  bool person = false;
  std::vector<crypto::Digest> recognisable = {};         // of the person, when they go
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

// Whoever asked to go, or objected to marketing, must not be put in again unnoticed; whose time was
// merely over may come back: nothing is suppressed then.
Result<vault::Suppression> SuppressPerson(const gate::Change& change, const gate::Context& context,
                                          const EraseOrder& order, const RequestId& file,
                                          const Plan& plan);

// Who approved where nobody else had to.
inline constexpr std::string_view kHadReadNothing = "the reviewer, who had read none of it";
// Whether the rule by which the item goes leaves counts of it.
[[nodiscard]] bool Anonymises(const gate::Context& context, const EraseOrder& order,
                              const Item& item);
// The disposal record of what goes: what the caller left empty and this program knows is filled in.
[[nodiscard]] Disposal Completed(const gate::Context& context, const EraseOrder& order,
                                 const std::vector<Item>& going);

}  // namespace almoner::retention
