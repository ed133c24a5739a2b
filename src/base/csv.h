// Comma-separated values (RFC 4180) as spreadsheets open them without harm: UTF-8 with a byte order
// mark, every cell quoted, and a quote before what a spreadsheet would take for a formula.
#pragma once

#include <string>
#include <vector>

namespace almoner {

[[nodiscard]] std::string ToCsv(const std::vector<std::string>& header,
                                const std::vector<std::vector<std::string>>& rows);

}  // namespace almoner
