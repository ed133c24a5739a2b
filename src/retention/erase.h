// The one erase routine: retention and rights both call it.
//
// A record that is about the person alone goes: row, keys, links, search tokens. One that is about
// others too, or only mentions them, stays for the others with the person's names and identifiers
// masked, sealed anew under a new key that is not wrapped for them. Its document stays for the
// others as it is, and is told of: what it says of the person cannot be taken out
// (docs/decisions/0015-documents.md). When nothing about them is left
// the person goes: their keys, consents, trail, standing and place in caseloads; audit entries stay
// and can no longer be linked to anyone.
//
// Where the rule by which retention destroys a record says `anonymise`, the record is counted
// (retention/statistics.h) in the same transaction. What somebody asked to have erased is not.
#pragma once

#include "retention/disposal.h"
#include "retention/statistics.h"

namespace almoner::retention {

inline constexpr std::size_t kMostInOrder = 300;  // records

struct EraseOrder {
  SubjectId subject;
  std::optional<StaffId> actor;  // nobody: the program, for what retention says
  std::string purpose;           // "law.rights" or "law.retention"
  // What is to go; others' records that mention them go on being masked only when the person goes
  // entirely. None: the person of whom no record is held (any more), with what stands beside.
  std::vector<RecordId> records;
  std::optional<RequestId> file;  // the request this answers; otherwise a disposal file is opened
  bool again = false;  // from the event ledger (retention/again.h): neither a hold nor a period
                       // that has not run out stops it
  // With `again`: somebody had asked for it, so it is told, suppressed and counted as that.
  bool by_right = false;
  // What the caller knows of the disposal (reviewer, reason, approver, copies, processors); what is
  // left empty is filled in: classes, dates, holds, method, day.
  Disposal disposal = {};
  // For what a rule makes anonymous; nothing: the rule built in.
  std::optional<law::SmallNumbers> small_numbers = {};
  // What was put in by mistake is taken out again: nobody asked for it and no time is over, so
  // nobody is suppressed and nothing counted. The caller gives the disposal's reason.
  bool undone = false;
};

// Whether somebody asked for it, rather than its time being over.
[[nodiscard]] inline bool ByRight(const EraseOrder& order) {
  return order.by_right || (order.purpose == "law.rights" && !order.undone);
}

struct Erased {
  SubjectId subject;
  RequestId file;                   // where the proof is kept
  EntryId entry;                    // the log entry that names what was destroyed
  std::int64_t records = 0;         // destroyed
  std::int64_t masked = 0;          // kept for others, without this person
  std::int64_t documents = 0;       // destroyed with their records
  std::int64_t documents_kept = 0;  // of others' records, as they are: a file cannot be masked
  bool person = false;              // nothing about them is left, and their keys are gone
};

// At most 300 records at once (kInvalid beyond: divide the order; kInvalid also for none where
// there are some). All or nothing, save that of a person whom more than 200 records of others
// mention, those are masked some at a time first. kConflict when a hold was placed, or what
// retention erases is not due any more.
gate::Outcome<Erased> Erase(gate::Gate& gate, const EraseOrder& order);

// What stands instead of a person's name or identifier.
inline constexpr std::string_view kMask = "[removed]";
// `text` with every occurrence, in any case and accent, of each of `names` as whole words masked.
[[nodiscard]] std::string MaskNames(std::string_view text, const std::vector<std::string>& names);

}  // namespace almoner::retention
