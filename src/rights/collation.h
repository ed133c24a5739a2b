// What is looked for and where, and what a health professional says of health data, before it is
// ruled what leaves (UK GDPR Article 15(1A); DPA 2018 Schedule 3 paragraphs 2 to 6).
#pragma once

#include "rights/conduct.h"

namespace almoner::rights {

// One place that was searched beyond what the program holds itself: paper, a device, another firm.
// kInvalid: not one of these kinds; where, who or for what is not said.
Done RecordSearch(const Context& context, const StaffId& actor, const State& state,
                  const Search& search);

// An appropriate health professional is asked about one category; the letter is ready the same day
// (WriteLetter, "opinion-asked"), and the clock does not stop for it. kInvalid: not a category of
// health data; nobody is named, by role.
Done AskOpinion(const Context& context, const StaffId& actor, const State& state,
                std::string_view category, std::string_view of);

// What they said, and on which day; own or outside. kInvalid: a day to come, or one so long ago
// that nobody may rely on it (six months); nobody is named, by role.
struct OpinionGiven {
  std::string category;
  Date obtained{};
  bool harm = false;  // seeing it would be likely to do serious harm to somebody
  std::string by;     // "her consultant at the hospital"
};
Done TakeOpinion(const Context& context, const StaffId& actor, const State& state,
                 const OpinionGiven& opinion);

// What is ruled on beside the notice's categories: what others' records say of the person. Where
// such a record is one of health data, the health is theirs, and it is reviewed as health data is;
// the professional who is asked is the one who cares for them.
inline constexpr std::string_view kMentions = "mentions";
inline constexpr std::string_view kHealthMentions = "mentions-health";
// What a record is ruled on as: its category, or as one that only mentions the person.
[[nodiscard]] std::string RuledAs(const notice::Notice& notice, std::string_view category,
                                  bool mentions);
// In words: the category's name; "" where the notice has none such.
[[nodiscard]] std::string RuledInWords(const notice::Notice& notice, std::string_view category);

// Whether the category is health data, which nobody but a health professional may judge to be
// harmless.
[[nodiscard]] bool IsHealth(const notice::Notice& notice, std::string_view category);

// kConflict: something is to be released, or withheld as harmful, on an opinion that is too old by
// now, or says something else; ask again.
Status OpinionsLast(const Context& context, const State& state);
// The same, and of the records of the dead that nobody gets what is not for them: whoever asks may
// be another than when it was ruled.
Status RulingsHold(const Context& context, const State& state);

}  // namespace almoner::rights
