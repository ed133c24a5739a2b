// In which order the nodes of a layered picture stand, so that few links cross. Internal.
#pragma once

#include <cstddef>
#include <vector>

namespace almoner::picture {

struct Link {
  std::size_t layer = 0;  // it goes from this one to the next
  std::size_t from = 0;   // node of `layer`
  std::size_t to = 0;     // node of the next
};

// For each layer its nodes from the top down.
using Order = std::vector<std::vector<std::size_t>>;

[[nodiscard]] std::size_t Crossings(const Order& order, const std::vector<Link>& links);

// Sorts each layer by the mean place of its neighbours, forwards and backwards in turn (Sugiyama,
// Tagawa and Toda 1981), and keeps the best: never more crossings than in the given order. The same
// input gives the same answer. REQUIRES: every link names nodes that there are.
[[nodiscard]] Order Ordered(const std::vector<std::size_t>& sizes, const std::vector<Link>& links);

// Where things of those sizes begin that stand in this order between `from` and `to` without
// overlapping, each as near to where it is wanted as the others let it be (the squares of the
// distances add up to the least; pool adjacent violators). REQUIRES: they fit.
[[nodiscard]] std::vector<double> Placed(const std::vector<double>& wanted,
                                         const std::vector<double>& sizes, double from, double to);

}  // namespace almoner::picture
