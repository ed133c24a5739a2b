#include "audit/verify.h"

#include <gtest/gtest.h>

#include <random>

#include "support/matchers.h"
#include "support/merkle.h"

namespace almoner::audit {
namespace {

class VerifyTest : public testing::Test {
 protected:
  static constexpr std::size_t kMost = 70;

  [[nodiscard]] TreeHead HeadAt(std::size_t size) const {
    return {size, reference::Mth(First(size))};
  }
  [[nodiscard]] std::span<const Bytes> First(std::size_t size) const {
    return std::span(entries_).first(size);
  }
  const std::vector<Bytes> entries_ = NumberedEntries(kMost);
};

// Every way of being nearly right: one bit of one hash, one hash less, one more, two exchanged.
std::vector<Hashes> NearlyRight(const Hashes& proof) {
  std::vector<Hashes> wrong;
  for (std::size_t i = 0; i < proof.size(); ++i) {
    wrong.push_back(proof);
    wrong.back()[i][i % 32] ^= 1;
    wrong.push_back(proof);
    wrong.back().erase(wrong.back().begin() + static_cast<std::ptrdiff_t>(i));
    wrong.push_back(proof);
    wrong.back().insert(wrong.back().begin() + static_cast<std::ptrdiff_t>(i), proof[i]);
    if (i > 0) {
      wrong.push_back(proof);
      std::swap(wrong.back()[i], wrong.back()[i - 1]);
    }
  }
  wrong.push_back(proof);
  wrong.back().push_back(EmptyRoot());
  return wrong;
}

TEST_F(VerifyTest, InclusionHoldsForItsOwnLeafIndexAndTreeAndForNothingElse) {
  for (std::size_t size = 1; size <= kMost; ++size) {
    const TreeHead head = HeadAt(size);
    for (std::size_t i = 0; i < size; ++i) {
      const Hashes proof = reference::Path(i, First(size));
      const Digest leaf = LeafHash(entries_[i]);
      ASSERT_EQ(VerifyInclusion(leaf, i, head, proof), Verdict::kGood) << i << " of " << size;
      for (const Hashes& wrong : NearlyRight(proof))
        ASSERT_EQ(VerifyInclusion(leaf, i, head, wrong), Verdict::kBad) << i << " of " << size;
      for (std::size_t other = 0; other <= size; ++other)
        ASSERT_EQ(VerifyInclusion(leaf, other, head, proof) == Verdict::kGood, other == i);
      ASSERT_EQ(VerifyInclusion(LeafHash(ToBytes("x")), i, head, proof), Verdict::kBad);
      ASSERT_EQ(VerifyInclusion(leaf, i, {size, EmptyRoot()}, proof), Verdict::kBad);
    }
  }
}

TEST_F(VerifyTest, NothingIsInTheEmptyTree) {
  EXPECT_EQ(VerifyInclusion(EmptyRoot(), 0, {0, EmptyRoot()}, {}), Verdict::kBad);
}

TEST_F(VerifyTest, ConsistencyHoldsForItsOwnTwoTreesAndForNothingElse) {
  for (std::size_t size = 0; size <= kMost; ++size) {
    for (std::size_t old = 0; old <= size; ++old) {
      const TreeHead older = HeadAt(old);
      const TreeHead newer = HeadAt(size);
      const Hashes proof = reference::Proof(old, First(size));
      ASSERT_EQ(VerifyConsistency(older, newer, proof), Verdict::kGood) << old << " to " << size;
      for (const Hashes& wrong : NearlyRight(proof))
        ASSERT_EQ(VerifyConsistency(older, newer, wrong), Verdict::kBad) << old << " to " << size;
      const TreeHead rewritten{old, LeafHash(ToBytes("x"))};
      ASSERT_EQ(VerifyConsistency(rewritten, newer, proof), Verdict::kBad) << old << " to " << size;
      if (old != 0) {
        const TreeHead changed{size, LeafHash(ToBytes("x"))};
        ASSERT_EQ(VerifyConsistency(older, changed, proof), Verdict::kBad) << old << " to " << size;
      }
    }
  }
}

TEST_F(VerifyTest, ATreeDoesNotContinueALargerOne) {
  const Hashes proof = reference::Proof(5, First(9));
  EXPECT_EQ(VerifyConsistency(HeadAt(9), HeadAt(5), proof), Verdict::kBad);
  EXPECT_EQ(VerifyConsistency(HeadAt(9), HeadAt(5), {}), Verdict::kBad);
}

TEST_F(VerifyTest, TheProofsOfTheFastTreeHoldForRandomSizes) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  MemoryTiles tiles;
  const std::vector<Bytes> entries = NumberedEntries(70'000);
  for (const Bytes& entry : entries) tiles.Append(entry);
  for (int round = 0; round < 50; ++round) {
    const std::size_t size = 1 + random() % entries.size();
    const std::size_t leaf = random() % size;
    const std::size_t old = random() % (size + 1);
    ASSERT_OK_AND(const Digest root, Tree(tiles, size).Root());
    ASSERT_OK_AND(const Digest old_root, Tree(tiles, old).Root());
    ASSERT_OK_AND(const Hashes inclusion, Tree(tiles, size).ProveInclusion(leaf));
    ASSERT_OK_AND(const Hashes consistency, Tree(tiles, size).ProveConsistency(old));
    EXPECT_EQ(VerifyInclusion(LeafHash(entries[leaf]), leaf, {size, root}, inclusion),
              Verdict::kGood);
    EXPECT_EQ(VerifyConsistency({old, old_root}, {size, root}, consistency), Verdict::kGood);
  }
}

}  // namespace
}  // namespace almoner::audit
