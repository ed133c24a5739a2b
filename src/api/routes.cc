#include "api/routes.h"

#include "api/handlers.h"
#include "web/doors.h"

namespace almoner::web::api {

void AddRoutes(http::Router& router, Site& site) {
  using enum http::Method;
  router.Add(kGet, "/api/v1/subjects/{id}/records", Api(site, GetRecords));
  router.Add(kPost, "/api/v1/subjects/{id}/records", Api(site, PostRecord));
}

}  // namespace almoner::web::api
