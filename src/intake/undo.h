// Taking an import back, and telling people of it.
#pragma once

#include <functional>

#include "gate/gate.h"
#include "intake/batch.h"
#include "law/statute.h"

namespace almoner::intake {

struct Left {
  SubjectId subject;
  Literal why;
};
struct Undone {
  std::int64_t people = 0;    // who are gone
  std::int64_t records = 0;   // that are destroyed, theirs included
  std::int64_t consents = 0;  // of people who stay: taken back
  std::vector<Left> left;
};

// Erases what the import made, by the one erase routine, under the purpose law.rights. Who was used
// since (read, written about, corrected, asked about, told the notice) stays, with everything the
// import brought about them; a record of somebody who was here before goes unless it was changed. A
// consent that the import gave to somebody who stays is withdrawn, where it is still the last word.
// Broken off, the same call goes on. kNotFound: there is no such import.
gate::Outcome<Undone> Undo(gate::Gate& gate, const StaffId& actor, const EventId& batch,
                           const std::function<void(Literal what, double part)>& progress);

// Somebody who must be told where what is held about them came from (UK GDPR Article 14), and has
// not been shown the notice.
struct ToTell {
  EventId batch;
  SubjectId subject;
  std::string source;
  Date obtained{};
  Date due{};  // the last day; sooner when they are first written to, or it is passed on
  bool overdue = false;
};
// Of imports whose source is not the people themselves, by the day. kInvalid: the law has no
// number for it.
Result<std::vector<ToTell>> WhomToTell(const gate::Context& context, const law::Statute& statute);

}  // namespace almoner::intake
