// GET /: the notice in force, for the public. Every word of it comes from the notice and the law.
#include <algorithm>

#include "portal/handlers.h"
#include "web/words.h"

namespace almoner::web::portal {
namespace {

using notice::Notice;

void SetClause(View& view, const Notice& notice, notice::Index clause) {
  view.Set("CLAUSE_ID", notice.clauses[clause].id);
}

void AddUse(View& page, const Site& site, const notice::Activity& activity) {
  const Notice& notice = site.app.notice();
  const notice::CategorySet data = activity.reads | activity.writes;
  View& use = page.Add("USE");
  SetClause(use, notice, *activity.clause);
  use.Set("PURPOSE", Capital(activity.purpose))
      .Set("CLAUSE_TEXT", notice.clauses[*activity.clause].text)
      .Set("BASIS", BasisInWords(activity))
      .Set("PEOPLE", Capital(Listed(NamesOf(notice.subjects, activity.subjects))))
      .Set("DATA", Capital(Listed(NamesOf(notice.categories, data))))
      .Set("ROLES", Capital(Listed(NamesOf(notice.roles, activity.roles))))
      .Set("CHOICE", ChoiceInWords(activity));
  if (const std::string condition = ConditionInWords(site.bases, activity); !condition.empty())
    use.Add("SENSITIVE").Set("CONDITION", condition);
  std::vector<std::string> recipients;
  for (const notice::Index recipient : activity.recipients)
    recipients.push_back(notice.recipients[recipient].name);
  if (!recipients.empty()) use.Add("SHARED").Set("RECIPIENTS", Capital(Listed(recipients)));
  for (const notice::Retention& rule : notice.retention)
    if ((rule.data & data).any())
      use.Add("KEPT").Set("PERIOD", Capital(Listed(NamesOf(notice.categories, rule.data & data))) +
                                        ": " + KeptInWords(rule));
}

void AddConsents(View& page, const Notice& notice) {
  if (notice.consents.empty()) return;
  page.Add("HAS_CONSENTS");
  View& section = page.Add("CONSENTS");
  for (const notice::Consent& consent : notice.consents)
    SetClause(
        section.Add("CONSENT").Set("WORDING", consent.wording).Set("VERSION", consent.version),
        notice, consent.clause);
}

void AddRecipients(View& page, const Notice& notice) {
  if (notice.recipients.empty()) return;
  page.Add("HAS_RECIPIENTS");
  View& section = page.Add("RECIPIENT_LIST");
  for (const notice::Recipient& recipient : notice.recipients)
    section.Add("RECIPIENT").Set("NAME", Capital(recipient.name)).Set("WHY", recipient.why);
}

void AddKeeping(View& page, const Notice& notice) {
  for (const notice::Retention& rule : notice.retention)
    SetClause(page.Add("RULE")
                  .Set("DATA", Capital(Listed(NamesOf(notice.categories, rule.data))))
                  .Set("PERIOD", Capital(KeptInWords(rule)))
                  .Set("REASON", Capital(rule.reason)),
              notice, rule.clause);
}

// What the law gives stands even where the notice is silent; a promise of the notice is quoted.
void AddRights(View& page, const Site& site) {
  const Notice& notice = site.app.notice();
  for (std::size_t i = 0; i < law::kRights; ++i) {
    const auto right = static_cast<law::Right>(i);
    const RightInWords words = InWords(right);
    const notice::RightPromise* const promise = notice.FindRight(law::Name(right));
    const auto& limit = site.app.statute().limit(right).period;
    std::string when = "We answer without undue delay.";
    if (limit) when = "We answer within " + limit->text() + ".";
    if (promise != nullptr && promise->days)
      when = "We answer within " + std::to_string(*promise->days) + " days.";
    View& row = page.Add("RIGHT").Set("NAME", words.name).Set("WHAT", words.what).Set("WHEN", when);
    if (promise != nullptr) SetClause(row.Add("PROMISED"), notice, promise->clause);
  }
}

}  // namespace

Result<http::Response> ShowNotice(Site& site, const http::Request& /*request*/) {
  const Notice& notice = site.app.notice();
  View page("notice.html");
  page.Set("ORGANISATION", notice.organisation.name)
      .Set("VERSION", notice.version)
      .Set("OFFICER", Small(notice.organisation.officer))
      .Set("CONTACT", notice.organisation.contact)
      .Set("COMPLAINTS", Capital(notice.organisation.complaints))
      .Put("REGULATOR", View("regulator.html"));
  for (const notice::Clause& clause : notice.clauses)
    page.Add("CLAUSE").Set("ID", clause.id).Set("TEXT", clause.text);
  for (const notice::Activity& activity : notice.activities)
    if (activity.imposed)
      page.Add("DUTY").Set("WHAT", Capital(activity.purpose)).Set("AUTHORITY", activity.authority);
    else
      AddUse(page, site, activity);
  AddConsents(page, notice);
  AddRecipients(page, notice);
  AddKeeping(page, notice);
  AddRights(page, site);
  return Show(site, {.title = "How we use your information"}, std::move(page));
}

}  // namespace almoner::web::portal
