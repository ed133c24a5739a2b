#include "picture/columns.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "picture/axis.h"
#include "picture/canvas.h"
#include "picture/words.h"

namespace almoner::picture {
namespace {

using Period = Columns::Period;

constexpr double kPlot = 200;   // high
constexpr double kAbove = 24;   // over the highest line, for its number
constexpr double kNames = 150;  // for the names of the series beside the last column, where wide
constexpr double kGap = 10;

std::int64_t Sum(const std::vector<std::int64_t>& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
}

Period Joined(const std::vector<Period>& periods, std::size_t from, std::size_t to,
              Joining joining) {
  Period joined = periods[to - 1];
  if (to - from == 1) return joined;
  joined.label = periods[from].label + " to " + joined.label;
  joined.tick = periods[from].tick;
  joined.under = periods[from].under;
  if (joining == Joining::kLast) return joined;
  for (std::size_t at = from; at + 1 < to; ++at)
    for (std::size_t i = 0; i < joined.counts.size(); ++i)
      joined.counts[i] += periods[at].counts.at(i);
  return joined;
}

// Whole groups end with the last period, so that only the first may be shorter.
std::vector<Period> Joined(const Columns& columns) {
  const std::size_t all = columns.periods.size();
  const std::size_t each = std::max<std::size_t>(1, (all + kMostColumns - 1) / kMostColumns);
  std::vector<Period> periods;
  for (std::size_t to = all % each == 0 ? each : all % each; to <= all && all > 0; to += each)
    periods.push_back(Joined(columns.periods, to > each ? to - each : 0, to, columns.joining));
  return periods;
}

std::string Parts(const Columns& columns, const std::vector<std::int64_t>& counts) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < counts.size(); ++i)
    parts.push_back(Figure(counts[i]) + " " + columns.series[i]);
  return columns.series.size() == 1 ? "" : ": " + picture::Series(parts);
}

std::vector<std::int64_t> Totals(const Columns& columns, const std::vector<Period>& periods) {
  std::vector<std::int64_t> totals(columns.series.size());
  for (const Period& period : periods)
    for (std::size_t i = 0; i < totals.size(); ++i) totals[i] += period.counts.at(i);
  return totals;
}

// "; most in 2031: 1,204"
std::string Most(const std::vector<Period>& periods) {
  if (periods.size() < 2) return "";
  const auto most = std::ranges::max_element(
      periods, {}, [](const Period& period) { return Sum(period.counts); });
  return "; most in " + most->label + ": " + Figure(Sum(most->counts));
}

// "599 answers from May to October 2026: 489 given and 110 refused." "61 promises at the end of
// May 2026: 37 kept …" "5,552 people from 2026 to 2039; most in 2031: 1,204."
std::string Sentence(const Columns& columns, const std::vector<Period>& periods) {
  const auto totals = Totals(columns, periods);
  if (Sum(totals) == 0) return "There are no " + columns.many + ".";
  const bool sums = columns.joining == Joining::kSum;
  const auto& counts = sums ? totals : periods.back().counts;
  std::string sentence = HowMany(Sum(counts), columns.one, columns.many);
  sentence.front() = sentence.front() == 'n' ? 'N' : sentence.front();
  const std::string& last = columns.periods.back().label;
  if (!sums)
    sentence += " at the end of " + last;
  else if (columns.periods.size() == 1)
    sentence += " in " + last;
  else
    sentence += " from " + columns.periods.front().label + " to " + last;
  sentence += Parts(columns, counts);
  return sentence + (columns.series.size() == 1 && sums ? Most(periods) : "") + ".";
}

std::vector<std::string> RowOf(std::string label, const std::vector<std::int64_t>& counts) {
  std::vector<std::string> row = {std::move(label)};
  for (const std::int64_t count : counts) row.push_back(Figure(count));
  if (counts.size() > 1) row.push_back(Figure(Sum(counts)));
  return row;
}

Table TableOf(const Columns& columns, const std::vector<Period>& periods) {
  Table table{.caption = columns.heading.title, .header = {columns.period_column}};
  table.header.insert(table.header.end(), columns.series.begin(), columns.series.end());
  if (columns.series.size() > 1) table.header.emplace_back("All");
  for (const Period& period : periods) table.rows.push_back(RowOf(period.label, period.counts));
  if (columns.joining == Joining::kSum)
    table.rows.push_back(RowOf("All", Totals(columns, periods)));
  return table;
}

std::int64_t Largest(const std::vector<Period>& periods) {
  std::int64_t largest = 0;
  for (const Period& period : periods) largest = std::max(largest, Sum(period.counts));
  return largest;
}

