// What a newer version of a notice changes, for whom, and what must be done before it holds for
// them: UK GDPR Articles 5(1)(b), 7, 8A, 13(3) and 14(4). Pure.
#pragma once

#include <string>
#include <vector>

#include "notice/notice.h"

namespace almoner::notice {

enum class Need : std::uint8_t {
  kNothing,  // wording, or better for people
  kTell,     // people must be told before it holds for what they gave before
  kAsk,      // consent must be asked anew
};
[[nodiscard]] std::string_view Name(Need need);  // "nothing", "tell", "ask"

struct Change {
  std::string what;                 // a sentence in plain words
  std::vector<std::string> people;  // categories of people affected, by name; empty: all readers
  Need need = Need::kNothing;
};

std::vector<Change> Diff(const Notice& older, const Notice& newer);

// Of what people of that kind gave under the older version: the categories that the activity of the
// newer one uses and the older did not let it use.
struct NewUse {
  CategorySet tell;  // once they have been told
  CategorySet ask;   // only with their consent: it was collected on consent for something else, or
                     // the new purpose is not declared compatible (Article 8A)
};
NewUse NewlyUsed(const Notice& older, const Notice& newer, Index activity, Index subject_kind);

}  // namespace almoner::notice
