#include "audit/verify.h"

#include <bit>

namespace almoner::audit {
namespace {

Verdict GoodIf(bool good) { return good ? Verdict::kGood : Verdict::kBad; }

// A node's position on its row, and the last position of that row, on the way up. The RFC's fn and
// sn.
struct Climb {
  std::uint64_t at;
  std::uint64_t last;

  void Up(int rows) {
    at >>= rows;
    last >>= rows;
  }
  // Whether the next hash of the proof stands to the left of ours. A node without a sibling to its
  // right has none below either: it is the same node on all rows until it is a right child itself.
  bool LeftSibling() {
    if (at % 2 == 0 && at != last) return false;
    if (at != 0) Up(std::countr_zero(at));
    return true;
  }
};

}  // namespace

Verdict VerifyInclusion(const Digest& leaf, std::uint64_t index, const TreeHead& head,
                        std::span<const Digest> proof) {
  if (index >= head.size) return Verdict::kBad;
  Climb climb{index, head.size - 1};
  Digest hash = leaf;
  for (const Digest& sibling : proof) {
    if (climb.last == 0) return Verdict::kBad;
    hash = climb.LeftSibling() ? NodeHash(sibling, hash) : NodeHash(hash, sibling);
    climb.Up(1);
  }
  return GoodIf(climb.last == 0 && hash == head.root);
}

Verdict VerifyConsistency(const TreeHead& older, const TreeHead& newer,
                          std::span<const Digest> proof) {
  if (older.size == newer.size) return GoodIf(proof.empty() && older.root == newer.root);
  if (older.size == 0) return GoodIf(proof.empty() && older.root == EmptyRoot());
  if (older.size > newer.size) return Verdict::kBad;

  // Both climbs begin at the largest subtree that ends where the older tree ends.
  Climb climb{older.size - 1, newer.size - 1};
  climb.Up(std::countr_one(climb.at));
  Digest old_hash = older.root;
  if (climb.at != 0) {
    if (proof.empty()) return Verdict::kBad;
    old_hash = proof.front();
    proof = proof.subspan(1);
  }
  Digest new_hash = old_hash;
  for (const Digest& sibling : proof) {
    if (climb.last == 0) return Verdict::kBad;
    if (climb.LeftSibling()) {
      old_hash = NodeHash(sibling, old_hash);
      new_hash = NodeHash(sibling, new_hash);
    } else {
      new_hash = NodeHash(new_hash, sibling);
    }
    climb.Up(1);
  }
  return GoodIf(climb.last == 0 && old_hash == older.root && new_hash == newer.root);
}

}  // namespace almoner::audit
