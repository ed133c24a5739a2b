// The questions of how somebody is reached, which staff and the person themself are asked alike.
#pragma once

#include "safety/reaching.h"
#include "web/question.h"

namespace almoner::web {

[[nodiscard]] Question NeedsQuestion(std::string_view label);
[[nodiscard]] Question LanguageQuestion(std::string_view label);
// `ours`: the ways that only staff turn off, too.
[[nodiscard]] Question NeverQuestion(std::string_view label, bool ours);

// What was answered to them.
[[nodiscard]] safety::Channels NeverIn(const Answers& answers);
[[nodiscard]] safety::Needs NeedsIn(const Answers& answers);
// The lines that are not empty.
[[nodiscard]] std::vector<std::string> LinesIn(std::string_view text);

}  // namespace almoner::web
