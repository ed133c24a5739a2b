// Everything that may go out, record by record. For this folder only.
#pragma once

#include "web/doors.h"

namespace almoner::web::console {

Result<http::Response> ShowItems(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> TakeItems(Site& site, const http::Request& request, const Caller& caller,
                                 const http::Fields& form);

}  // namespace almoner::web::console
