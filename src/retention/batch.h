// For this folder only: many people's records that go together.
#pragma once

#include <span>

#include "retention/pace.h"
#include "retention/people.h"
#include "retention/sweep.h"

namespace almoner::retention {

// What goes of one person.
struct Going {
  const Candidate* person = nullptr;
  std::vector<vault::Outline> rows;
  bool all = false;  // nothing is left of them
};

// Whether it can go without anybody's record being opened.
[[nodiscard]] bool FitsBatch(const Going& going);
// What goes, as a review has it.
[[nodiscard]] std::vector<Item> ItemsOf(std::span<const Going> batch);
// How much of an entry it takes up.
[[nodiscard]] std::size_t Weight(const Going& going);

// Destroys them together, or nothing. kConflict when something about one of them changed since it
// was looked at; kInvalid when it is more than one entry can name.
gate::Outcome<Swept> DestroyBatch(gate::Gate& gate, const std::optional<StaffId>& by,
                                  const std::vector<Going>& batch);

}  // namespace almoner::retention
