#include <algorithm>
#include <array>

#include "picture/canvas.h"
#include "picture/flow_parts.h"
#include "picture/order.h"
#include "picture/words.h"

namespace almoner::picture {
namespace {

constexpr double kPad = 7;    // between a node's edge and its words
constexpr double kMark = 20;  // for the shape before them
constexpr double kApart = 9;  // between two nodes, at least
constexpr double kHead = 36;  // for the name of a layer
constexpr std::size_t kMostLines = 4;

// One layer where it is drawn.
struct Column {
  std::size_t layer = 0;
  double x = 0, width = 0;
};

struct Node {
  std::vector<std::string> lines;
  double y = 0, height = 0;
  [[nodiscard]] double middle() const { return y + (height / 2); }
};

class Panel {
 public:
  Panel(const Flow& flow, const Order& order, std::vector<Column> columns, double top,
        Canvas& canvas)
      : flow_(flow), order_(order), columns_(std::move(columns)), top_(top), canvas_(canvas) {
    for (const Column& column : columns_) Measure(column);
    Stand();
  }

  // The links first, so that nodes stand on them.
  double Draw() {
    for (std::size_t i = 0; i + 1 < columns_.size(); ++i) Links(i);
    for (std::size_t i = 0; i < columns_.size(); ++i) Nodes(i);
    return top_ + kHead + height_;
  }

 private:
  void Measure(const Column& column) {
    std::vector<Node> nodes;
    double sum = -kApart;
    for (const Flow::Node& node : flow_.layers[column.layer].nodes) {
      const double mark = node.place == Place::kNone ? 0 : kMark;
      Node measured{.lines =
                        Wrapped(node.label, column.width - (2 * kPad) - mark, kText, kMostLines)};
      measured.height = 10 + (kLine * static_cast<double>(measured.lines.size()));
      sum += measured.height + kApart;
      nodes.push_back(std::move(measured));
    }
    heights_.push_back(std::max(sum, 0.0));
    height_ = std::max(height_, sum);
    nodes_.push_back(std::move(nodes));
  }

  // The tallest column stands from top to bottom; in the others, outwards from it, each node is as
  // near as the order lets it be to the middle of those it is linked with.
  void Stand() {
    const std::size_t tallest =
        static_cast<std::size_t>(std::ranges::max_element(heights_) - heights_.begin());
    double y = top_ + kHead;
    for (const std::size_t node : order_[columns_[tallest].layer]) {
      nodes_[tallest][node].y = y;
      y += nodes_[tallest][node].height + kApart;
    }
    for (std::size_t i = tallest; i-- > 0;) Align(i, i + 1);
    for (std::size_t i = tallest + 1; i < columns_.size(); ++i) Align(i, i - 1);
  }

  void Align(std::size_t i, std::size_t beside) {
    std::vector<double> sums(nodes_[i].size());
    std::vector<double> counts(nodes_[i].size());
    for (const Link& link : flow_.links) {
      if (link.layer != columns_[std::min(i, beside)].layer) continue;
      const std::size_t node = i < beside ? link.from : link.to;
      sums[node] += nodes_[beside][i < beside ? link.to : link.from].middle();
      counts[node] += 1;
    }
    std::vector<double> wanted;
    std::vector<double> sizes;
    const auto& order = order_[columns_[i].layer];
    for (const std::size_t node : order) {
      const double middle = counts[node] > 0 ? sums[node] / counts[node] : top_ + kHead;
      wanted.push_back(middle - (nodes_[i][node].height / 2));
      sizes.push_back(nodes_[i][node].height + kApart);
    }
    const auto placed = Placed(wanted, sizes, top_ + kHead, top_ + kHead + height_ + kApart);
    for (std::size_t at = 0; at < order.size(); ++at) nodes_[i][order[at]].y = placed[at];
  }

  // All in one path: links that lie over one another are no darker.
  void Links(std::size_t i) {
    std::string path;
    const double from = columns_[i].x + columns_[i].width;
    const double to = columns_[i + 1].x;
    const std::string middle = Number((from + to) / 2);
    for (const Link& link : flow_.links) {
      if (link.layer != columns_[i].layer) continue;
      const std::string start = Number(nodes_[i][link.from].middle());
      const std::string end = Number(nodes_[i + 1][link.to].middle());
      path += "M" + Number(from) + " " + start + "C" + middle + " " + start + " " + middle + " " +
              end + " " + Number(to) + " " + end;
    }
    if (path.empty()) return;
    canvas_.writer().Leaf("path", {{"class", Literal("app-picture__link")},
                                   {"d", std::move(path)},
                                   {"fill", Literal("none")},
                                   {"stroke", Literal("currentColor")},
                                   {"stroke-width", 1.2},
                                   {"stroke-opacity", Literal("0.6")}});
  }

