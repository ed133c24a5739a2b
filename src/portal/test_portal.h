// For tests: a World whose portal is served.
#pragma once

#include "portal/routes.h"
#include "web/test_site.h"

namespace almoner::web::portal {

class PortalTest : public WebTest {
 protected:
  explicit PortalTest(std::string_view notice = "") : WebTest({AddRoutes}, "", notice) {}
};

}  // namespace almoner::web::portal
