// What all pictures are drawn with. Internal.
#pragma once

#include "picture/picture.h"
#include "picture/svg.h"
#include "picture/tone.h"

namespace almoner::picture {

enum class Layout : std::uint8_t { kNarrow, kWide };
[[nodiscard]] constexpr double WidthOf(Layout layout) {
  return layout == Layout::kNarrow ? kNarrowWidth : kWideWidth;
}

inline constexpr double kText = 15;     // the smallest words
inline constexpr double kHeading = 17;  // of a group
inline constexpr double kLine = 20;     // from baseline to baseline

struct Point {
  double x = 0, y = 0;
};
struct Box {
  double x = 0, y = 0, width = 0, height = 0;
};

enum class Anchor : std::uint8_t { kStart, kMiddle, kEnd };
struct Type {
  double size = kText;
  bool bold = false;
  bool muted = false;
  Anchor anchor = Anchor::kStart;
};

enum class Line : std::uint8_t { kFaint, kBase, kLimit };

class Canvas {
 public:
  Canvas(const Heading& heading, std::string_view sentence, Layout layout)
      : id_(std::string(heading.id.view()) + (layout == Layout::kNarrow ? "-narrow" : "-wide")),
        title_(heading.title),
        sentence_(sentence),
        layout_(layout) {}

  void Words(Point baseline, std::string_view text, const Type& type = {});
  // Each on a line of its own, from the first baseline down.
  void Lines(Point baseline, const std::vector<std::string>& lines, const Type& type = {});
  void Area(const Box& box, Tone tone);
  void Rule(Point from, Point to, Line line);
  // A small square of the tone, and what it stands for: where the next may begin.
  double Key(Point baseline, Tone tone, std::string_view text);
  // For what only one picture has.
  Writer& writer() { return writer_; }
  [[nodiscard]] const std::string& id() const { return id_; }
  [[nodiscard]] Layout layout() const { return layout_; }
  [[nodiscard]] double width() const { return WidthOf(layout_); }

  [[nodiscard]] std::string Finish(double height) &&;

 private:
  std::string id_;
  std::string title_;
  std::string sentence_;
  Layout layout_;
  bool hatched_ = false;
  Writer writer_;
};

// How wide a key is with the space after it.
[[nodiscard]] double KeyWidth(std::string_view text);
// The space before a part of a bar that follows `before`, so that two tones never touch.
[[nodiscard]] constexpr double JoinBefore(std::int64_t before, double length) {
  return before > 0 && length > 3 ? 1 : 0;
}
// The tones of `count` series that stand on one another.
[[nodiscard]] std::vector<Tone> TonesOf(std::size_t count);

}  // namespace almoner::picture
