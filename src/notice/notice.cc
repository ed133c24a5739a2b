#include "notice/notice.h"

#include <algorithm>

namespace almoner::notice {
namespace {

// A notice holds tens of each thing and is asked by id once an operation: a walk is fast enough,
// and there is no second structure to keep in step.
template <class T>
std::optional<Index> FindById(const std::vector<T>& all, std::string_view id) {
  const auto found = std::ranges::find(all, id, &T::id);
  if (found == all.end()) return std::nullopt;
  return static_cast<Index>(found - all.begin());
}

}  // namespace

std::optional<Index> Notice::FindActivity(std::string_view id) const {
  return FindById(activities, id);
}
std::optional<Index> Notice::FindCategory(std::string_view id) const {
  return FindById(categories, id);
}
std::optional<Index> Notice::FindSubjectKind(std::string_view id) const {
  return FindById(subjects, id);
}
std::optional<Index> Notice::FindRole(std::string_view id) const { return FindById(roles, id); }
std::optional<Index> Notice::FindConsent(std::string_view id) const {
  return FindById(consents, id);
}
std::optional<Index> Notice::FindService(std::string_view id) const {
  return FindById(services, id);
}
std::optional<Index> Notice::FindRecipient(std::string_view id) const {
  return FindById(recipients, id);
}

const RightPromise* Notice::FindRight(std::string_view right) const {
  const auto found = std::ranges::find(rights, right, &RightPromise::right);
  return found == rights.end() ? nullptr : &*found;
}

bool Notice::HasDuty(const RoleSet& who, std::string_view duty) const {
  for (std::size_t i = 0; i < roles.size(); ++i)
    if (who[i] && std::ranges::find(roles[i].duties, duty) != roles[i].duties.end()) return true;
  return false;
}

CategorySet Notice::SetOf(std::initializer_list<std::string_view> ids) const {
  CategorySet set;
  for (const std::string_view id : ids)
    if (const auto index = FindCategory(id)) set.set(*index);
  return set;
}

}  // namespace almoner::notice
