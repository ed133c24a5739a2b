#include <algorithm>
#include <numeric>
#include <set>

#include "picture/flow_parts.h"
#include "picture/words.h"

namespace almoner::picture {
namespace {

constexpr std::size_t kMostNodes = 30;  // of a layer
constexpr std::size_t kMostLinks = 400;
constexpr std::size_t kFewestNodes = 10;

std::vector<std::size_t> LinksOf(const Flow& flow, std::size_t layer) {
  std::vector<std::size_t> links(flow.layers[layer].nodes.size());
  for (const Link& link : flow.links) {
    if (link.layer == layer) ++links[link.from];
    if (link.layer + 1 == layer) ++links[link.to];
  }
  return links;
}

// For each node of the layer, which it is when at most `most` are left; the last stands for the
// rest.
std::vector<std::size_t> Kept(const Flow& flow, std::size_t layer, std::size_t most) {
  const std::vector<std::size_t> links = LinksOf(flow, layer);
  std::vector<std::size_t> by_links(links.size());
  std::iota(by_links.begin(), by_links.end(), std::size_t{0});
  std::ranges::stable_sort(by_links, std::greater(), [&](std::size_t node) { return links[node]; });
  if (by_links.size() > most) by_links.resize(most - 1);
  std::ranges::sort(by_links);
  std::vector<std::size_t> now(links.size(), most - 1);
  for (std::size_t i = 0; i < by_links.size(); ++i) now[by_links[i]] = i;
  return now;
}

Flow TrimmedTo(const Flow& flow, std::size_t most) {
  Flow trimmed = flow;
  std::vector<std::vector<std::size_t>> now;
  for (std::size_t layer = 0; layer < flow.layers.size(); ++layer) {
    now.push_back(Kept(flow, layer, most));
    const auto& nodes = flow.layers[layer].nodes;
    if (nodes.size() <= most) continue;
    auto& left = trimmed.layers[layer].nodes;
    left.clear();
    for (std::size_t i = 0; i < nodes.size(); ++i)
      if (now[layer][i] < most - 1) left.push_back(nodes[i]);
    left.push_back({.label = "and " + Figure(std::ssize(nodes) - std::ssize(left)) + " more"});
  }
  std::set<std::vector<std::size_t>> seen;
  trimmed.links.clear();
  for (const Link& link : flow.links) {
    const Link moved{.layer = link.layer,
                     .from = now[link.layer][link.from],
                     .to = now[link.layer + 1][link.to]};
    if (seen.insert({moved.layer, moved.from, moved.to}).second) trimmed.links.push_back(moved);
  }
  return trimmed;
}

}  // namespace

Flow Trimmed(const Flow& flow) {
  std::size_t most = kMostNodes;
  Flow trimmed = TrimmedTo(flow, most);
  while (trimmed.links.size() > kMostLinks && most > kFewestNodes)
    trimmed = TrimmedTo(flow, most -= 5);
  return trimmed;
}

}  // namespace almoner::picture
