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

}  // namespace

void Flow::PutPlain(std::string_view text, const Style& style, Strip strip) {
  const auto lines = typesetter_.Wrap(text, style, strip.width);
  if (!lines.empty()) sheets_.Text("P", lines, style, strip);
}

void Flow::Letterhead(std::string_view publisher) {
  PutPlain(publisher, styles_.publisher, sheets_.strip());
  if (sheets_.IsFresh()) return;
  sheets_.Down(7);
  sheets_.Rule(sheets_.y(), kAccent, 1.4);
  sheets_.Down(styles_.title.pitch);
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

void Flow::Put(const Bullets& bullets) {
  const auto is_blank = [](const std::string& item) { return CleanLine(item).empty(); };
  if (std::ranges::all_of(bullets.items, is_blank)) return;
  sheets_.Put(OpenTag{"L"});
  for (const std::string& item : bullets.items) Bullet(item);
  sheets_.Put(CloseTag{"L"});
  sheets_.Gap(styles_.gap * 0.6);
}

void Flow::Bullet(std::string_view text) {
  const double indent = styles_.body.size * 1.6;
  Strip strip = sheets_.strip();
  const auto lines = typesetter_.Wrap(text, styles_.body, strip.width - indent);
  if (lines.empty()) return;
  sheets_.Need(lines.front().advance);
  Line dot = lines.front();
  dot.text = "• ";
  const double edge = styles_.body.size * 0.5;

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

}  // namespace almoner::paper
