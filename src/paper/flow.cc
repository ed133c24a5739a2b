#include "paper/flow.h"

#include <algorithm>

#include "paper/grid.h"
#include "paper/text.h"

namespace almoner::paper {
namespace {

constexpr const char* kHeadingTags[] = {"H2", "H3", "H4"};  // the title is the H1

// Where the window of a DL envelope shows an A4 page folded in three (45 to 85 mm from its top).
constexpr double kWindowTop = 134;
constexpr double kWindowBottom = 241;

// Of a logo, in points: below what a watermark says in words at the top of each page.
constexpr double kLogoTop = 48;
constexpr double kLogoWidth = 150;
constexpr double kBesideLogo = 12;

constexpr double kGroupPitch = 1.35;  // of a heading's, from line to line of large groups
constexpr double kBetweenGroupLines = 4;

}  // namespace

void Flow::PutPlain(std::string_view text, const Style& style, Strip strip) {
  const auto lines = typesetter_.Wrap(text, style, strip.width);
  if (!lines.empty()) sheets_.Text("P", lines, style, strip);
}

void Flow::Letterhead(std::string_view publisher, const std::optional<Picture>& logo) {
  Strip strip = sheets_.strip();
  if (logo) strip.width -= kLogoWidth + kBesideLogo;
  PutPlain(publisher, styles_.publisher, strip);
  if (sheets_.IsFresh()) return;
  if (logo) PutLogo(*logo);
  sheets_.Down(7);
  sheets_.Rule(sheets_.y(), styles_.accent, 1.4);
  sheets_.Down(styles_.title.pitch);
}

// As large as there is room for, above the line and at the right edge; it is decoration, as the
// name says the same.
void Flow::PutLogo(const Picture& logo) {
  const Strip all = sheets_.strip();
  const double room = sheets_.y() - kLogoTop;
  const double scale = std::min(kLogoWidth / logo.width, room / logo.height);
  const double width = logo.width * scale;
  const double height = logo.height * scale;
  sheets_.Put(PictureMark{.x = all.x + all.width - width,
                          .y = sheets_.y() - height,
                          .width = width,
                          .height = height,
                          .png = logo.png});
}

// Recipient on the left, date and reference on the right; both end above the title.
void Flow::Add(const Address& address) {
  const Strip all = sheets_.strip();
  const double top = std::max(sheets_.y(), kWindowTop);
  sheets_.Down(top - sheets_.y());
  PutPlain(address.recipient, styles_.body, {all.x, all.width * 0.55});
  const double recipient_end = sheets_.y();
  if (recipient_end >= top) sheets_.Down(top - recipient_end);
  const Strip right = {all.x + all.width * 0.62, all.width * 0.38};
  PutPlain(address.date, styles_.body, right);
  PutPlain(address.reference, styles_.body, right);
  sheets_.Down(std::max({recipient_end, sheets_.y(), kWindowBottom}) - sheets_.y());
}

void Flow::Title(std::string_view title) {
  sheets_.Put(Bookmark{0, CleanLine(title), sheets_.y()});
  sheets_.Text("H1", typesetter_.Wrap(title, styles_.title, sheets_.strip().width), styles_.title,
               sheets_.strip());
  sheets_.Down(styles_.gap);
}

void Flow::Add(const Block& block) {
  std::visit([this](const auto& one) { Put(one); }, block);
}

void Flow::Put(const Heading& heading) {
  const auto level = static_cast<std::size_t>(heading.level - 1);
  const Style& style = styles_.heading[level];
  const auto lines = typesetter_.Wrap(heading.text, style, sheets_.strip().width);
  if (lines.empty()) return;
  sheets_.Gap(styles_.gap * (heading.level == 1 ? 1.7 : 1.1));
  sheets_.Need(Height(lines));
  const Sheets::Spot start = sheets_.KeepStart();
  sheets_.Put(Bookmark{heading.level, CleanLine(heading.text), sheets_.y()});
  sheets_.Text(kHeadingTags[level], lines, style, sheets_.strip());
  sheets_.Down(styles_.gap / 2);
  sheets_.Keep(start);
}

void Flow::Put(const Paragraph& paragraph) {
  const auto lines = typesetter_.Wrap(paragraph.text, styles_.body, sheets_.strip().width);
  if (lines.empty()) return;
  sheets_.Text("P", lines, styles_.body, sheets_.strip());
  sheets_.Gap(styles_.gap);
}

void Flow::Put(const Bullets& bullets) { PutList(bullets.items, false); }
void Flow::Put(const Steps& steps) { PutList(steps.items, true); }

void Flow::PutList(const std::vector<std::string>& items, bool numbered) {
  const auto is_blank = [](const std::string& item) { return CleanLine(item).empty(); };
  if (std::ranges::all_of(items, is_blank)) return;
  sheets_.Put(OpenTag{"L"});
  int number = 0;
  for (const std::string& item : items) {
    if (is_blank(item)) continue;
    ++number;
    Item(item, numbered ? std::to_string(number) + ". " : "• ");
  }
  sheets_.Put(CloseTag{"L"});
  sheets_.Gap(styles_.gap * 0.6);
}

void Flow::Item(std::string_view text, std::string_view label) {
  const double indent = styles_.body.size * 1.6;
  Strip strip = sheets_.strip();
  const auto lines = typesetter_.Wrap(text, styles_.body, strip.width - indent);
  if (lines.empty()) return;
  sheets_.Need(lines.front().advance);
  Line dot = lines.front();
  dot.text = label;
  dot.glyphs.reset();
  const double edge = label.starts_with("•") ? styles_.body.size * 0.5 : 0;

  const Sheets::Spot start = sheets_.KeepStart();
  sheets_.Put(OpenTag{"LI"});
  sheets_.Put(OpenTag{"Lbl"});
  sheets_.Put(MarkOf(dot, styles_.body, {strip.x + edge, strip.width - 2 * edge}, sheets_.y()));
  sheets_.Put(CloseTag{"Lbl"});
  sheets_.Keep(start);
  strip.width -= indent;
  if (dot.direction == Direction::kLeftToRight) strip.x += indent;
  sheets_.Text("LBody", lines, styles_.body, strip);
  sheets_.Put(CloseTag{"LI"});
  sheets_.Gap(styles_.gap * 0.4);
}

void Flow::Put(const Table& table) {
  PutTable(sheets_, typesetter_, styles_, table);
  sheets_.Gap(styles_.gap * 1.3);
}

void Flow::Put(const Facts& facts) {
  PutFacts(sheets_, typesetter_, styles_, facts);
  sheets_.Gap(styles_.gap * 1.3);
}

// A line is never parted from its number, nor the lines from one another where a page holds them.
void Flow::Put(const Groups& groups) {
  if (groups.lines.empty()) return;
  sheets_.Gap(styles_.gap * 0.6);
  const double pitch = styles_.heading[0].pitch * kGroupPitch;
  sheets_.Need(std::min(sheets_.height(), pitch * static_cast<double>(groups.lines.size())));
  sheets_.Put(OpenTag{"Table"});
  for (std::size_t i = 0; i < groups.lines.size(); ++i) GroupLine(i + 1, groups.lines[i]);
  sheets_.Put(CloseTag{"Table"});
  sheets_.Gap(styles_.gap);
}

void Flow::GroupLine(std::size_t number, const std::vector<std::string>& groups) {
  const double pitch = styles_.heading[0].pitch * kGroupPitch;
  sheets_.Need(pitch);
  sheets_.Settle();
  const Strip all = sheets_.strip();
  sheets_.Put(BoxMark{all.x, sheets_.y(), all.width, pitch - kBetweenGroupLines, kShade});
  Style large = styles_.heading[0];
  large.ink = kBlack;
  const double first = styles_.body.size * 3;
  const double column =
      (all.width - first) / static_cast<double>(std::max<std::size_t>(groups.size(), 1));
  const auto put = [&](const char* tag, std::string_view text, const Style& style, Strip strip) {
    const Line line = typesetter_.Fit(text, style, strip.width);
    const double top = sheets_.y() + (pitch - kBetweenGroupLines - line.advance) / 2;
    sheets_.Put(OpenTag{tag});
    sheets_.Put(MarkOf(line, style, strip, top));
    sheets_.Put(CloseTag{tag});
  };
  sheets_.Put(OpenTag{"TR"});
  put("TH", std::to_string(number), styles_.small,
      {all.x + styles_.body.size * 0.8, first - styles_.body.size});
  for (std::size_t i = 0; i < groups.size(); ++i)
    put("TD", groups[i], large, {all.x + first + column * static_cast<double>(i), column});
  sheets_.Put(CloseTag{"TR"});
  sheets_.Down(pitch);
}

void Flow::Put(const Blanks& blanks) {
  if (blanks.labels.empty()) return;
  const double room = styles_.body.pitch * 2;
  const double gap = styles_.body.size * 1.6;
  sheets_.Need(room + styles_.small.pitch);
  sheets_.Settle();
  sheets_.Down(room);
  const Strip all = sheets_.strip();
  const auto count = static_cast<double>(blanks.labels.size());
  const double width = (all.width - gap * (count - 1)) / count;
  double x = all.x;
  for (const std::string& label : blanks.labels) {
    sheets_.Put(BoxMark{x, sheets_.y(), width, kHairline, kMuted});
    const Line line = typesetter_.Fit(label, styles_.small, width);
    sheets_.Put(OpenTag{"P"});
    sheets_.Put(MarkOf(line, styles_.small, {x, width}, sheets_.y() + 3));
    sheets_.Put(CloseTag{"P"});
    x += width + gap;
  }
  sheets_.Down(styles_.small.pitch + 3);
  sheets_.Gap(styles_.gap);
}

}  // namespace almoner::paper
