// Packing what is the same for everybody, once. Never a page with somebody's form token in it
// beside what somebody else may have chosen: from how long it gets, the token could be guessed
// (BREACH).
#pragma once

#include <string>
#include <string_view>

#include "http/request.h"

namespace almoner::web {

// As RFC 1952 has it.
[[nodiscard]] std::string Gzip(std::string_view text);
// Whether the client says that it takes that (RFC 9110 section 12.5.3).
[[nodiscard]] bool TakesGzip(const http::Request& request);

}  // namespace almoner::web
