// A list as a file for a spreadsheet: UTF-8 with a byte order mark, every cell quoted, formulas
// defused (base/csv.h).
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "http/response.h"

namespace almoner::web {

// `name`: of the file, without its ending; never anything about a person.
[[nodiscard]] http::Response GiveCsv(Literal name, const std::vector<std::string>& header,
                                     const std::vector<std::vector<std::string>>& rows);

}  // namespace almoner::web
