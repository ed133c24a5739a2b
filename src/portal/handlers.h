// The handlers, each named for what it answers; routes.cc says where. For this folder only.
#pragma once

#include "web/site.h"

namespace almoner::web::portal {

Result<http::Response> ShowNotice(Site& site, const http::Request& request);

}  // namespace almoner::web::portal
