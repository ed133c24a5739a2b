// The pages being filled: where the next thing goes, and what belongs together. Internal.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "paper/page.h"
#include "paper/style.h"
#include "paper/typeset.h"

namespace almoner::paper {

// A horizontal strip of the page.
struct Strip {
  double x, width;
};

class Sheets {
 public:
  struct Spot {
    std::size_t page, mark;
    double y;
  };

  explicit Sheets(const Frame& frame) : frame_(frame), y_(frame.top), pages_(1) {}

  [[nodiscard]] Strip strip() const { return {frame_.left, frame_.width()}; }
  [[nodiscard]] double y() const { return y_; }
  [[nodiscard]] double left() const { return frame_.bottom - y_; }
  [[nodiscard]] double height() const { return frame_.bottom - frame_.top; }
  [[nodiscard]] bool IsFresh() const { return y_ <= frame_.top; }

  void Put(Mark mark) { pages_.back().push_back(std::move(mark)); }
  void Rule(double y, const Ink& ink, double thickness = kHairline);
  void Down(double by) { y_ += by; }
  void Gap(double by);       // nothing at the top of a page
  void Need(double height);  // a new page, unless so much is left on this one

  // Where that begins which stays with what comes next: here, or where such a thing stands already.
  [[nodiscard]] Spot KeepStart() const;
  // What was put since `start` moves along if a page ends before Settle().
  void Keep(const Spot& start);
  void Settle() { kept_.reset(); }

  enum class Carried : std::uint8_t { kNothing, kKept };
  Carried NewPage();

  // One tag of text, over as many pages as it takes; never a single first or last line alone.
  // Settles.
  void Text(const char* tag, std::span<const Line> lines, const Style& style, Strip strip);

  std::vector<Page> Pages() && { return std::move(pages_); }

 private:
  [[nodiscard]] std::size_t Fitting(std::span<const Line> lines) const;
  Frame frame_;
  double y_;
  std::vector<Page> pages_;
  std::optional<Spot> kept_;
};

[[nodiscard]] double Height(std::span<const Line> lines);

// The line's mark with its top at y, at the side of the strip where its script begins.
[[nodiscard]] TextMark MarkOf(const Line& line, const Style& style, Strip strip, double y);

}  // namespace almoner::paper
