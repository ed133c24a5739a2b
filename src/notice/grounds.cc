#include "notice/grounds.h"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>

namespace almoner::notice {
namespace {

template <class T>
std::string Ids(const std::vector<T>& all) {
  return fmt::format("{}", fmt::join(all | std::views::transform(&T::id), ", "));
}

bool Touches(const Notice& notice, const Activity& activity, Sensitivity sensitivity) {
  for (std::size_t i = 0; i < notice.categories.size(); ++i)
    if ((activity.reads | activity.writes)[i] && notice.categories[i].sensitivity == sensitivity)
      return true;
  return false;
}

void ReadBasis(const law::Bases& bases, Section& at, Activity& made) {
  made.basis = at.Required("basis", "6(1)(f)");
  made.authority = at.Optional("authority");
  const law::Basis* const basis = bases.FindBasis(made.basis);
  if (basis == nullptr) {
    if (!made.basis.empty())
      at.Complain("basis", fmt::format("'{}' is not a lawful basis of Article 6(1).", made.basis),
                  fmt::format("Use one of: {}.", Ids(bases.bases)));
    return;
  }
  made.basis_name = basis->name;
  made.objection = basis->objection || made.marketing;
  if (basis->needs == "consent" && !at.Has("consent"))
    at.Complain("consent", fmt::format("{} rests on consent but names none.", at.name()),
                "Name the wording people agree to with `consent:`.");
  if ((basis->needs == "law" || basis->needs == "interest") && !at.Has("authority"))
    at.Complain("authority",
                fmt::format("{} does not say which {} it rests on.", at.name(),
                            basis->needs == "law" ? "law" : "legitimate interest"),
                "Write it out with `authority:`.");
}

const law::Condition* ReadCondition(const law::Bases& bases, Section& at, Activity& made) {
  made.condition = at.Optional("condition");
  const law::Condition* const condition = bases.FindCondition(made.condition);
  if (!made.condition.empty() && condition == nullptr)
    at.Complain("condition",
                fmt::format("'{}' is not a condition of Article 9(2).", made.condition),
                fmt::format("Use one of: {}.", Ids(bases.conditions)));
  if (condition != nullptr && condition->consent && !at.Has("consent"))
    at.Complain("consent", fmt::format("{} rests on explicit consent but names none.", at.name()),
                "Name the wording people agree to with `consent:`.");
  return condition;
}

// The paragraph of DPA 2018 Schedule 1 must be one that the condition, and Article 10, can stand
// on.
void ReadParagraph(const law::Bases& bases, const law::Condition* condition, bool offence,
                   Section& at, Activity& made) {
  made.schedule_1 = at.Optional("schedule-1");
  const auto stands_on = [&](const std::vector<std::string>& paragraphs) {
    return std::ranges::find(paragraphs, made.schedule_1) != paragraphs.end();
  };
  if (condition != nullptr && !condition->schedule_1.empty() && !stands_on(condition->schedule_1))
    at.Complain(
        "schedule-1",
        fmt::format("{} needs the paragraph of DPA 2018 Schedule 1 that it meets.", made.condition),
        fmt::format("Write `schedule-1:` with one of: {}.",
                    fmt::join(condition->schedule_1, ", ")));
  else if (stands_on(bases.offence_conditions))
    return;
  else if (offence)
    at.Complain("schedule-1",
                fmt::format("{} uses criminal offence data without a condition of DPA 2018 "
                            "Schedule 1 (Article 10).",
                            at.name()),
                "Add `schedule-1:` with the paragraph's number, or take the category out of it.");
  else if (!made.schedule_1.empty())
    at.Complain("schedule-1",
                fmt::format("'{}' is not a condition of DPA 2018 Schedule 1.", made.schedule_1),
                "Leave `schedule-1:` out, or write the paragraph's number.");
}

}  // namespace

void ReadGrounds(const law::Bases& bases, const Notice& notice, Section& at, Activity& made) {
  ReadBasis(bases, at, made);
  const law::Condition* const condition = ReadCondition(bases, at, made);
  if (Touches(notice, made, Sensitivity::kSpecial) && !at.Has("condition"))
    at.Complain("condition",
                fmt::format("{} uses special category data without a condition of Article 9(2).",
                            at.name()),
                "Add `condition:`, or take the category out of it.");
  const bool offence = Touches(notice, made, Sensitivity::kOffence);
  ReadParagraph(bases, condition, offence, at, made);
  made.told = !offence && std::ranges::find(bases.untold, made.schedule_1) == bases.untold.end();
}

}  // namespace almoner::notice
