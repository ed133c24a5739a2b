// For this folder only: what goes with a person of whom nothing is left, and what stays of one of
// whom something is.
#pragma once

#include "retention/people.h"

namespace almoner::retention {

// All that names this one id; their records went before.
Status ForgetId(const gate::Change& change, const SubjectId& subject);
// What stands about them beside their records, their keys and the trail of who read them.
Status ForgetBeside(const gate::Change& change, const SubjectId& subject);

// The last contact, where what goes is the only thing that told of it: the time would otherwise
// begin earlier than it did. `going` and `staying` are when the records were made.
std::optional<standing::ReadyLifeEvent> ContactThatGoes(const gate::Context& context,
                                                        const SubjectId& subject,
                                                        std::optional<Time> going,
                                                        std::optional<Time> staying);

}  // namespace almoner::retention
