#include <algorithm>
#include <numeric>
#include <string_view>

#include "paper/grid.h"

namespace almoner::paper {
namespace {

// About how wide a text is, in tenths of an em: good enough to find the widest of ten thousand,
// which alone is then measured.
std::size_t Estimate(std::string_view text) {
  std::size_t width = 0;
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) & 0xC0) == 0x80) continue;  // the rest of a character
    if (std::string_view("fijlrtI.,:;'|!()[] ").contains(c)) {
      width += 3;
    } else if (std::string_view("mwMW@%").contains(c)) {
      width += 9;
    } else {
      width += c >= 'A' && c <= 'Z' ? 7 : 6;
    }
  }
  return width;
}

struct Widest {
  std::string_view cell, word;

  void See(std::string_view text) {
    Keep(text, cell, cell_estimate_);
    while (!text.empty()) {
      const std::size_t end = std::min(text.find_first_of(" \n"), text.size());
      Keep(text.substr(0, end), word, word_estimate_);
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  }

 private:
  static void Keep(std::string_view text, std::string_view& widest, std::size_t& estimate) {
    const std::size_t seen = Estimate(text);
    if (seen <= estimate) return;
    widest = text;
    estimate = seen;
  }
  std::size_t cell_estimate_ = 0, word_estimate_ = 0;
};

double Sum(const std::vector<double>& widths) {
  return std::accumulate(widths.begin(), widths.end(), 0.0);
}

// The narrow keep what they have; the wide share alike what is left, until all fit.
void Shrink(std::vector<double>& widths, double available) {
  std::vector<double*> open;
  for (double& width : widths) open.push_back(&width);
  std::ranges::sort(open, {}, [](const double* width) { return *width; });
  for (std::size_t i = 0; i < open.size(); ++i) {
    const double share = available / static_cast<double>(open.size() - i);
    *open[i] = std::min(*open[i], share);
    available -= *open[i];
  }
}

// What is left over goes to the columns by how much more they would like to have.
void Spread(std::vector<double>& widths, const std::vector<double>& wanted, double spare) {
  const double more = Sum(wanted) - Sum(widths);
  for (std::size_t i = 0; i < widths.size(); ++i)
    widths[i] += spare * (more > 0 ? (wanted[i] - widths[i]) / more
                                   : 1 / static_cast<double>(widths.size()));
}

}  // namespace

std::size_t ColumnCount(const Table& table) {
  std::size_t count = table.header.size();
  for (const auto& row : table.rows) count = std::max(count, row.size());
  return count;
}

std::vector<double> ColumnWidths(Typesetter& typesetter, const Styles& styles, const Table& table,
                                 double available) {
  const std::size_t count = ColumnCount(table);
  std::vector<Widest> body(count);
  std::vector<Widest> header(count);
  for (std::size_t i = 0; i < table.header.size(); ++i) header[i].See(table.header[i]);
  for (const auto& row : table.rows)
    for (std::size_t i = 0; i < row.size(); ++i) body[i].See(row[i]);

  Style bold = styles.cell;
  bold.bold = true;
  const auto measure = [&](std::string_view plain, std::string_view head) {
    return 2 * CellInset(styles) +
           std::max(typesetter.Width(plain, styles.cell), typesetter.Width(head, bold));
  };
  const double brief = 0.75 * available / static_cast<double>(count);
  std::vector<double> widths(count);
  std::vector<double> wanted(count);
  for (std::size_t i = 0; i < count; ++i) {
    wanted[i] = std::min(measure(body[i].cell, header[i].cell), available);
    const double word = std::min(measure(body[i].word, header[i].word), available / 3);
    widths[i] = std::min(wanted[i], std::max(word, brief));  // a date, say, stays on one line
  }
  const double spare = available - Sum(widths);
  if (spare < 0) {
    Shrink(widths, available);
  } else {
    Spread(widths, wanted, spare);
  }
  return widths;
}

}  // namespace almoner::paper
