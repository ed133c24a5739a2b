#include "console/routes.h"

#include <algorithm>
#include <array>

#include "console/accounts.h"
#include "console/document_page.h"
#include "console/handlers.h"
#include "console/items.h"
#include "console/office.h"
#include "console/proof.h"
#include "console/provider.h"
#include "console/reaching_page.h"
#include "console/share_page.h"
#include "web/doors.h"
#include "web/upload.h"

namespace almoner::web::console {
namespace {

// Approving, sending out and destroying are for somebody who has just shown that it is them.
Result<http::Response> TakeAnyStep(Site& site, const http::Request& request, const Caller& caller,
                                   const http::Fields& fields) {
  constexpr std::array kGrave = std::to_array<std::string_view>(
      {"approve", "deliver", "deliver-again", "decide", "carry-out"});
  const std::string step = request.param("step").value_or("");
  const bool grave = std::ranges::find(kGrave, step) != kGrave.end();
  return grave ? ProvedForm<TakeStep>(site, request, caller, fields)
               : TakeStep(site, request, caller, fields);
}

// Each step of a request has an address of its own; those that ask for more than a small form come
// first.
void AddRequests(http::Router& router, Site& site) {
  using enum http::Method;
  router.Add(kGet, "/requests", Console(site, ShowRequests));
  router.Add(kGet, "/requests/new", Console(site, ShowNewRequest));
  router.Add(kPost, "/requests/new", Form(site, LogRequest));
  router.Add(kGet, "/requests/{id}", Console(site, ShowRequest));
  router.Add(kGet, "/requests/{id}/draft/pdf", Console(site, ProvedPage<ShowDraft>));
  router.Add(kGet, "/requests/{id}/case-file", Console(site, ProvedPage<ShowCaseFile>));
  router.Add(kGet, "/requests/{id}/rule", Console(site, ShowRule));
  router.Add(kPost, "/requests/{id}/rule", Form(site, TakeRule));
  router.Add(kGet, "/requests/{id}/mend", Console(site, ShowMend));
  router.Add(kGet, "/requests/{id}/correct/{record}", Console(site, ShowCorrect));
  router.Add(kPost, "/requests/{id}/correct/{record}", Form(site, TakeCorrect));
  router.Add(kGet, "/requests/{id}/annotate/{record}", Console(site, ShowAnnotate));
  router.Add(kPost, "/requests/{id}/annotate/{record}", Form(site, TakeAnnotate));
  router.Add(kGet, "/requests/{id}/letter", Console(site, ShowLetter));
  router.Add(kPost, "/requests/{id}/letter", Form(site, TakeLetter));
  router.Add(kGet, "/requests/{id}/redact", Console(site, ShowRedact));
  router.Add(kPost, "/requests/{id}/redact", Form(site, TakeRedact));
  router.Add(kGet, "/requests/{id}/items", Console(site, ShowItems));
  router.Add(kPost, "/requests/{id}/items", Form(site, TakeItems));
  router.Add(kGet, "/requests/{id}/{step}", Console(site, ShowStep));
  router.Add(kPost, "/requests/{id}/{step}", Form(site, TakeAnyStep));
}

}  // namespace

void AddRoutes(http::Router& router, Site& site) {
  using enum http::Method;
  router.Add(kGet, "/sign-in", Public(site, ShowSignIn));
  router.Add(kPost, "/sign-in", Public(site, SignIn));
  router.Add(kGet, "/sign-in/code", Public(site, ShowSignInCode));
  router.Add(kPost, "/sign-in/code", Public(site, TakeSignInCode));
  router.Add(kPost, "/sign-in/passkey", Public(site, TakeSignInPasskey));
  router.Add(kGet, "/sign-in/set-up", Public(site, ShowSignInSetUp));
  router.Add(kPost, "/sign-in/set-up", Public(site, TakeSignInSetUp));
  router.Add(kGet, "/sign-in/provider", Public(site, LeaveToSignIn));
  router.Add(kGet, "/sign-in/back", Public(site, ComeBack));
  router.Add(kGet, "/sign-in/unknown", Public(site, ShowUnknown));
  router.Add(kPost, "/sign-in/unknown", Public(site, TakeUnknown));
  router.Add(kPost, "/sign-out", Form(site, SignOut));
  router.Add(kGet, "/signed-out", Public(site, ShowSignedOut));
  router.Add(kGet, "/confirm/provider", Console(site, LeaveToConfirm));
  router.Add(kGet, "/confirm", Console(site, ShowConfirm));
  router.Add(kPost, "/confirm", Form(site, TakeConfirm));

  router.Add(kGet, "/today", Console(site, ShowToday));
  router.Add(kGet, "/more", Console(site, ShowMore));
  router.Add(kGet, "/people", Console(site, ShowPeople));
  router.Add(kPost, "/people/search", Form(site, SearchPeople));
  router.Add(kGet, "/people/search",  // where a browser is after a search, when it loads again
             [](const http::Request&) { return http::Response::Redirect("/people"); });
  router.Add(kGet, "/people/{id}", Console(site, ShowPerson));
  router.Add(kPost, "/people/{id}", Form(site, BreakGlass));
  router.Add(kPost, "/people/{id}/records", Form(site, AddNote));
  router.Add(kGet, "/people/{id}/records/{record}/share", Console(site, ShowShare));
  router.Add(kPost, "/people/{id}/records/{record}/share", Form(site, TakeShare));
  router.Add(kGet, "/people/{id}/records/{record}/document", Console(site, GiveDocument));
  router.Add(kGet, "/people/{id}/documents/new", Console(site, ShowNewDocument));
  router.Add(kPost, "/people/{id}/documents/new", UploadForm(site, TakeNewDocument));
  router.Add(kGet, "/people/{id}/account", Console(site, ShowPortalAccount));
  router.Add(kPost, "/people/{id}/account", Form(site, TakePortalAccount));
  AddReachingPages(router, site);
  router.Add(kGet, "/accounts", Console(site, ShowAccounts));
  router.Add(kGet, "/accounts/{id}/unlock", Console(site, ShowUnlock));
  router.Add(kPost, "/accounts/{id}/unlock", Form(site, TakeUnlock));
  router.Add(kGet, "/glass", Console(site, ShowGlass));
  router.Add(kGet, "/glass/{id}", Console(site, ShowReview));
  router.Add(kPost, "/glass/{id}/words", Form(site, ExplainGlass));
  router.Add(kPost, "/glass/{id}/review", Form(site, ReviewGlass));

  AddRequests(router, site);
  router.Add(kGet, "/intake", Console(site, ShowIntakes));
  router.Add(kGet, "/intake/{id}", Console(site, ShowIntake));
  router.Add(kGet, "/intake/{id}/{step}", Console(site, ShowIntakeStep));
  router.Add(kPost, "/intake/{id}/{step}", Form(site, TakeIntakeStep));
  AddOffice(router, site);
  router.Add(kGet, "/promises", Console(site, ShowPromises));
  router.Add(kGet, "/promises/count",  // where a browser is after asking, when it loads again
             [](const http::Request&) { return http::Response::Redirect("/promises"); });
  router.Add(kPost, "/promises/count", Form(site, TakeCountAgain));
  router.Add(kGet, "/pictures", Console(site, ShowPictures));
}

}  // namespace almoner::web::console
