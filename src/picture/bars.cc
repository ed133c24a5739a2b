#include "picture/bars.h"

#include <algorithm>
#include <numeric>

#include "picture/axis.h"
#include "picture/canvas.h"
#include "picture/words.h"

namespace almoner::picture {
namespace {

constexpr double kBarHeight = 18;
constexpr double kRow = 27;        // from bar to bar
constexpr double kLimitRoom = 28;  // of the line of a limit
constexpr double kGroupRoom = 30;  // of a group's name
constexpr double kGroupAfter = 26;
constexpr double kGap = 10;

std::int64_t Sum(const std::vector<std::int64_t>& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
}

std::vector<std::int64_t> Totals(const std::vector<Bars::Bar>& bars, std::size_t series) {
  std::vector<std::int64_t> totals(series);
  for (const Bars::Bar& bar : bars)
    for (std::size_t i = 0; i < series; ++i) totals[i] += bar.counts.at(i);
  return totals;
}

std::vector<std::int64_t> Totals(const Bars& bars) {
  std::vector<std::int64_t> all(bars.series.size());
  for (const Bars::Group& group : bars.groups) {
    const auto totals = Totals(group.bars, all.size());
    for (std::size_t i = 0; i < all.size(); ++i) all[i] += totals[i];
  }
  return all;
}

// "12 open requests: 9 in time, 1 clock stopped and 2 late."
std::string Sentence(const Bars& bars, const std::vector<std::int64_t>& totals) {
  const std::int64_t all = Sum(totals);
  const std::string sentence = HowMany(all, bars.one, bars.many);
  if (all == 0) return "There are " + sentence + ".";
  if (bars.series.size() == 1) return sentence + ".";
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < totals.size(); ++i)
    parts.push_back(Figure(totals[i]) + " " + bars.series[i]);
  return sentence + ": " + picture::Series(parts) + ".";
}

std::vector<std::string> RowOf(std::string group, std::string label,
                               const std::vector<std::int64_t>& counts) {
  std::vector<std::string> row = {std::move(group), std::move(label)};
  for (const std::int64_t count : counts) row.push_back(Figure(count));
  if (counts.size() > 1) row.push_back(Figure(Sum(counts)));
  return row;
}

Table TableOf(const Bars& bars) {
  Table table{.caption = bars.heading.title, .header = {bars.group_column, bars.bar_column}};
  table.header.insert(table.header.end(), bars.series.begin(), bars.series.end());
  if (bars.series.size() > 1) table.header.emplace_back("All");
  for (const Bars::Group& group : bars.groups)
    for (const Bars::Bar& bar : group.bars)
      table.rows.push_back(RowOf(group.name, bar.label, bar.counts));
  table.rows.push_back(RowOf("All", "", Totals(bars)));
  return table;
}

struct Measures {
  double labels = 0;  // how wide the labels of bars are
  double left = 0;    // where bars begin
  Axis axis;
};

Measures Measure(const Bars& bars, Layout layout) {
  Measures measures;
  std::int64_t largest = 0;
  for (const Bars::Group& group : bars.groups)
    for (const Bars::Bar& bar : group.bars) {
      measures.labels = std::max(measures.labels, WidthOf(bar.label, kText));
      largest = std::max(largest, Sum(bar.counts));
    }
  measures.labels = std::min(measures.labels, WidthOf(layout) * 0.42);
  measures.left = measures.labels + kGap;
  const double count = WidthOf(Figure(largest), kText, true) + kGap;
  // A scale to the largest itself: the counts stand beside the bars, so there are no lines.
  measures.axis = {.ticks = {0, std::max<std::int64_t>(largest, 1)},
                   .length = WidthOf(layout) - measures.left - count};
  return measures;
}

class Drawing {
 public:
  Drawing(const Bars& bars, std::string_view sentence, Layout layout)
      : bars_(bars),
        measures_(Measure(bars, layout)),
        tones_(TonesOf(bars.series.size())),
        canvas_(bars.heading, sentence, layout) {}

  std::string All() && {
    Keys();
    bool first = true;
    for (const Bars::Group& group : bars_.groups) {
      const std::int64_t all = Sum(Totals(group.bars, bars_.series.size()));
      if (all == 0) continue;
      if (!first) y_ += kGroupAfter;
      first = false;
      Group(group, all);
    }
    return std::move(canvas_).Finish(y_ + 4);
  }

 private:
  void Keys() {
    if (bars_.series.size() < 2) return;
    double x = 0;
    y_ = 16;
    for (std::size_t i = 0; i < bars_.series.size(); ++i) {
      if (x > 0 && x + KeyWidth(bars_.series[i]) > canvas_.width() + 20) {
        x = 0;
        y_ += kLine + 4;
      }
      x = canvas_.Key({x, y_}, tones_[i], bars_.series[i]);
    }
    y_ += 26;
  }

  void Group(const Bars::Group& group, std::int64_t all) {
    const std::string count = HowMany(all, bars_.one, bars_.many);
    const double room = canvas_.width() - WidthOf(count, kText) - kGap;
    canvas_.Words({0, y_ + 17}, Wrapped(group.name, room, kHeading, 1, true).front(),
                  {.size = kHeading, .bold = true});
    canvas_.Words({canvas_.width(), y_ + 17}, count, {.muted = true, .anchor = Anchor::kEnd});
    y_ += kGroupRoom;
    for (std::size_t i = 0; i <= group.bars.size(); ++i) {
      if (group.limit && group.limit->before == i) Limit(group.limit->label);
      if (i < group.bars.size()) Row(group.bars[i]);
    }
  }

  // The words end the line that they name.
  void Limit(const std::string& label) {
    const double right = canvas_.width();
    const std::string words = Wrapped(label, right * 0.7, kText, 1, true).front();
    const double y = y_ + 9;
    canvas_.Rule({0, y}, {right - WidthOf(words, kText, true) - kGap, y}, Line::kLimit);
    canvas_.Words({right, y + 5}, words, {.bold = true, .anchor = Anchor::kEnd});
    y_ += kLimitRoom;
  }

  void Row(const Bars::Bar& bar) {
    const double baseline = y_ + 14;
    canvas_.Words({0, baseline}, Wrapped(bar.label, measures_.labels, kText, 1).front());
    std::int64_t drawn = 0;
    for (std::size_t i = 0; i < bar.counts.size(); ++i) {
      if (bar.counts[i] == 0) continue;
      const double from = measures_.axis.At(drawn);
      const double length = measures_.axis.At(bar.counts[i]);
      const double gap = JoinBefore(drawn, length);
      canvas_.Area({measures_.left + from + gap, y_, length - gap, kBarHeight}, tones_[i]);
      drawn += bar.counts[i];
    }
    const double end = measures_.left + measures_.axis.At(drawn) + (drawn > 0 ? 7 : 0);
    canvas_.Words({end, baseline}, Figure(drawn), {.bold = drawn > 0, .muted = drawn == 0});
    y_ += kRow;
  }

  const Bars& bars_;
  Measures measures_;
  std::vector<Tone> tones_;
  Canvas canvas_;
  double y_ = 0;  // how far down it is drawn
};

}  // namespace

Picture Draw(const Bars& bars) {
  const auto totals = Totals(bars);
  Picture picture{.sentence = Sentence(bars, totals)};
  if (Sum(totals) == 0) {
    picture.table = {.caption = bars.heading.title};
    return picture;
  }
  picture.table = TableOf(bars);
  picture.narrow = Drawing(bars, picture.sentence, Layout::kNarrow).All();
  picture.wide = Drawing(bars, picture.sentence, Layout::kWide).All();
  return picture;
}

}  // namespace almoner::picture
