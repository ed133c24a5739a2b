// The Merkle tree of RFC 6962 section 2.1, over tiles of 256 hashes (c2sp.org/tlog-tiles).
//
//   level 1        t(1,0): h h h ...            each hash stands for one full tile below it
//                          | |
//   level 0    t(0,0)  t(0,1)  t(0,2) ...       each hash is the hash of one entry ("leaf")
//
// Leaves count from 0. Only the last tile of a level may hold fewer than 256 hashes.
#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/hash.h"

namespace almoner::audit {

using crypto::Digest;
using Hashes = std::vector<Digest>;

// A leaf and a node can never be taken for each other: each begins with a byte of its own.
[[nodiscard]] Digest LeafHash(BytesView entry);
[[nodiscard]] Digest NodeHash(const Digest& left, const Digest& right);
[[nodiscard]] Digest EmptyRoot();  // SHA-256 of nothing
// The hash of the tree whose leaves (or whole subtrees of one height) these are. REQUIRES: at least
// one.
[[nodiscard]] Digest Fold(std::span<const Digest> hashes);

inline constexpr std::uint64_t kTileWidth = 256;
inline constexpr unsigned kTileHeight = 8;
inline constexpr unsigned kLevels = 8;  // 256^8 leaves are more than a count can hold

struct TileId {
  unsigned level = 0;
  std::uint64_t index = 0;
  friend auto operator<=>(const TileId&, const TileId&) = default;
};
struct Tile {
  TileId id;
  Hashes hashes;
};

// How many hashes a tree of `size` leaves has at a level: the subtrees of 256^level leaves that are
// whole.
[[nodiscard]] constexpr std::uint64_t HashesAt(unsigned level, std::uint64_t size) {
  return level < kLevels ? size >> (kTileHeight * level) : 0;
}
// How many of them its tile holds; 0 when the tree has no such tile.
[[nodiscard]] std::uint64_t WidthOf(TileId tile, std::uint64_t size);

// Where tiles are kept. A tile may hold more hashes than an older, smaller tree asks for.
class TileSource {
 public:
  virtual ~TileSource() = default;
  // kNotFound when there is no such tile.
  virtual Result<Hashes> Read(TileId tile) = 0;

 protected:
  TileSource() = default;
  TileSource(const TileSource&) = default;
  TileSource& operator=(const TileSource&) = default;
};

// The tree of the first `size` leaves. Believes the tiles it reads: whoever needs to know compares
// Root(). `tiles` must outlive it. Errors of the source are passed on; a tile too short is
// kCorrupt.
class Tree {
 public:
  Tree(TileSource& tiles, std::uint64_t size) : tiles_(tiles), size_(size) {}

  Result<Digest> Root();
  // Section 2.1.1: the hashes that lead from a leaf to the root. kInvalid when the tree has no such
  // leaf.
  Result<Hashes> ProveInclusion(std::uint64_t leaf);
  // Section 2.1.2: the hashes that show the tree of `old_size` leaves to be its beginning; none
  // when that is empty or the same. kInvalid when it is larger.
  Result<Hashes> ProveConsistency(std::uint64_t old_size);

 private:
  Result<Digest> HashOf(std::uint64_t begin, std::uint64_t end);
  Result<Digest> Whole(std::uint64_t begin, std::uint64_t count);

  TileSource& tiles_;
  std::uint64_t size_;
};

}  // namespace almoner::audit
