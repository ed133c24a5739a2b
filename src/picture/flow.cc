#include "picture/flow.h"

#include <algorithm>

#include "picture/flow_parts.h"
#include "picture/words.h"

namespace almoner::picture {
namespace {

// " in 3 countries, 1 of them outside the United Kingdom; for some no country is stated".
std::string Where(const Flow::Layer& layer) {
  const auto count = [&](Place place) {
    return std::ranges::count(layer.nodes, place, &Flow::Node::place);
  };
  const std::int64_t abroad = count(Place::kAbroad);
  std::string where = " in " + HowMany(count(Place::kHere) + abroad, layer.one, layer.many);
  if (abroad > 0) where += ", " + Figure(abroad) + " of them outside the United Kingdom";
  if (count(Place::kUnstated) > 0) where += "; for some no " + layer.one + " is stated";
  return where;
}

bool Placed(const Flow::Layer& layer) {
  return std::ranges::any_of(layer.nodes,
                             [](const Flow::Node& node) { return node.place != Place::kNone; });
}

// "6 groups of people, 8 purposes and 9 recipients in 3 countries."
std::string Sentence(const Flow& flow) {
  std::vector<std::string> parts;
  std::string where;
  for (const Flow::Layer& layer : flow.layers) {
    if (Placed(layer))
      where += Where(layer);
    else
      parts.push_back(HowMany(std::ssize(layer.nodes), layer.one, layer.many));
  }
  if (flow.layers[1].nodes.empty()) return "There are no " + flow.layers[1].many + ".";
  std::string sentence = Series(parts) + where + ".";
  if (sentence.starts_with('n')) sentence.front() = 'N';  // "No groups …"
  return sentence;
}

std::vector<std::size_t> Next(const Flow& flow, std::size_t layer, std::size_t node) {
  std::vector<std::size_t> next;
  for (const Link& link : flow.links)
    if (link.layer == layer && link.from == node) next.push_back(link.to);
  return next;
}

std::string Before(const Flow& flow, std::size_t node) {
  std::vector<std::string> names;
  for (const Link& link : flow.links)
    if (link.layer == 0 && link.to == node) names.push_back(flow.layers[0].nodes[link.from].label);
  return names.empty() ? flow.anyone : Series(names);
}

void AddWays(const Flow& flow, std::size_t layer, std::size_t node, std::vector<std::string> row,
             Table& table) {
  row.push_back(flow.layers[layer].nodes[node].label);
  const auto next =
      layer + 1 < flow.layers.size() ? Next(flow, layer, node) : std::vector<std::size_t>();
  for (const std::size_t to : next) AddWays(flow, layer + 1, to, row, table);
  if (!next.empty()) return;
  if (row.size() < flow.layers.size()) row.push_back(flow.nowhere);
  row.resize(flow.layers.size());
  table.rows.push_back(std::move(row));
}

Table TableOf(const Flow& flow) {
  Table table{.caption = flow.heading.title};
  for (const Flow::Layer& layer : flow.layers) table.header.push_back(layer.name);
  for (std::size_t node = 0; node < flow.layers[1].nodes.size(); ++node)
    AddWays(flow, 1, node, {Before(flow, node)}, table);
  return table;
}

}  // namespace

Picture Draw(const Flow& flow) {
  CHECK(flow.layers.size() >= 2 && flow.layers.size() <= 4);
  Picture picture{.sentence = Sentence(flow)};
  picture.table.caption = flow.heading.title;
  if (flow.layers[1].nodes.empty()) return picture;
  picture.table = TableOf(flow);
  const Flow drawn = Trimmed(flow);
  std::vector<std::size_t> sizes;
  for (const Flow::Layer& layer : drawn.layers) sizes.push_back(layer.nodes.size());
  const Order order = Ordered(sizes, drawn.links);
  picture.narrow = DrawNarrow(drawn, order, picture.sentence);
  picture.wide = DrawWide(drawn, order, picture.sentence);
  return picture;
}

}  // namespace almoner::picture
