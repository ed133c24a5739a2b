#include "picture/order.h"

#include <algorithm>
#include <numeric>

#include "base/result.h"

namespace almoner::picture {
namespace {

constexpr int kSweeps = 8;

// Where each node stands in its layer.
Order PlacesOf(const Order& order) {
  Order places(order.size());
  for (std::size_t layer = 0; layer < order.size(); ++layer) {
    places[layer].resize(order[layer].size());
    for (std::size_t i = 0; i < order[layer].size(); ++i) places[layer][order[layer][i]] = i;
  }
  return places;
}

// Nodes without neighbours on that side stay where they are among the others.
void Sort(Order& order, std::size_t layer, bool by_next, const std::vector<Link>& links) {
  const Order places = PlacesOf(order);
  struct Sum {
    double places = 0;
    double count = 0;
  };
  std::vector<Sum> sums(order[layer].size());
  for (const Link& link : links) {
    if (by_next ? link.layer != layer : link.layer + 1 != layer) continue;
    const std::size_t node = by_next ? link.from : link.to;
    const std::size_t other = by_next ? places[layer + 1][link.to] : places[layer - 1][link.from];
    const auto size = static_cast<double>(order[by_next ? layer + 1 : layer - 1].size());
    sums[node].places += (static_cast<double>(other) + 0.5) / size;
    sums[node].count += 1;
  }
  const auto size = static_cast<double>(order[layer].size());
  const auto weight = [&](std::size_t node) {
    return sums[node].count > 0 ? sums[node].places / sums[node].count
                                : (static_cast<double>(places[layer][node]) + 0.5) / size;
  };
  std::ranges::stable_sort(order[layer], {}, weight);
}

}  // namespace

std::size_t Crossings(const Order& order, const std::vector<Link>& links) {
  const Order places = PlacesOf(order);
  std::size_t crossings = 0;
  for (std::size_t i = 0; i < links.size(); ++i) {
    const Link& a = links[i];
    for (std::size_t j = i + 1; j < links.size(); ++j) {
      const Link& b = links[j];
      if (a.layer != b.layer || a.from == b.from || a.to == b.to) continue;
      const bool above = places[a.layer][a.from] < places[a.layer][b.from];
      const bool ends_above = places[a.layer + 1][a.to] < places[a.layer + 1][b.to];
      if (above != ends_above) ++crossings;
    }
  }
  return crossings;
}

Order Ordered(const std::vector<std::size_t>& sizes, const std::vector<Link>& links) {
  Order order(sizes.size());
  for (std::size_t layer = 0; layer < sizes.size(); ++layer) {
    order[layer].resize(sizes[layer]);
    std::iota(order[layer].begin(), order[layer].end(), std::size_t{0});
  }
  for (const Link& link : links)
    CHECK(link.layer + 1 < sizes.size() && link.from < sizes[link.layer] &&
          link.to < sizes[link.layer + 1]);
  Order best = order;
  std::size_t fewest = Crossings(best, links);
  for (int sweep = 0; sweep < kSweeps && fewest > 0; ++sweep) {
    const bool forwards = sweep % 2 == 0;
    for (std::size_t i = 1; i < order.size(); ++i)
      Sort(order, forwards ? i : order.size() - 1 - i, !forwards, links);
    const std::size_t crossings = Crossings(order, links);
    if (crossings >= fewest) continue;
    fewest = crossings;
    best = order;
  }
  return best;
}

std::vector<double> Placed(const std::vector<double>& wanted, const std::vector<double>& sizes,
                           double from, double to) {
  // Things that touch make a block, which stands at the mean of what its members want.
  struct Block {
    double sum = 0;  // of where its first would begin, as each member wants it
    double size = 0;
    std::size_t count = 0;
    [[nodiscard]] double begin() const { return sum / static_cast<double>(count); }
  };
  std::vector<Block> blocks;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    blocks.push_back({.sum = wanted[i], .size = sizes[i], .count = 1});
    while (blocks.size() > 1) {
      const Block last = blocks.back();
      Block& before = blocks[blocks.size() - 2];
      if (before.begin() + before.size <= last.begin()) break;
      before.sum += last.sum - (before.size * static_cast<double>(last.count));
      before.size += last.size;
      before.count += last.count;
      blocks.pop_back();
    }
  }
  std::vector<double> begins(wanted.size());
  std::size_t at = 0;
  for (const Block& block : blocks) {
    double y = block.begin();
    for (std::size_t i = 0; i < block.count; ++i, ++at) {
      begins[at] = y;
      y += sizes[at];
    }
  }
  for (std::size_t i = 0; i < begins.size(); ++i)
    begins[i] = std::max(begins[i], i == 0 ? from : begins[i - 1] + sizes[i - 1]);
  for (std::size_t i = begins.size(); i-- > 0;)
    begins[i] = std::min(begins[i], (i + 1 == begins.size() ? to : begins[i + 1]) - sizes[i]);
  return begins;
}

}  // namespace almoner::picture
