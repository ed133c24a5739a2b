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

// An account by e-mail: a letter that is asked for, and what its link does.
Answer ShowRegister(Desk& desk, const http::Request& request);
Answer TakeRegister(Desk& desk, const http::Request& request);
Answer ShowFinish(Desk& desk, const http::Request& request);
Answer Finish(Desk& desk, const http::Request& request);
Answer ShowForgotten(Desk& desk, const http::Request& request);
Answer TakeForgotten(Desk& desk, const http::Request& request);
Answer ShowNewPassword(Desk& desk, const http::Request& request);
Answer TakeNewPassword(Desk& desk, const http::Request& request);
Answer ShowStolen(Desk& desk, const http::Request& request);
Answer TakeStolen(Desk& desk, const http::Request& request);
Answer ShowLock(Desk& desk, const http::Request& request);
Answer Lock(Desk& desk, const http::Request& request);
Answer ShowMyEmail(Desk& desk, const http::Request& request);
Answer TakeMyEmail(Desk& desk, const http::Request& request);
Answer ShowConfirm(Desk& desk, const http::Request& request);
Answer Confirm(Desk& desk, const http::Request& request);
Answer ShowMyRequests(Desk& desk, const http::Request& request);

// An account of one's own.
Result<http::Response> ShowMySignIn(Site& site, const http::Request& request);
Result<http::Response> MySignIn(Site& site, const http::Request& request, const Answers& answers);
Result<http::Response> ShowMyCode(Site& site, const http::Request& request);
Result<http::Response> TakeMyCode(Site& site, const http::Request& request, const Answers& answers);
Result<http::Response> ShowStart(Site& site, const http::Request& request);
Result<http::Response> Start(Site& site, const http::Request& request, const Answers& answers);
Result<http::Response> MySignOut(Site& site, const http::Request& request, const Member& member,
                                 const Answers& answers);
Result<http::Response> ShowMy(Site& site, const http::Request& request, const Member& member);
Result<http::Response> ShowMyPassword(Site& site, const http::Request& request,
                                      const Member& member);
Result<http::Response> TakeMyPassword(Site& site, const http::Request& request,
                                      const Member& member, const Answers& answers);
Result<http::Response> ShowClose(Site& site, const http::Request& request, const Member& member);
Result<http::Response> TakeClose(Site& site, const http::Request& request, const Member& member,
                                 const Answers& answers);

Result<http::Response> ShowMySecond(Site& site, const http::Request& request, const Member& member);
Result<http::Response> TakeMySecond(Site& site, const http::Request& request, const Member& member,
                                    const Answers& answers);
Result<http::Response> ShowMyApp(Site& site, const http::Request& request, const Member& member);
Result<http::Response> TakeMyApp(Site& site, const http::Request& request, const Member& member,
                                 const Answers& answers);
Result<http::Response> ShowMyPasskeys(Site& site, const http::Request& request,
                                      const Member& member);
Result<http::Response> TakeMyPasskey(Site& site, const http::Request& request, const Member& member,
                                     const Answers& answers);
Result<http::Response> RemoveMyPasskey(Site& site, const http::Request& request,
                                       const Member& member, const Answers& answers);
Result<http::Response> TakeMySignInPasskey(Site& site, const http::Request& request,
                                           const Answers& answers);
Result<http::Response> ShowMyDevices(Site& site, const http::Request& request,
                                     const Member& member);
Result<http::Response> TakeMyDevices(Site& site, const http::Request& request, const Member& member,
                                     const Answers& answers);

// A code that shows who holds an account which was registered by e-mail.
Result<http::Response> ShowCodeForm(Site& site, const http::Request& request, const Member& member);
Result<http::Response> TakeCode(Site& site, const http::Request& request, const Member& member,
                                const Answers& answers);
// By which ways they want to be reached.
Result<http::Response> ShowWays(Site& site, const http::Request& request, const Visitor& visitor);
Result<http::Response> TakeWay(Site& site, const http::Request& request, const Visitor& visitor,
                               const Answers& answers);

// What is held, who looked, what they agree to, what they asked for.
Result<http::Response> ShowInformation(Site& site, const http::Request& request,
                                       const Visitor& visitor);
Result<http::Response> ShowLooked(Site& site, const http::Request& request, const Visitor& visitor);
Result<http::Response> ShowChoices(Site& site, const http::Request& request,
                                   const Visitor& visitor);
Result<http::Response> TakeChoice(Site& site, const http::Request& request, const Visitor& visitor,
                                  const Answers& answers);
Result<http::Response> ShowOwnAsk(Site& site, const http::Request& request, const Visitor& visitor);
Result<http::Response> TakeOwnAsk(Site& site, const http::Request& request, const Visitor& visitor,
                                  const Answers& answers);

}  // namespace almoner::web::portal
