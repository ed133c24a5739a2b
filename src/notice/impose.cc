#include "notice/impose.h"

#include <algorithm>

namespace almoner::notice {
namespace {

Activity Imposed(const law::Bases& bases, const law::ImposedActivity& law, const Notice& notice) {
  Activity made;
  made.id = law.id;
  made.purpose = law.purpose;
  made.basis = law.basis;
  if (const law::Basis* const basis = bases.FindBasis(law.basis)) made.basis_name = basis->name;
  made.condition = law.condition;
  made.schedule_1 = law.schedule_1;
  made.authority = law.authority;
  made.restricted = law.restricted;
  made.expired = law.expired;
  made.own = law.own;
  made.told = law.told;
  made.imposed = true;
  for (std::size_t i = 0; i < notice.subjects.size(); ++i) made.subjects.set(i);
  for (std::size_t i = 0; i < notice.categories.size(); ++i) made.reads.set(i);
  for (std::size_t i = 0; i < notice.roles.size(); ++i) {
    const auto& duties = notice.roles[i].duties;
    made.roles.set(i, std::ranges::find(duties, law.duty) != duties.end());
  }
  return made;
}

}  // namespace

void Impose(const law::Bases& bases, Notice& notice) {
  for (const law::ImposedActivity& law : bases.imposed)
    notice.activities.push_back(Imposed(bases, law, notice));
}

}  // namespace almoner::notice
