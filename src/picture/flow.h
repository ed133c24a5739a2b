// Who passes what to whom: nodes in layers, and links from each layer to the next.
#pragma once

#include <cstdint>

#include "picture/order.h"
#include "picture/picture.h"

namespace almoner::picture {

// What stands before a node's label: a disc, a triangle or a diamond.
enum class Place : std::uint8_t { kNone, kHere, kAbroad, kUnstated };

struct Flow {
  Heading heading;
  struct Node {
    std::string label;
    Place place = Place::kNone;
  };
  struct Layer {
    std::string name;       // "Who gets it"
    std::string one, many;  // "recipient", "recipients"
    std::vector<Node> nodes;
  };
  std::vector<Layer> layers;  // two to four
  std::vector<Link> links;    // none twice
  std::string anyone;         // in the table, before a node that nothing leads to: "anyone"
  std::string nowhere;  // in the table, of a node that nothing leads on from: "nobody outside"
};

// Where there are very many, those with the fewest links are drawn as one, "and 12 more"; the table
// has all: a row for each way from a node of the second layer on, with everything that leads there.
[[nodiscard]] Picture Draw(const Flow& flow);

}  // namespace almoner::picture
