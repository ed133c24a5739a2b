// How serious it has to be before something is given out without consent, from disclosures.yaml.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "law/facts.h"

namespace almoner::law {

enum class Seriousness : std::uint8_t { kMinor, kSignificant, kSerious, kLife };
[[nodiscard]] std::string_view Name(Seriousness seriousness);  // "minor", …, "life"
[[nodiscard]] std::optional<Seriousness> FindSeriousness(std::string_view name);

struct Threshold {
  std::string ground;  // of the register of disclosures: "crime"
  Seriousness least = Seriousness::kSerious;
  Seriousness confidential = Seriousness::kSerious;  // where such data is among it
  std::string authority;
};

struct Thresholds {
  Source source;
  std::vector<Threshold> grounds;

  [[nodiscard]] const Threshold* Find(std::string_view ground) const;  // null: it has none
};

// kInvalid: malformed, or what is confidential would need less than what is not.
Result<Thresholds> ParseThresholds(std::string_view yaml);
// As law::Statute::Load: the file built in, or a newer one of the operator's.
Result<Thresholds> LoadThresholds(const std::optional<OperatorPath>& directory = std::nullopt);

}  // namespace almoner::law
