#include "paper/sheets.h"

namespace almoner::paper {

double Height(std::span<const Line> lines) {
  double height = 0;
  for (const Line& line : lines) height += line.advance;
  return height;
}

TextMark MarkOf(const Line& line, const Style& style, Strip strip, double y) {
  const bool from_right = line.direction == Direction::kRightToLeft;
  return {.text = line.text,
          .style = style,
          .x = from_right ? strip.x + strip.width : strip.x,
          .y = y + line.baseline,
          .anchor = from_right ? Anchor::kRight : Anchor::kLeft,
          .direction = line.direction,
          .glyphs = line.glyphs};
}

namespace {

void Lift(Mark& mark, double by) {
  std::visit(
      [by](auto& one) {
        if constexpr (requires { one.y; }) one.y -= by;
      },
      mark);
}

}  // namespace

void Sheets::Rule(double y, const Ink& ink, double thickness) {
  Put(BoxMark{frame_.left, y - thickness / 2, frame_.width(), thickness, ink});
}

void Sheets::Gap(double by) {
  if (!IsFresh()) y_ += by;
}

Sheets::Spot Sheets::KeepStart() const {
  return kept_.value_or(Spot{pages_.size(), pages_.back().size(), y_});
}

void Sheets::Keep(const Spot& start) {
  if (start.page == pages_.size()) kept_ = start;
}

Sheets::Carried Sheets::NewPage() {
  const bool carry = kept_ && kept_->y > frame_.top;  // at the top of its page it has nowhere to go
  Page next;
  y_ = frame_.top + (carry ? y_ - kept_->y : 0);
  if (carry) {
    const auto first = pages_.back().begin() + static_cast<std::ptrdiff_t>(kept_->mark);
    next.assign(std::move_iterator(first), std::move_iterator(pages_.back().end()));
    pages_.back().erase(first, pages_.back().end());
    for (Mark& mark : next) Lift(mark, kept_->y - frame_.top);
  }
  pages_.push_back(std::move(next));
  kept_.reset();
  if (carry) kept_ = Spot{pages_.size(), 0, frame_.top};
  return carry ? Carried::kKept : Carried::kNothing;
}

void Sheets::Need(double height) {
  if (left() < height && !IsFresh()) NewPage();
}

// How many of the lines go on this page; 0 for "begin on the next one".
std::size_t Sheets::Fitting(std::span<const Line> lines) const {
  std::size_t count = 0;
  double room = left();
  while (count < lines.size() && lines[count].advance <= room) room -= lines[count++].advance;
  if (count == lines.size()) return count;
  if (count + 1 == lines.size() && count > 0) --count;
  if (count < 2 && !IsFresh()) return 0;
  return std::max<std::size_t>(count, 1);  // a line higher than a page is put down all the same
}

// A tag over two pages holds a Span for each: then it is no leaf itself, and the second page's
// header is not taken for a part of it.
void Sheets::Text(const char* tag, std::span<const Line> lines, const Style& style, Strip strip) {
  const bool split = Fitting(lines) < lines.size();
  Put(OpenTag{tag});
  while (!lines.empty()) {
    const std::size_t count = Fitting(lines);
    if (count > 0) Settle();
    if (split && count > 0) Put(OpenTag{"Span"});
    for (const Line& line : lines.first(count)) {
      Put(MarkOf(line, style, strip, y_));
      y_ += line.advance;
    }
    if (split && count > 0) Put(CloseTag{"Span"});
    lines = lines.subspan(count);
    if (!lines.empty()) NewPage();
  }
  Put(CloseTag{tag});
}

}  // namespace almoner::paper
