// Members of a JSON object that somebody else has written; kInvalid where one is not as it should
// be. Boost.JSON stays in the .cc files.
#pragma once

#include <boost/json/fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace almoner::identity {

inline constexpr std::size_t kMostJson = std::size_t{256} << 10;

// At most kMostJson bytes, and an object.
Result<boost::json::object> ParseObject(std::string_view text);
Result<boost::json::object> ObjectAt(const boost::json::object& object, std::string_view name);
Result<std::string> TextAt(const boost::json::object& object, std::string_view name);
// Nothing where it is not there, or null.
Result<std::optional<std::string>> OptionalTextAt(const boost::json::object& object,
                                                  std::string_view name);
Result<Bytes> BytesAt(const boost::json::object& object, std::string_view name);  // base64url

}  // namespace almoner::identity
