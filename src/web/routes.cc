#include "web/routes.h"

#include "web/doors.h"
#include "web/handlers.h"

namespace almoner::web {

http::Router Routes(Site& site) {
  using enum http::Method;
  http::Router router;
  router.Add(kGet, "/", Public(site, ShowNotice));
  router.Add(kGet, "/healthz", Public(site, ShowHealth));
  router.Add(kGet, "/assets/{version}/{file}",
             [&site](const http::Request& request) { return site.assets.Serve(request); });

  router.Add(kGet, "/sign-in", Public(site, ShowSignIn));
  router.Add(kPost, "/sign-in", Public(site, SignIn));
  router.Add(kPost, "/sign-out", Form(site, SignOut));

  router.Add(kGet, "/people", Console(site, ShowPeople));
  router.Add(kPost, "/people/search", Form(site, SearchPeople));
  router.Add(kGet, "/people/search",  // where a browser is after a search, when it loads again
             [](const http::Request&) { return http::Response::Redirect("/people"); });
  router.Add(kGet, "/people/{id}", Console(site, ShowPerson));
  router.Add(kPost, "/people/{id}", Form(site, BreakGlass));
  router.Add(kPost, "/people/{id}/records", Form(site, AddNote));
  router.Add(kGet, "/requests", Console(site, ShowRequests));
  router.Add(kGet, "/requests/{id}/draft", Console(site, ShowDraft));
  router.Add(kPost, "/requests/{id}/approve", Form(site, ApproveDraft));
  router.Add(kGet, "/glass", Console(site, ShowGlass));
  router.Add(kGet, "/glass/{id}", Console(site, ShowReview));
  router.Add(kPost, "/glass/{id}/words", Form(site, ExplainGlass));
  router.Add(kPost, "/glass/{id}/review", Form(site, ReviewGlass));

  router.Add(kGet, "/promises", Console(site, ShowPromises));

  router.Add(kGet, "/api/v1/subjects/{id}/records", Api(site, GetRecords));
  router.Add(kPost, "/api/v1/subjects/{id}/records", Api(site, PostRecord));
  return router;
}

}  // namespace almoner::web
