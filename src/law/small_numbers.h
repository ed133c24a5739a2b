// The rule for small numbers, from small-numbers.yaml: which counts about people are hidden, and
// how the others are rounded.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "law/facts.h"

namespace almoner::law {

// Immutable once loaded.
class SmallNumbers {
 public:
  static Result<SmallNumbers> Parse(std::string_view yaml);

  [[nodiscard]] const Source& source() const { return source_; }
  [[nodiscard]] std::int64_t suppress_to() const { return suppress_to_; }
  [[nodiscard]] std::int64_t round_to() const { return round_to_; }
  [[nodiscard]] bool exact_totals() const { return exact_totals_; }

  // What may be shown of a count that is not negative; nothing: `*` stands for it.
  [[nodiscard]] std::optional<std::int64_t> Shown(std::int64_t count) const;
  // The same for a total.
  [[nodiscard]] std::optional<std::int64_t> ShownTotal(std::int64_t total) const;
  // The parts of one total. Where totals are exact and just one part is hidden, the least of the
  // others that are not 0 is hidden too.
  [[nodiscard]] std::vector<std::optional<std::int64_t>> ShownParts(
      const std::vector<std::int64_t>& parts) const;

 private:
  SmallNumbers() = default;
  Source source_;
  std::int64_t suppress_to_ = 0;
  std::int64_t round_to_ = 1;
  bool exact_totals_ = false;
};

// A share in whole per cent, of figures as they are shown; nothing where one is hidden, or the
// whole is 0. Never over 100, though parts are rounded.
[[nodiscard]] std::optional<std::int64_t> Percent(std::optional<std::int64_t> part,
                                                  std::optional<std::int64_t> whole);

// As law::Statute::Load: the file built in, or a newer one of the operator's.
Result<SmallNumbers> LoadSmallNumbers(const std::optional<OperatorPath>& directory = std::nullopt);

}  // namespace almoner::law
