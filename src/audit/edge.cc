#include "audit/edge.h"

#include <ranges>
#include <utility>

namespace almoner::audit {

Result<Edge> Edge::Load(TileSource& tiles, std::uint64_t size) {
  Edge edge;
  edge.size_ = size;
  for (unsigned level = 0; HashesAt(level, size) > 0; ++level) {
    const TileId id{level, HashesAt(level, size) / kTileWidth};
    const std::uint64_t width = WidthOf(id, size);
    Hashes hashes;
    if (width > 0) hashes = TRY(tiles.Read(id));
    if (hashes.size() < width)
      return Fail(Code::kCorrupt, "A tile of the log holds fewer hashes than the log has.");
    hashes.resize(width);
    edge.levels_.push_back({.last = {id, std::move(hashes)}});
  }
  return edge;
}

void Edge::Append(const Digest& leaf) {
  ++size_;
  Carry(0, leaf);
}

void Edge::AppendTile(Hashes leaves, const Digest& folded) {
  CHECK(leaves.size() == kTileWidth && size_ % kTileWidth == 0);
  size_ += kTileWidth;
  Level& lowest = At(0);
  lowest.touched = true;
  full_.push_back({lowest.last.id, std::move(leaves)});
  ++lowest.last.id.index;
  Carry(1, folded);
}

Edge::Level& Edge::At(unsigned level) {
  if (level == levels_.size()) levels_.push_back({.last = {.id = {level, 0}, .hashes = {}}});
  return levels_[level];
}

void Edge::Carry(unsigned level, Digest hash) {
  for (;; ++level) {
    At(level).touched = true;
    Tile& last = levels_[level].last;
    last.hashes.push_back(hash);
    if (last.hashes.size() < kTileWidth) return;
    hash = Fold(last.hashes);
    full_.push_back({last.id, std::exchange(last.hashes, {})});
    ++last.id.index;
  }
}

// What lies below a level's last hash is one more, unfinished subtree to its right.
Digest Edge::Root() const {
  Hashes below;  // none or one
  for (const Level& level : levels_) {
    Hashes row = level.last.hashes;
    row.insert(row.end(), below.begin(), below.end());
    if (!row.empty()) below = {Fold(row)};
  }
  return below.empty() ? EmptyRoot() : below.front();
}

std::vector<Tile> Edge::TakeFull() { return std::exchange(full_, {}); }

std::vector<Tile> Edge::Partial() const {
  std::vector<Tile> tiles;
  for (const Level& level : levels_)
    if (!level.last.hashes.empty()) tiles.push_back(level.last);
  return tiles;
}

std::vector<Tile> Edge::TouchedPartial() const {
  std::vector<Tile> tiles;
  for (const Level& level : levels_)
    if (level.touched && !level.last.hashes.empty()) tiles.push_back(level.last);
  return tiles;
}

}  // namespace almoner::audit
