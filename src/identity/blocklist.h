// The common passwords, built in from a published list (cmake/blocklist.cmake says which).
#pragma once

#include <cstddef>
#include <string_view>

namespace almoner::identity {

// The whole list, a line for each, all in lower case.
[[nodiscard]] std::string_view CommonPasswords();

// `password` is in lower case. Safe for concurrent use.
[[nodiscard]] bool IsCommon(std::string_view password);

}  // namespace almoner::identity
