// The trail in words: the same on the page and in the file. For this folder only.
#pragma once

#include "app/looks.h"
#include "web/site.h"

namespace almoner::web::console {

// `of_person`: who saw one person; otherwise what one colleague did.
[[nodiscard]] std::vector<std::string> ColumnsOf(bool of_person);
Result<std::vector<std::vector<std::string>>> CellsOf(const Site& site, const app::Looks& looks,
                                                      bool of_person);

}  // namespace almoner::web::console
