#include "portal/routes.h"

#include "portal/handlers.h"
#include "web/doors.h"

namespace almoner::web::portal {
namespace {

// Every address of somebody's own is the same for everybody: whose it is the session says, so that
// no id of anybody stands in one.
void AddOwn(http::Router& router, Site& site) {
  using enum http::Method;
  router.Add(kGet, "/my/sign-in", Public(site, ShowMySignIn));
  router.Add(kPost, "/my/sign-in", Anyone(site, MySignIn));
  router.Add(kGet, "/my/start", Public(site, ShowStart));
  router.Add(kPost, "/my/start", Anyone(site, Start));
  router.Add(kPost, "/my/sign-out", Own(site, MySignOut));
  router.Add(kGet, "/my", Own(site, ShowMy));
  router.Add(kGet, "/my/password", Own(site, ShowMyPassword));
  router.Add(kPost, "/my/password", Own(site, TakeMyPassword));
  router.Add(kGet, "/my/close", Own(site, ShowClose));
  router.Add(kPost, "/my/close", Own(site, TakeClose));
  router.Add(kGet, "/my/information", Own(site, ShowInformation));
  router.Add(kGet, "/my/looked", Own(site, ShowLooked));
  router.Add(kGet, "/my/choices", Own(site, ShowChoices));
  router.Add(kPost, "/my/choices", Own(site, TakeChoice));
  router.Add(kGet, "/my/requests", Own(site, ShowMyRequests));
  router.Add(kGet, "/my/requests/new", Own(site, ShowAsk));
  router.Add(kPost, "/my/requests/new", Own(site, TakeAsk));
}

}  // namespace

void AddRoutes(http::Router& router, Site& site) {
  using enum http::Method;
  router.Add(kGet, "/", Public(site, ShowNotice));
  AddOwn(router, site);
}

}  // namespace almoner::web::portal