  void Nodes(std::size_t i) {
    const Flow::Layer& layer = flow_.layers[columns_[i].layer];
    canvas_.Words({columns_[i].x, top_ + 17}, layer.name, {.size = kHeading, .bold = true});
    for (std::size_t node = 0; node < layer.nodes.size(); ++node) {
      const Node& at = nodes_[i][node];
      const double x = columns_[i].x;
      canvas_.writer().Leaf("rect", {{"class", Literal("app-picture__paper")},
                                     {"x", x},
                                     {"y", at.y},
                                     {"width", columns_[i].width},
                                     {"height", at.height},
                                     {"rx", 4.0},
                                     {"fill", Literal("#fff")},
                                     {"stroke", Literal("currentColor")},
                                     {"stroke-opacity", Literal("0.6")}});
      const Place place = layer.nodes[node].place;
      if (place != Place::kNone) Shape({x + kPad, at.y + 8}, place);
      canvas_.Lines({x + kPad + (place == Place::kNone ? 0 : kMark), at.y + 20}, at.lines);
    }
  }

  void Shape(Point at, Place place) {
    const auto points = [&](std::initializer_list<Point> corners) {
      std::string text;
      for (const Point& corner : corners)
        text += (text.empty() ? "" : " ") + Number(at.x + corner.x) + "," + Number(at.y + corner.y);
      return text;
    };
    Writer& out = canvas_.writer();
    const Literal ink = "currentColor";
    if (place == Place::kHere)
      out.Leaf("circle", {{"class", Literal("app-picture__mid")},
                          {"cx", at.x + 7},
                          {"cy", at.y + 7},
                          {"r", 5.5},
                          {"fill", ink},
                          {"fill-opacity", Literal("0.6")}});
    if (place == Place::kAbroad)
      out.Leaf("polygon", {{"class", Literal("app-picture__ink")},
                           {"points", points({{7, 0}, {14, 13}, {0, 13}})},
                           {"fill", ink}});
    if (place == Place::kUnstated)
      out.Leaf("polygon", {{"class", Literal("app-picture__paper")},
                           {"points", points({{7, 0}, {14, 7}, {7, 14}, {0, 7}})},
                           {"fill", Literal("#fff")},
                           {"stroke", ink},
                           {"stroke-width", 1.6}});
  }

  const Flow& flow_;
  const Order& order_;
  std::vector<Column> columns_;
  double top_;
  Canvas& canvas_;
  std::vector<std::vector<Node>> nodes_;  // by column, in the order of the flow
  std::vector<double> heights_;
  double height_ = 0;
};

}  // namespace

std::string DrawNarrow(const Flow& flow, const Order& order, std::string_view sentence) {
  constexpr double kWidth = 152;
  Canvas canvas(flow.heading, sentence, Layout::kNarrow);
  double y = 0;
  for (std::size_t i = 0; i + 1 < flow.layers.size(); ++i) {
    if (flow.layers[i + 1].nodes.empty()) break;
    if (i > 0) y += 44;
    Panel panel(flow, order,
                {{.layer = i, .x = 1, .width = kWidth},
                 {.layer = i + 1, .x = kNarrowWidth - kWidth - 1, .width = kWidth}},
                y, canvas);
    y = panel.Draw();
  }
  return std::move(canvas).Finish(y + 4);
}

std::string DrawWide(const Flow& flow, const Order& order, std::string_view sentence) {
  constexpr std::array kShares = {1.0, 1.35, 1.35, 0.9};
  constexpr double kBetween = 52;
  Canvas canvas(flow.heading, sentence, Layout::kWide);
  const std::size_t count = flow.layers.size();
  double shares = 0;
  for (std::size_t i = 0; i < count; ++i) shares += kShares.at(i);
  const double room = kWideWidth - 2 - (kBetween * static_cast<double>(count - 1));
  std::vector<Column> columns;
  double x = 1;
  for (std::size_t i = 0; i < count; ++i) {
    columns.push_back({.layer = i, .x = x, .width = room * kShares.at(i) / shares});
    x += columns.back().width + kBetween;
  }
  const double bottom = Panel(flow, order, std::move(columns), 0, canvas).Draw();
  return std::move(canvas).Finish(bottom + 4);
}

}  // namespace almoner::picture
