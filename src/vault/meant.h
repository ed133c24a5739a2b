// For this folder only: days as people write them, in what somebody types to find a person.
#pragma once

#include <string>
#include <vector>

namespace almoner::vault {

// A day among the folded words of a query (vault/search.h), and the words beside it; no days where
// there is none.
struct Meant {
  std::vector<std::string> days;  // "19410603"; two where a year of two digits leaves it open
  std::vector<std::string> rest;
};
[[nodiscard]] Meant MeantBy(const std::vector<std::string>& words);

}  // namespace almoner::vault
