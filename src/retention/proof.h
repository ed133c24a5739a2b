// What stays of somebody who is erased, in an accountability file that names nobody: which consents
// they gave, in which wording and when (Article 7(1)), and who looked at what was held, by role and
// purpose. Minimal, under its own key, closed to care roles, destroyed when its time is over.
#pragma once

#include "law/accountability.h"
#include "retention/file.h"

namespace almoner::retention {

struct Proof {
  NewFile file;
  std::vector<ReadyEvent> events;
  std::int64_t consents = 0;
  std::int64_t looks = 0;
};
// Outside the transaction that erases.
Result<Proof> MakeProof(const gate::Context& context, const SubjectId& subject);
// In it, before anything goes. kConflict when somebody looked, or a consent changed, meanwhile.
Status FileProof(const gate::Change& change, const SubjectId& subject, const Proof& proof);

// An accountability file of any kind, as whoever answers for rights sees it.
struct FileLine {
  RequestId file;
  std::string kind;
  Time opened;
  std::optional<SubjectId> subject;  // nothing: they are erased
};
gate::Outcome<std::vector<FileLine>> ListFiles(gate::Gate& gate, const StaffId& actor);
gate::Outcome<std::vector<FileEvent>> ReadFile(gate::Gate& gate, const StaffId& actor,
                                               const RequestId& file);

// The last day of a file whose time runs; nothing: what ends it has not happened.
[[nodiscard]] std::optional<Date> KeptUntil(const law::FileRule& rule,
                                            const std::vector<FileEvent>& events);
// Destroys each file that is past its last day, with its key and what it suppresses, by an entry of
// its own; a count of them by kind and year stays. What a hold, a decision or an open request still
// rests on stays too. How many went.
Result<std::int64_t> DestroySpentFiles(gate::Gate& gate, const law::Accountability& law);

}  // namespace almoner::retention
