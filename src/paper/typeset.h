// Breaks text into lines, measures it and draws it, by way of pango. Internal.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "paper/page.h"

struct _cairo;        // cairo_t
struct _PangoLayout;  // PangoLayout

namespace almoner::paper {

struct Line {
  std::string
      text;  // with the space it was broken at, so that words stay apart for who reads the file
  Direction direction;
  double advance;   // from its top to the next line's
  double baseline;  // below its top
  // As it was set, so that it is not set again to be drawn; whoever changes the text resets it.
  std::shared_ptr<const Glyphs> glyphs = {};
};

// For one thread at a time.
class Typesetter {
 public:
  explicit Typesetter(const std::string& language);

  // Cleans the text (CleanText) and breaks it to the width: between words, and within one too long
  // for a line of its own. No lines for a blank text.
  std::vector<Line> Wrap(std::string_view text, const Style& style, double width);

  // As much as fits on one line, with "…" where something was left out.
  Line Fit(std::string_view text, const Style& style, double width);

  // Of text on one line; of a very long one, at least a page's width.
  double Width(std::string_view text, const Style& style);

  void Draw(_cairo* to, const TextMark& mark);

 private:
  struct Release {
    void operator()(_PangoLayout* layout) const;
  };
  // Without a direction, each text has that of its first letter.
  void Use(const Style& style, std::optional<Direction> direction, double width);
  void WrapLine(std::string_view text, const Style& style, double width, std::vector<Line>& lines);
  std::vector<Line> Broken(std::string_view clean, const Style& style, double width);
  std::unique_ptr<_PangoLayout, Release> layout_;
  // Of short texts, which come again and again: labels, dates, who wrote it.
  std::unordered_map<std::string, std::vector<Line>> seen_;
};

}  // namespace almoner::paper
