// The board of promises: one mark for each, told apart by its letter, its shape and its shade.
#pragma once

#include <cstdint>

#include "picture/picture.h"

namespace almoner::picture {

enum class Standing : std::uint8_t { kKept, kAtRisk, kBroken, kNotShown };
inline constexpr std::size_t kStandings = 4;
[[nodiscard]] std::string_view Name(Standing standing);  // "kept", "at risk", …

struct Board {
  Heading heading;
  struct Cell {
    std::string name;  // of the clause: "HL-4"
    Standing standing = Standing::kNotShown;
  };
  struct Part {
    std::string name;  // "How long we keep it"
    std::vector<Cell> cells;
  };
  std::vector<Part> parts;
};

// What is broken or at risk is named under its part. Parts without cells are left out.
[[nodiscard]] Picture Draw(const Board& board);

}  // namespace almoner::picture
