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
  std::optional<Bytes> words = {};  // sealed
  std::optional<Time> words_at = {};
  std::optional<StaffId> reviewed_by = {};
  std::optional<Time> reviewed_at = {};
  std::string outcome = {};  // of the review; "" before

  // No words yet, and the 24 hours are over.
  [[nodiscard]] bool Late(Time now) const { return !words && now > at + kWordsWithin; }
};
// What one member of staff opens of one person on one ground within an hour is one broken glass.
inline constexpr std::chrono::hours kOneOccasion{1};
Status NoteBreach(const keys::Change& change, const Breach& breach);
// Takes away those about someone who is erased.
Status ForgetBreaches(const keys::Change& change, const SubjectId& subject);
// kCorrupt when one was changed or put in from outside.
Status CheckBreaches(store::ReadTx& tx, const keys::Keys& keys);

// Those not reviewed yet, oldest first; that the actor saw the list is recorded (the purpose
// law.rights).
Outcome<std::vector<Breach>> OpenBreaches(Gate& gate, const StaffId& actor);

// The actor's own, that have no words yet, oldest first.
Result<std::vector<Breach>> ToExplain(Gate& gate, const StaffId& actor);

// The one who broke it says why; sealed for the person. kRefused for anyone else; kConflict when
// words are there already: they are never overwritten.
Outcome<Changed> GiveWords(Gate& gate, const StaffId& actor, const EventId& breach,
                           const Personal<std::string>& words);
// One broken glass and what was said, for whoever reviews it (the purpose law.rights).
struct ReadBack {
  Breach breach;
  std::optional<Personal<std::string>> words;
};
Outcome<ReadBack> ReadBreach(Gate& gate, const StaffId& actor, const EventId& breach);
// Someone with the duty `rights`, not the one who broke it, has looked: justified or
// not.
enum class Finding : std::uint8_t { kJustified, kNotJustified };
Outcome<Changed> Review(Gate& gate, const StaffId& actor, const EventId& breach, Finding finding);

}  // namespace almoner::gate
