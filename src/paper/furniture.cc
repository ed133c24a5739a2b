#include "paper/furniture.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "paper/sheets.h"
#include "paper/text.h"

namespace almoner::paper {
namespace {

constexpr double kWidth = kPageWidth - 2 * kSideMargin;
constexpr double kBottomMargin = 34;
constexpr std::size_t kFooterLines = 3;

std::string RunningHead(const Document& document) {
  const std::string publisher = CleanLine(document.publisher);
  const std::string title = CleanLine(document.title);
  return publisher.empty() ? title : publisher + "  ·  " + title;
}

}  // namespace

Furniture::Furniture(Typesetter& typesetter, const Document& document)
    : styles_(Styles::For(document)), welsh_(document.language.starts_with("cy")), frame_{} {
  const Style& small = styles_.small;
  const double number_width = typesetter.Width("Page 9999 of 9999  ", small);
  footer_ = typesetter.Wrap(document.footer, small, kWidth - number_width);
  if (footer_.size() > kFooterLines) footer_.resize(kFooterLines);
  double head_width = kWidth;
  if (document.watermark) {
    SetWatermark(typesetter, *document.watermark);
    head_width = kWidth * 0.58;
  }
  const Line head = typesetter.Fit(RunningHead(document), small, head_width);
  running_head_.push_back(
      MarkOf(head, small, {kSideMargin, head_width}, kHeaderBaseline - head.baseline));
  const double footer_height = std::max(Height(footer_), small.pitch);
  frame_ = {.left = kSideMargin,
            .right = kPageWidth - kSideMargin,
            .top = kHeaderBaseline + 26,
            .bottom = kPageHeight - kBottomMargin - footer_height - 26};
}

// Along the rising diagonal, as large as fits; and in words at the top right, for who cannot make
// it out.
void Furniture::SetWatermark(Typesetter& typesetter, const std::string& text) {
  Style large = {.size = 150, .pitch = 150, .bold = true, .ink = kWatermark};
  const double room = 0.8 * std::hypot(kPageWidth, kPageHeight);
  large.size =
      std::min(large.size, large.size * room / std::max(1.0, typesetter.Width(text, large)));
  const Line across = typesetter.Fit(text, large, room * 1.02);
  watermark_.push_back(TextMark{.text = across.text,
                                .style = large,
                                .x = kPageWidth / 2 + large.size * 0.25,
                                .y = kPageHeight / 2 + large.size * 0.25,
                                .anchor = Anchor::kCentre,
                                .direction = across.direction,
                                .angle = -std::atan2(kPageHeight, kPageWidth)});
  Style notice = styles_.small;
  notice.bold = true;
  notice.ink = kWarning;
  const Line words = typesetter.Fit(text, notice, kWidth * 0.4);
  watermark_.push_back(TextMark{.text = words.text,
                                .style = notice,
                                .x = kPageWidth - kSideMargin,
                                .y = kHeaderBaseline,
                                .anchor = Anchor::kRight,
                                .direction = words.direction});
}

Page Furniture::Of(std::size_t number, std::size_t count) const {
  Page page = watermark_;
  if (number > 1) page.insert(page.end(), running_head_.begin(), running_head_.end());
  PutFooter(page, number, count);
  return page;
}

void Furniture::PutFooter(Page& page, std::size_t number, std::size_t count) const {
  double y = frame_.bottom + 26;
  page.push_back(BoxMark{kSideMargin, y - 8, kWidth, kHairline, kRule});
  page.push_back(TextMark{.text = welsh_ ? fmt::format("Tudalen {} o {}", number, count)
                                         : fmt::format("Page {} of {}", number, count),
                          .style = styles_.small,
                          .x = kPageWidth - kSideMargin,
                          .y = y + styles_.small.pitch * 0.75,
                          .anchor = Anchor::kRight});
  for (const Line& line : footer_) {
    page.push_back(MarkOf(line, styles_.small, {kSideMargin, kWidth}, y));
    y += line.advance;
  }
}

}  // namespace almoner::paper
