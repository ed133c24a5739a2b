#include "audit/tree.h"

#include <gtest/gtest.h>

#include <random>

#include "audit/edge.h"
#include "support/matchers.h"
#include "support/merkle.h"

namespace almoner::audit {
namespace {

MemoryTiles TilesOf(const std::vector<Bytes>& entries) {
  MemoryTiles tiles;
  for (const Bytes& entry : entries) tiles.Append(entry);
  return tiles;
}

// The eight entries and the roots that every implementation of RFC 6962 is tested with, first
// published with Certificate Transparency (merkletree/merkle_tree_test.cc).
std::vector<Bytes> PublishedEntries() {
  std::vector<Bytes> entries;
  for (const char* hex : {"", "00", "10", "2021", "3031", "40414243", "5051525354555657",
                          "606162636465666768696a6b6c6d6e6f"})
    entries.push_back(*FromHex(hex));
  return entries;
}

constexpr const char* kPublishedRoots[] = {
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

std::vector<std::string> Hex(const Hashes& hashes) {
  std::vector<std::string> texts;
  for (const Digest& hash : hashes) texts.push_back(ToHex(hash));
  return texts;
}

TEST(Tree, HasThePublishedRoots) {
  const std::vector<Bytes> entries = PublishedEntries();
  MemoryTiles tiles = TilesOf(entries);
  for (std::size_t size = 0; size <= entries.size(); ++size) {
    ASSERT_OK_AND(const Digest root, Tree(tiles, size).Root());
    EXPECT_EQ(ToHex(root), kPublishedRoots[size]) << "size " << size;
  }
}

TEST(Tree, GivesThePublishedProofs) {
  MemoryTiles tiles = TilesOf(PublishedEntries());
  ASSERT_OK_AND(const Hashes inclusion, Tree(tiles, 8).ProveInclusion(5));
  EXPECT_EQ(Hex(inclusion), (std::vector<std::string>{
                                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                                kPublishedRoots[4]}));
  ASSERT_OK_AND(const Hashes consistency, Tree(tiles, 8).ProveConsistency(6));
  EXPECT_EQ(
      Hex(consistency),
      (std::vector<std::string>{"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                                kPublishedRoots[4]}));
}

TEST(Tree, AgreesWithTheDefinitionForEverySmallSize) {
  const std::vector<Bytes> entries = NumberedEntries(300);
  MemoryTiles tiles = TilesOf(entries);
  for (std::size_t size = 0; size <= entries.size(); ++size)
    EXPECT_THAT(Tree(tiles, size).Root(),
                IsOkAndHolds(reference::Mth(std::span(entries).first(size))))
        << "size " << size;
  for (const std::size_t size : {1U, 2U, 3U, 7U, 8U, 9U, 63U, 100U, 255U, 256U, 257U, 300U}) {
    const std::span<const Bytes> part = std::span(entries).first(size);
    for (std::size_t i = 0; i < size; ++i)
      EXPECT_THAT(Tree(tiles, size).ProveInclusion(i), IsOkAndHolds(reference::Path(i, part)));
    for (std::size_t old = 0; old <= size; ++old)
      EXPECT_THAT(Tree(tiles, size).ProveConsistency(old),
                  IsOkAndHolds(reference::Proof(old, part)));
  }
}

// Past 65,536 entries there is a third level of tiles.
TEST(Tree, AgreesWithTheDefinitionForRandomLargeSizes) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const std::vector<Bytes> entries = NumberedEntries(66'000);
  MemoryTiles tiles = TilesOf(entries);
  for (const std::size_t size : {65'536UL, 65'537UL, 66'000UL, 1 + random() % 66'000UL}) {
    const std::span<const Bytes> part = std::span(entries).first(size);
    const std::size_t leaf = random() % size;
    const std::size_t old = random() % (size + 1);
    EXPECT_THAT(Tree(tiles, size).Root(), IsOkAndHolds(reference::Mth(part)));
    EXPECT_THAT(Tree(tiles, size).ProveInclusion(leaf), IsOkAndHolds(reference::Path(leaf, part)));
    EXPECT_THAT(Tree(tiles, size).ProveConsistency(old), IsOkAndHolds(reference::Proof(old, part)));
  }
}

TEST(Tree, HasNoProofForALeafOrASizeBeyondItsEnd) {
  MemoryTiles tiles = TilesOf(NumberedEntries(5));
  EXPECT_THAT(Tree(tiles, 5).ProveInclusion(5), FailsWith(Code::kInvalid));
  EXPECT_THAT(Tree(tiles, 0).ProveInclusion(0), FailsWith(Code::kInvalid));
  EXPECT_THAT(Tree(tiles, 5).ProveConsistency(6), FailsWith(Code::kInvalid));
}

TEST(Tree, SaysSoWhenATileIsMissingOrTooShort) {
  MemoryTiles tiles = TilesOf(NumberedEntries(300));
  tiles.tiles()[{0, 1}].pop_back();
  EXPECT_THAT(Tree(tiles, 300).Root(), FailsWith(Code::kCorrupt));
  EXPECT_THAT(Edge::Load(tiles, 300), FailsWith(Code::kCorrupt));
  EXPECT_THAT(Tree(tiles, 299).Root(), IsOk());
  tiles.tiles().erase({0, 1});
  EXPECT_THAT(Tree(tiles, 299).Root(), FailsWith(Code::kNotFound));
  EXPECT_THAT(Edge::Load(tiles, 299), FailsWith(Code::kNotFound));
}

// The example of c2sp.org/tlog-tiles: 70,000 leaves.
TEST(Tiles, AreAsWideAsTheSpecificationSays) {
  EXPECT_EQ(WidthOf({0, 272}, 70'000), 256U);
  EXPECT_EQ(WidthOf({0, 273}, 70'000), 112U);
  EXPECT_EQ(WidthOf({0, 274}, 70'000), 0U);
  EXPECT_EQ(WidthOf({1, 0}, 70'000), 256U);
  EXPECT_EQ(WidthOf({1, 1}, 70'000), 17U);
  EXPECT_EQ(WidthOf({2, 0}, 70'000), 1U);
  EXPECT_EQ(WidthOf({3, 0}, 70'000), 0U);
  EXPECT_EQ(WidthOf({1, 0}, 256), 1U);
  EXPECT_EQ(WidthOf({0, 1}, 256), 0U);
  EXPECT_EQ(WidthOf({9, 0}, 70'000), 0U);
}

TEST(Edge, KnowsTheRootAtEverySizeAndGoesOnWhereItWasLoaded) {
  const std::vector<Bytes> entries = NumberedEntries(600);
  MemoryTiles tiles;
  for (std::size_t size = 0; size < entries.size(); ++size) {
    ASSERT_OK_AND(const Edge loaded, Edge::Load(tiles, size));
    ASSERT_EQ(loaded.Root(), reference::Mth(std::span(entries).first(size))) << "size " << size;
    ASSERT_EQ(tiles.edge().Root(), loaded.Root());
    EXPECT_TRUE(loaded.TouchedPartial().empty());
    tiles.Append(entries[size]);
  }
}

TEST(Edge, GivesTilesOfWholeSubtreesOnly) {
  MemoryTiles tiles = TilesOf(NumberedEntries(513));
  ASSERT_EQ(tiles.tiles().size(), 4U);
  EXPECT_EQ((tiles.tiles()[{0, 0}].size()), 256U);
  EXPECT_EQ((tiles.tiles()[{0, 1}].size()), 256U);
  EXPECT_EQ((tiles.tiles()[{0, 2}].size()), 1U);
  EXPECT_EQ((tiles.tiles()[{1, 0}].size()), 2U);
  EXPECT_EQ((tiles.tiles()[{1, 0}][1]), Fold(tiles.tiles()[{0, 1}]));
}

}  // namespace
}  // namespace almoner::audit
