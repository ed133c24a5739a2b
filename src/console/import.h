// Tables that are taken in, and what somebody else tells of a person. For this folder only.
#pragma once

#include "console/office.h"
#include "console/today.h"

namespace almoner::web::console {

Result<http::Response> ShowImports(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> ShowImport(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> TakeImport(Site& site, const http::Request& request, const Caller& caller,
                                  const http::Fields& form);
Made MakeUndo(Site& site, const http::Request& request, const Caller& caller);
Made MakeReferral(Site& site, const http::Request& request, const Caller& caller);

// Those who must be told where what is held about them came from, as one thing of what is due.
Status AddTellingToDo(Site& site, const Caller& caller, Waitings& out);

}  // namespace almoner::web::console
