// For almoner*.cc only.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "gdprbench/places.h"

namespace almoner::gdprbench {

// Not "no": a benchmark asks for what its notice allows, and a refusal would be measured as speed.
std::unexpected<Error> NotAllowed();

// The data category that number k's time to live is.
[[nodiscard]] std::string DataCategoryOf(const Shape& shape, std::int64_t k);

// What a sealed field of a record is called.
[[nodiscard]] std::string_view SealedNameOf(Field field);

// One after the other, each of at most so many people and records, where each person's records
// follow each other.
[[nodiscard]] std::vector<std::span<const Numbered>> BatchesOf(std::span<const Numbered> all,
                                                               std::size_t most_people,
                                                               std::size_t most_records);

// Again where somebody else was at the same person.
template <class Once>
Result<std::int64_t> Again(const Once& once) {
  constexpr int kTries = 100;
  for (int tries = 1;; ++tries) {
    auto done = once();
    if (done || done.error().code != Code::kConflict || tries == kTries) return done;
  }
}

}  // namespace almoner::gdprbench
