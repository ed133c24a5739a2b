// How much text there is, as kMaxText counts it. Also how long it takes to set.
#pragma once

#include "paper/document.h"

namespace almoner::paper {

[[nodiscard]] std::size_t SizeOf(const std::vector<std::string>& texts);  // a row, or items
[[nodiscard]] std::size_t SizeOf(const Block& block);
[[nodiscard]] std::size_t SizeOf(const Document& document);

}  // namespace almoner::paper
