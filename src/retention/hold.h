// Placing, reviewing and lifting holds, with the reason in words, sealed in a file of the hold's
// own: it outlives the hold and the person, and is read by whoever answers for rights.
#pragma once

#include "law/accountability.h"
#include "retention/file.h"
#include "standing/hold.h"

namespace almoner::retention {

struct NewHold {
  SubjectId subject;
  std::string kind;                // of law::Accountability::holds
  std::optional<RecordId> record;  // only this one
  std::string category;            // only this; neither: everything
  Date review{};                   // when somebody looks at it again
  Personal<std::string> why;
};
// By anyone who may see the person under `purpose`: what must not be lost is said before it is
// judged.
gate::Outcome<EventId> PlaceHold(gate::Gate& gate, const law::Accountability& law,
                                 const StaffId& actor, std::string_view purpose,
                                 const NewHold& hold);

// The same hold, known by whom it is on. By whoever answers for rights, as all below.
struct HoldName {
  SubjectId subject;
  EventId hold;
};
gate::Outcome<gate::Changed> LiftHold(gate::Gate& gate, const StaffId& actor, const HoldName& name,
                                      const Personal<std::string>& why);
// It is needed further, and looked at again on `next`.
gate::Outcome<gate::Changed> ReviewHold(gate::Gate& gate, const StaffId& actor,
                                        const HoldName& name, Date next,
                                        const Personal<std::string>& why);

// A hold from the event ledger, in a database that was put back to before it: it stands again, with
// a file of its own that says so, since the reason in words is lost. Nothing where it is there.
Status HoldAgain(gate::Gate& gate, const keys::Event& event);

struct HoldStory {
  standing::Hold hold;
  std::vector<FileEvent> events;  // placed, reviewed, lifted: who, when, why
};
gate::Outcome<HoldStory> ReadHold(gate::Gate& gate, const StaffId& actor, const HoldName& name);
// Everybody's that are in force, those to be looked at first before the others; no words.
gate::Outcome<std::vector<standing::Hold>> ListHolds(gate::Gate& gate, const StaffId& actor);

}  // namespace almoner::retention
