// What a browser's form sends.
#pragma once

#include <optional>

#include "http/request.h"

namespace almoner::http {

// The fields of an application/x-www-form-urlencoded body in UTF-8 (see ParsePairs for what is
// refused). Nothing when the body is anything else.
[[nodiscard]] std::optional<Fields> ParseForm(const Request& request);

}  // namespace almoner::http
