// How pages look, as handlers. For this folder only.
#pragma once

#include "console/deed.h"

namespace almoner::web::console {

Result<http::Response> ShowLook(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> TakeLook(Site& site, const http::Request& request, const Caller& caller,
                                const http::Fields& fields);

}  // namespace almoner::web::console
