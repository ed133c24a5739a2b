#include "web/words.h"

#include <fmt/format.h>

#include <utility>

namespace almoner::web {
namespace {

std::string Counted(int count, std::string_view unit) {
  return fmt::format("{} {}{}", count, unit, count == 1 ? "" : "s");
}

std::string PeriodInWords(const notice::Period& period) {
  std::vector<std::string> parts;
  if (period.years != 0) parts.push_back(Counted(period.years, "year"));
  if (period.months != 0) parts.push_back(Counted(period.months, "month"));
  if (period.days != 0) parts.push_back(Counted(period.days, "day"));
  return Listed(parts);
}

}  // namespace

std::string Small(std::string_view text) {
  std::string small(text);
  const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (small.size() > 1 && upper(small[0]) && !upper(small[1]))
    small[0] = static_cast<char>(small[0] - 'A' + 'a');
  return small;
}

bool Blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

std::string MomentInWords(Time time) {
  return ToWords(LondonDate(time)) + " at " + LondonText(time).substr(11, 5);
}

RightInWords InWords(law::Right right) {
  switch (right) {
    case law::Right::kAccess:
      return {"See your information", "Ask for a copy of everything we hold about you.",
              "Copy of what we hold"};
    case law::Right::kRectification:
      return {"Have it put right", "Ask us to correct what is wrong and add what is missing.",
              "Correction"};
    case law::Right::kErasure:
      return {"Have it deleted",
              "Ask us to delete what we hold. We do, unless a law says that we must keep it.",
              "Deletion"};
    case law::Right::kRestriction:
      return {"Have it set aside",
              "Ask us to keep it without using it, for example while we check that it is right.",
              "Setting aside"};
    case law::Right::kPortability:
      return {"Take it with you",
              "Ask for what you gave us, in a form that another organisation can use.",
              "Data to take along"};
    case law::Right::kObjection:
      return {"Object", "Tell us to stop a use of your information that you do not agree with.",
              "Objection"};
    case law::Right::kAutomatedDecision:
      return {"Have a person decide",
              "Ask that a person looks again at what a computer decided about you.",
              "Review of a computer's decision"};
    case law::Right::kComplaint:
      return {"Complain", "Tell us if you are unhappy with how we use your information.",
              "Complaint"};
  }
  std::unreachable();
}

std::string BasisInWords(const notice::Activity& activity) {
  std::string words =
      fmt::format("{} (UK GDPR Article {})", Capital(activity.basis_name), activity.basis);
  if (!activity.authority.empty()) words += ": " + activity.authority;
  return words;
}

std::string ConditionInWords(const law::Bases& bases, const notice::Activity& activity) {
  std::string words;
  if (const law::Condition* const condition = bases.FindCondition(activity.condition))
    words = fmt::format("{} (UK GDPR Article {}", Capital(condition->name), condition->id);
  if (!activity.schedule_1.empty())
    words += fmt::format("{}Data Protection Act 2018, Schedule 1 paragraph {}",
                         words.empty() ? "(" : "; ", activity.schedule_1);
  return words.empty() ? words : words + ")";
}

std::string KeptInWords(const notice::Retention& rule) {
  const std::string period = PeriodInWords(rule.keep);
  if (rule.to_birthday || rule.or_after_death || rule.if_death_under_18)
    return notice::KeptFor(rule);
  if (!period.empty()) return fmt::format("{} {}", period, notice::After(rule));
  return rule.trigger == notice::Trigger::kConsentWithdrawn
             ? "until you say no, then it goes at once"
             : "not at all once it has been used";
}

std::string UsesOf(const notice::Notice& notice, const notice::Consent& consent) {
  std::vector<std::string> uses;
  for (const notice::Activity& activity : notice.activities)
    if (activity.consent && &notice.consents[*activity.consent] == &consent)
      uses.push_back(activity.purpose);
  return Listed(uses);
}

std::string_view ChoiceInWords(const notice::Activity& activity) {
  if (activity.consent) return "We do it only if you say yes. You may say no at any time.";
  if (activity.marketing) return "You may object at any time, and we stop.";
  if (activity.objection)
    return "You may object. Then we stop, unless there are compelling reasons to go on.";
  return "You cannot object to this use; all your other rights stay.";
}

}  // namespace almoner::web
