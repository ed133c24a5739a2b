// Looking at words. For this folder only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace almoner::notice {

[[nodiscard]] bool Has(const std::vector<std::string>& list, std::string_view word);
// ASCII letters only: what else has cases stays as it is.
[[nodiscard]] std::string Lower(std::string_view text);

}  // namespace almoner::notice
