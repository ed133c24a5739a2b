// Rights requests in plain words: how urgent, what to do, what has happened. For this folder only.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "rights/request.h"
#include "web/site.h"
#include "web/view.h"

namespace almoner::web::console {

struct Badge {
  std::string_view colour;
  std::string text;  // "12 days left"
};
// `answer_by`: nothing while a reply of the person is awaited.
[[nodiscard]] Badge BadgeOf(const rights::State& state, const std::optional<Date>& answer_by,
                            Date today);

[[nodiscard]] std::string_view ToDoInWords(rights::Step step);  // "confirm who is asking"
[[nodiscard]] std::string_view HeadingOf(rights::Step step);    // "Confirm who is asking"
// What to do next; what was done already, and may only be done again, is not among it.
[[nodiscard]] std::vector<rights::Step> NextSteps(const rights::State& state);
[[nodiscard]] std::string StepsInWords(const std::vector<rights::Step>& steps);
// Whether the step is recorded as an event of that kind.
[[nodiscard]] bool LeavesEvent(rights::Step step, std::string_view kind);
// Where the step is taken: "rule", below /requests/{id}/.
[[nodiscard]] std::string_view PageOf(const rights::State& state, rights::Step step);

[[nodiscard]] std::string ByChannel(std::string_view channel);       // "in person"
[[nodiscard]] std::string OutcomeInWords(std::string_view outcome);  // "granted in part"
[[nodiscard]] std::string CategoryInWords(const notice::Notice& notice, std::string_view id);
[[nodiscard]] std::string LetterInWords(std::string_view event_kind);  // "more time"

// What is released or withheld, erased or kept: "to be erased".
[[nodiscard]] std::string RulingInWords(const rights::State& state, const rights::Ruling& ruling);
// All grounds that the law names for the request, in plain words with the article, by id.
using GroundWords = std::map<std::string, std::string, std::less<>>;
Result<GroundWords> GroundsInWords(const Site& site, const rights::State& state);
// Short words of the record as people say them.
[[nodiscard]] std::string CodeInWords(std::string_view fact, std::string_view code);

// The section EVENT for each thing that happened, the latest first.
Status AddEvents(View& page, const Site& site, const rights::State& state);

}  // namespace almoner::web::console
