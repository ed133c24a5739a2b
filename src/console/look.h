// How pages look, as handlers. For this folder only.
#pragma once

#include "console/deed.h"
#include "http/multipart.h"

namespace almoner::web::console {

Result<http::Response> ShowLook(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> TakeLook(Site& site, const http::Request& request, const Caller& caller,
                                const http::Multipart& sent);

}  // namespace almoner::web::console
