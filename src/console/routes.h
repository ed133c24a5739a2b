// Where each page of the console stands.
#pragma once

#include "http/router.h"
#include "web/site.h"

namespace almoner::web::console {

void AddRoutes(http::Router& router, Site& site);

}  // namespace almoner::web::console
