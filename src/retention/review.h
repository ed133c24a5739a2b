// What is held about someone and until when it may be: worked out from the notice's rules each
// time.
#pragma once

#include "retention/approval.h"
#include "retention/blocks.h"
#include "standing/expiry.h"

namespace almoner::retention {

struct Item {
  RecordId record;
  std::string category;
  Time recorded_at;
  vault::Part part = vault::Part::kAbout;    // kMentions: another's record whose words mention them
  bool shared = false;                       // about others too
  bool document = false;                     // with an attached file
  std::optional<standing::KeepUntil> until;  // nothing: no rule has begun to count
  bool due = false;                          // past its last day
  bool held = false;                         // something blocks its erasure
  std::vector<Block> blocks = {};            // what
  Approval approval = Approval::kNotNeeded;  // where it is due
  bool by_law = false;                       // a rule required by law, not run out yet, keeps it
};

// Everything about or mentioning the person, oldest first. Nothing is opened. `answering`: the
// request that is being answered, which does not stand in its own way.
Result<std::vector<Item>> Review(store::ReadTx& tx, const keys::Keys& keys,
                                 const notice::Notice& notice, const SubjectId& subject, Time now,
                                 const std::optional<RequestId>& answering = std::nullopt);

struct Due {
  SubjectId subject;
  std::vector<RecordId> records;   // that may go
  std::vector<Item> waiting = {};  // that somebody has to approve first
};
// The records in the order in which they are to go when not all fit one order: what names the
// person last, since masking others' records needs it.
[[nodiscard]] std::vector<RecordId> NamesLast(const notice::Notice& notice,
                                              std::vector<Item> items);

// Everyone of whom something is past its last day, and neither held nor kept by a decision.
Result<std::vector<Due>> FindDue(const gate::Context& context, Time now);

}  // namespace almoner::retention
