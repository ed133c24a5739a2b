// GET /: the notice in force, for the public: in short, and below it all. Every word of it comes
// from the notice and the law.
#include <algorithm>

#include "portal/handlers.h"
#include "portal/layers.h"
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
  View& section = page.Add("CONSENTS");
  for (const notice::Consent& consent : notice.consents)
    SetClause(
        section.Add("CONSENT").Set("WORDING", consent.wording).Set("VERSION", consent.version),
        notice, consent.clause);
}

void AddRecipients(View& page, const Notice& notice) {
  if (notice.recipients.empty()) return;
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
void AddRights(View& page, const Desk& desk) {
  const Notice& notice = desk.notice();
  for (std::size_t i = 0; i < law::kRights; ++i) {
    const auto right = static_cast<law::Right>(i);
    const RightInWords words = InWords(right);
    const notice::RightPromise* const promise = notice.FindRight(law::Name(right));
    View& row = page.Add("RIGHT")
                    .Set("NAME", words.name)
                    .Set("WHAT", words.what)
                    .Set("WHEN", WhenOf(desk, right))
                    .Set("RIGHT_ID", law::Name(right));
    if (promise != nullptr) SetClause(row.Add("PROMISED"), notice, promise->clause);
  }
}

// The first layer: what people ask, with the notice's own words for it.
void AddQuestions(View& page, const std::vector<Asked>& questions) {
  for (const Asked& asked : questions) {
    View& view = page.Add("QUESTION");
    view.Set("QUESTION_TEXT", asked.question)
        .Set("MORE_HREF", asked.more)
        .Set("MORE_TEXT", asked.more_text);
    for (const std::string& text : asked.says) view.Add("SAY").Set("TEXT", text);
    if (asked.points.empty()) continue;
    View& list = view.Add("POINTS");
    for (const std::string& text : asked.points) list.Add("POINT").Set("TEXT", text);
  }
}

void AddLeaflets(View& page, const render::Sources& from) {
  for (const render::Leaflet& leaflet : render::AllLeaflets(from))
    if (leaflet.name != "index")
      page.Add("LEAFLET").Set("NAME", leaflet.name).Set("LEAFLET_TITLE", leaflet.title);
}

}  // namespace

Answer ShowNotice(Desk& desk, const http::Request& /*request*/) {
  const Site& site = desk.site;
  const Notice& notice = desk.notice();
  const render::Sources from{notice, *TRY(desk.Book())};
  View page("notice.html");
  page.Set("ORGANISATION", notice.organisation.name)
      .Set("VERSION", notice.version)
      .Set("OFFICER", Small(notice.organisation.officer))
      .Set("CONTACT", notice.organisation.contact);
  AddComplaints(page, notice);
  AddQuestions(page, FirstLayer(from));
  AddLeaflets(page, from);
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
  AddRights(page, desk);
  return Show(site, {.title = "How we use your information", .tab = Tab::kNotice}, std::move(page));
}

}  // namespace almoner::web::portal
