// What somebody agrees to: one switch each, and no is as easy as yes (Article 7(3)).
#include <algorithm>
#include <map>

#include "portal/handlers.h"
#include "web/words.h"

namespace almoner::web::portal {
namespace {

using notice::Consent;

// What the person answers for themself, when they like: not what only another may answer, and not
// what is a condition of the service.
bool TheirsToAnswer(const Consent& consent) {
  const auto self = std::ranges::find(consent.by, "self") != consent.by.end();
  return consent.Valid() && (consent.by.empty() || self) && !consent.needed_for_service;
}

struct Standing {
  std::optional<consent::Kind> last;  // nothing: never asked
  std::optional<Time> at;
  std::string wording;  // the version of the words that they answered

  // A yes to other words is none (Article 7(1): it must be shown what was agreed to).
  [[nodiscard]] bool Yes(const Consent& consent) const {
    return last == consent::Kind::kGiven && wording == consent.version;
  }
};

Result<std::map<std::string, Standing>> StandingOf(const Site& site, const Visitor& visitor) {
  const auto history = TRY(site.app.store().Read(
      [&](store::ReadTx& tx) { return consent::History(tx, site.app.keys(), visitor.subject); }));
  std::map<std::string, Standing> standing;
  for (const consent::Ready& ready : history)
    standing[ready.event.consent] = {
        .last = ready.event.kind, .at = ready.event.at, .wording = ready.event.wording};
  return standing;
}

std::string InWords(const Consent& consent, const Standing& standing) {
  if (standing.last == consent::Kind::kGiven && !standing.Yes(consent))
    return "The words have changed since you said yes on " + ToWords(LondonDate(*standing.at)) +
           ", so we do not do it until you answer anew.";
  if (!standing.last) return "You have not been asked yet.";
  const std::string on = " on " + ToWords(LondonDate(*standing.at)) + ".";
  switch (*standing.last) {
    case consent::Kind::kGiven:
      return "You said yes" + on;
    case consent::Kind::kRefused:
      return "You said no" + on;
    case consent::Kind::kWithdrawn:
      return "You took your yes back" + on;
  }
  std::unreachable();
}

void AddChoice(View& page, const Site& site, const Visitor& visitor, const Consent& consent,
               const Standing& standing) {
  const notice::Notice& notice = site.app.notice();
  const bool yes = standing.Yes(consent);
  View& row = page.Add("CHOICE");
  row.Set("ID", consent.id)
      .Set("WORDING", consent.wording)
      .Set("STANDING", InWords(consent, standing))
      .Set("CLAUSE_ID", notice.clauses[consent.clause].id)
      .Set("CSRF", visitor.csrf)
      .Set("VERSION", consent.version)
      .ShowIf(yes, "IS_YES")
      .ShowIf(!yes, "IS_NO");
  if (const std::string uses = UsesOf(notice, consent); !uses.empty())
    row.Add("FOR").Set("USES", Capital(uses));
}

}  // namespace

Result<http::Response> ShowChoices(Site& site, const http::Request& request,
                                   const Visitor& visitor) {
  auto standing = TRY(StandingOf(site, visitor));
  View page("my_choices.html");
  page.ShowIf(request.query("changed").has_value(), "CHANGED");
  bool any = false;
  for (const Consent& consent : site.app.notice().consents) {
    if (!TheirsToAnswer(consent)) continue;
    AddChoice(page, site, visitor, consent, standing[consent.id]);
    any = true;
  }
  page.ShowIf(!any, "NONE");
  return ShowPage(site, {.title = "Your choices", .visitor = &visitor, .tab = Tab::kChoices},
                  std::move(page));
}

Result<http::Response> TakeChoice(Site& site, const http::Request& /*request*/,
                                  const Visitor& visitor, const Answers& answers) {
  const notice::Notice& notice = site.app.notice();
  const auto index = notice.FindConsent(answers.Text("consent"));
  const bool yes = answers.Text("answer") == "yes";
  if (!index || !TheirsToAnswer(notice.consents[*index]) ||
      (!yes && answers.Text("answer") != "no"))
    return Fail(Code::kInvalid, "Choose yes or no for one of the questions on the page.");
  const Consent& consent = notice.consents[*index];
  if (yes && answers.Text("version") != consent.version)
    return Fail(Code::kConflict,
                "The words of this question have changed. Read them anew, then answer.");
  const Standing before = TRY(StandingOf(site, visitor))[consent.id];
  const bool was_yes = before.last == consent::Kind::kGiven;
  const bool same = yes ? before.Yes(consent) : before.last && !was_yes;
  if (same) return http::Response::Redirect("/my/choices?changed=1");
  const consent::Kind kind = yes       ? consent::Kind::kGiven
                             : was_yes ? consent::Kind::kWithdrawn
                                       : consent::Kind::kRefused;
  const auto taken = TRY(site.counters.Count(
      site.app.gate().TakeConsent({.purpose = "law.rights", .own = true},
                                  {.id = EventId::New(site.app.random()),
                                   .subject = visitor.subject,
                                   .consent = consent.id,
                                   .kind = kind,
                                   .at = site.app.clock().Now(),
                                   .means = consent::Means::kPortal},
                                  Personal(std::string("Signed in to their account.")))));
  if (!taken) return ShowNotHere(site, visitor);
  return http::Response::Redirect("/my/choices?changed=1");
}

}  // namespace almoner::web::portal
