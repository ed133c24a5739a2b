#include "portal/routes.h"

#include "portal/contact.h"
#include "portal/handlers.h"
#include "portal/sent.h"
#include "web/doors.h"

namespace almoner::web::portal {
namespace {

// Every address of somebody's own is the same for everybody: whose it is the session says, so that
// no id of anybody stands in one.
void AddOwn(http::Router& router, Site& site) {
  using enum http::Method;
  router.Add(kGet, "/my/sign-in", Public(site, ShowMySignIn));
  router.Add(kPost, "/my/sign-in", Anyone(site, MySignIn));
  router.Add(kGet, "/my/sign-in/code", Public(site, ShowMyCode));
  router.Add(kPost, "/my/sign-in/code", Anyone(site, TakeMyCode));
  router.Add(kGet, "/my/start", Public(site, ShowStart));
  router.Add(kPost, "/my/start", Anyone(site, Start));
  router.Add(kPost, "/my/sign-out", ForMember(site, MySignOut));
  router.Add(kGet, "/my", ForMember(site, ShowMy));
  router.Add(kGet, "/my/password", ForMember(site, ShowMyPassword));
  router.Add(kPost, "/my/password", ForMember(site, TakeMyPassword));
  router.Add(kGet, "/my/close", ForMember(site, ShowClose));
  router.Add(kPost, "/my/close", ForMember(site, TakeClose));
  router.Add(kGet, "/my/code", ForMember(site, ShowCodeForm));
  router.Add(kPost, "/my/code", ForMember(site, TakeCode));
  router.Add(kGet, "/my/second", ForMember(site, ShowMySecond));
  router.Add(kPost, "/my/second", ForMember(site, TakeMySecond));
  router.Add(kGet, "/my/app", ForMember(site, ShowMyApp));
  router.Add(kPost, "/my/app", ForMember(site, TakeMyApp));
  router.Add(kPost, "/my/sign-in/passkey", Anyone(site, TakeMySignInPasskey));
  router.Add(kGet, "/my/passkeys", ForMember(site, ShowMyPasskeys));
  router.Add(kPost, "/my/passkeys", ForMember(site, TakeMyPasskey));
  router.Add(kPost, "/my/passkeys/remove", ForMember(site, RemoveMyPasskey));
  router.Add(kGet, "/my/devices", ForMember(site, ShowMyDevices));
  router.Add(kPost, "/my/devices", ForMember(site, TakeMyDevices));
  router.Add(kGet, "/my/contact", Own(site, ShowMyContact));
  router.Add(kPost, "/my/contact", Own(site, TakeMyContact));
  router.Add(kGet, "/my/ways", Own(site, ShowWays));
  router.Add(kPost, "/my/ways", Own(site, TakeWay));
  router.Add(kGet, "/my/information", Own(site, ShowInformation));
  router.Add(kPost, "/my/information/document", Own(site, GiveShared));
  router.Add(kGet, "/my/looked", Own(site, ShowLooked));
  router.Add(kGet, "/my/choices", Own(site, ShowChoices));
  router.Add(kPost, "/my/choices", Own(site, TakeChoice));
  router.Add(kGet, "/my/letters", Own(site, ShowMyLetters));
  router.Add(kGet, "/my/letters/{letter}", Own(site, ShowMyLetter));
  router.Add(kGet, "/my/letters/{letter}/pdf", Own(site, GiveMyLetter));
  router.Add(kGet, "/my/downloads", Own(site, ShowMyDownloads));
  router.Add(kPost, "/my/downloads", Own(site, TakeMyDownload));
  router.Add(kGet, "/my/requests/new", Own(site, ShowOwnAsk));
  router.Add(kPost, "/my/requests/new", Own(site, TakeOwnAsk));
}

using Page = Answer (*)(Desk&, const http::Request&);

// The same to everybody, whoever is signed in: made once.
template <Page page>
Answer Alike(Desk& desk, const http::Request& request) {
  return Same(desk.site, request, [&] { return page(desk, request); });
}

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

// Accounts by e-mail: asking for a letter, and what the links in letters do.
void AddByMail(const Door& at) {
  using enum http::Method;
  at(kGet, "/my/register", ShowRegister);
  at(kPost, "/my/register", TakeRegister);
  at(kGet, "/my/register/finish", ShowFinish);
  at(kPost, "/my/register/finish", Finish);
  at(kGet, "/my/forgotten", ShowForgotten);
  at(kPost, "/my/forgotten", TakeForgotten);
  at(kGet, "/my/forgotten/new", ShowNewPassword);
  at(kPost, "/my/forgotten/new", TakeNewPassword);
  at(kGet, "/my/stolen", ShowStolen);
  at(kPost, "/my/stolen", TakeStolen);
  at(kGet, "/my/stolen/lock", ShowLock);
  at(kPost, "/my/stolen/lock", Lock);
  at(kGet, "/my/email", ShowMyEmail);
  at(kPost, "/my/email", TakeMyEmail);
  at(kGet, "/my/email/confirm", ShowConfirm);
  at(kPost, "/my/email/confirm", Confirm);
  at(kGet, "/my/requests", ShowMyRequests);
}

}  // namespace

void AddRoutes(http::Router& router, Site& site) {
  using enum http::Method;
  const Door at{.router = router, .desk = std::make_shared<Desk>(site)};
  at(kGet, "/", Alike<ShowNotice>);
  at(kGet, "/notice/versions", ShowVersions);
  at(kGet, "/notice/versions/{version}", ShowVersion);
  at(kGet, "/notice/changes", ShowChanges);
  at(kGet, "/notice/{leaflet}", Alike<ShowLeaflet>);
  at(kGet, "/your-rights", Alike<ShowRights>);
  at(kGet, "/your-rights/{right}", Alike<ShowRight>);
  at(kGet, "/complain", Alike<ShowComplain>);
  AddAsking(at);
  at(kGet, "/track", ShowTrack);
  at(kPost, "/track", Track);
  at(kGet, "/cookies", Alike<ShowCookies>);
  at(kGet, "/accessibility", Alike<ShowAccessibility>);
  at(kGet, "/leave", Leave);
  at(kGet, "/.well-known/security.txt", ShowSecurity);
  at(kGet, "/.well-known/gpc.json", ShowPrivacyControl);
  at(kGet, "/.well-known/change-password", ToChangePassword);
  router.Add(kGet, "/download/{link}", Public(site, ShowDownload));
  router.Add(kPost, "/download/{link}", Anyone(site, Download));
  router.Add(kPost, "/hooks/{recipient}", Public(site, TakeRecipientsReply));
  router.Add(kPost, "/hooks/{recipient}/opendsr", Public(site, TakeProcessorsNews));
  AddByMail(at);
  AddOwn(router, site);
}

}  // namespace almoner::web::portal
