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

std::string After(const Retention& rule) {
  static constexpr std::pair<std::string_view, std::string_view> kWords[] = {
      {"recorded", "after we wrote it down"},
      {"last-contact", "after we last had contact with you"},
      {"consent-withdrawn", "after you say no"},
      {"case-closed", "after your case is closed"},
      {"service-ended", "after the service for you ends"},
      {"created", "after it was made"},
      {"birthday", "after you were born"},
      {"death", "after a person has died"},
      {"account-unused", "after you last used your account"},
      {"website-use", "after you last used our website"}};
  for (const auto& [from, words] : kWords)
    if (rule.from == from) return std::string(words);
  return rule.event.empty() ? "after it is no longer needed" : "after this: " + rule.event;
}

bool TellsBirth(const Field& field) {
  return field.kind == FieldKind::kDate &&
         (field.id == "date-of-birth" || field.id == "birth-date" || field.id == "born");
}

std::string Ordinal(int number) {
  const bool teen = number % 100 / 10 == 1;
  static constexpr std::string_view kEndings[] = {"th", "st", "nd", "rd"};
  const int last = number % 10;
  return std::to_string(number).append(kEndings[teen || last > 3 ? 0 : last]);
}

std::string KeptFor(const Retention& rule) {
  std::string text = rule.Counts() ? ToText(rule.keep) + " " + After(rule) : std::string();
  if (rule.to_birthday) {
    const bool both = !text.empty();
    text.append(both ? ", or until your " : "until your ");
    text.append(Ordinal(*rule.to_birthday)).append(" birthday");
    if (both) text.append(" if that is later");
    if (rule.to_birthday_from_17)
      text.append(", or your ")
          .append(Ordinal(*rule.to_birthday_from_17))
          .append(" if you were 17 or older when we stopped");
  }
  if (rule.or_after_death)
    text.append(", or ").append(ToText(*rule.or_after_death)).append(" after a person has died");
  if (rule.if_death_under_18)
    text.append(", or ")
        .append(ToText(*rule.if_death_under_18))
        .append(" after a person has died before they were 18");
  return text;
}

int RoughDays(const Retention& rule) {
  constexpr int kYear = 365;
  const int years = std::max(rule.to_birthday.value_or(0), rule.to_birthday_from_17.value_or(0));
  return std::max(RoughDays(rule.keep), years * kYear);
}

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

CategorySet Notice::ShownLive() const {
  CategorySet set;
  for (std::size_t i = 0; i < categories.size(); ++i) set.set(i, categories[i].portal);
  return set;
}

CategorySet Notice::SetOf(std::initializer_list<std::string_view> ids) const {
  CategorySet set;
  for (const std::string_view id : ids)
    if (const auto index = FindCategory(id)) set.set(*index);
  return set;
}

}  // namespace almoner::notice
