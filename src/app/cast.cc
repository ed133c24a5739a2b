#include "app/cast.h"

#include <algorithm>
#include <utility>

namespace almoner::app {
namespace {

using notice::Index;

bool HasName(const notice::Category& category) {
  return std::ranges::find(category.fields, notice::FieldKind::kName, &notice::Field::kind) !=
         category.fields.end();
}

bool KeptByLaw(const notice::Notice& notice, Index category) {
  return std::ranges::any_of(notice.retention, [&](const notice::Retention& rule) {
    return rule.law && rule.data[category];
  });
}

template <class Test>
std::optional<Index> FirstCategory(const notice::Notice& notice, const notice::CategorySet& set,
                                   Test test) {
  for (std::size_t i = 0; i < notice.categories.size(); ++i)
    if (set[i] && test(notice.categories[i])) return static_cast<Index>(i);
  return std::nullopt;
}

std::optional<Cast> FindCare(const notice::Notice& notice) {
  for (std::size_t a = 0; a < notice.activities.size(); ++a) {
    const notice::Activity& activity = notice.activities[a];
    if (activity.imposed || activity.consent ||
        (activity.roles & notice.everyone) == activity.roles)
      continue;
    const auto identity = FirstCategory(notice, activity.writes, HasName);
    const auto notes = FirstCategory(notice, activity.writes, [](const notice::Category& category) {
      return category.free_text && category.sensitivity == notice::Sensitivity::kSpecial;
    });
    if (!identity || !notes || !KeptByLaw(notice, *notes)) continue;
    Cast cast{};
    cast.care = static_cast<Index>(a);
    cast.care_role = static_cast<Index>((activity.roles & ~notice.everyone)._Find_first());
    cast.identity = *identity;
    cast.notes = *notes;
    cast.kind = notice.subjects[activity.subjects._Find_first()].id;
    return cast;
  }
  return std::nullopt;
}

// A fictional life. Telephone numbers are of Ofcom's fiction ranges, NHS numbers of the test range.
std::string FictionFor(const notice::Field& field, bool identity, bool neighbour) {
  switch (field.kind) {
    case notice::FieldKind::kName:
      return neighbour ? "Piotr Wiśniewski" : "Margaret O'Shea";
    case notice::FieldKind::kDate:
      return neighbour ? "1950-02-11" : "1941-06-03";
    case notice::FieldKind::kPhone:
      return neighbour ? "01632 960044" : "01632 960017";
    case notice::FieldKind::kEmail:
      return neighbour ? "piotr@homes.example" : "margaret@homes.example";
    case notice::FieldKind::kPostcode:
      return "PW1 4ZZ";
    case notice::FieldKind::kIdentifier:
      return neighbour ? "999 000 0026" : "999 000 0018";
    case notice::FieldKind::kDocument:
    case notice::FieldKind::kChoice:
      return field.choices.front();
    case notice::FieldKind::kText:
      return identity ? "12 Harbour Row, Portwick" : "The choir, and Thursday lunches";
  }
  std::unreachable();
}

// Whether there is an activity that rests on consent, and what belongs to it.
bool FindNews(const notice::Notice& notice, Cast& cast) {
  for (std::size_t a = 0; a < notice.activities.size(); ++a) {
    const notice::Activity& activity = notice.activities[a];
    if (!activity.consent || !activity.marketing || activity.writes.none()) continue;
    cast.marketing = static_cast<Index>(a);
    cast.consent = *activity.consent;
    cast.leaflet = static_cast<Index>(activity.writes._Find_first());
    cast.news_role = activity.roles[cast.care_role]
                         ? cast.care_role
                         : static_cast<Index>(activity.roles._Find_first());
    return true;
  }
  return false;
}

}  // namespace

Result<Cast> FindCast(const notice::Notice& notice) {
  const auto missing = [] {
    return Fail(Code::kInvalid,
                "The demonstration needs a notice with an activity for assigned staff that writes "
                "a name and "
                "free-text notes kept by law, one activity that rests on consent, and a role with "
                "the duty `rights`.");
  };
  auto cast = FindCare(notice);
  if (!cast) return missing();
  if (!FindNews(notice, *cast)) return missing();
  for (std::size_t i = 0; i < notice.roles.size(); ++i) {
    notice::RoleSet one;
    one.set(i);
    if (!notice.HasDuty(one, "rights") || !notice.everyone[i]) continue;
    cast->officer_role = static_cast<Index>(i);
    return *cast;
  }
  return missing();
}

vault::Content Fiction(const notice::Category& category, Time now, bool neighbour) {
  vault::Content content;
  content.source = "self";
  content.event_at = now;
  bool named = false;
  for (const notice::Field& field : category.fields) {
    if (field.kind == notice::FieldKind::kDocument) continue;
    if (field.kind == notice::FieldKind::kName && std::exchange(named, true)) continue;
    content.fields.push_back({field.id, Personal(FictionFor(field, HasName(category), neighbour))});
  }
  if (content.fields.empty())
    content.fields.push_back({"text", Personal(std::string("Would like news about the choir."))});
  return content;
}

}  // namespace almoner::app