class Drawing {
 public:
  Drawing(const Columns& columns, const std::vector<Period>& periods, std::string_view sentence,
          Layout layout)
      : columns_(columns),
        periods_(periods),
        axis_(AxisTo(Largest(periods), 5, kPlot)),
        tones_(TonesOf(columns.series.size())),
        beside_(layout == Layout::kWide && columns.series.size() > 1),
        canvas_(columns.heading, sentence, layout) {
    for (const Period& period : periods)
      widest_ = std::max({widest_, WidthOf(period.tick, kText), WidthOf(period.under, kText)});
    left_ = WidthOf(Figure(axis_.ticks.back()), kText) + kGap;
    // The last tick may reach beyond its column.
    const double right = beside_ ? kNames : 0;
    const auto count = static_cast<double>(periods.size());
    pitch_ = (canvas_.width() - left_ - right) / count;
    if (const double beyond = (widest_ - pitch_) / 2; !beside_ && beyond > 0)
      pitch_ -= beyond / (count - 0.5);
    pitch_ = std::min(pitch_, 64.0);
    numbered_ = tones_.size() == 1 && WidthOf(Figure(Largest(periods)), kText, true) <= pitch_ - 2;
  }

  std::string All() && {
    if (!beside_) Keys();
    base_ += kAbove + kPlot;
    Lines();
    for (std::size_t i = 0; i < periods_.size(); ++i) Column(i);
    if (beside_) Names();
    Ticks();
    return std::move(canvas_).Finish(base_ + 46);
  }

 private:
  [[nodiscard]] double Left(std::size_t i) const {
    return left_ + (pitch_ * (static_cast<double>(i) + 0.12));
  }
  [[nodiscard]] double Thick() const { return pitch_ * 0.76; }

  void Keys() {
    if (columns_.series.size() < 2) return;
    double x = 0;
    base_ = 16;
    for (std::size_t i = 0; i < columns_.series.size(); ++i) {
      if (x > 0 && x + KeyWidth(columns_.series[i]) > canvas_.width() + 20) {
        x = 0;
        base_ += kLine + 4;
      }
      x = canvas_.Key({x, base_}, tones_[i], columns_.series[i]);
    }
    base_ += 8;
  }

  void Lines() {
    const double right = left_ + (pitch_ * static_cast<double>(periods_.size()));
    for (const std::int64_t tick : axis_.ticks) {
      const double y = base_ - axis_.At(tick);
      canvas_.Rule({left_, y}, {right, y}, tick == 0 ? Line::kBase : Line::kFaint);
      canvas_.Words({left_ - kGap, y + 5}, Figure(tick), {.muted = true, .anchor = Anchor::kEnd});
    }
  }

  void Column(std::size_t i) {
    std::int64_t drawn = 0;
    for (std::size_t s = 0; s < tones_.size(); ++s) {
      const std::int64_t count = periods_[i].counts[s];
      if (count == 0) continue;
      const double gap = JoinBefore(drawn, axis_.At(count));
      drawn += count;
      const double top = base_ - axis_.At(drawn);
      canvas_.Area({Left(i), top, Thick(), axis_.At(count) - gap}, tones_[s]);
    }
    if (drawn > 0 && numbered_)
      canvas_.Words({Left(i) + (Thick() / 2), base_ - axis_.At(drawn) - 6}, Figure(drawn),
                    {.bold = true, .anchor = Anchor::kMiddle});
  }

  // Beside the last column, each as near to its own part as there is room; a small key says which,
  // where one had to move.
  void Names() {
    const double x = left_ + (pitch_ * static_cast<double>(periods_.size())) + 8;
    std::int64_t drawn = 0;
    double above = base_ + kLine;
    std::vector<double> places;
    for (const std::int64_t count : periods_.back().counts) {
      const double middle = base_ - axis_.At(drawn) - (axis_.At(count) / 2) + 5;
      drawn += count;
      above = std::min(middle, above - kLine - 2);
      places.push_back(above);
    }
    for (std::size_t s = 0; s < places.size(); ++s)
      canvas_.Key({x, places[s]}, tones_[s],
                  Wrapped(columns_.series[s], kNames - 30, kText, 1).front());
  }

  // As many as have room, the last always.
  void Ticks() {
    const auto step = static_cast<std::size_t>(std::max(1.0, std::ceil((widest_ + 8) / pitch_)));
    std::string before;
    for (std::size_t i = (periods_.size() - 1) % step; i < periods_.size(); i += step) {
      const double x = Left(i) + (Thick() / 2);
      canvas_.Words({x, base_ + 20}, periods_[i].tick, {.anchor = Anchor::kMiddle});
      if (periods_[i].under != before)
        canvas_.Words({x, base_ + 40}, periods_[i].under,
                      {.muted = true, .anchor = Anchor::kMiddle});
      before = periods_[i].under;
    }
  }

  const Columns& columns_;
  const std::vector<Period>& periods_;
  Axis axis_;
  std::vector<Tone> tones_;
  bool beside_;  // the names stand beside the last column
  Canvas canvas_;
  double widest_ = 0;  // of what stands under the columns
  double left_ = 0;
  double pitch_ = 0;
  bool numbered_ = false;  // each column bears its number
  double base_ = 0;        // where the columns stand
};

}  // namespace

Picture Draw(const Columns& columns) {
  const std::vector<Period> periods = Joined(columns);
  Picture picture{.sentence = Sentence(columns, periods)};
  picture.table.caption = columns.heading.title;
  if (Largest(periods) == 0) return picture;
  picture.table = TableOf(columns, periods);
  picture.narrow = Drawing(columns, periods, picture.sentence, Layout::kNarrow).All();
  picture.wide = Drawing(columns, periods, picture.sentence, Layout::kWide).All();
  return picture;
}

}  // namespace almoner::picture
