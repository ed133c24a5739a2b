// JSON at the edges: strict in, compact out. Boost.JSON stays in the .cc files of those who use it.
#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <string_view>

#include "base/result.h"

namespace almoner {

// RFC 8259, at most 32 levels deep, valid UTF-8, no duplicate keys, nothing after the value. Whole
// numbers of 64 bits are exact; others are doubles that may be a unit in the last place off, so
// what must be exact is not sent as a fraction. A number too large for a double is refused.
Result<boost::json::value> ParseJson(std::string_view text);

// One line, no spaces, keys in the order they were put in.
[[nodiscard]] std::string ToText(const boost::json::value& value);

}  // namespace almoner
