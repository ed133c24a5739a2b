#include "console/register_terms.h"

#include <algorithm>
#include <array>

#include "web/words.h"

namespace almoner::web::console {
namespace {

// What taking a step is called where somebody is about to; those that are not here are called as
// the table has them.
struct ToDo {
  std::string_view step;
  std::string_view words;
};
constexpr std::array kToDo = std::to_array<ToDo>({
    {"reported", "Report it"},
    {"triaged", "Say what it is"},
    {"aware", "Record when we became aware of it"},
    {"assessed", "Assess the risk"},
    {"described", "Describe it for the regulator"},
    {"contained", "Record what was done against it"},
    {"notified-regulator", "Record that the regulator was told"},
    {"followed-up", "Record that the regulator was told more"},
    {"notified-people", "Record that the people were told"},
    {"people-exempt", "Record why the people need not be told"},
    {"told-others", "Record who else was told"},
    {"lessons", "Record what was learned"},
    {"proposed", "Propose to give something"},
    {"sent-first", "Record what was sent because nobody could wait"},
    {"taken-in", "Record what came in"},
    {"approved", "Approve it"},
    {"declined", "Decline it"},
    {"withdrawn", "Withdraw it"},
    {"sent", "Record that it was sent"},
    {"reviewed", "Review what was sent"},
    {"receipt", "Record that it arrived"},
    {"told", "Record that the person was told"},
    {"telling-deferred", "Put off telling the person"},
    {"not-told", "Record why the person is not told"},
    {"received", "Record what was asked"},
    {"answered", "Record the answer"},
    {"passed-on", "Pass it on"},
    {"became-request", "It is a request about rights"},
    {"checked", "Record how it was checked"},
    {"recorded", "Record that the details are put right"},
    {"corrected", "Put a slip right"},
    {"closed", "Close it"},
    {"reopened", "Open it again"},
});

// Where a word of a table is a number, what it stands for.
struct Graded {
  std::string_view fact;
  std::string_view word;
  std::string_view means;
};
constexpr std::array kGraded = std::to_array<Graded>({
    {"data-context", "1", "Simple"},
    {"data-context", "2", "Behavioural"},
    {"data-context", "3", "Financial"},
    {"data-context", "4", "Sensitive"},
    {"ease", "0.25", "Negligible"},
    {"ease", "0.5", "Limited"},
    {"ease", "0.75", "Significant"},
    {"ease", "1", "Maximum"},
    {"confidentiality", "0", "Not at all"},
    {"confidentiality", "0.25", "By few"},
    {"confidentiality", "0.5", "By anybody"},
    {"integrity", "0", "Not at all"},
    {"integrity", "0.25", "Changed, and can be mended"},
    {"integrity", "0.5", "Changed for good"},
    {"availability", "0", "It is there"},
    {"availability", "0.25", "Not there for a time"},
    {"availability", "0.5", "Not there for good"},
});

}  // namespace

std::string Readable(std::string_view name) {
  std::string words = Capital(name);
  std::ranges::replace(words, '-', ' ');
  return words;
}

std::string_view HeadingFor(const accountability::Step& step) {
  const auto* const words = std::ranges::find(kToDo, step.name.view(), &ToDo::step);
  return words == kToDo.end() ? step.name.view() : words->words;
}

std::string WordInWords(std::string_view fact, std::string_view word) {
  for (const Graded& graded : kGraded)
    if (graded.fact == fact && graded.word == word)
      return std::string(graded.means) + " (" + std::string(word) + ")";
  return Readable(word);
}

}  // namespace almoner::web::console
