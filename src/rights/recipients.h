// Whoever was given what was put right, erased or restricted is told of it (UK GDPR Article 19),
// and the person, when they ask, who was told.
#pragma once

#include "rights/conduct.h"

namespace almoner::rights {

struct ToBeTold {
  std::string id;    // of the notice's recipient
  std::string name;  // as the notice has it
  std::string why;
  std::optional<Told> told = {};
};
// Those who, by the notice, may have been given what the request changed; in the notice's order.
[[nodiscard]] std::vector<ToBeTold> Recipients(const notice::Notice& notice, const State& state);

// kInvalid: the notice gives this recipient nothing of it; kConflict: nothing was changed yet.
Status MayTell(const Context& context, const State& state, std::string_view recipient);
Done Tell(const Context& context, const StaffId& actor, const State& state,
          std::string_view recipient, std::string_view how);
// What they answered; kInvalid: they were not told.
Done Reply(const Context& context, const StaffId& actor, const State& state,
           std::string_view recipient, std::string_view words);

// Recipients whom no webhook reached, and who were told in no other way since: somebody writes to
// them.
[[nodiscard]] std::vector<std::string> NotReached(const State& state);

}  // namespace almoner::rights
