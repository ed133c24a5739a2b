// ADDRESS:PORT, as the settings write it.
#pragma once

#include <string_view>

#include "http/server.h"

namespace almoner::web {

// "127.0.0.1:8443" or "[::1]:8443"; port 0 is any free one. kInvalid for anything else; whether the
// address is one is for the server to say.
Result<http::Endpoint> ParseEndpoint(std::string_view text);

// The same the other way, with the port that was given.
[[nodiscard]] std::string Text(const http::Endpoint& endpoint);

}  // namespace almoner::web
