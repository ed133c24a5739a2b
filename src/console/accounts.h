// Accounts on the portal that wait for staff. For this folder only.
#pragma once

#include "web/site.h"

namespace almoner::web::console {

Result<http::Response> ShowAccounts(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> ShowUnlock(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> TakeUnlock(Site& site, const http::Request& request, const Caller& caller,
                                  const http::Fields& fields);

}  // namespace almoner::web::console
