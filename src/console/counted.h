// When the promises were last counted, for the pages that show what was found. For this folder
// only.
#pragma once

#include "app/last_count.h"
#include "web/site.h"
#include "web/view.h"

namespace almoner::web::console {

// counted.html: the time of the count that is shown, how far the next one is, and a button for it.
[[nodiscard]] View CountedPart(const Site& site, const Caller& caller, const app::Count* shown);

}  // namespace almoner::web::console
