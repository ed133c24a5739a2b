#include "api/routes.h"

#include "api/door.h"
#include "api/openapi.h"
#include "api/reference.h"
#include "base/json.h"
#include "vault/document.h"
#include "web/doors.h"

namespace almoner::web::api {
namespace {

Result<http::Response> GiveOpenApi(Site& site, const http::Request& request) {
  return Same(site, request, [&]() -> Result<http::Response> {
    return http::Response::Json(ToText(OpenApi(site.app.notice())));
  });
}

}  // namespace

void AddRoutes(http::Router& router, Site& site) {
  using enum http::Method;
  router.Add(kGet, "/api", Public(site, ShowReference));
  router.Add(kGet, "/api/v1/openapi.json", Public(site, GiveOpenApi));
  const auto rates = std::make_shared<Rates>();
  for (const Endpoint& endpoint : Endpoints())
    router.Add(endpoint.method, endpoint.path, Serve(site, endpoint, rates),
               endpoint.body == Body::kBytes ? vault::kMostDocument : 0);
}

}  // namespace almoner::web::api
