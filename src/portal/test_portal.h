// For tests: a World whose portal is served.
#pragma once

#include "portal/routes.h"
#include "web/test_site.h"

namespace almoner::web::portal {

class PortalTest : public WebTest {
 protected:
  PortalTest() : WebTest({AddRoutes}) {}
};

}  // namespace almoner::web::portal
