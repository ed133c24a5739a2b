// A record as JSON, the same on the command line and in the API.
#pragma once

#include <boost/json/object.hpp>

#include "vault/record.h"

namespace almoner::app {

[[nodiscard]] boost::json::object ToJson(const vault::Record& record);

}  // namespace almoner::app
