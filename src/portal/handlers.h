// The handlers, each named for what it answers; routes.cc says where. For this folder only.
#pragma once

#include "portal/desk.h"
#include "portal/visitor.h"

namespace almoner::web::portal {

using Answer = Result<http::Response>;

Answer ShowNotice(Desk& desk, const http::Request& request);
Answer ShowLeaflet(Desk& desk, const http::Request& request);
Answer ShowVersions(Desk& desk, const http::Request& request);
Answer ShowVersion(Desk& desk, const http::Request& request);
Answer ShowChanges(Desk& desk, const http::Request& request);

Answer ShowRights(Desk& desk, const http::Request& request);
Answer ShowRight(Desk& desk, const http::Request& request);
Answer ShowComplain(Desk& desk, const http::Request& request);

Answer ShowAsk(Desk& desk, const http::Request& request);
Answer BeginAsking(Desk& desk, const http::Request& request);
Answer ShowStage(Desk& desk, const http::Request& request);
Answer TakeStage(Desk& desk, const http::Request& request);
Answer ShowCheck(Desk& desk, const http::Request& request);
Answer Send(Desk& desk, const http::Request& request);
Answer ShowSent(Desk& desk, const http::Request& request);
Answer Forget(Desk& desk, const http::Request& request);
Answer PutAside(Desk& desk, const http::Request& request);
Answer ShowPutAside(Desk& desk, const http::Request& request);
Answer ShowReturn(Desk& desk, const http::Request& request);
Answer Return(Desk& desk, const http::Request& request);

Answer ShowTrack(Desk& desk, const http::Request& request);
Answer Track(Desk& desk, const http::Request& request);

Answer ShowCookies(Desk& desk, const http::Request& request);
Answer ShowAccessibility(Desk& desk, const http::Request& request);
Answer Leave(Desk& desk, const http::Request& request);
Answer ShowSecurity(Desk& desk, const http::Request& request);
Answer ShowPrivacyControl(Desk& desk, const http::Request& request);
Answer ToChangePassword(Desk& desk, const http::Request& request);

// An account of one's own.
Result<http::Response> ShowMySignIn(Site& site, const http::Request& request);
Result<http::Response> MySignIn(Site& site, const http::Request& request, const Answers& answers);
Result<http::Response> ShowStart(Site& site, const http::Request& request);
Result<http::Response> Start(Site& site, const http::Request& request, const Answers& answers);
Result<http::Response> MySignOut(Site& site, const http::Request& request, const Visitor& visitor,
                                 const Answers& answers);
Result<http::Response> ShowMy(Site& site, const http::Request& request, const Visitor& visitor);
Result<http::Response> ShowMyPassword(Site& site, const http::Request& request,
                                      const Visitor& visitor);
Result<http::Response> TakeMyPassword(Site& site, const http::Request& request,
                                      const Visitor& visitor, const Answers& answers);
Result<http::Response> ShowClose(Site& site, const http::Request& request, const Visitor& visitor);
Result<http::Response> TakeClose(Site& site, const http::Request& request, const Visitor& visitor,
                                 const Answers& answers);

// What is held, who looked, what they agree to, what they asked for.
Result<http::Response> ShowInformation(Site& site, const http::Request& request,
                                       const Visitor& visitor);
Result<http::Response> ShowLooked(Site& site, const http::Request& request, const Visitor& visitor);
Result<http::Response> ShowChoices(Site& site, const http::Request& request,
                                   const Visitor& visitor);
Result<http::Response> TakeChoice(Site& site, const http::Request& request, const Visitor& visitor,
                                  const Answers& answers);
Result<http::Response> ShowMyRequests(Site& site, const http::Request& request,
                                      const Visitor& visitor);
Result<http::Response> ShowOwnAsk(Site& site, const http::Request& request, const Visitor& visitor);
Result<http::Response> TakeOwnAsk(Site& site, const http::Request& request, const Visitor& visitor,
                                  const Answers& answers);

}  // namespace almoner::web::portal
