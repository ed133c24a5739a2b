#include "audit/tree.h"

#include <algorithm>
#include <array>
#include <bit>

namespace almoner::audit {
namespace {

// RFC 6962 section 2.1: a tree of n > 1 leaves divides at the largest power of two smaller than n.
std::uint64_t SplitOf(std::uint64_t count) { return std::bit_floor(count - 1); }

}  // namespace

Digest LeafHash(BytesView entry) {
  constexpr std::array<std::uint8_t, 1> kLeaf = {0};
  return crypto::Sha256({kLeaf, entry});
}

Digest NodeHash(const Digest& left, const Digest& right) {
  constexpr std::array<std::uint8_t, 1> kNode = {1};
  return crypto::Sha256({kNode, left, right});
}

Digest EmptyRoot() { return crypto::Sha256(BytesView()); }

Digest Fold(std::span<const Digest> hashes) {
  CHECK(!hashes.empty());
  if (hashes.size() == 1) return hashes.front();
  const std::size_t split = SplitOf(hashes.size());
  return NodeHash(Fold(hashes.first(split)), Fold(hashes.subspan(split)));
}

std::uint64_t WidthOf(TileId tile, std::uint64_t size) {
  const std::uint64_t count = HashesAt(tile.level, size);
  const std::uint64_t full = count / kTileWidth;
  if (tile.index < full) return kTileWidth;
  return tile.index == full ? count % kTileWidth : 0;
}

Result<Digest> Tree::Root() {
  if (size_ == 0) return EmptyRoot();
  return HashOf(0, size_);
}

Result<Hashes> Tree::ProveInclusion(std::uint64_t leaf) {
  if (leaf >= size_) return Fail(Code::kInvalid, "The log has no entry with that number.");
  Hashes path;
  std::uint64_t begin = 0;
  std::uint64_t end = size_;
  while (end - begin > 1) {
    const std::uint64_t middle = begin + SplitOf(end - begin);
    if (leaf < middle) {
      path.push_back(TRY(HashOf(middle, end)));
      end = middle;
    } else {
      path.push_back(TRY(HashOf(begin, middle)));
      begin = middle;
    }
  }
  std::ranges::reverse(path);  // from the leaf up
  return path;
}

Result<Hashes> Tree::ProveConsistency(std::uint64_t old_size) {
  if (old_size > size_)
    return Fail(Code::kInvalid, "The log is smaller than the size it should be shown to continue.");
  Hashes path;
  if (old_size == 0) return path;
  std::uint64_t begin = 0;
  std::uint64_t end = size_;
  while (end != old_size) {
    const std::uint64_t middle = begin + SplitOf(end - begin);
    if (old_size <= middle) {
      path.push_back(TRY(HashOf(middle, end)));
      end = middle;
    } else {
      path.push_back(TRY(HashOf(begin, middle)));
      begin = middle;
    }
  }
  // Where the old tree is itself a subtree from the left edge, its root is known and left out.
  if (begin != 0) path.push_back(TRY(HashOf(begin, end)));
  std::ranges::reverse(path);
  return path;
}

// REQUIRES: begin < end, and begin is where a subtree of at least end - begin leaves begins.
Result<Digest> Tree::HashOf(std::uint64_t begin, std::uint64_t end) {
  const std::uint64_t count = end - begin;
  if (std::has_single_bit(count)) return Whole(begin, count);
  const std::uint64_t middle = begin + SplitOf(count);
  const Digest left = TRY(HashOf(begin, middle));
  return NodeHash(left, TRY(HashOf(middle, end)));
}

// The same for a power of two: it lies within one tile, at the highest level that still shows it.
Result<Digest> Tree::Whole(std::uint64_t begin, std::uint64_t count) {
  const auto height = static_cast<unsigned>(std::countr_zero(count));
  const unsigned level = height / kTileHeight;
  const std::uint64_t first = begin >> (kTileHeight * level);
  const std::uint64_t offset = first % kTileWidth;
  const std::uint64_t width = std::uint64_t{1} << (height % kTileHeight);
  const TileId id{level, first / kTileWidth};
  const Hashes hashes = TRY(tiles_.Read(id));
  if (hashes.size() < offset + width)
    return Fail(Code::kCorrupt, "A tile of the log holds fewer hashes than the log has.");
  return Fold(std::span(hashes).subspan(offset, width));
}

}  // namespace almoner::audit
