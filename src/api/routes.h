// Where each call of the API stands.
#pragma once

#include "http/router.h"
#include "web/site.h"

namespace almoner::web::api {

void AddRoutes(http::Router& router, Site& site);

}  // namespace almoner::web::api
