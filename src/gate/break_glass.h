// What follows a broken glass: the words within 24 hours, and the review by somebody else.
#pragma once

#include "gate/gate.h"

namespace almoner::gate {

inline constexpr std::chrono::hours kWordsWithin{24};

struct Breach {
  EventId id;
  StaffId staff;
  SubjectId subject;
  std::string ground;  // Name(BreakGlass)
  Time at;
  bool explained = false;
  bool late = false;  // no words yet, and the 24 hours are over
  std::optional<StaffId> reviewed_by;
};
// Those not reviewed yet, oldest first.
Result<std::vector<Breach>> OpenBreaches(store::ReadTx& tx, Time now);

// The one who broke it says why; sealed for the person. kRefused for anyone else; kConflict when
// words are there already: they are never overwritten.
Outcome<Changed> GiveWords(Gate& gate, const StaffId& actor, const EventId& breach,
                           const Personal<std::string>& words);
// What they said, for who reviews it (the purpose law.rights); kNotFound before there are words.
Outcome<Personal<std::string>> ReadWords(Gate& gate, const StaffId& actor, const EventId& breach);
// Someone with the duty `rights`, not the one who broke it, has looked: justified or
// not.
enum class Finding : std::uint8_t { kJustified, kNotJustified };
Outcome<Changed> Review(Gate& gate, const StaffId& actor, const EventId& breach, Finding finding);

}  // namespace almoner::gate
