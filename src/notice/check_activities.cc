// Purposes, their grounds and the people and data they use; consents.
#include <algorithm>

#include "notice/checker.h"
#include "notice/text.h"

namespace almoner::notice {
namespace {

// Who the document is about, without a purpose of its own for them.
void CheckPeople(Checker& checker) {
  const Notice& notice = checker.notice;
  for (std::size_t kind = 0; kind < notice.subjects.size(); ++kind) {
    const bool used = std::ranges::any_of(notice.activities, [&](const Activity& activity) {
      return !activity.imposed && activity.subjects[kind] && !checker.IsNew(activity.clause);
    });
    if (!used)
      checker.Raise("people-without-purpose", notice.subjects[kind].at, notice.subjects[kind].name);
    if (notice.subjects[kind].without_rights)
      checker.Raise("people-without-rights", notice.subjects[kind].at, notice.subjects[kind].name);
  }
  for (const Category& category : notice.categories)
    if (category.never_collected)
      checker.Raise("collected-without-need", category.at, category.name);
}

void CheckInterest(Checker& checker, const Activity& activity) {
  if (activity.basis != "6(1)(f)") return;
  const auto& interest = activity.record.interest;
  if (!interest) {
    checker.RaiseOn("interest-unassessed", activity.record.at, activity.clause, activity.purpose);
    return;
  }
  if (interest->outcome == "overridden")
    checker.RaiseOn("interest-overridden", interest->at, activity.clause, activity.purpose);
  if (interest->review && *interest->review < checker.canon.today)
    checker.Raise("interest-overdue", interest->at, activity.purpose, ToWords(*interest->review));
}

bool MayUse(const Organisation& organisation, std::string_view who) {
  if (who == "not-for-profit") return organisation.not_for_profit;
  if (who == "public-authority") return organisation.public_authority;
  return who != "elected" && who != "insurer";
}

void CheckCondition(Checker& checker, const Activity& activity) {
  if (activity.schedule_1.empty()) return;
  const law::Schedule1* const paragraph = checker.canon.book.FindParagraph(activity.schedule_1);
  if (paragraph == nullptr) return;
  const Notice& notice = checker.notice;
  if (!MayUse(notice.organisation, paragraph->who))
    checker.Raise("condition-not-yours", activity.record.at, activity.purpose);
  // Paragraph 10(2): handing data to a competent authority needs no policy document.
  const bool excepted = paragraph->except_for_authorities && !activity.recipients.empty() &&
                        std::ranges::all_of(activity.recipients, [&](Index recipient) {
                          return notice.recipients[recipient].kind == "authority";
                        });
  if (paragraph->policy_document && !excepted && !activity.record.policy)
    checker.Raise("policy-document-missing", activity.record.at, activity.purpose);
  if (paragraph->data.empty()) return;
  const CategorySet used = activity.reads | activity.writes;
  for (std::size_t i = 0; i < notice.categories.size(); ++i)
    if (used[i] && notice.categories[i].sensitivity == Sensitivity::kSpecial &&
        !Has(paragraph->data, notice.categories[i].special)) {
      checker.Raise("condition-other-data", activity.record.at, activity.purpose);
      break;
    }
}

}  // namespace

void CheckActivities(Checker& checker) {
  CheckPeople(checker);
  for (const Activity& activity : checker.notice.activities) {
    if (activity.imposed) continue;
    CheckInterest(checker, activity);
    CheckCondition(checker, activity);
    const auto& impact = activity.record.impact;
    if (impact && impact->needed && !impact->done)
      checker.Raise("impact-missing", activity.record.at, activity.purpose);
  }
}

void CheckConsents(Checker& checker) {
  const int age = checker.canon.book.digital_consent_age;  // a higher one is a house rule
  for (const Consent& consent : checker.notice.consents) {
    if (!consent.Valid())
      checker.RaiseOn("consent-no-act", consent.at, consent.clause, consent.id,
                      consent.asked == "use" ? "using the site" : consent.asked);
    if (consent.needed_for_service)
      checker.RaiseOn("consent-condition", consent.at, consent.clause, consent.id);
  }
  const Website& website = checker.notice.more.website;
  if (website.age && *website.age > age)
    checker.RaiseOn("age-above-law", website.at, website.clause, *website.age, age);
  if (website.under_age == "may-contact" || website.under_age == "nothing")
    checker.RaiseOn("parent-not-asked", website.at, website.clause);
}

}  // namespace almoner::notice
