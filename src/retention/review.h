// What is held about someone and until when it may be: worked out from the notice's rules each
// time.
#pragma once

#include "retention/file.h"
#include "standing/expiry.h"

namespace almoner::retention {

struct Item {
  RecordId record;
  std::string category;
  Time recorded_at;
  vault::Part part = vault::Part::kAbout;    // kMentions: another's record whose words mention them
  bool shared = false;                       // about others too
  std::optional<standing::KeepUntil> until;  // nothing: no rule has begun to count
  bool due = false;                          // past its last day
  bool held = false;                         // a hold blocks its erasure
  bool by_law = false;                       // a rule required by law, not run out yet, keeps it
};

// Everything about or mentioning the person, oldest first. Nothing is opened.
Result<std::vector<Item>> Review(store::ReadTx& tx, const keys::Keys& keys,
                                 const notice::Notice& notice, const SubjectId& subject, Time now);

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
  std::vector<RecordId> records;  // what names the person last
  std::vector<DueLine> lines;
};

// Who stands behind a destruction: the program by itself, or somebody who has looked.
enum class By : std::uint8_t { kProgram, kPerson };
// The one place that says whether what is past its last day, and held by nothing, may go now.
[[nodiscard]] bool MayGo(const notice::Notice& notice, const standing::KeepUntil& until, By by);

// Everyone of whom something is past its last day and not held. Looks only at those whose hint says
// so (standing/due.h), so that it costs what is due and not what is held, and sets their hints
// right.
Result<std::vector<Due>> FindDue(const gate::Context& context, Time now);
// The same by looking at everybody: what FindDue is compared with.
Result<std::vector<Due>> FindDueSlowly(const gate::Context& context, Time now);

}  // namespace almoner::retention
