#include "console/reaching_page.h"
#include "web/doors.h"

namespace almoner::web::console {

void AddReachingPages(http::Router& router, Site& site) {
  using enum http::Method;
  router.Add(kGet, "/people/{id}/contact", Console(site, ShowContact));
  router.Add(kPost, "/people/{id}/contact", Form(site, TakeContact));
  router.Add(kGet, "/people/{id}/needs", Console(site, ShowNeeds));
  router.Add(kPost, "/people/{id}/needs", Form(site, TakeNeeds));
  router.Add(kGet, "/people/{id}/ways", Console(site, ShowWays));
  router.Add(kPost, "/people/{id}/ways", Form(site, TakeWays));
}

}  // namespace almoner::web::console
