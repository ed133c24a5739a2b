// Members of a JSON object that somebody else has sent.
#pragma once

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "base/time.h"

namespace almoner::hooks {

// kInvalid, with the member's name: it is missing or of another kind. A string is of 4,096 bytes at
// most.
Result<std::string> TextOf(const boost::json::object& object, Literal name);
Result<Time> TimeOf(const boost::json::object& object, Literal name);
// Nothing where it is not there, or null.
Result<std::optional<std::string>> OptionalTextOf(const boost::json::object& object, Literal name);
Result<std::optional<std::int64_t>> OptionalCountOf(const boost::json::object& object,
                                                    Literal name);

// The object that `text` is, and nothing else.
Result<boost::json::object> ObjectOf(std::string_view text);

}  // namespace almoner::hooks
