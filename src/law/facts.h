// What every statute file says of itself: where its facts come from and how old they are.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "law/yaml.h"

namespace almoner::law {

// How sure a fact is: kHigh is read in the statute or on the regulator's page, kMedium comes from a
// good secondary source, kLow must be checked before anyone relies on it.
enum class Confidence : std::uint8_t { kHigh, kMedium, kLow };

struct Source {
  std::string text;  // where the facts were read
  Date as_of{};      // when; of two files of one name the later is the better
  Confidence confidence = Confidence::kLow;  // of the facts that do not say their own
};

// The keys schema, source, as-of and confidence at the head of a file; kInvalid when it is of
// another schema than `schema`.
Result<Source> ParseSource(const Node& file, std::string_view schema);

// The key confidence of one fact; what its file says where it has none of its own.
Result<Confidence> ParseConfidence(const Node& fact, Confidence otherwise);

}  // namespace almoner::law
