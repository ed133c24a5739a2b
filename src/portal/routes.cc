#include "portal/routes.h"

#include "portal/handlers.h"
#include "web/doors.h"

namespace almoner::web::portal {

void AddRoutes(http::Router& router, Site& site) {
  using enum http::Method;
  router.Add(kGet, "/", Public(site, ShowNotice));
}

}  // namespace almoner::web::portal
