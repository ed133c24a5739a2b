// What somebody signs in with, in words that they know it by. The header that browsers send is
// read and not kept.
#pragma once

#include <string>
#include <string_view>

namespace almoner::web {

// "Firefox on Windows", of a User-Agent header; "A browser" and "" for what is not known.
[[nodiscard]] std::string DeviceInWords(std::string_view user_agent);

}  // namespace almoner::web
