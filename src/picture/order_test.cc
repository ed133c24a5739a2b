#include "picture/order.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <numeric>
#include <random>

namespace almoner::picture {
namespace {

using testing::ElementsAre;

TEST(OrderTest, LinksThatOnlyCrossByChanceDoNotCross) {
  const std::vector<Link> links = {{0, 0, 2}, {0, 1, 1}, {0, 2, 0}};
  const Order order = Ordered({3, 3}, links);
  EXPECT_EQ(Crossings({{0, 1, 2}, {0, 1, 2}}, links), 3U);
  EXPECT_EQ(Crossings(order, links), 0U);
}

TEST(OrderTest, NeverMoreCrossingsThanAsGivenAndEachNodeOnce) {
  constexpr unsigned kSeed = 20261123;
  std::mt19937 random(kSeed);
  RecordProperty("seed", std::to_string(kSeed));
  for (int turn = 0; turn < 40; ++turn) {
    const std::vector<std::size_t> sizes = {1 + random() % 9, 1 + random() % 14, 1 + random() % 9,
                                            1 + random() % 4};
    std::vector<Link> links;
    for (std::size_t layer = 0; layer < 3; ++layer)
      for (std::size_t from = 0; from < sizes[layer]; ++from)
        for (std::size_t to = 0; to < sizes[layer + 1]; ++to)
          if (random() % 4 == 0) links.push_back({layer, from, to});
    Order given;
    for (const std::size_t size : sizes) {
      given.emplace_back(size);
      std::iota(given.back().begin(), given.back().end(), std::size_t{0});
    }
    Order order = Ordered(sizes, links);
    EXPECT_LE(Crossings(order, links), Crossings(given, links)) << turn;
    EXPECT_EQ(order, Ordered(sizes, links));
    for (auto& layer : order) std::ranges::sort(layer);
    EXPECT_EQ(order, given);
  }
}

TEST(OrderTest, ThingsStandWhereTheyWantToUnlessTheyOverlapOrLeaveTheirRoom) {
  EXPECT_THAT(Placed({10, 50}, {20, 20}, 0, 100), ElementsAre(10, 50));
  EXPECT_THAT(Placed({30, 30}, {20, 20}, 0, 100), ElementsAre(20, 40)) << "each gives way";
  EXPECT_THAT(Placed({-30, 95}, {20, 20}, 0, 100), ElementsAre(0, 80));
  EXPECT_THAT(Placed({50, 50, 50}, {40, 40, 20}, 0, 100), ElementsAre(0, 40, 80));
  EXPECT_THAT(Placed({}, {}, 0, 100), ElementsAre());
  std::mt19937 random(7);
  for (int turn = 0; turn < 50; ++turn) {
    std::vector<double> wanted(1 + random() % 20);
    for (double& one : wanted) one = static_cast<double>(random() % 600) - 100;
    const std::vector<double> sizes(wanted.size(), 20);
    const auto placed = Placed(wanted, sizes, 0, 400);
    for (std::size_t i = 0; i < placed.size(); ++i) {
      EXPECT_GE(placed[i], i == 0 ? 0 : placed[i - 1] + 20 - 1e-6);
      EXPECT_LE(placed[i] + 20, 400 + 1e-6);
    }
  }
}

}  // namespace
}  // namespace almoner::picture
