// A rights request: a sequence of recorded events in an accountability file. Its state, its dates
// and what to do next are worked out from them each time; nothing of that is stored.
//
//   received -> (identity-confirmed) -> reviewed … -> drafted -> approved -> delivered -> closed
//   access received -> (identity-confirmed) -> ruled … -> (approved) -> carried-out -> closed
//   erasure
#pragma once

#include <set>

#include "law/clock.h"
#include "retention/erase.h"

namespace almoner::rights {

using retention::Facts;
using retention::FileEvent;

// A decision about one category of what is held: released or withheld (access), erased or kept
// (erasure).
struct Ruling {
  bool yes = false;    // release; erase
  std::string ground;  // why not, in words for the person; "" when yes
};

struct State {
  RequestId id;
  law::Right right = law::Right::kAccess;
  std::optional<SubjectId> subject;  // nothing: they were erased since
  Date received{};
  std::string channel;                    // letter, phone, in-person, e-mail, portal
  std::optional<Date> identity;           // confirmed on
  std::map<std::string, Ruling> rulings;  // by data category
  std::optional<std::string> drafted;     // SHA-256 of the draft, hex
  std::string released;                   // SHA-256 of what the draft releases, hex
  std::optional<StaffId> approved_by;
  std::optional<StaffId> drafted_by;
  std::set<StaffId> ruled_by;  // whoever ruled that something be released, or erased
  bool delivered = false;
  bool carried_out = false;
  bool closed = false;
  std::vector<FileEvent> events;
  std::int64_t next_seq = 1;
};

enum class Step : std::uint8_t {
  kConfirmIdentity,
  kRule,
  kDraft,
  kApprove,
  kDeliver,
  kCarryOut,
  kClose,
};
[[nodiscard]] std::string_view Name(Step step);
// What may be done now, in the order in which it is usually done.
[[nodiscard]] std::vector<Step> Allowed(const State& state);

// What all of this module stands on.
struct Context {
  gate::Gate& gate;
  const law::Statute& statute;
};

struct Opening {
  law::Right right = law::Right::kAccess;
  SubjectId subject;
  Date received{};  // the day it arrived, also when it was recognised later
  std::string channel;
  Personal<std::string> words;  // what the person asked, in their words
};
gate::Outcome<RequestId> Open(const Context& context, const StaffId& actor, const Opening& opening);

Result<State> Load(const Context& context, const RequestId& request);
// The same for someone who looks at it: recorded, like every reading (the purpose law.rights).
gate::Outcome<State> Look(const Context& context, const StaffId& actor, const RequestId& request);
// All requests, oldest first; that the actor saw the list is recorded.
gate::Outcome<std::vector<State>> List(const Context& context, const StaffId& actor);
// The clock of the law and of the notice's own promise, from the events.
Result<law::Due> Clock(const Context& context, const State& state);

gate::Outcome<gate::Changed> ConfirmIdentity(const Context& context, const StaffId& actor,
                                             const State& state, std::string_view how);
// `category` is a data category's id, or "mentions" for what others' records say of the person.
gate::Outcome<gate::Changed> Rule(const Context& context, const StaffId& actor, const State& state,
                                  std::string_view category, const Ruling& ruling);
// `outcome`: granted, part-granted, refused, withdrawn (kInvalid otherwise). kConflict: granted,
// and nothing was delivered or carried out.
gate::Outcome<gate::Changed> Close(const Context& context, const StaffId& actor, const State& state,
                                   std::string_view outcome);

// Appends one event through the gate; refused when `step` is not allowed in the state.
gate::Outcome<gate::Changed> Advance(const Context& context, const StaffId& actor,
                                     const State& state, Step step, Literal action,
                                     std::string kind, Facts facts);

}  // namespace almoner::rights
