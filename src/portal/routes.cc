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
  router.Add(kGet, "/my/requests/new", Own(site, ShowOwnAsk));
  router.Add(kPost, "/my/requests/new", Own(site, TakeOwnAsk));
}

using Page = Answer (*)(Desk&, const http::Request&);

// Adds the pages of one desk.
struct Door {
  http::Router& router;
  std::shared_ptr<Desk> desk;

  void operator()(http::Method method, Literal pattern, Page page) const {
    router.Add(method, pattern,
               Public(desk->site, [desk = desk, page](Site&, const http::Request& request) {
                 return page(*desk, request);
               }));
  }
};

// The words come before the names: "check" is no stage.
void AddAsking(const Door& at) {
  using enum http::Method;
  at(kGet, "/ask", ShowAsk);
  at(kPost, "/ask", BeginAsking);
  at(kGet, "/ask/check", ShowCheck);
  at(kPost, "/ask/send", Send);
  at(kGet, "/ask/sent", ShowSent);
  at(kPost, "/ask/forget", Forget);
  at(kPost, "/ask/save", PutAside);
  at(kGet, "/ask/saved", ShowPutAside);
  at(kGet, "/ask/return", ShowReturn);
  at(kPost, "/ask/return", Return);
  at(kGet, "/ask/{stage}", ShowStage);
  at(kPost, "/ask/{stage}", TakeStage);
}

}  // namespace

void AddRoutes(http::Router& router, Site& site) {
  using enum http::Method;
  const Door at{.router = router, .desk = std::make_shared<Desk>(site)};
  at(kGet, "/", ShowNotice);
  at(kGet, "/notice/versions", ShowVersions);
  at(kGet, "/notice/versions/{version}", ShowVersion);
  at(kGet, "/notice/changes", ShowChanges);
  at(kGet, "/notice/{leaflet}", ShowLeaflet);
  at(kGet, "/your-rights", ShowRights);
  at(kGet, "/your-rights/{right}", ShowRight);
  at(kGet, "/complain", ShowComplain);
  AddAsking(at);
  at(kGet, "/track", ShowTrack);
  at(kPost, "/track", Track);
  at(kGet, "/cookies", ShowCookies);
  at(kGet, "/accessibility", ShowAccessibility);
  at(kGet, "/leave", Leave);
  at(kGet, "/.well-known/security.txt", ShowSecurity);
  at(kGet, "/.well-known/gpc.json", ShowPrivacyControl);
  at(kGet, "/.well-known/change-password", ToChangePassword);
  AddOwn(router, site);
}

}  // namespace almoner::web::portal
