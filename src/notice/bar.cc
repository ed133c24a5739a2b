#include "notice/bar.h"

namespace almoner::notice {
namespace {

bool DecidesUnlawfully(const Notice& notice, const Activity& activity) {
  if (activity.record.automated != "decision-alone") return false;
  if (activity.basis == "6(1)(ea)") return true;
  if (activity.condition == "9(2)(a)" || activity.condition == "9(2)(g)") return false;
  const CategorySet used = activity.reads | activity.writes;
  for (std::size_t i = 0; i < notice.categories.size(); ++i)
    if (used[i] && notice.categories[i].sensitivity == Sensitivity::kSpecial) return true;
  return false;
}

}  // namespace

void Bar(Notice& notice) {
  for (Activity& activity : notice.activities) {
    const auto& interest = activity.record.interest;
    if (interest && interest->outcome == "overridden")
      activity.barred =
          "Its legitimate interest is overridden by the interests of the people concerned (UK GDPR "
          "Article 6(1)(f)).";
    else if (activity.consent && !notice.consents[*activity.consent].Valid())
      activity.barred =
          "What the notice takes for consent is none: it must be a clear act of its own (UK GDPR "
          "Articles 4(11) and 7).";
    else if (DecidesUnlawfully(notice, activity))
      activity.barred =
          "A computer alone may not decide this (UK GDPR Article 22B): not on a recognised "
          "legitimate interest, and with special category data only with explicit consent or for "
          "substantial public interest.";
    std::erase_if(activity.recipients,
                  [&](Index recipient) { return notice.recipients[recipient].Closed(); });
  }
  // Using a website says nothing about the records of someone's care.
  for (Retention& rule : notice.retention)
    for (std::size_t i = 0; rule.from == "website-use" && i < notice.categories.size(); ++i)
      if (notice.categories[i].NeedsReview()) rule.data.reset(i);
}

}  // namespace almoner::notice
