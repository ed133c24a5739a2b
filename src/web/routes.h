// Which handler answers at which address: all of them in one table.
#pragma once

#include "http/router.h"
#include "web/site.h"

namespace almoner::web {

// The site outlives the router.
[[nodiscard]] http::Router Routes(Site& site);

}  // namespace almoner::web
