// The page /api, which a developer reads: made of the calls. For this folder only.
#pragma once

#include "web/site.h"

namespace almoner::web::api {

Result<http::Response> ShowReference(Site& site, const http::Request& request);

}  // namespace almoner::web::api
