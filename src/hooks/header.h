// Headers of an HTTP message, as this module makes and reads them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace almoner::hooks {

struct Header {
  std::string name;
  std::string value;
};
using Headers = std::vector<Header>;

// The value of the one header of that name, in whatever case; lives as long as `headers`. kInvalid:
// there is none, or more than one.
Result<std::string_view> Only(const Headers& headers, Literal name);

// Whether the two are the same but for the case of ASCII letters, as names of headers and hosts
// are.
[[nodiscard]] bool SameName(std::string_view a, std::string_view b);

}  // namespace almoner::hooks
