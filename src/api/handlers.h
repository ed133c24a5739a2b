// The handlers, each named for what it answers; routes.cc says where. For this folder only.
#pragma once

#include "web/site.h"

namespace almoner::web::api {

Result<http::Response> GetRecords(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> PostRecord(Site& site, const http::Request& request, const Caller& caller);

}  // namespace almoner::web::api
