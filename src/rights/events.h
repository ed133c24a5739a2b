// For this folder only: what each recorded event makes of a request.
#pragma once

#include "rights/request.h"

namespace almoner::rights {

// kCorrupt, kInvalid: the event does not say what its kind has to say.
Status Apply(State& state, const FileEvent& event);

[[nodiscard]] std::string Get(const Facts& facts, const std::string& key);  // "": it says nothing

// Ends what the request stopped; nothing where it was ended otherwise.
Status LiftIfThere(const gate::Change& change, const State& state);

// What somebody who answers for rights asks the gate for.
[[nodiscard]] gate::Ask AskFor(const StaffId& actor, const std::optional<SubjectId>& subject);

}  // namespace almoner::rights
