// The right edge of a growing tree: the last tile of each level. It is all that is needed to append
// leaves and to know the root, so a log of any length is sealed and checked in the same few
// kilobytes.
#pragma once

#include <cstdint>
#include <vector>

#include "audit/tree.h"

namespace almoner::audit {

class Edge {
 public:
  Edge() = default;  // of the empty tree
  // Of the tree of `size` leaves. A tile that is missing or too short is kCorrupt.
  static Result<Edge> Load(TileSource& tiles, std::uint64_t size);

  void Append(const Digest& leaf);
  // The same for a whole tile of leaves and its Fold(), worked out elsewhere. REQUIRES: 256 leaves,
  // and size() is a multiple of 256.
  void AppendTile(Hashes leaves, const Digest& folded);

  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] Digest Root() const;
  // The tiles that became full since the last call, the lower level first where one filled another.
  [[nodiscard]] std::vector<Tile> TakeFull();
  // The tiles that are not full, lowest level first; with `touched`, only those that changed since
  // Load.
  [[nodiscard]] std::vector<Tile> Partial() const;
  [[nodiscard]] std::vector<Tile> TouchedPartial() const;

 private:
  struct Level {
    Tile last;  // 0 to 255 hashes
    bool touched = false;
  };
  Level& At(unsigned level);
  void Carry(unsigned level, Digest hash);

  std::vector<Level> levels_;
  std::vector<Tile> full_;
  std::uint64_t size_ = 0;
};

}  // namespace almoner::audit
