#include "picture/canvas.h"

#include <algorithm>

#include "picture/words.h"

namespace almoner::picture {
namespace {

constexpr Literal kInk = "currentColor";
constexpr double kKeySide = 13;
constexpr double kKeyGap = 7;     // between a key and its words
constexpr double kKeyAfter = 22;  // between two keys

Literal AnchorOf(Anchor anchor) {
  switch (anchor) {
    case Anchor::kStart:
      return "start";
    case Anchor::kMiddle:
      return "middle";
    case Anchor::kEnd:
      return "end";
  }
  std::unreachable();
}

Literal ClassOf(Tone tone) {
  switch (tone) {
    case Tone::kInk:
      return "app-picture__ink";
    case Tone::kHatch:
      return "app-picture__hatch";
    case Tone::kMid:
      return "app-picture__mid";
    case Tone::kPaper:
      return "app-picture__paper";
  }
  std::unreachable();
}

// The lines of the hatch, five units apart.
void DefineHatch(Writer& out, const std::string& id) {
  out.Open("defs");
  out.Open("pattern", {{"id", id + "-hatch"},
                       {"width", 5.0},
                       {"height", 5.0},
                       {"patternUnits", Literal("userSpaceOnUse")},
                       {"patternTransform", Literal("rotate(45)")}});
  out.Leaf("rect", {{"width", 2.0}, {"height", 5.0}, {"fill", kInk}});
  out.Close();
  out.Close();
}

}  // namespace

void Canvas::Words(Point baseline, std::string_view text, const Type& type) {
  Lines(baseline, {std::string(text)}, type);
}

void Canvas::Lines(Point baseline, const std::vector<std::string>& lines, const Type& type) {
  if (lines.empty() || lines.front().empty()) return;
  Attributes attributes = {{"x", baseline.x}, {"y", baseline.y}};
  if (type.muted) {
    attributes.push_back({"class", Literal("app-picture__muted")});
    attributes.push_back({"fill-opacity", Literal("0.8")});
  }
  if (type.size != kText) attributes.push_back({"font-size", type.size});
  if (type.bold) attributes.push_back({"font-weight", Literal("700")});
  if (type.anchor != Anchor::kStart) attributes.push_back({"text-anchor", AnchorOf(type.anchor)});
  writer_.Open("text", attributes);
  writer_.Words(lines.front());
  for (std::size_t i = 1; i < lines.size(); ++i) {
    writer_.Open("tspan", {{"x", baseline.x}, {"dy", kLine}});
    writer_.Words(lines[i]);
    writer_.Close();
  }
  writer_.Close();
}

void Canvas::Area(const Box& box, Tone tone) {
  const bool edged = tone == Tone::kHatch || tone == Tone::kPaper;
  const double in = edged ? 0.5 : 0;  // so that the edge lies inside
  Attributes attributes = {{"class", ClassOf(tone)},
                           {"x", box.x + in},
                           {"y", box.y + in},
                           {"width", std::max(box.width - (2 * in), 0.1)},
                           {"height", std::max(box.height - (2 * in), 0.1)}};
  if (tone == Tone::kHatch) {
    hatched_ = true;
    attributes.push_back({"fill", "url(#" + id_ + "-hatch)"});
  }
  if (tone == Tone::kMid) attributes.push_back({"fill-opacity", Literal("0.6")});
  if (tone == Tone::kPaper) attributes.push_back({"fill", Literal("#fff")});
  if (edged) attributes.push_back({"stroke", kInk});
  writer_.Leaf("rect", attributes);
}

void Canvas::Rule(Point from, Point to, Line line) {
  const bool faint = line == Line::kFaint;
  writer_.Leaf("line",
               {{"x1", from.x},
                {"y1", from.y},
                {"x2", to.x},
                {"y2", to.y},
                {"stroke", kInk},
                {"stroke-opacity", faint ? Literal("0.25") : Literal("1")},
                {"stroke-width", line == Line::kLimit ? 2.0 : 1.0},
                {"stroke-dasharray", line == Line::kLimit ? Literal("6 4") : Literal("none")}});
}

double KeyWidth(std::string_view text) {
  return kKeySide + kKeyGap + WidthOf(text, kText) + kKeyAfter;
}

double Canvas::Key(Point baseline, Tone tone, std::string_view text) {
  Area({baseline.x, baseline.y - kKeySide + 1, kKeySide, kKeySide}, tone);
  Words({baseline.x + kKeySide + kKeyGap, baseline.y}, text);
  return baseline.x + KeyWidth(text);
}

std::string Canvas::Finish(double height) && {
  Writer out;
  out.Open("svg", {{"xmlns", Literal("http://www.w3.org/2000/svg")},
                   {"class", layout_ == Layout::kNarrow ? Literal("app-picture app-picture--narrow")
                                                        : Literal("app-picture app-picture--wide")},
                   {"role", Literal("img")},
                   {"aria-labelledby", id_ + "-title"},
                   {"aria-describedby", id_ + "-desc"},
                   {"width", width()},
                   {"height", height},
                   {"viewBox", "0 0 " + Number(width()) + " " + Number(height)},
                   {"font-family", Literal("sans-serif")},
                   {"font-size", kText},
                   {"fill", kInk}});
  out.Open("title", {{"id", id_ + "-title"}});
  out.Words(title_);
  out.Close();
  out.Open("desc", {{"id", id_ + "-desc"}});
  out.Words(sentence_);
  out.Close();
  if (hatched_) DefineHatch(out, id_);
  out.Put(std::move(writer_));
  out.Close();
  return std::move(out).Take();
}

std::vector<Tone> TonesOf(std::size_t count) {
  CHECK(count <= 4);
  if (count == 1) return {Tone::kMid};
  const std::vector<Tone> all = {Tone::kMid, Tone::kHatch, Tone::kInk, Tone::kPaper};
  return {all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count)};
}

}  // namespace almoner::picture
