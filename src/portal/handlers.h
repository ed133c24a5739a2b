// The handlers, each named for what it answers; routes.cc says where. For this folder only.
#pragma once

#include "portal/visitor.h"

namespace almoner::web::portal {

Result<http::Response> ShowNotice(Site& site, const http::Request& request);

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
Result<http::Response> ShowAsk(Site& site, const http::Request& request, const Visitor& visitor);
Result<http::Response> TakeAsk(Site& site, const http::Request& request, const Visitor& visitor,
                               const Answers& answers);

}  // namespace almoner::web::portal
