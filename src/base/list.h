// Words of which none has a comma in it (scopes, events, ids), as one text: how a column holds
// them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace almoner {

[[nodiscard]] std::string JoinList(const std::vector<std::string>& words);
[[nodiscard]] std::vector<std::string> SplitList(std::string_view text);  // "": none

}  // namespace almoner
