// Where each page of the portal stands.
#pragma once

#include "http/router.h"
#include "web/site.h"

namespace almoner::web::portal {

void AddRoutes(http::Router& router, Site& site);

}  // namespace almoner::web::portal
