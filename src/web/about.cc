#include "web/about.h"

#include "law/lawbook.h"
#include "web/words.h"

namespace almoner::web {

Result<std::vector<Option>> AboutOptions(const Site& site, law::Right right) {
  std::vector<Option> options;
  if (right == law::Right::kObjection)
    for (const notice::Activity& activity : site.app.notice().activities)
      if (!activity.imposed)
        options.push_back({.value = activity.id, .text = Capital(activity.purpose)});
  if (right != law::Right::kRestriction) return options;
  const law::Lawbook book = TRY(law::LoadLawbook(site.app.LawFolder()));
  if (const law::RightLaw* const law = book.FindRight(law::Name(right)))
    for (const law::Ground& ground : law->conditions)
      options.push_back({.value = ground.id, .text = ground.plain, .note = ground.article});
  return options;
}

}  // namespace almoner::web
