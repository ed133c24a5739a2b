// The demonstration's cast: which activities, categories and roles of a notice play which part, and
// a fictional life to record. Found by what they are and not by their names, so that the play runs
// under any notice that has them.
#pragma once

#include "base/time.h"
#include "notice/notice.h"
#include "vault/record.h"

namespace almoner::app {

struct Cast {
  notice::Index care;  // an activity of people assigned to someone, with notes kept by law
  notice::Index care_role;
  notice::Index identity;      // the category that says who someone is
  notice::Index notes;         // free text of a special category
  notice::Index marketing;     // an activity that rests on consent
  notice::Index consent;       // that one
  notice::Index news_role;     // acts in it
  notice::Index leaflet;       // its data
  notice::Index officer_role;  // answers for rights
  std::string kind;            // the category of person
};
// kInvalid when the notice has no such parts.
Result<Cast> FindCast(const notice::Notice& notice);

// What such a person would tell for the category; every name, number and address is fictional.
[[nodiscard]] vault::Content Fiction(const notice::Category& category, Time now, bool neighbour);

}  // namespace almoner::app
