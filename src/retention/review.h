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

// The records in the order in which they are to go when not all fit one order: what names the
// person last, since masking others' records needs it.
[[nodiscard]] std::vector<RecordId> NamesLast(const notice::Notice& notice,
                                              std::vector<Item> items);

// What is past its last day of one person, of one category and by one rule.
struct DueLine {
  std::string category;
  standing::KeepUntil until;  // of the one that ended first
  std::int64_t records = 0;
  bool unattended = false;  // the program may destroy it without anybody looking
};
struct Due {
  SubjectId subject;
  std::vector<RecordId> records;   // that may go, what names the person last
  std::vector<DueLine> lines;      // of them
  std::vector<Item> waiting = {};  // that somebody has to approve first
  bool empty = false;  // no record is held any more: all that stands beside goes, by a person
};

// Who stands behind a destruction: the program by itself, or somebody who has looked.
enum class By : std::uint8_t { kProgram, kPerson };
// Whether the rule leaves what is past its last day to whoever stands behind it.
[[nodiscard]] bool LeftTo(const notice::Notice& notice, const standing::KeepUntil& until, By by);

// Everyone of whom something is past its last day, not held, and not restricted. Looks only at
// those whose hint says so (standing/due.h), so that it costs what is due and not what is held, and
// sets their hints right.
Result<std::vector<Due>> FindDue(const gate::Context& context, Time now);
// The same by looking at everybody: what FindDue is compared with.
Result<std::vector<Due>> FindDueSlowly(const gate::Context& context, Time now);

}  // namespace almoner::retention
