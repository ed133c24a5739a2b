// Registers in words and as questions, from their own tables. For this folder and the API.
#pragma once

#include "accountability/register.h"
#include "console/deed.h"
#include "console/register_terms.h"

namespace almoner::web::console {

struct Room {
  std::string_view path;   // "breach", in addresses
  std::string_view title;  // "Breaches and near misses"
  std::string_view about;
  const accountability::Register& reg;
};
[[nodiscard]] std::vector<Room> Registers();
// kNotFound: the address names none.
Result<Room> RegisterOf(const http::Request& request);

// kNotFound also for what is no id at all.
Result<RequestId> FileOf(const http::Request& request);
[[nodiscard]] std::string AddressOf(const Room& room, const RequestId& id);
// The steps with which a file of it may begin.
[[nodiscard]] std::vector<const accountability::Step*> Openings(
    const accountability::Register& reg);

[[nodiscard]] accountability::Context ContextOf(Site& site);
// Under the first of the register's purposes that the caller's roles may act for.
[[nodiscard]] accountability::Who WhoIs(const Site& site, const Caller& caller,
                                        const accountability::Register& reg);

// What a step asks. A moment is asked for as a day and a time of the clock in London.
[[nodiscard]] std::vector<Question> QuestionsOf(const notice::Notice& notice,
                                                const accountability::Step& step);
// What was answered, as the register takes it. REQUIRES: Check() found nothing.
[[nodiscard]] accountability::Facts FactsFrom(const accountability::Step& step,
                                              const Answers& answers);
// What Check() cannot tell: times of the clock.
[[nodiscard]] std::vector<FieldProblem> CheckTimes(const accountability::Step& step,
                                                   const Answers& answers);
// What a fact of an event is about.
[[nodiscard]] std::string LabelOf(const accountability::Step* step, std::string_view fact);
// One fact of an event, in words.
[[nodiscard]] std::string FactInWords(const notice::Notice& notice,
                                      const accountability::Step* step, std::string_view fact,
                                      const std::string& value);

}  // namespace almoner::web::console
